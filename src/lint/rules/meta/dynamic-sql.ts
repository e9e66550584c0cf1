import type { ChangeOf } from '../../../schema/change';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import { calledBy, ddlOf, verbOfDynamic } from './hidden';

/** What makes nobody wait, whatever it is about. */
const harmless = new Set([
  ...['SELECT', 'GRANT', 'REVOKE', 'COMMENT', 'SET', 'RESET', 'NOTIFY', 'ANALYZE', 'RAISE'],
  ...['CREATE SCHEMA', 'CREATE EXTENSION', 'CREATE ROLE', 'CREATE USER', 'ALTER ROLE', 'ALTER USER', 'ALTER DATABASE'],
  ...['ALTER DEFAULT', 'CREATE TYPE', 'CREATE DOMAIN', 'CREATE SEQUENCE', 'CREATE FUNCTION', 'CREATE VIEW'],
]);

export const dynamicSql = changeRule({
  id: 'dynamic-sql',
  title: 'EXECUTE of SQL that is put together as it runs',
  category: 'meta',
  severity: 'information',
  preset: 'strict',
  also: ['migrationpilot:MP063', 'pgsafe:unchecked-do-block'],
  on: ['do', 'read', 'other'],
  check(change, context) {
    return change.kind === 'do' ? inBlock(change, context) : called(change, context);
  },
});

/** The first of a block stands for all. */
function inBlock({ dynamic }: ChangeOf<'do'>, context: RuleContext): Report | undefined {
  const { text } = context.statement;
  for (const at of dynamic) {
    const verb = verbOfDynamic(text, at);
    if (verb === undefined || !harmless.has(verb)) return { ...report(verb, ''), at };
  }
  return undefined;
}

function called(change: ChangeOf<'read' | 'other'>, context: RuleContext): Report | undefined {
  for (const { function: it, body } of calledBy(change, context)) {
    // Of what such a function does besides, another rule speaks.
    if (ddlOf(body) !== undefined) continue;
    for (const part of body.parts) {
      if (part.kind !== 'dynamic') continue;
      const verb = verbOfDynamic(it.text, part.at);
      if (verb !== undefined && harmless.has(verb)) continue;
      const name = plainName(it.key);
      return { ...report(verb, ` in ${name}`), related: context.origin(it, `${name} was made here`) };
    }
  }
  return undefined;
}

function report(verb: string | undefined, where: string): Report {
  return {
    message: `What this ${verb === undefined ? 'EXECUTE' : `EXECUTE of ${verb}`}${where} locks, and whether it fails, is known only when it runs: no other rule speaks of it`,
    help: 'Write the statements out where the names are known. Where they are not, try the migration on a copy of the database, and say so in an ignore comment.',
  };
}
