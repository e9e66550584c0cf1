import { own, type PrintedName } from '../../sql/printer';
import { quoteLiteral } from '../../sql/quote';
import type { Subject } from '../../schema/access-change';
import { editSubject } from '../../schema/apply/subject';
import type { ChangeOf } from '../../schema/change';
import type { Governed, Key, Schema } from '../../schema/schema';
import { resolve, type Session } from '../../schema/session';
import { roleSql } from './policies';
import { nameOfKey, run, type Step, type Undoing } from './undoing';

/** COMMENT, back: what was said before, or nothing. */
export function commented({ change, statement, before, session }: Undoing<ChangeOf<'comment'>>): readonly Step[] {
  const { on } = change;
  if (on === undefined) return [];
  const former = objectOf(before, on, session)?.comment;
  if (former === change.text) return [];
  const upTo = /\bis\s+(?:null|e?'(?:[^']|'')*'|\$(\w*)\$.*\$\1\$)\s*$/is.exec(statement.text);
  if (upTo === null) return [];
  const said = former === undefined ? 'NULL' : quoteLiteral(former);
  return run({ type: 'own', text: `${statement.text.slice(0, upTo.index)}IS ${said}` });
}

/** GRANT of what was not had before, back; undefined where it is not that plain. */
export function granted({ change, before, session }: Undoing<ChangeOf<'grant'>>): readonly Step[] | undefined {
  const { on, privileges, to, revoke, grantOption } = change;
  if (revoke || grantOption || privileges.some(({ columns }) => columns.length > 0)) return undefined;
  const words = privileges.length === 0 ? 'ALL' : privileges.map(({ privilege }) => privilege).join(', ');
  const steps: Step[] = [];
  for (const target of on) {
    if (target.what !== 'relation' && target.what !== 'schema' && target.what !== 'type') return undefined;
    const has = objectOf(before, target, session);
    const hadSome = (had: readonly string[] = []): boolean =>
      privileges.length === 0
        ? had.length > 0
        : privileges.some(({ privilege }) => had.includes(privilege) || had.includes(`${privilege}*`));
    if (has === undefined || to.some((role) => hadSome(has.grants?.[role]))) return undefined;
    const object = { sql: target.what === 'relation' ? 'TABLE' : target.what.toUpperCase() };
    steps.push(
      ...run(
        own`REVOKE ${{ sql: words }} ON ${object} ${nameOf(before, target, session)} FROM ${{ sql: to.map(roleSql).join(', ') }}`,
      ),
    );
  }
  return steps;
}

function nameOf(schema: Schema, { what, name }: Subject, session: Session): PrintedName {
  if (what === 'schema') return name;
  const key: Key = resolve(name, schema, session, what === 'type' ? 'type' : 'relation');
  return nameOfKey(key, name);
}

/** What is said of the object that a statement names; undefined where the Schema lacks it. */
function objectOf(schema: Schema, subject: Subject, session: Session): Governed | undefined {
  let found: Governed | undefined;
  editSubject(schema, subject, session, (it) => {
    found = it;
    return it;
  });
  return found;
}
