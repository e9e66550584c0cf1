import type { Script, Source } from '../migrations/project';
import { identifierOf } from '../sql/identifier';
import { lex } from '../sql/lexer';
import { isWord, type Token, tokenText } from '../sql/token';
import { createdFunction, outsideEffectOf } from './outside-effects';
import { nameOf } from './plan';
import type { Prelude } from './prelude';

/** What belongs to a whole server and not to one of its databases, by the words that its statements begin with. */
const ofServer: readonly (readonly [verbs: string, nouns: string])[] = [
  ['alter', 'system'],
  ['create alter drop', 'tablespace'],
  ['create alter drop', 'database'],
  ['create alter drop', 'subscription'],
  ['create alter', 'server'],
];

/** What touches roles, which all databases of a server share. */
const ofRoles: readonly (readonly [verbs: string, nouns: string])[] = [
  ['alter drop', 'role user group'],
  ['reassign drop', 'owned'],
];
/** The same, and what makes them: what is made under a name that no script tells could not be dropped afterwards. */
const ofAnyRole: typeof ofRoles = [...ofRoles, ['create', 'role user group']];

/** What stands for a role that was there before the chain, or for all of them. */
const rolesByWord = 'all current_user current_role session_user';

/** What is no role's name in front of one. */
const beforeNames = 'if exists by';

/** Every script of a source, in both directions. */
export function scriptsOf({ migrations }: Pick<Source, 'migrations'>): readonly Script[] {
  return migrations.flatMap(({ up, down }) => [up, down].filter((script) => script !== undefined));
}

/** The first script of a chain that would reach out of its database, and what in it, in words that begin a sentence. */
export function reachingOut(source: Source, prelude: Prelude | undefined, roles: ReadonlySet<string>): string | undefined {
  const scripts = [
    ...(prelude === undefined ? [] : [{ name: prelude.label, script: prelude.script }]),
    ...source.migrations.flatMap((it) => scriptsOf({ migrations: [it] }).map((script) => ({ name: nameOf(it), script }))),
  ];
  for (const { name, script } of scripts) {
    const what = reachesOut(script, roles);
    if (what !== undefined) return `${name} reaches out of its database (${what})`;
  }
  return undefined;
}

/** Where SQL stands: in a file, in the body of a block or function, or in a string of such a body, which it may execute. */
type Standing = 'file' | 'body' | 'executed';

/**
 * The first thing in a script that would reach out of its database into a server that outlives it: files, programs, other
 * databases, settings of the server, and roles that were there before. Bodies and strings count, since they may be carried out.
 */
function reachesOut({ text }: Pick<Script, 'text'>, roles: ReadonlySet<string>, standing: Standing = 'file'): string | undefined {
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  let from = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'dollar' || token.kind === 'string') {
      const inner = token.kind === 'dollar' ? 'body' : standing === 'file' ? 'file' : 'executed';
      const within = reachesOut({ text: insideOf(text, token) }, roles, inner);
      if (within !== undefined) return within;
    }
    const isEnd = tokenText(text, token) === ';' || index === tokens.length - 1;
    if (!isEnd) continue;
    const statement = tokens.slice(from, index + 1);
    const [first] = statement;
    const own = first && text.slice(first.at.start, token.at.end);
    // What sets a function off need not name it, as a trigger.
    const found =
      own && (inStatement(text, statement, { roles, standing }) ?? outsideEffectOf(own) ?? createdFunction(own)?.what);
    if (found !== undefined) return found;
    from = index + 1;
  }
  return undefined;
}

function insideOf(text: string, token: Token): string {
  const written = tokenText(text, token);
  return token.kind === 'dollar'
    ? written.replace(/^\$[^$]*\$|\$[^$]*\$$/g, '')
    : written.replace(/^[^']*'|'$/g, '').replaceAll("''", "'");
}

interface Among {
  readonly roles: ReadonlySet<string>;
  readonly standing: Standing;
}

/** In a body a statement may stand behind other words, such as THEN. */
function inStatement(text: string, tokens: readonly Token[], { roles, standing }: Among): string | undefined {
  const is = (token: Token | undefined, words: string): boolean => words.split(' ').some((word) => isWord(text, token, word));
  const begins = (pairs: typeof ofServer): number =>
    tokens.findIndex((token, index) => pairs.some(([verbs, nouns]) => is(token, verbs) && is(tokens[index + 1], nouns)));
  const shown = (at: number): string =>
    tokens
      .slice(at, at + 2)
      .map((token) => tokenText(text, token).toUpperCase())
      .join(' ');
  const server = begins(ofServer);
  if (server >= 0) return shown(server);
  const named = (): string | undefined =>
    tokens
      .map((token) => (token.kind === 'word' || token.kind === 'quoted' ? identifierOf(text, token) : ''))
      .find((it) => roles.has(it));
  const role = begins(ofRoles);
  if (role >= 0) {
    const whose = named() ?? roleByWord(text, tokens.slice(role + 2));
    if (whose !== undefined) return `${shown(role)} … ${whose}`;
    // Under its new name nobody would know it for one of the chain's.
    if (tokens.slice(role).some((token, at, all) => is(token, 'rename') && is(all[at + 1], 'to')))
      return `${shown(role)} … RENAME`;
  }
  const any = standing === 'executed' ? begins(ofAnyRole) : -1;
  if (any >= 0 && !isName(text, nameAt(text, tokens.slice(any + 2)))) return `${shown(any)} of a name that is put together`;
  const grant = tokens.findIndex((token) => is(token, 'grant revoke'));
  const isMembership = grant >= 0 && !tokens.slice(grant).some((token) => is(token, 'on'));
  if (isMembership && named() !== undefined) return `${shown(grant).split(' ')[0] ?? ''} of the role ${named() ?? ''}`;
  const on = (from: number, nouns: string): number =>
    tokens.findIndex((token, at) => at > from && is(token, 'on') && is(tokens[at + 1], nouns));
  const given = grant < 0 ? -1 : on(grant, 'database tablespace parameter');
  const name = tokens[given + 2];
  // A table may bear such a name; behind a string that is put together another name follows.
  const isOfServer = name === undefined ? standing === 'executed' : !isEndOfNames(text, name);
  if (given >= 0 && isOfServer) return `${shown(grant).split(' ')[0] ?? ''} … ${shown(given)}`;
  const said = begins([
    ['comment', 'on'],
    ['security', 'label'],
  ]);
  const about = said < 0 ? -1 : on(said - 1, 'role tablespace database');
  return about < 0 ? undefined : `${is(tokens[said], 'comment') ? 'COMMENT' : 'SECURITY LABEL'} ${shown(about)}`;
}

/** The token where a role's name stands, behind the words of a statement about roles. */
function nameAt(text: string, tokens: readonly Token[]): Token | undefined {
  return tokens.find((token) => !beforeNames.split(' ').some((word) => isWord(text, token, word)));
}

/** The word in the place of a role's name that stands for one which was there before. */
function roleByWord(text: string, tokens: readonly Token[]): string | undefined {
  const name = nameAt(text, tokens);
  return rolesByWord
    .split(' ')
    .find((word) => isWord(text, name, word))
    ?.toUpperCase();
}

/** Whether a name is written out, and not put in by `format` or behind the string. */
function isName(text: string, token: Token | undefined): boolean {
  return token?.kind === 'word' || (token?.kind === 'quoted' && !tokenText(text, token).includes('%'));
}

/** Whether rights are given on what came before this, so that the word before it was a table's name. */
function isEndOfNames(text: string, token: Token): boolean {
  return [',', ';'].includes(tokenText(text, token)) || isWord(text, token, 'to') || isWord(text, token, 'from');
}
