import { lex } from '../sql/lexer';
import type { Span } from '../sql/span';
import { isWord, type Token, tokenText } from '../sql/token';
import type { RunnableScript } from './script';

/** Functions whose work a rollback does not take back. */
const functions = new RegExp(
  `^(${[
    'dblink\\w*',
    'http(_(get|post|put|delete|patch|head|request))?',
    'lo_export',
    'pg_file_\\w+',
    'pg_(terminate|cancel)_backend',
    'pg_reload_conf',
    'pg_(create|drop|copy)_\\w*replication_slot',
    'pg_replication_slot_advance',
    'pg_logical_slot_get_\\w+',
    'pg_(switch_wal|promote|rotate_logfile|create_restore_point|backup_start|backup_stop)',
    'pg_stat_reset\\w*',
  ].join('|')})$`,
  'i',
);
/** Schemas whose functions talk to other machines. */
const schemas = /^(net|aws_s3|aws_lambda)$/i;
/** Languages that keep to the database; any other may do whatever the server's own user may. */
const trusted = /^(sql|plpgsql|plperl|pltcl|plv8|plls|plcoffee|pllua|internal|c)$/i;
/** What names a function and does not call it. */
const namesOnly = /^\s*(grant|revoke|comment|alter|drop|create\s+(or\s+replace\s+)?(function|procedure))\b/i;

/** The first thing in a script that would happen outside the database, where no rollback reaches, and what it is. */
export function outsideEffect(script: RunnableScript): { readonly at: Span; readonly what: string } | undefined {
  const made = new Map<string, string>();
  for (const { text, at } of script.statements) {
    const created = createdFunction(text);
    if (created !== undefined) {
      if (created.what !== undefined) made.set(created.name, created.what);
      continue;
    }
    const called = namesOnly.test(text) ? undefined : words(text).find((word) => made.has(word));
    const found = called === undefined ? outsideEffectOf(text) : `${called}, made here, with ${made.get(called) ?? ''}`;
    if (found !== undefined) return { at, what: found };
  }
  return undefined;
}

/** Statements, at the top or in a body, that name functions and call none. */
const namings =
  /(^|;|\b(?:begin|then|else|loop)\b)\s*(?:grant|revoke|comment\s+on|(?:alter|drop)\s+(?:function|procedure|routine))\b[^;]*/gi;

/** The same of a text of SQL or of a function's body. */
export function outsideEffectOf(whole: string): string | undefined {
  const text = whole.replace(namings, '$1');
  const tokens = tokensOf(text);
  const is = (token: Token | undefined, word: string): boolean => isWord(text, token, word);
  const [first] = tokens;
  if (is(first, 'create') && createdFunction(text) !== undefined) return undefined;
  if (is(first, 'do')) {
    const language = languageIn(text, tokens);
    if (language !== undefined && isUntrusted(language)) return `DO in ${language}`;
  }
  for (const [i, token] of tokens.entries()) {
    if (is(token, 'copy') && beginsStatement(text, tokens[i - 1])) {
      const copied = copyEffect(text, tokens.slice(i));
      if (copied !== undefined) return copied;
    }
    if (token.kind === 'word') {
      const name = tokenText(text, token);
      const next = tokens[i + 1];
      if (functions.test(name) && isText(text, next, '(')) return name;
      if (schemas.test(name) && isText(text, next, '.') && isText(text, tokens[i + 3], '(')) return `${name}.…`;
    }
    // What is put together and executed stands in a string of a body.
    const within = token.kind === 'dollar' || (!is(first, 'comment') && token.kind === 'string') ? unquoted(text, token) : '';
    const found = /[a-z]/i.test(within) && within.length < text.length ? outsideEffectOf(within) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether a language may do more than the database lets it. */
export function isUntrusted(language: string): boolean {
  return !trusted.test(language);
}

/** A function that a statement makes, and what would happen outside when it is called. */
export function createdFunction(text: string): { readonly name: string; readonly what?: string } | undefined {
  const tokens = tokensOf(text);
  const is = (token: Token | undefined, word: string): boolean => isWord(text, token, word);
  const at = is(tokens[1], 'or') ? 3 : 1;
  if (!is(tokens[0], 'create') || !(is(tokens[at], 'function') || is(tokens[at], 'procedure'))) return undefined;
  let nameAt = at + 1;
  while (isText(text, tokens[nameAt + 1], '.')) nameAt += 2;
  const token = tokens[nameAt];
  const name = token === undefined ? '' : tokenText(text, token).replace(/^"|"$/g, '').toLowerCase();
  const language = languageIn(text, tokens);
  if (language !== undefined && isUntrusted(language)) return { name, what: `a body in ${language}` };
  const bodies = tokens.filter(({ kind }) => kind === 'dollar' || kind === 'string').map((each) => unquoted(text, each));
  const [what] = bodies.flatMap((body) => outsideEffectOf(body) ?? []);
  return { name, ...(what !== undefined && { what }) };
}

function copyEffect(text: string, tokens: readonly Token[]): string | undefined {
  const end = tokens.findIndex((token) => isText(text, token, ';'));
  const own = end < 0 ? tokens : tokens.slice(0, end);
  const to = own.findIndex((token) => isWord(text, token, 'to'));
  const goal = own[to + 1];
  if (to > 0 && isWord(text, goal, 'program')) return 'COPY … TO PROGRAM';
  if (to > 0 && goal?.kind === 'string') return 'COPY … TO a file';
  const from = own.findIndex((token, i) => isWord(text, token, 'from') && isWord(text, own[i + 1], 'program'));
  return from > 0 ? 'COPY … FROM PROGRAM' : undefined;
}

/** Whether a statement of SQL or of PL/pgSQL may begin behind this token. */
function beginsStatement(text: string, before: Token | undefined): boolean {
  return (
    before === undefined ||
    isText(text, before, ';') ||
    ['begin', 'then', 'else', 'loop'].some((word) => isWord(text, before, word))
  );
}

/** The language that a statement names, and not a parameter or column of that name. */
function languageIn(text: string, tokens: readonly Token[]): string | undefined {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (isText(text, token, '(')) depth++;
    else if (isText(text, token, ')')) depth--;
    const next = tokens[at + 1];
    if (depth === 0 && isWord(text, token, 'language') && next !== undefined)
      return tokenText(text, next).replace(/^['"]|['"]$/g, '');
  }
  return undefined;
}

const tokensOf = (text: string): readonly Token[] => lex(text).filter(({ kind }) => kind !== 'comment');

const words = (text: string): readonly string[] =>
  tokensOf(text).map((token) => tokenText(text, token).replace(/^"|"$/g, '').toLowerCase());

const isText = (text: string, token: Token | undefined, wanted: string): boolean =>
  token !== undefined && tokenText(text, token) === wanted;

const unquoted = (text: string, token: Token): string =>
  tokenText(text, token)
    .replace(/^\$[^$]*\$|\$[^$]*\$$|^[eEuU]?&?'|'$/g, '')
    .replaceAll("''", "'");
