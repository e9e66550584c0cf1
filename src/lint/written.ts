import type { Migration, Script, Source } from '../migrations/project';
import type { Span } from '../sql/span';
import type { Parsed, Statement } from '../sql/statement';
import type { Finding, Fix, Related, Severity } from './finding';
import type { Rule } from './rule';
import { rules } from './rules/index';

/** A script as it stands in its file, or in an editor. */
export interface WrittenScript {
  readonly script: Script;
  readonly migration: Migration;
  readonly source: Source;
  readonly statements: () => readonly Statement[];
  /** Reads a query that stands in a comment; absent where no SQL is parsed. */
  readonly parse?: (text: string) => Parsed;
}

/** What a rule says of a script as it is written; spans count from the start of the file. */
export interface WrittenReport {
  readonly message: string;
  readonly help?: string;
  /** The start of the file, unless given. */
  readonly at?: Span;
  readonly related?: readonly Related[];
  readonly fixes?: readonly Fix[];
}

const start: Span = { start: 0, end: 0 };

/** What the rules that look at scripts as they are written have to say of one. */
export function writtenFindings(written: WrittenScript, severityOf: (rule: Rule) => Severity | undefined): readonly Finding[] {
  return rules.flatMap((rule) => {
    if (rule.scope !== 'script') return [];
    const severity = severityOf(rule);
    if (severity === undefined) return [];
    const reports = [rule.check(written) ?? []].flat();
    return reports.map((report) => fileFinding(rule, severity, { ...report, path: written.script.path }));
  });
}

/** A finding about a file rather than about one of its statements: a comment for the file alone can silence it. */
export function fileFinding(
  { id }: Rule,
  severity: Severity,
  { message, help, path, at = start, related = [], fixes = [] }: WrittenReport & { readonly path: string },
): Finding {
  return {
    rule: id,
    severity,
    message,
    ...(help !== undefined && { help }),
    path,
    at,
    statement: start,
    related,
    fixes,
    effects: [],
  };
}
