/** Small chains of each convention, made by the convention itself and ended by what a template makes. */
import { buildChain } from '../../src/migrations/chain';
import type { Convention, Scaffold } from '../../src/migrations/convention';
import { templates } from '../../src/migrations/templates/all';
import { fromTemplate } from '../../src/migrations/templates/scaffold-template';
import type { Wishes } from '../../src/migrations/templates/subject';
import type { Migration, Source } from '../../src/migrations/project';
import { scaffold } from '../../src/migrations/scaffold';
import type { SqlReader } from '../../src/sql/reader';
import { folder, sourceOf } from './chains';

/** 2025-03-04 12:30:15 UTC. */
const noon = Date.UTC(2025, 2, 4, 12, 30, 15, 250);

export type Texts = Readonly<Record<string, string>>;

const orders = `CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL,
  note text
);
`;

export interface TemplateCase {
  readonly template: string;
  readonly description: string;
  readonly wishes: Wishes;
  /** On a database that has nothing. */
  readonly isOnNothing: boolean;
}

/** Each template with names that are there; those that need none also on nothing. */
export const templateCases: readonly TemplateCase[] = [
  { template: 'create-table', description: 'create customers', wishes: {}, isOnNothing: true },
  {
    template: 'create-table',
    description: 'more',
    wishes: { columns: ['a', 'B c'].map(quoted), type: 'bigint' },
    isOnNothing: false,
  },
  { template: 'add-column', description: 'add remark to orders', wishes: {}, isOnNothing: false },
  {
    template: 'add-column',
    description: 'sizes',
    wishes: { table: 'orders', columns: ['width', 'height'], type: 'numeric(10, 2)' },
    isOnNothing: false,
  },
  { template: 'add-index', description: 'add index on orders (customer_id)', wishes: {}, isOnNothing: false },
  { template: 'backfill', description: 'fill note in orders', wishes: {}, isOnNothing: false },
  { template: 'enum', description: 'create enum order_status', wishes: {}, isOnNothing: true },
  { template: 'function-and-trigger', description: 'touch orders', wishes: { table: 'orders' }, isOnNothing: false },
  { template: 'function-and-trigger', description: 'touch', wishes: {}, isOnNothing: true },
  { template: 'view', description: 'create view recent_orders', wishes: { table: 'orders' }, isOnNothing: false },
  { template: 'view', description: 'report', wishes: {}, isOnNothing: true },
  { template: 'policy', description: 'policy on orders', wishes: { columns: ['customer_id'] }, isOnNothing: false },
  { template: 'expand-contract', description: 'replace note by remark in orders', wishes: {}, isOnNothing: false },
  { template: 'expand-contract-files', description: 'replace note by remark in orders', wishes: {}, isOnNothing: false },
  {
    template: 'expand-contract-files',
    description: 'widen',
    wishes: { table: 'orders', columns: ['note'], type: 'varchar(200)' },
    isOnNothing: false,
  },
];

function quoted(name: string): string {
  return /^[a-z]+$/.test(name) ? name : `"${name}"`;
}

/** A source's files once they have been made; refused with the reason. */
function withFiles(files: Texts, made: Scaffold): Texts {
  if (!made.ok) throw new Error(made.reason);
  const result: Record<string, string> = { ...files };
  for (const edit of made.edits) {
    const path = edit.path.slice(folder.length + 1);
    result[path] =
      edit.kind === 'create'
        ? edit.text
        : (result[path] ?? '').slice(0, edit.at.start) + edit.text + (result[path] ?? '').slice(edit.at.end);
  }
  return result;
}

export interface TemplateChain {
  readonly source: Source;
  readonly files: Texts;
  /** Those that the template has made. */
  readonly made: readonly Migration[];
  readonly scaffold: Extract<Scaffold, { ok: true }>;
}

/** The source that a case ends in. */
export function templateChain(convention: Convention, reader: SqlReader, it: TemplateCase): TemplateChain {
  const type = convention.types[0];
  const wanted = { withDown: convention.canHaveDown, ...(type !== undefined && { type }) };
  let files: Texts = {};
  if (!it.isOnNothing) {
    const content = { up: orders, down: 'DROP TABLE orders;\n', outsideTransaction: false };
    files = withFiles(
      files,
      scaffold(sourceOf(files, convention), { ...wanted, description: 'create orders', content }, noon, []),
    );
  }
  const before = sourceOf(files, convention);
  const template = templates.find(({ id }) => id === it.template);
  if (template === undefined) throw new Error(`There is no template ${it.template}`);
  const made = fromTemplate(template, {
    source: before,
    wanted: { ...wanted, description: it.description },
    wishes: it.wishes,
    now: noon,
    existing: Object.keys(files),
    schema: buildChain(before, reader).end,
  });
  if (!made.ok) throw new Error(`${convention.id}: ${made.reason}`);
  files = withFiles(files, made);
  const source = sourceOf(files, convention);
  const known = new Set(before.migrations.map(({ id }) => id));
  return { source, files, made: source.migrations.filter(({ id }) => !known.has(id)), scaffold: made };
}
