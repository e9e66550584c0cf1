import { join, sep } from 'node:path';
import type { Files } from '../migrations/files';
import { empty } from '../migrations/templates/all';
import { type CustomTemplate, fieldsIn, takenBy } from '../migrations/templates/custom';
import type { ConfiguredTemplate, ConfiguredTemplates } from './config';
import type { TemplateChoice } from './engine';

/** What template files say, or why they cannot be used. */
type Read =
  | {
      readonly ok: true;
      readonly texts: CustomTemplate;
      /** A field asks who writes the migration. */ readonly namesAuthor: boolean;
    }
  | { readonly ok: false; readonly reason: string };

type Text = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

export const emptyChoice: TemplateChoice = {
  id: empty,
  title: 'Empty',
  summary: 'Room to write.',
  takes: [],
  migrations: 1,
};

/** The templates that a repository keeps, read when they are asked for: nothing of them is kept. */
export class TemplateFiles {
  readonly #root: string;
  readonly #files: Files;
  readonly #realPath: (path: string) => Promise<string>;

  constructor(root: string, { files, realPath }: { files: Files; realPath: (path: string) => Promise<string> }) {
    this.#root = root;
    this.#files = files;
    this.#realPath = realPath;
  }

  /** Those of a configuration, with what each can be told. One that cannot be read is offered, and says so when it is chosen. */
  choices({ named }: ConfiguredTemplates): Promise<readonly TemplateChoice[]> {
    return Promise.all(
      named.map(async ({ name, up, down }) => {
        const texts = await Promise.all([up, ...(down === undefined ? [] : [down])].map((path) => this.#text(path)));
        const found = texts.flatMap((text) => (text.ok ? [fieldsIn(text.text)] : []));
        const takes = takenBy(found.flatMap((each) => (each.ok ? each.fields : [])));
        const picks = takes.includes('table') && { table: 'needed' as const, columns: takes.includes('columns') };
        return { id: name, title: name, summary: up, takes, migrations: 1, path: up, ...(picks && { picks }) };
      }),
    );
  }

  /** The texts of a template, with the model for ways back where it has none of its own; of that model alone without a template. */
  async read(template: ConfiguredTemplate | undefined, model: string | undefined): Promise<Read> {
    const nothing: Text = { ok: true, text: '' };
    const textOf = (path: string | undefined): Promise<Text> | Text => (path === undefined ? nothing : this.#text(path));
    const [up, down] = await Promise.all([textOf(template?.up), textOf(template?.down ?? model)]);
    if (!up.ok) return up;
    if (!down.ok) return down;
    const namesAuthor = [up.text, down.text].some((text) => {
      const found = fieldsIn(text);
      return found.ok && found.fields.includes('author');
    });
    const texts = { up: up.text, down: down.text, outsideTransaction: template?.outsideTransaction ?? false };
    return { ok: true, texts, namesAuthor };
  }

  async #text(path: string): Promise<Text> {
    const absolute = join(this.#root, path);
    const [content] = await this.#files.readMany([absolute]);
    if (content?.ok !== true) {
      const why = content === undefined ? 'could not be read.' : content.reason;
      return { ok: false, reason: `The template ${path}, which lockkeeper.json names, ${why}` };
    }
    // A link may lead anywhere, and what it leads to would be copied into a migration.
    const [root, real] = await Promise.all([this.#realPath(this.#root), this.#realPath(absolute)]);
    if (!real.startsWith(root + sep))
      return { ok: false, reason: `The template ${path} leads out of the folder of lockkeeper.json.` };
    return { ok: true, text: new TextDecoder().decode(content.bytes) };
  }
}
