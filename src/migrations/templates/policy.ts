import { quoteIdentifier, quoteLiteral } from '../../sql/quote';
import { onePart, placeholders, type Template } from './template';
import { columnsOf, lockTimeout, lockTimeoutAgain } from './wording';

export const policy: Template = {
  id: 'policy',
  title: 'Row-level security',
  summary: 'A policy that shows the rows of one tenant, by a setting of the session.',
  takes: ['table', 'columns', 'name'],
  picks: { table: 'needed', columns: true },
  migrations: 1,
  parts(subject) {
    const { table, tableName, known, columns } = subject;
    const [column = placeholders.column] = columnsOf(subject);
    const plain = columns[0] ?? placeholders.column;
    const name = quoteIdentifier(subject.name?.name ?? `${tableName.name}_${plain}`);
    const type = known?.columns.find((each) => each.name === columns[0])?.type;
    const setting = `current_setting(${quoteLiteral(`app.${plain.replace(/\W+/g, '_')}`)}, true)`;
    // A cast of the column would keep its index from being used.
    const condition =
      type === undefined
        ? `${column}::text = ${setting}`
        : type === 'text'
          ? `${column} = ${setting}`
          : `${column} = nullif(${setting}, '')::${type}`;
    const isOn = known?.rowSecurity === true;
    const enable = `-- From now on all but the owner see no rows but those that a policy lets through.
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;

`;
    return onePart(
      `${lockTimeout}${isOn ? '' : enable}CREATE POLICY ${name} ON ${table}
  USING (${condition});
`,
      `${lockTimeoutAgain}DROP POLICY ${name} ON ${table};
${isOn ? '' : `ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY;\n`}`,
    );
  },
};
