import type { ChangeOf } from '../../../schema/change';
import { findWords } from '../../user-text';
import { changeRule, type Report, type RuleContext } from '../../rule';
import { plainName } from '../../wording';
import { calledBy, ddlOf } from './hidden';

/** The static statements of a DO block in PL/pgSQL are judged like all others; this is about the rest. */
export const doBlockDdl = changeRule({
  id: 'do-block-ddl',
  title: 'Schema changes in a block or function that is not looked into',
  category: 'meta',
  severity: 'information',
  preset: 'strict',
  also: ['migrationpilot:MP063', 'pgsafe:unchecked-do-block'],
  on: ['do', 'read', 'other'],
  check(change, context) {
    return change.kind === 'do' ? unread(change, context) : called(change, context);
  },
});

const ddl =
  /\b(create|alter|drop)\s+(?:unique\s+)?(table|index|materialized|view|type|trigger|constraint|column|sequence|schema)\b/i;

function unread({ language, body, dynamic }: ChangeOf<'do'>, { statement: { text } }: RuleContext): Report | undefined {
  const [, verb, what] = ddl.exec(body) ?? [];
  if (dynamic.length > 0 || verb === undefined || what === undefined) return undefined;
  const why =
    language !== 'plpgsql' && language !== 'sql'
      ? `the block is written in ${language}`
      : /\b(?:commit|rollback)\s*;/i.test(body)
        ? 'the block ends transactions on its way'
        : 'the block cannot be read';
  return {
    ...report(`${verb} ${what}`.toUpperCase(), 'here', why),
    at: findWords(text, ['do'], { start: 0, end: text.length }) ?? { start: 0, end: text.length },
  };
}

function called(change: ChangeOf<'read' | 'other'>, context: RuleContext): Report | undefined {
  for (const { function: it, body } of calledBy(change, context)) {
    const verb = ddlOf(body);
    if (verb === undefined) continue;
    const name = plainName(it.key);
    return {
      ...report(verb, `in ${name}`, 'a function is not looked into where it is called'),
      related: context.origin(it, `${name} was made here`),
    };
  }
  return undefined;
}

function report(verb: string, where: string, why: string): Report {
  return {
    message: `What ${verb} ${where} locks or rewrites no other rule tells: ${why}`,
    help: 'Write the statement in the file itself, where it is judged and can run with CONCURRENTLY or in a transaction of its own.',
  };
}
