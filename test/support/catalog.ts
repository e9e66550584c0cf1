/** What a server's catalog says of a database, in the same plain form as a Schema's inventory. */
import type { Client } from 'pg';
import { accessNames, accessQueries, roleQueries } from './catalog-access';
import { catalogNames, catalogQueries } from './catalog-queries';

export { inventoryOfSchema } from './inventory';

/** Everything compared, by the object's name. Each entry is one line of text, so that a difference reads well. */
export type Inventory = Readonly<Record<string, string>>;

/** What stands in a database, outside of the system's own schemas and of extensions. */
export async function inventoryOfServer(client: Client, { withRoles = false } = {}): Promise<Inventory> {
  const queries = [...catalogQueries, ...accessQueries, ...(withRoles ? roleQueries : [])];
  const { rows } = await client.query<{ name: string; text: string | null }>(
    `${catalogNames}${accessNames}\n${queries.join('\nunion all\n')}`,
  );
  return Object.fromEntries(rows.map(({ name, text }) => [name, (text ?? '').trim().replace(/ +/g, ' ')]));
}

/** Both sides with blanks made alike, ready for deepEqual. */
export function normalized(inventory: Inventory): Inventory {
  return Object.fromEntries(
    Object.entries(inventory)
      .map(([name, text]) => [name, text.trim().replace(/ +/g, ' ')] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
