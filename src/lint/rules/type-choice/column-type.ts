import type { ChangeOf } from '../../../schema/change';
import type { ColumnDefinition, ConstraintDefinition } from '../../../schema/definitions';
import { changesOf } from '../../../schema/changes';
import type { Span } from '../../../sql/span';
import type { Fix } from '../../finding';
import { changeRule, type Report, type Rule, type RuleContext, type RuleMeta } from '../../rule';
import { plainName } from '../../wording';

/** What is said of one column of a new table, or of a column that is added. */
interface ChoiceReport {
  readonly message: string;
  readonly help: string;
  readonly at?: Span;
  /** The type to write instead. */
  readonly instead?: string;
  readonly fixes?: readonly Fix[];
}

type Owner = ChangeOf<'create-table'> | ChangeOf<'add-column'>;

/** A rule about the types that columns are given. */
export function columnChoice(
  meta: Omit<RuleMeta, 'category'>,
  judge: (column: ColumnDefinition, owner: Owner, context: RuleContext) => ChoiceReport | undefined,
): Rule {
  return changeRule({
    ...meta,
    category: 'type-choice',
    upOnly: true,
    on: ['create-table', 'add-column'],
    check(change, context) {
      if (change.kind === 'create-table' && change.persistence === 'temporary') return undefined;
      // What is there already keeps its types.
      if (change.ifNotExists && context.schema.relations.has(context.resolve(change.table)) && change.kind === 'create-table') {
        return undefined;
      }
      const columns = change.kind === 'create-table' ? change.columns : [change.column];
      return columns.flatMap((column) => {
        const found = judge(column, change, context);
        return found === undefined ? [] : [report(column, found, context)];
      });
    },
  });
}

function report(column: ColumnDefinition, { message, help, at, instead, fixes }: ChoiceReport, context: RuleContext): Report {
  const written = context.statement.text.slice(column.typeAt.start, column.typeAt.end);
  const type = written === written.toUpperCase() ? instead?.toUpperCase() : instead;
  const change: readonly Fix[] =
    type === undefined
      ? []
      : [{ title: `Make it ${type}`, edits: [context.replace(column.typeAt, type)], preferred: false, safe: false }];
  return { message, help, at: at ?? column.typeAt, fixes: [...change, ...(fixes ?? [])] };
}

/** A column as people call it: `orders.note`. */
export function columnName({ name }: ColumnDefinition, owner: Owner, context: RuleContext): string {
  return `${plainName(context.resolve(owner.table))}.${name}`;
}

/** Whether it is the primary key alone. */
export function isKey({ name, constraints }: ColumnDefinition, owner: Owner): boolean {
  const own = constraints.some(({ kind }) => kind === 'primary-key');
  return own || (owner.kind === 'create-table' && owner.constraints.some((each) => isOn(each, 'primary-key', name)));
}

/** Whether it refers to another table’s key, whose type it must follow, or is made to by a later statement. */
export function isReference({ name, constraints }: ColumnDefinition, owner: Owner, context: RuleContext): boolean {
  const isPart = ({ kind, columns }: ConstraintDefinition): boolean => kind === 'foreign-key' && columns.includes(name);
  if (constraints.some(isPart) || (owner.kind === 'create-table' && owner.constraints.some(isPart))) return true;
  const key = context.resolve(owner.table);
  return context
    .later()
    .flatMap(changesOf)
    .some((change) => change.kind === 'add-constraint' && isPart(change.constraint) && context.resolve(change.table) === key);
}

function isOn({ kind, columns }: ConstraintDefinition, wanted: ConstraintDefinition['kind'], column: string): boolean {
  return kind === wanted && columns.length === 1 && columns[0] === column;
}
