import type { Fix as SarifFix, Location, Log, ReportingDescriptor, Region, Result } from 'sarif';
import type { Finding, Fix, Severity } from '../lint/finding';
import type { RuleMeta } from '../lint/rule';
import { printableLine } from './colour';
import { fingerprints } from './fingerprint';
import { linesOf, rangeOf, type Lines, type Texts } from './texts';

export interface SarifOptions {
  /** Of the program. */
  readonly version: string;
  /** Every rule; those that found something are described. */
  readonly rules: readonly RuleMeta[];
}

const levels: Readonly<Record<Severity, Result.level>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/** Findings as a SARIF 2.1.0 log, for code scanning. Paths are relative to the working directory, columns in UTF-16 units. */
export function findingsSarif(findings: readonly Finding[], texts: Texts, { version, rules }: SarifOptions): Log {
  const found = new Set(findings.map(({ rule }) => rule));
  const described = rules.filter(({ id }) => found.has(id)).map(describe);
  const marks = fingerprints(findings, texts);
  const lines = linesOf(texts);
  const place = { texts, lines };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Lockkeeper', semanticVersion: version, version, rules: described } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding, nth): Result => {
          const fixes = finding.fixes.flatMap((fix) => fixOf(fix, place));
          const related = finding.related.map(({ message, path, at }, id): Location => ({
            ...locationOf(path, at, place),
            id: id + 1,
            message: { text: printableLine(message) },
          }));
          return {
            ruleId: finding.rule,
            ruleIndex: described.findIndex(({ id }) => id === finding.rule),
            level: levels[finding.severity],
            message: {
              text: printableLine(finding.help === undefined ? finding.message : `${finding.message}. ${finding.help}`),
            },
            locations: [locationOf(finding.path, finding.at, place)],
            ...(related.length > 0 && { relatedLocations: related }),
            ...(fixes.length > 0 && { fixes }),
            partialFingerprints: { 'statement/v1': marks[nth] ?? '' },
          };
        }),
      },
    ],
  };
}

function describe({ id, title, severity, category }: RuleMeta): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: [category] },
  };
}

interface Place {
  readonly texts: Texts;
  readonly lines: (path: string) => Lines;
}

function locationOf(path: string, at: Finding['at'], place: Place): Location {
  return { physicalLocation: { artifactLocation: { uri: uriOf(path, place) }, region: regionOf(path, at, place) } };
}

function regionOf(path: string, at: Finding['at'], { lines }: Place): Region {
  const { line, column, endLine, endColumn } = rangeOf(lines(path), at);
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function uriOf(path: string, { texts }: Place): string {
  return texts.label(path).split('/').map(encodeURIComponent).join('/');
}

/** A fix that makes or moves a file has no form in SARIF. */
function fixOf({ title, edits }: Fix, place: Place): readonly SarifFix[] {
  const replacements = edits.flatMap((edit) => (edit.kind === 'replace' ? [edit] : []));
  if (replacements.length < edits.length) return [];
  const paths = [...new Set(replacements.map(({ path }) => path))];
  return [
    {
      description: { text: title },
      artifactChanges: paths.map((path) => ({
        artifactLocation: { uri: uriOf(path, place) },
        replacements: replacements
          .filter((edit) => edit.path === path)
          .map(({ at, text }) => ({ deletedRegion: regionOf(path, at, place), insertedContent: { text } })),
      })),
    },
  ];
}
