import type { Header } from '../migrations/header';
import type { Migration } from '../migrations/project';
import { markdownText } from './markdown';

/** Whether a migration has run, as far as that is known here, and by what. */
export type Ran = { readonly kind: 'applied'; readonly by?: string } | { readonly kind: 'pending' | 'unknown' };

/** Another migration that has to do with this one. */
export interface Related {
  readonly migration: Migration;
  /** Its source, for people, where it is another one. */
  readonly source?: string;
  readonly ran: Ran;
}

/** What a header says, and what that means in the project. */
export interface HeaderFacts {
  readonly migration: Migration;
  readonly header: Header;
  /** As the header names them; those that are not there have only that name. */
  readonly dependencies: readonly { readonly name: string; readonly to?: Related }[];
  /** Those whose headers name this one. */
  readonly dependents: readonly Related[];
}

/** The hover of a header: its fields in order, what must have run before, and what waits for it; as Markdown. */
export function headerMarkdown({ migration, header, dependencies, dependents }: HeaderFacts): string {
  const { version, database, type, phase, author, created, breaking } = header;
  const fields = Object.entries({
    'Schema version': version,
    Database: database,
    Type: type ?? migration.type,
    Phase: phase,
    Author: author,
    Created: created,
    Breaking: breaking === undefined ? undefined : breaking ? '**yes**' : 'no',
  }).flatMap(([label, value]) => {
    if (value === undefined) return [];
    return [`- ${label}: ${label === 'Breaking' ? value : markdownText(value)}`];
  });
  const needed = dependencies.map(({ name, to }) =>
    to === undefined ? `- ${markdownText(name)}: **there is no such migration**` : relatedLine(to),
  );
  const parts = [
    `**${markdownText([migration.version, migration.title].filter(Boolean).join(' '))}**`,
    fields.join('\n'),
    needed.length === 0 ? 'Depends on nothing, as its header says.' : ['Depends on', '', ...needed].join('\n'),
    dependents.length === 0 ? 'No header names it.' : ['Needed by', '', ...dependents.map(relatedLine)].join('\n'),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function relatedLine({ migration: { version, title }, source, ran }: Related): string {
  const name = [version, title].filter(Boolean).join(' ');
  return `- ${markdownText(source === undefined ? name : `${name} (${source})`)}: ${ranWords(ran)}`;
}

function ranWords(ran: Ran): string {
  switch (ran.kind) {
    case 'applied':
      return ran.by === undefined ? 'applied' : `applied (${markdownText(ran.by)})`;
    case 'pending':
      return 'pending';
    case 'unknown':
      return 'not known whether applied';
  }
}
