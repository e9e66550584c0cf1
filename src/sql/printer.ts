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
    };

type PrintedName = { readonly schema?: string; readonly name: string };

/** One line of SQL without a semicolon, which PostgreSQL's parser has read; or what it found wrong. */
export type Printed = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly fault: SyntaxFault };

export interface Printer {
  print(statement: Printable): Printed;
}

/** A printer whose every text has been parsed again. The library behind it is loaded here, at the first need. */
export async function createPrinter(parser: Parser): Promise<Printer> {
  const { toSql } = await import('pgsql-ast-parser');
  return {
    print(statement) {
      const text = tidy(ownText(statement) ?? toSql.statement(statement as Statement));
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
    default:
      return undefined;
  }
}

/** One blank where the library leaves several, and none before a comma or a closing parenthesis. */
function tidy(text: string): string {
  let result = '';
  let end = 0;
  for (const token of lex(text)) {
    const written = tokenText(text, token);
    const isApart = token.at.start > end && result !== '' && !result.endsWith('(') && !/^[,;)]/.test(written);
    result += (isApart ? ' ' : '') + written;
    end = token.at.end;
  }
  return result.replace(/;$/, '');
}
