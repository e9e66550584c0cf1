import { lex } from '../sql/lexer';
import { isWord, type Token, tokenText } from '../sql/token';
import type { Span } from '../sql/span';
import type { RunnableScript } from './script';

/** Functions whose work a rollback does not take back. */
const functions =
  /^(dblink\w*|http_(get|post|put|delete|patch|request)|lo_export|pg_file_\w+|pg_terminate_backend|pg_cancel_backend|pg_reload_conf|pg_(create|drop|copy)_\w*replication_slot|pg_switch_wal|pg_promote|pg_rotate_logfile|pg_stat_reset\w*)$/i;

/** The first thing in a script that would happen outside the database, where no rollback reaches, and what it is. */
export function outsideEffect(script: RunnableScript): { readonly at: Span; readonly what: string } | undefined {
  for (const { text, at } of script.statements) {
    const found = outsideEffectOf(text);
    if (found !== undefined) return { at, what: found };
  }
  return undefined;
}

export function outsideEffectOf(text: string): string | undefined {
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  const is = (token: Token | undefined, word: string): boolean => isWord(text, token, word);
  if (is(tokens[0], 'copy')) {
    const to = tokens.findIndex((token) => is(token, 'to'));
    const goal = tokens[to + 1];
    if (to > 0 && is(goal, 'program')) return 'COPY … TO PROGRAM';
    if (to > 0 && goal?.kind === 'string') return 'COPY … TO a file';
    const from = tokens.findIndex((token) => is(token, 'from'));
    if (from > 0 && is(tokens[from + 1], 'program')) return 'COPY … FROM PROGRAM';
  }
  const call = tokens.find(
    (token, i) => token.kind === 'word' && functions.test(tokenText(text, token)) && opens(text, tokens[i + 1]),
  );
  if (call !== undefined) return tokenText(text, call);
  if (is(tokens[0], 'do')) {
    const body = tokens.find(({ kind }) => kind === 'dollar');
    const within = body === undefined ? undefined : outsideEffectOf(tokenText(text, body).replace(/^\$[^$]*\$|\$[^$]*\$$/g, ''));
    if (within !== undefined) return within;
  }
  const net = tokens.find((token, i) => is(token, 'net') && /^http_/i.test(nameAfterDot(text, tokens, i)));
  return net === undefined ? undefined : 'net.http_…';
}

function opens(text: string, token: Token | undefined): boolean {
  return token !== undefined && tokenText(text, token) === '(';
}

function nameAfterDot(text: string, tokens: readonly Token[], i: number): string {
  const [dot, name] = [tokens[i + 1], tokens[i + 2]];
  return dot !== undefined && name !== undefined && tokenText(text, dot) === '.' ? tokenText(text, name) : '';
}
