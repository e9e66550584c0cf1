import { lex } from '../../src/sql/lexer';
import { tokenText } from '../../src/sql/token';
import { type Case, type ConventionName, conventionNamed } from './chains';

/** Another text around the same statements, or the same in another hand; undefined where it would be another thing. */
export type Surrounding = (it: Case) => Case | undefined;

/** Statements that a fix has no business with. */
export const neighbours = [
  'CREATE TABLE neighbour_one (id bigint PRIMARY KEY);',
  'CREATE TABLE neighbour_two (id bigint PRIMARY KEY);',
] as const;

export const surroundings: Readonly<Record<string, Surrounding>> = {
  'as it stands': (it) => it,
  'in lower case': (it) => cased(it, (word) => word.toLowerCase()),
  'in upper case': (it) => cased(it, (word) => word.toUpperCase()),
  'with line ends of Windows': (it) => ({
    ...it,
    sql: it.sql.replaceAll('\n', '\r\n'),
    ...(it.down !== undefined && { down: it.down.replaceAll('\n', '\r\n') }),
  }),
  'as far in as tabs': (it) => {
    const { lead, body } = parts(it);
    return { ...it, sql: lead + body.replace(/^(?=.)/gm, '\t\t') };
  },
  'with a comment above and one behind': (it) => {
    const { lead, body } = parts(it);
    return { ...it, sql: `${lead}-- Why it is done: été.\n${body.trimEnd()} -- And so on.\n` };
  },
  'with a comment between any two words': (it) => {
    const { lead, body } = parts(it);
    return { ...it, sql: lead + commented(body, (number) => ` /* né ${number} */`) };
  },
  'with a comment that ends the line behind any word': (it) => {
    const { lead, body } = parts(it);
    return { ...it, sql: lead + commented(body, (number) => ` -- né ${number}\n `) };
  },
  'without an end of the last line': (it) => ({ ...it, sql: it.sql.trimEnd() }),
  'without the last semicolon': (it) => {
    const { lead, body } = parts(it);
    const sql = lead + body.trimEnd().replace(/;$/, '');
    return sql === it.sql || lex(sql).at(-1)?.kind === 'comment' ? undefined : { ...it, sql };
  },
  'behind a byte order mark': (it) => (parts(it).lead === '' ? { ...it, sql: `\uFEFF${it.sql}` } : undefined),
  'between others': (it) => {
    const { lead, body } = parts(it);
    return { ...it, sql: `${lead}${neighbours[0]}\n\n${ended(body)}\n${neighbours[1]}\n` };
  },
  'in one line with others': (it) => {
    const { lead, body } = parts(it);
    if (lex(body).some((token) => token.kind === 'comment' || token.kind === 'psql')) return undefined;
    return {
      ...it,
      sql: `${lead}${neighbours[0]} ${ended(body)
        .trim()
        .replaceAll(/\s*\n\s*/g, ' ')} ${neighbours[1]}\n`,
    };
  },
  'in a transaction of its own': (it) => {
    const { lead, body } = parts(it);
    return { ...it, sql: `${lead}BEGIN;\n${ended(body)}COMMIT;\n` };
  },
  'with a way back': (it) => ({ ...it, down: it.down ?? '-- Nothing.\nSELECT 1;\n' }),
  'of sqlx': (it) => ofConvention(it, 'sqlx'),
  'of numbers': (it) => ofConvention(it, 'numbered'),
  'of typed timestamps': (it) => ofConvention(it, 'typed'),
};

/** The directive that must come first, and the rest. */
function parts({ sql, convention = 'sqlx' }: Case): { readonly lead: string; readonly body: string } {
  const directive = conventionNamed(convention).noTransactionDirective;
  const isLed = directive !== undefined && sql.startsWith(directive);
  return isLed ? { lead: directive, body: sql.slice(directive.length) } : { lead: '', body: sql };
}

function ofConvention(it: Case, convention: ConventionName): Case | undefined {
  if (convention === (it.convention ?? 'sqlx')) return undefined;
  const { lead, body } = parts(it);
  const directive = conventionNamed(convention).noTransactionDirective;
  if (lead === '') return { ...it, convention };
  return directive === undefined ? undefined : { ...it, convention, sql: directive + body };
}

/** The words that PostgreSQL folds anyhow, in another case. */
function cased(it: Case, recase: (word: string) => string): Case {
  const { sql } = it;
  let result = '';
  let from = 0;
  for (const token of lex(sql)) {
    if (token.kind !== 'word') continue;
    result += sql.slice(from, token.at.start) + recase(tokenText(sql, token));
    from = token.at.end;
  }
  return { ...it, sql: result + sql.slice(from) };
}

/** A comment, of characters of several bytes, in every gap within a line but those at a semicolon. */
function commented(sql: string, comment: (number: number) => string): string {
  const tokens = lex(sql);
  let result = '';
  let from = 0;
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    const isGap = next !== undefined && /^[ \t]+$/.test(sql.slice(token.at.end, next.at.start));
    if (!isGap || tokenText(sql, token) === ';' || token.kind === 'comment' || next.kind === 'comment') return;
    result += `${sql.slice(from, token.at.end)}${comment(index)}`;
    from = token.at.end;
  });
  return result + sql.slice(from);
}

/** With a semicolon and a line end behind the last statement. */
function ended(sql: string): string {
  const isEnded = lex(sql).findLast(({ kind }) => kind !== 'comment');
  const text = isEnded === undefined || tokenText(sql, isEnded) === ';' ? sql : `${sql.trimEnd()};`;
  return text.endsWith('\n') ? text : `${text}\n`;
}
