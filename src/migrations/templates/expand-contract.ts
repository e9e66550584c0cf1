import { quoteIdentifier } from '../../sql/quote';
import { firstBytes, longestName } from '../../sql/identifier';
import type { Content } from '../scaffold-all';
import { keyNote, keyOf } from './backfill';
import { fillAtOnce, mostRows } from './batches';
import { type RollOutSteps, rollOutSteps } from './roll-out-steps';
import { onePart, placeholders, type Subject, type Template, type TemplatePart } from './template';
import { comment, commented, lockTimeout, lockTimeoutAgain } from './wording';

const takes = ['table', 'columns', 'type'] as const;
const picks = { table: 'needed', columns: true } as const;

/** The plan of a roll-out in one file, of which the first phase runs with it. */
export const expandContract: Template = {
  id: 'expand-contract',
  title: 'Expand and contract, one file',
  summary: 'A column replaced by another: the first phase, and the others as comments.',
  takes,
  picks,
  migrations: 1,
  parts(subject) {
    const { table, withDown } = subject;
    const { steps, from, to, expand } = planOf(subject);
    const section = (title: string, sql: string): string => `-- ${title}\n${commented(sql)}`;
    const sections = [
      `-- PHASE 1 EXPAND: code may use ${from} and ${to}; a trigger keeps them alike.\n${lockTimeout}${expand}`,
      section(
        'PHASE 2 MIGRATE: the rows that were there, in a migration of its own, by itself.',
        `${keyNote(subject)}${steps.fill}`,
      ),
      section('VALIDATION: after phase 2 this is true.', validation(table, from, to)),
      section('PHASE 3 CONTRACT: once no code uses the old column, in a migration of its own.', steps.contract),
      withDown
        ? '-- ROLLBACK: the way back from phase 1 is the down script; from phase 3 there is none without a backup.\n'
        : section('ROLLBACK: of phase 1; from phase 3 there is no way back without a backup.', steps.undo),
    ];
    return onePart(sections.join('\n'), `${lockTimeoutAgain}${steps.undo}`);
  },
};

/** The same, ready to run: three migrations, to be released one after the other. */
export const expandContractFiles: Template = {
  id: 'expand-contract-files',
  title: 'Expand and contract, three files',
  summary: 'A column replaced by another, released in three steps.',
  takes,
  picks,
  migrations: 3,
  parts(subject): readonly [TemplatePart, ...TemplatePart[]] {
    const { table } = subject;
    const { steps, from, to, expand, type } = planOf(subject);
    const key = keyOf(subject);
    const atOnce: Content = (reason) => ({
      up: `-- PHASE 2 MIGRATE: the rows that were there.
${comment(`${reason} So they stay locked to the end, and it fails where they are more than ${mostRows}.`)}${keyNote(subject)}${fillAtOnce(
        {
          table,
          key,
          column: to,
          value: from,
        },
      )}`,
      down: '-- Nothing to undo: both columns are kept alike.\n',
      outsideTransaction: false,
    });
    const committing: Content = {
      up: `-- PHASE 2 MIGRATE: the rows that were there, in batches that are committed one by one.
${keyNote(subject)}${steps.fill}
-- VALIDATION
-- after: ${validation(table, from, to)}`,
      down: '-- Nothing to undo: both columns are kept alike.\n',
      outsideTransaction: true,
    };
    return [
      {
        phase: 'expand',
        contents: [
          {
            up: `-- PHASE 1 EXPAND: code may use ${from} and ${to}; a trigger keeps them alike.\n${lockTimeout}${expand}`,
            down: `${lockTimeoutAgain}${steps.undo}`,
            outsideTransaction: false,
          },
        ],
      },
      { phase: 'migrate', contents: [committing, atOnce] },
      {
        phase: 'contract',
        contents: [
          {
            up: `-- PHASE 3 CONTRACT: the old column goes.\n${steps.contract}`,
            down: `${lockTimeoutAgain}-- The values are taken from ${to}; NOT NULL, a default and indexes of the old column are not brought back.
ALTER TABLE ${table} ADD COLUMN ${from} ${type};
-- lockkeeper-ignore ddl-and-backfill-same-transaction: a way back is one step, though the table is locked as long
UPDATE ${table} SET ${from} = ${to};

${steps.expand.slice(1).join(';\n\n')};
`,
            outsideTransaction: false,
          },
        ],
      },
    ];
  },
};

interface Plan {
  readonly steps: RollOutSteps;
  /** The columns, as SQL. */
  readonly from: string;
  readonly to: string;
  /** Of the old column. */
  readonly type: string;
  readonly expand: string;
}

function planOf(subject: Subject): Plan {
  const { table, tableName, known } = subject;
  const [column = placeholders.column, to = `${column}_new`] = subject.columns;
  const old = known?.columns.find(({ name }) => name === column)?.type;
  const steps = rollOutSteps({
    ...{ table, name: firstBytes(`${tableName.name}_${column}_to_${to}`, longestName), key: keyOf(subject) },
    ...{ column, to, type: subject.type ?? old ?? 'text', isWritten: true, isRenamed: false, word: (sql: string) => sql },
  });
  const expand = steps.expand.map((sql) => `${sql};\n`).join('\n');
  return { steps, from: quoteIdentifier(column), to: quoteIdentifier(to), type: old ?? 'text', expand };
}

function validation(table: string, from: string, to: string): string {
  return `SELECT NOT EXISTS (SELECT FROM ${table} WHERE ${from} IS DISTINCT FROM ${to});\n`;
}
