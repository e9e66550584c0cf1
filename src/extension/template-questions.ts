import type * as vscode from 'vscode';
import type { KnownTable } from '../migrations/templates/template';
import { quoteIdentifier, quoteName } from '../sql/quote';
import type { NewRequest, TemplateChoice } from '../workspace/engine';
import type { SourceModel } from './model';
import { back, type Back, pick, type Step } from './quick-input';

const title = 'New Migration';

/** A template, and what it is told. */
type Chosen = Pick<NewRequest, 'template' | 'wishes'>;

type Place = Pick<SourceModel, 'engine' | 'source'>;

interface Named extends vscode.QuickPickItem {
  /** As SQL; absent where nothing is named. */
  readonly sql?: string;
}

/**
 * Asks for the template, and for the table and the columns that it is about. The last of `of` steps: further ones are
 * counted only where there are some.
 */
export async function askForTemplate(place: Place, description: string, of: number): Promise<Chosen | Back | undefined> {
  const choices = await place.engine.templates();
  const items = choices.map((choice) => ({ label: choice.title, description: summaryOf(choice), choice }));
  let active = items[0];
  for (;;) {
    const picked = await pick({
      title,
      placeholder: 'What is in it?',
      items,
      ...(active && { active }),
      place: { step: of, of },
    });
    if (typeof picked !== 'object') return picked;
    active = picked;
    const { choice } = picked;
    const wishes = choice.picks === undefined ? {} : await askForNames(place, choice, description, of);
    if (wishes === back) continue;
    return wishes && { template: choice.id, wishes };
  }
}

function summaryOf({ summary, path }: TemplateChoice): string {
  return path === undefined ? summary : `from ${path}`;
}

/** The table, then one of its columns. What the description tells is offered first, so that Enter will do. */
async function askForNames(
  { engine, source }: Place,
  { picks, title: what }: TemplateChoice,
  description: string,
  of: number,
): Promise<NonNullable<NewRequest['wishes']> | Back | undefined> {
  if (picks === undefined) return {};
  const [tables, told] = await Promise.all([engine.tables(source), engine.toldNames(source, description)]);
  const steps = of + (picks.columns ? 2 : 1);
  for (;;) {
    const table = await askForName({
      title: `${title}: ${what}`,
      placeholder: picks.table === 'needed' ? 'For which table?' : 'For which table, if any?',
      items: tables.map(({ name, columns }) => ({
        label: quoteName(name),
        sql: quoteName(name),
        description: columns.map((column) => column.name).join(', '),
      })),
      told: told.table,
      none: picks.table === 'needed' ? 'Name it later' : 'No table',
      place: { step: of + 1, of: steps },
    });
    if (table === undefined || table === back) return table;
    const known = tables.find(({ name }) => quoteName(name) === table.sql);
    if (!picks.columns || table.sql === undefined) return table.sql === undefined ? {} : { table: table.sql };
    const column = await askForName({
      title: `${title}: ${what}`,
      placeholder: `Which column of ${table.sql}? Type several with commas.`,
      items: columnsOf(known),
      told: told.table === table.sql && told.columns.length > 0 ? told.columns.join(', ') : undefined,
      none: 'Name it later',
      place: { step: of + 2, of: steps },
    });
    if (column === back) continue;
    if (column === undefined) return undefined;
    return { table: table.sql, ...(column.sql !== undefined && { columns: column.sql.split(',').map((each) => each.trim()) }) };
  }
}

function columnsOf(table: KnownTable | undefined): readonly Named[] {
  return (table?.columns ?? []).map(({ name, type }) => ({ label: name, sql: quoteIdentifier(name), description: type }));
}

interface NameQuestion {
  readonly title: string;
  readonly placeholder: string;
  readonly items: readonly Named[];
  /** What the description says. */
  readonly told: string | undefined;
  /** What is offered to whoever has no answer. */
  readonly none: string;
  readonly place: Step;
}

/** A name from a list, or what is typed. */
function askForName({ items, told, none, ...question }: NameQuestion): Promise<Named | Back | undefined> {
  const listed = items.find(({ sql }) => sql === told);
  const all = [...(told !== undefined && listed === undefined ? [{ label: told, sql: told }] : []), ...items, { label: none }];
  const active = listed ?? all[0];
  return pick<Named>({
    ...question,
    items: all,
    ...(active && { active }),
    typed: (value) => ({ label: value, sql: value, description: 'as typed', alwaysShow: true }),
  });
}
