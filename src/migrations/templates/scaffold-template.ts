import type { Schema } from '../../schema/schema';
import type { Scaffold } from '../convention';
import type { Source } from '../project';
import { relativeTo } from '../paths';
import { type NewMigration } from '../scaffold';
import { type Planned, scaffoldAll } from '../scaffold-all';
import { editedFile } from '../source-file';
import { type CustomTemplate, fieldsIn, fill } from './custom';
import { subjectOf, type Wishes } from './subject';
import { placeholders, type Template } from './template';

/** A new migration that is to be made by a template. */
export interface TemplateRequest {
  readonly source: Source;
  readonly wanted: Omit<NewMigration, 'content'>;
  readonly wishes: Wishes;
  readonly now: number;
  readonly existing: readonly string[];
  /** What the chain leaves behind. */
  readonly schema: Schema;
}

/** The files that one of Lockkeeper's own templates makes. */
export function fromTemplate(template: Template, request: TemplateRequest): Scaffold {
  const { source, wanted, now, existing } = request;
  const resolved = subjectOf(template, { ...request, ...wanted });
  if (!resolved.ok) return resolved;
  const planned = template.parts(resolved.subject).map(({ phase, contents }): Planned => {
    if (phase === undefined) return { wanted, contents };
    const description = `${wanted.description.trim()} ${phase}`;
    return { wanted: { ...wanted, description, ...(wanted.header && { header: { ...wanted.header, phase } }) }, contents };
  });
  return selecting(scaffoldAll(source, planned, now, existing));
}

/** The files that a repository's own template makes. */
export function fromCustom(
  { up, down, outsideTransaction }: CustomTemplate,
  { author, ...request }: TemplateRequest & { readonly author: string | undefined },
): Scaffold {
  const { source, wanted, now, existing } = request;
  for (const text of wanted.withDown ? [up, down] : [up]) {
    const found = fieldsIn(text);
    if (!found.ok) return found;
    if (found.fields.includes('author') && author === undefined) {
      return { ok: false, reason: 'The template names its {{author}}, and git has none: set one with «git config user.name».' };
    }
  }
  const resolved = subjectOf({ picks: { table: 'needed', columns: true } }, { ...request, ...wanted });
  if (!resolved.ok) return resolved;
  const made = (version: string): Scaffold => {
    const filling = { description: wanted.description, version, now, author, subject: resolved.subject };
    const content = { up: fill(up, filling), down: fill(down, filling), outsideTransaction };
    return scaffoldAll(source, [{ wanted, contents: [content] }], now, existing);
  };
  const first = made('');
  return selecting(first.ok ? made(versionOf(first, source)) : first);
}

/** The version that files would have: what their convention reads from them. */
function versionOf(made: Extract<Scaffold, { ok: true }>, { path: folder, convention, companions }: Source): string {
  const files = made.edits.flatMap(({ path, text }) => {
    const own = relativeTo(folder, path);
    return own === undefined ? [] : [editedFile(own, path, text)];
  });
  const changed = new Set(files.map(({ absolute }) => absolute));
  const { migrations } = convention.read([...companions.filter(({ absolute }) => !changed.has(absolute)), ...files]);
  return migrations.find(({ up }) => up?.path === made.cursor.path)?.version ?? '';
}

const anyPlaceholder = new RegExp(Object.values(placeholders).join('|'));

/** With the first placeholder of the file that is opened as the place where writing starts. */
function selecting(made: Scaffold): Scaffold {
  if (!made.ok) return made;
  const { path } = made.cursor;
  const text = made.edits.find((edit) => edit.path === path)?.text ?? '';
  const found = anyPlaceholder.exec(text);
  return found === null ? made : { ...made, cursor: { path, offset: found.index, placeholder: found[0] } };
}

/** The names that still stand for what nobody has named, in the files that are made. */
export function placeholdersIn({ edits }: Extract<Scaffold, { ok: true }>): readonly string[] {
  return Object.values(placeholders).filter((name) => edits.some(({ text }) => text.includes(name)));
}
