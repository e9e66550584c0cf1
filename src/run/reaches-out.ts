import type { Script, Source } from '../migrations/project';
import { identifierOf } from '../sql/identifier';
import { lex } from '../sql/lexer';
import { isWord, type Token, tokenText } from '../sql/token';
import { outsideEffectOf } from './outside-effects';
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

/**
 * The first thing in a script that would reach out of its database into a server that outlives it: files, programs, other
 * databases, settings of the server, and roles that were there before. Bodies and strings count, since they may be carried out.
 */
function reachesOut({ text }: Pick<Script, 'text'>, roles: ReadonlySet<string>): string | undefined {
  const tokens = lex(text).filter(({ kind }) => kind !== 'comment');
  let from = 0;
  for (const [index, token] of tokens.entries()) {
    if (token.kind === 'dollar' || token.kind === 'string') {
      const within = reachesOut({ text: insideOf(text, token) }, roles);
      if (within !== undefined) return within;
    }
    const isEnd = tokenText(text, token) === ';' || index === tokens.length - 1;
    if (!isEnd) continue;
    const statement = tokens.slice(from, index + 1);
    const [first] = statement;
    const found = first && (inStatement(text, statement, roles) ?? outsideEffectOf(text.slice(first.at.start, token.at.end)));
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

/** In a body a statement may stand behind other words, such as THEN. */
function inStatement(text: string, tokens: readonly Token[], roles: ReadonlySet<string>): string | undefined {
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
  if (role >= 0 && named() !== undefined) return `${shown(role)} … ${named() ?? ''}`;
  const grant = tokens.findIndex((token) => is(token, 'grant revoke'));
  const isMembership = grant >= 0 && !tokens.slice(grant).some((token) => is(token, 'on'));
  if (isMembership && named() !== undefined) return `${shown(grant).split(' ')[0] ?? ''} of the role ${named() ?? ''}`;
  const comment = tokens.findIndex((token, index) => is(token, 'comment') && is(tokens[index + 2], 'role tablespace database'));
  const about = tokens[comment + 2];
  return comment < 0 || about === undefined ? undefined : `COMMENT ON ${tokenText(text, about).toUpperCase()}`;
}
