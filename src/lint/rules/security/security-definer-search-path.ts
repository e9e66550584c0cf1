import type { Change, ChangeOf } from '../../../schema/change';
import { lex } from '../../../sql/lexer';
import { quoteIdentifier } from '../../../sql/quote';
import { tokenText } from '../../../sql/token';
import { changeRule, type RuleContext } from '../../rule';
import { findWords, keywords } from '../../user-text';

/** https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY */
export const securityDefinerSearchPath = changeRule({
  id: 'security-definer-search-path',
  title: 'SECURITY DEFINER function that trusts the caller’s search_path',
  category: 'security',
  severity: 'warning',
  upOnly: true,
  also: ['migrationpilot:MP099', 'splinter:function_search_path_mutable'],
  on: ['create-function'],
  check(change, context) {
    if (!change.securityDefiner || !looksNamesUp(change) || change.setsSearchPath) return undefined;
    if (context.changesAfter().some((later) => setsPath(later, change, context))) return undefined;
    const { text } = context.statement;
    const path = [...context.session.searchPath, 'pg_temp'].map(quoteIdentifier).join(', ');
    const set = `${keywords(text, 'SET')} search_path = ${path}`;
    const words = findWords(text, ['security', 'definer'], change.at);
    return {
      message: `A caller can make ${change.function.name} use tables and functions of their own instead of those it means, with its owner’s rights: it looks names up in the caller’s search_path`,
      help: 'Give it a search_path of its own, with pg_temp last.',
      ...(words !== undefined && { at: words }),
      fixes: [
        {
          title: 'Give it a search_path of its own',
          edits: [context.replace({ start: text.length, end: text.length }, ` ${set}`)],
          preferred: true,
          safe: false,
        },
      ],
    };
  },
});

/** A body in quotes is read when it runs; BEGIN ATOMIC and RETURN when it is made, and what is compiled looks up no names. */
function looksNamesUp({ language, text }: ChangeOf<'create-function'>): boolean {
  if (language === 'c' || language === 'internal') return false;
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  return tokens.some((token, index) => {
    const next = tokens[index + 1]?.kind;
    return token.kind === 'word' && tokenText(text, token).toLowerCase() === 'as' && (next === 'dollar' || next === 'string');
  });
}

/** ALTER FUNCTION … SET search_path. */
function setsPath(later: Change, { function: { schema, name } }: ChangeOf<'create-function'>, context: RuleContext): boolean {
  if (later.kind !== 'alter-function' || later.setsSearchPath !== true || later.function.name !== name) return false;
  const path = context.session.searchPath[0];
  return (later.function.schema ?? path) === (schema ?? path);
}
