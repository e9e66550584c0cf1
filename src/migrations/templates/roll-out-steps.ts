import { quoteIdentifier } from '../../sql/quote';
import { fillAndCommit } from './batches';

/** A column that takes the place of another, step by step. */
export interface Replacement {
  /** As SQL. */
  readonly table: string;
  /** Of the trigger and its function, not quoted. */
  readonly name: string;
  /** A column that tells the rows apart, as SQL. */
  readonly key: string;
  readonly column: string;
  /** The column that code is to use instead, until the old one is dropped. */
  readonly to: string;
  /** Its type, as it is written. */
  readonly type: string;
  /** Whether code writes the new column before the old one is dropped: the two are kept alike in both directions then. */
  readonly isWritten: boolean;
  /** What the new column is called at last, where that is the old one's name. */
  readonly isRenamed: boolean;
  /** How the user writes keywords. */
  readonly word: (sql: string) => string;
}

export interface RollOutSteps {
  /** Without the last semicolons: the new column, the function and the trigger that keep both alike. */
  readonly expand: readonly [string, string, string];
  readonly undo: string;
  readonly fill: string;
  readonly contract: string;
}

export function rollOutSteps(replacement: Replacement): RollOutSteps {
  const { table: target, key, word, type, isWritten, isRenamed } = replacement;
  const [from, to] = [quoteIdentifier(replacement.column), quoteIdentifier(replacement.to)];
  const schema = /^(?<schema>(?:"(?:[^"]|"")*"|[^".]+)\.)/.exec(target)?.groups?.['schema'] ?? '';
  const name = quoteIdentifier(replacement.name);
  const alter = `${word('ALTER TABLE')} ${target}`;
  const drop = [`${word('DROP TRIGGER')} ${name} ${word('ON')} ${target};`, `${word('DROP FUNCTION')} ${schema}${name}();`].join(
    '\n',
  );
  const forwards = `NEW.${to} := NEW.${from};`;
  const body = isWritten
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
  const trigger = `${word('CREATE TRIGGER')} ${name} ${word('BEFORE INSERT OR UPDATE ON')} ${target}
  ${word('FOR EACH ROW EXECUTE FUNCTION')} ${schema}${name}()`;
  const condition = isRenamed
    ? `-- Run this only once every row has its ${to}.`
    : `-- Run this only once no code names ${target}.${from} any more.`;
  const contract = `${condition}
${word("SET LOCAL lock_timeout = '2s'")};

${drop}
-- lockkeeper-ignore drop-column: ${to} holds its values
${alter} ${word('DROP COLUMN')} ${from};
${isRenamed ? `${alter} ${word('RENAME COLUMN')} ${to} ${word('TO')} ${from};\n` : ''}`;
  return {
    expand: [`${alter} ${word('ADD COLUMN')} ${to} ${type}`, made, trigger],
    undo: `${drop}\n${alter} ${word('DROP COLUMN')} ${to};\n`,
    fill: fillAndCommit({ table: target, key, column: to, value: from, word }),
    contract,
  };
}
