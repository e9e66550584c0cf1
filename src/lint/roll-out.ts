import type { Edit } from '../migrations/edit';
import type { Name, Table } from '../schema/schema';
import { quoteIdentifier } from '../sql/quote';
import type { Fix } from './finding';
import { followUps } from './follow-up';
import { tableElsewhere } from './not-valid';
import type { RuleContext } from './rule';
import { replaceWith } from './statement-edits';
import { indentOfLine, keywords, lineEndOf } from './user-text';

/** A column that takes the place of another, step by step. */
export interface RollOut {
  readonly table: Name;
  readonly column: string;
  /** The column that code is to use instead, until the old one is dropped. */
  readonly to: string;
  /** Its type, as it is written. */
  readonly type: string;
  /** Whether code writes the new column before the old one is dropped: the two are kept alike in both directions then. */
  readonly isWritten: boolean;
  /** What the new column is called at last, where that is the old one's name. */
  readonly isRenamed: boolean;
}

/**
 * The scaffold of a roll-out in three migrations: here the new column and a trigger that keeps both alike, then the old
 * rows in batches, and at last the old column dropped, which waits for the code. Only for a column on which nothing
 * else stands, for all that would have to be made anew; and nothing is said to be done by it.
 */
export function rollOutFix(rollOut: RollOut, context: RuleContext): readonly Fix[] {
  const { table, column, to } = rollOut;
  const known = context.table(table);
  const target = tableElsewhere(table, context);
  if (known === undefined || target === undefined || !context.isOnlyChange || !isPlain(known, column, context)) return [];
  const key = known.constraints.find(({ kind }) => kind === 'primary-key')?.columns ?? [];
  if (key.length !== 1 || key[0] === undefined || known.columns.some(({ name }) => name === to)) return [];
  const back = undoHere(context);
  const steps = stepsOf(rollOut, { target, key: quoteIdentifier(key[0]), word: (sql) => keywords(context.statement.text, sql) });
  if (back === undefined || steps === undefined) return [];
  const files = followUps(context, [
    {
      description: `fill ${column} into ${to}`,
      up: steps.fill,
      down: '-- Nothing to undo.\n',
      outsideTransaction: true,
    },
    {
      description: `drop ${column} for ${to}`,
      up: steps.contract,
      down: '-- By hand: what the dropped column held is gone.\n',
      outsideTransaction: false,
    },
  ]);
  if (files === undefined) return [];
  const { script, statement } = context;
  const lineStart = `${lineEndOf(script.text)}${indentOfLine(script.text, statement.at.start)}`;
  return [
    {
      title: `Scaffold the roll-out: add ${to} here, fill it and drop ${column} in migrations of their own`,
      edits: [
        replaceWith(
          context,
          steps.expand.map((sql) => sql.replaceAll('\n', lineStart)),
        ),
        ...back(steps.undo),
        ...files,
      ],
      preferred: false,
      safe: false,
    },
  ];
}

/** Types without an equality, by which the trigger could tell what has changed. */
const incomparable: ReadonlySet<string> = new Set(['json', 'xml', 'point', 'polygon']);

/** Whether nothing has to be made anew for the column: no constraint, index, view or default. */
function isPlain(table: Table, column: string, { schema, effects }: RuleContext): boolean {
  const own = table.columns.find(({ name }) => name === column);
  if (
    own === undefined ||
    incomparable.has(own.type.name) ||
    table.partlyKnown ||
    table.partitionBy !== undefined ||
    table.partitionOf !== undefined
  )
    return false;
  if (own.notNull || own.default !== undefined || own.identity !== undefined || own.generated !== undefined) return false;
  if (table.inherits.length > 0 || effects.some(({ kind }) => kind === 'error')) return false;
  const isNamed = (text: string): boolean => text.includes(column);
  const dependents = [...(schema.dependents.get(table.key) ?? [])].map((each) => schema.relations.get(each));
  const isFree = dependents.every(
    (each) => each === undefined || each.kind === 'sequence' || (each.kind === 'index' && !isNamed(JSON.stringify(each))),
  );
  return (
    isFree && !table.constraints.some(({ columns, expression }) => columns.includes(column) || isNamed(expression?.text ?? ''))
  );
}

/** What puts statements into the way back from this migration: undefined where a person has written one that they cannot replace. */
function undoHere({ migration, script }: RuleContext): ((sql: string) => readonly Edit[]) | undefined {
  const { down } = migration;
  if (down === undefined || down.path === script.path) return () => [];
  const body = down.text.slice(down.body.start, down.body.end);
  const single = /^\s*(?<statement>alter\s+table[^;]*;)\s*$/i.exec(body);
  const statement = single?.groups?.['statement'];
  if (statement === undefined) return undefined;
  const start = down.body.start + body.indexOf(statement);
  const at = { start, end: start + statement.length };
  return (sql) => [{ kind: 'replace', path: down.path, at, text: sql.trimEnd().replaceAll('\n', lineEndOf(down.text)) }];
}

interface Words {
  readonly target: string;
  readonly key: string;
  readonly word: (sql: string) => string;
}

interface Steps {
  /** Without the last semicolons. */
  readonly expand: readonly string[];
  readonly undo: string;
  readonly fill: string;
  readonly contract: string;
}

/** How many rows are filled in one transaction. */
const batch = 5000;

function stepsOf(rollOut: RollOut, { target, key, word }: Words): Steps | undefined {
  const [from, to] = [quoteIdentifier(rollOut.column), quoteIdentifier(rollOut.to)];
  const schema = /^(?<schema>(?:"(?:[^"]|"")*"|[^".]+)\.)/.exec(target)?.groups?.['schema'] ?? '';
  const plain = `${rollOut.table.name}_${rollOut.column}_to_${rollOut.to}`;
  if (new TextEncoder().encode(plain).length > 63) return undefined;
  const name = quoteIdentifier(plain);
  const alter = `${word('ALTER TABLE')} ${target}`;
  const drop = [`${word('DROP TRIGGER')} ${name} ${word('ON')} ${target};`, `${word('DROP FUNCTION')} ${schema}${name}();`].join(
    '\n',
  );
  const forwards = `NEW.${to} := NEW.${from};`;
  const body = rollOut.isWritten
    ? `  IF NEW.${to} IS NULL AND TG_OP = 'INSERT' THEN
    ${forwards}
  ELSIF TG_OP = 'INSERT' OR NEW.${to} IS DISTINCT FROM OLD.${to} THEN
    NEW.${from} := NEW.${to};
  ELSE
    ${forwards}
  END IF;`
    : `  ${forwards}`;
  const made = `${word('CREATE FUNCTION')} ${schema}${name}() ${word('RETURNS')} trigger ${word('LANGUAGE')} plpgsql ${word('AS')} $$
BEGIN
${body}
  RETURN NEW;
END
$$`;
  const trigger = `${word('CREATE TRIGGER')} ${name} ${word('BEFORE INSERT OR UPDATE ON')} ${target} ${word('FOR EACH ROW EXECUTE FUNCTION')} ${schema}${name}()`;
  const fill = `${word('DO')} $$
DECLARE
  first_key ${target}.${key}%TYPE := (SELECT ${key} FROM ${target} ORDER BY ${key} LIMIT 1);
  last_key ${target}.${key}%TYPE;
BEGIN
  WHILE first_key IS NOT NULL LOOP
    last_key := (SELECT ${key} FROM (SELECT ${key} FROM ${target} WHERE ${key} >= first_key ORDER BY ${key} LIMIT ${batch}) AS batch ORDER BY ${key} DESC LIMIT 1);
    UPDATE ${target} SET ${to} = ${from} WHERE ${key} BETWEEN first_key AND last_key AND ${to} IS NULL;
    COMMIT;
    first_key := (SELECT ${key} FROM ${target} WHERE ${key} > last_key ORDER BY ${key} LIMIT 1);
  END LOOP;
END
$$;
`;
  const condition = rollOut.isRenamed
    ? `-- Run this only once every row has its ${to}.`
    : `-- Run this only once no code names ${target}.${from} any more.`;
  const contract = `${condition}
${word("SET LOCAL lock_timeout = '2s'")};
${drop}
-- lockkeeper-ignore drop-column: ${to} holds its values
${alter} ${word('DROP COLUMN')} ${from};
${rollOut.isRenamed ? `${alter} ${word('RENAME COLUMN')} ${to} ${word('TO')} ${from};\n` : ''}`;
  return {
    expand: [`${alter} ${word('ADD COLUMN')} ${to} ${rollOut.type}`, made, trigger],
    undo: `${drop}\n${alter} ${word('DROP COLUMN')} ${to};\n`,
    fill,
    contract,
  };
}
