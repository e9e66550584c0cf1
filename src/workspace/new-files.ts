import type { Scaffold } from '../migrations/convention';
import { migrationNamed } from '../migrations/dependencies';
import type { Source } from '../migrations/project';
import { scaffold } from '../migrations/scaffold';
import { empty, templates as ownTemplates } from '../migrations/templates/all';
import { fromCustom, fromTemplate } from '../migrations/templates/scaffold-template';
import type { Schema } from '../schema/schema';
import type { ConfiguredTemplates } from './config';
import type { NewRequest, TemplateChoice } from './engine';
import { emptyChoice, type TemplateFiles } from './template-files';

/** What new migrations are made from. */
export interface NewFilesPort {
  readonly sources: readonly Source[];
  /** As `lockkeeper.json` names them. */
  readonly templates: ConfiguredTemplates;
  readonly templateFiles: TemplateFiles;
  /** Every file below a folder, relative. */
  readonly existing: (directory: string) => Promise<readonly string[]>;
  /** What a source leaves behind. */
  readonly schema: (source: Source) => Promise<Schema>;
  /** Who writes, by git; asked where a template has a place for it. */
  readonly author: () => Promise<string | undefined>;
  readonly now: () => number;
}

/** Every template that there is. */
export async function templateChoices({
  templates,
  templateFiles,
}: Pick<NewFilesPort, 'templates' | 'templateFiles'>): Promise<readonly TemplateChoice[]> {
  return [emptyChoice, ...ownTemplates, ...(await templateFiles.choices(templates))];
}

/** The files of a new migration, with room to write or from a template. */
export async function newFiles(
  source: Source,
  { template, wishes = {}, ...request }: NewRequest,
  port: NewFilesPort,
): Promise<Scaffold> {
  const { templates, templateFiles } = port;
  const unknown = request.header?.dependsOn?.find((name) => migrationNamed(name, source, port.sources) === undefined);
  if (unknown !== undefined) return { ok: false, reason: `There is no migration ${unknown} on which this one could depend.` };
  const existing = await port.existing(source.path);
  const now = port.now();
  const isEmpty = template === undefined || template === empty;
  // The model for ways back holds wherever nothing else says what stands in one.
  const hasModel = templates.down !== undefined && request.withDown && request.isBare !== true;
  if (isEmpty && !hasModel) return scaffold(source, request, now, existing);
  const own = ownTemplates.find(({ id }) => id === template);
  const named = templates.named.find(({ name }) => name === template);
  if (own === undefined && named === undefined && !isEmpty) {
    const known = (await templateChoices(port)).map(({ id }) => id);
    return { ok: false, reason: `There is no template ${template}: choose ${known.join(', ')}.` };
  }
  const wanted = { source, wanted: request, wishes, now, existing, schema: await port.schema(source) };
  if (own !== undefined) return fromTemplate(own, wanted);
  const read = await templateFiles.read(named, templates.down);
  if (!read.ok) return read;
  const author = read.namesAuthor ? await port.author() : undefined;
  return fromCustom(read.texts, { ...wanted, author });
}
