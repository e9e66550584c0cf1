import type { Statement } from 'pgsql-ast-parser';
import { lex } from './lexer';
import { tokenText } from './token';
import type { Parser } from './parser';
import { quoteIdentifier, quoteName } from './quote';
import type { SyntaxFault } from './statement';

/** A statement that we construct: a typed tree of pgsql-ast-parser, or one of the forms that it has no tree for. */
export type Printable =
  | Statement
  | { readonly type: 'validate constraint'; readonly table: PrintedName; readonly constraint: string }
  | {
      readonly type: 'drop view' | 'drop materialized view' | 'drop schema' | 'drop extension';
      readonly name: PrintedName;
      readonly ifExists?: boolean;
      readonly cascade?: boolean;
    }
  /** Words of ours around names and clauses: see `own`. */
  | { readonly type: 'own'; readonly text: string }
  /** A statement of the user's, kept to the letter, line breaks and comments included. */
  | { readonly type: 'as written'; readonly text: string };

export type PrintedName = { readonly schema?: string; readonly name: string };

/** A form that pgsql-ast-parser has no tree for, as a template: names are quoted, `{ sql }` is put in as it is. */
export function own(words: TemplateStringsArray, ...parts: readonly (PrintedName | { readonly sql: string })[]): Printable {
  const printed = parts.map((part) => ('sql' in part ? part.sql : quoteName(part)));
  return { type: 'own', text: String.raw({ raw: words }, ...printed) };
}

/** SQL without a semicolon, which PostgreSQL's parser has read: one line unless the user wrote it; or what it found wrong. */
export type Printed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: SyntaxFault };

export interface Printer {
  print(statement: Printable): Printed;
}

/** A printer whose every text has been parsed again. The library behind it is loaded here, at the first need. */
export async function createPrinter(parser: Parser): Promise<Printer> {
  const { toSql } = await import('pgsql-ast-parser');
  const textOf = (statement: Printable): string => {
    if (statement.type === 'as written') return statement.text;
    return tidy(ownText(statement) ?? toSql.statement(statement as Statement));
  };
  return {
    print(statement) {
      const text = textOf(statement);
      const parsed = parser.parse(text);
      if (parsed.ok) return { ok: true, text };
      return { ok: false, fault: parsed.fault ?? { message: 'too large or empty', at: { start: 0, end: text.length } } };
    },
  };
}

/** The forms that pgsql-ast-parser has no tree for. */
function ownText(statement: Printable): string | undefined {
  switch (statement.type) {
    case 'validate constraint':
      return `ALTER TABLE ${quoteName(statement.table)} VALIDATE CONSTRAINT ${quoteIdentifier(statement.constraint)}`;
    case 'drop view':
    case 'drop materialized view':
    case 'drop schema':
    case 'drop extension': {
      const ifExists = statement.ifExists === true ? ' IF EXISTS' : '';
      const cascade = statement.cascade === true ? ' CASCADE' : '';
      return `${statement.type.toUpperCase()}${ifExists} ${quoteName(statement.name)}${cascade}`;
    }
    case 'own':
      return statement.text;
    default:
      return undefined;
  }
}

/** One blank where there are several, none before a comma or a closing parenthesis, and no comments: they would end the line. */
function tidy(text: string): string {
  let result = '';
  let end = 0;
  for (const token of lex(text)) {
    if (token.kind === 'comment') continue;
    const written = tokenText(text, token);
    const isApart = token.at.start > end && result !== '' && !result.endsWith('(') && !/^[,;)]/.test(written);
    result += (isApart ? ' ' : '') + written;
    end = token.at.end;
  }
  return result.replace(/;$/, '');
}
