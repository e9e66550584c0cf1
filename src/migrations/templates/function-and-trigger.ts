import { quoteIdentifier, quoteName } from '../../sql/quote';
import { onePart, type Subject, type Template } from './template';
import { besideTable, comment, lockTimeout, lockTimeoutAgain } from './wording';

export const functionAndTrigger: Template = {
  id: 'function-and-trigger',
  title: 'Function and trigger',
  summary: 'A trigger that writes the time of the last change into each row.',
  takes: ['table', 'columns', 'name'],
  picks: { table: 'optional', columns: false },
  migrations: 1,
  parts(subject) {
    const { table, tableName, isTableNamed, columns, name } = subject;
    const [column = 'updated_at'] = columns;
    const function_ = functionOf(subject, column);
    const made = `CREATE FUNCTION ${function_}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.${quoteIdentifier(column)} := now();
  RETURN NEW;
END
$$;
`;
    if (!isTableNamed) {
      return onePart(
        `${comment(
          `For tables with a column ${column}: CREATE TRIGGER … BEFORE UPDATE ON … FOR EACH ROW EXECUTE FUNCTION ${function_}();`,
        )}${made}`,
        `DROP FUNCTION ${function_}();\n`,
      );
    }
    const trigger = quoteIdentifier(name?.name ?? `set_${column}`);
    const isMissing = subject.known !== undefined && !subject.known.columns.some((each) => each.name === column);
    const added = isMissing
      ? `ALTER TABLE ${table} ADD COLUMN ${quoteIdentifier(column)} timestamptz NOT NULL DEFAULT now();\n\n`
      : '';
    const where = subject.known === undefined ? `-- ${quoteName(tableName)} needs a column ${column}, a timestamptz.\n` : '';
    return onePart(
      `${lockTimeout}${added}${where}${made}
CREATE TRIGGER ${trigger} BEFORE UPDATE ON ${table}
  FOR EACH ROW EXECUTE FUNCTION ${function_}();
`,
      `${lockTimeoutAgain}DROP TRIGGER ${trigger} ON ${table};
DROP FUNCTION ${function_}();
${isMissing ? `ALTER TABLE ${table} DROP COLUMN ${quoteIdentifier(column)};\n` : ''}`,
    );
  },
};

/** Its name as SQL: with the table in it, for the next table may want another one. */
function functionOf(subject: Subject, column: string): string {
  const { isTableNamed, tableName, name } = subject;
  if (name !== undefined) return quoteName(name);
  return besideTable(subject, isTableNamed ? `${tableName.name}_set_${column}` : `set_${column}`);
}
