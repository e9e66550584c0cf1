import { keyOf } from '../schema/names';
import type { Column, Name, Schema } from '../schema/schema';
import type { Session } from '../schema/session';

/** What is made by migrations; those of the server itself are all deterministic. */
interface Made {
  readonly schema: Schema;
  readonly session: Pick<Session, 'searchPath'>;
}

/** Two columns that a foreign key compares: by one collation, or by two of which one takes different strings for equal. */
export function compared(
  from: Pick<Column, 'collation'>,
  to: Pick<Column, 'collation'>,
  made: Made,
): { readonly isSame: boolean; readonly nondeterministic?: string } {
  const [a, b] = [keyOfCollation(from.collation, made), keyOfCollation(to.collation, made)];
  const isLoose = (key: string): boolean => made.schema.others.get(`collation ${key}`)?.nondeterministic === true;
  const nondeterministic = [b, a].find(isLoose);
  return { isSame: a === b, ...(nondeterministic !== undefined && { nondeterministic }) };
}

function keyOfCollation(name: Name | undefined, { schema, session }: Made): string {
  if (name === undefined) return 'default';
  const spaces = name.schema === undefined ? session.searchPath : [name.schema];
  const keys = spaces.map((space) => keyOf(space, name.name));
  return keys.find((key) => schema.others.has(`collation ${key}`)) ?? name.name;
}
