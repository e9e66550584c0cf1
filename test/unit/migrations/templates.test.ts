import assert from 'node:assert/strict';
import { fieldsIn, fill } from '../../../src/migrations/templates/custom';
import { describedBy } from '../../../src/migrations/templates/described';
import { emptySchema } from '../../../src/schema/schema';
import { conventions } from '../../../src/migrations/conventions/all';
import type { SqlReader } from '../../../src/sql/reader';
import { defaultOptions, lintMigration, newReader } from '../../support/chains';
import { templateCases, templateChain } from '../../support/template-cases';

describe('templates', () => {
  let reader: SqlReader;
  before(async () => (reader = await newReader()));

  for (const convention of conventions) {
    if (convention.id === 'sqitch') continue;
    it(`make files of ${convention.title} in which nothing is found`, () => {
      for (const it_ of templateCases) {
        const { source, made, files } = templateChain(convention, reader, it_);
        const name = `${it_.template} «${it_.description}»`;
        assert.deepEqual(
          source.problems.map(({ message }) => message),
          [],
          `${name}\n${Object.values(files).join('\n')}`,
        );
        assert.ok(made.length > 0, name);
        for (const migration of made) {
          for (const direction of ['up', 'down'] as const) {
            if (migration[direction] === undefined) continue;
            for (const postgres of [14, 18]) {
              const found = lintMigration(source, migration, reader, { direction, postgres, options: defaultOptions });
              const told = found.map(({ rule, severity, message }) => `${severity} ${rule}: ${message}`);
              assert.deepEqual(told, [], `${name} ${direction} ${postgres}\n${migration[direction].text}`);
            }
          }
        }
      }
    });
  }
});

describe('describedBy', () => {
  const told: readonly (readonly [string, ReturnType<typeof describedBy>])[] = [
    ['add index on orders (customer_id, placed_at)', { table: 'orders', columns: ['customer_id', 'placed_at'] }],
    ['unique index on billing.invoice(number)', { table: 'billing.invoice', columns: ['number'] }],
    ['add note to orders', { table: 'orders', columns: ['note'] }],
    ['Add a column note to the orders table', { table: 'orders', columns: ['note'] }],
    ['fill note in orders', { table: 'orders', columns: ['note'] }],
    ['replace note by remark in orders', { table: 'orders', columns: ['note', 'remark'] }],
    ['add index to orders', { table: 'orders', columns: [] }],
    ['row-level security on orders', { table: 'orders', columns: [] }],
    ['create users', { columns: [], made: 'users' }],
    ['create table user preferences', { columns: [], made: 'user_preferences' }],
    ['create users table', { columns: [], made: 'users' }],
    ['create enum order_status', { columns: [], made: 'order_status' }],
    ['create view recent_orders over orders', { table: 'orders', columns: [], made: 'recent_orders' }],
    ['create index', { columns: [] }],
    ['make it all a good deal faster than before', { columns: [] }],
    ['cleanup', { columns: [] }],
  ];
  for (const [description, names] of told) {
    it(`reads «${description}»`, () => assert.deepEqual(describedBy(description), names));
  }
});

describe('a template of a repository', () => {
  const subject = {
    ...{ table: 'orders', tableName: { name: 'orders' }, isTableNamed: true },
    columns: ['a', 'B'],
    withDown: true,
  };
  const filling = {
    description: ' Add berths ',
    version: '7',
    now: Date.UTC(2025, 2, 4),
    author: 'Ann',
    subject: { ...subject, schema: emptySchema },
  };

  it('has fields, with or without blanks in them', () => {
    const text = '-- {{name}} {{ version }} {{description}} {{date}} {{author}}\r\nSELECT {{columns}} FROM {{table}};';
    assert.equal(fill(text, filling), '-- add_berths 7 Add berths 2025-03-04 Ann\nSELECT a, "B" FROM orders;\n');
  });

  it('names no field that there is not', () => {
    const found = fieldsIn('{{name}} {{nmae}}');
    assert.match(found.ok ? '' : found.reason, /^There is nothing to put in place of \{\{nmae\}\}; there are \{\{name\}\}, /);
    assert.deepEqual(fieldsIn('{{name}} {{ name }} { {x}}'), { ok: true, fields: ['name'] });
  });
});
