import { partsOf } from '../../src/schema/names';
import { typeText } from '../../src/schema/types';
import type { Schema, Table, TypeName } from '../../src/schema/schema';
import { quoteIdentifier, quoteName } from '../../src/sql/quote';
import { foldScript } from './effects/harness';

/** A value for row number `g`, by the name of a type. */
function valueOf(type: TypeName, schema: Schema): string | undefined {
  const own = schema.types.get(`${type.schema ?? 'public'}.${type.name}`);
  if (own?.kind === 'enum') return `'${own.values[0] ?? ''}'`;
  if (own?.kind === 'domain') return valueOf(own.base, schema);
  switch (type.name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'double precision':
    case 'money':
      return 'g';
    case 'text':
    case 'varchar':
    case 'char':
      return "'v' || g";
    case 'boolean':
      return 'g % 2 = 0';
    case 'timestamp':
    case 'timestamptz':
    case 'date':
      return "date '2025-01-01' + g";
    case 'tstzrange':
      return "tstzrange(date '2025-01-01' + g, date '2025-01-02' + g)";
    case 'json':
    case 'jsonb':
      return "'{}'";
    default:
      return undefined;
  }
}

/** Statements that put 100 rows into every table that a script makes and that can hold some: row n has n in its keys. */
export async function rowsFor(setup: string): Promise<string> {
  const { schema } = await foldScript(setup);
  const all = tablesOf(schema);
  const hasPartitions = (key: string): boolean => all.some(({ partitionOf }) => partitionOf?.parent === key);
  return all
    .filter(({ partitionOf }) => partitionOf === undefined)
    .filter(({ key, partitionBy }) => partitionBy === undefined || hasPartitions(key))
    .map(({ key, columns }) => {
      const own = columns.filter(({ identity, generated, notNull, type }) => {
        if (identity !== undefined || generated !== undefined) return false;
        if (valueOf(type, schema) === undefined && notNull) throw new Error(`No values of type ${typeText(type)}`);
        // What may be NULL is where there is nothing else to put.
        return valueOf(type, schema) !== undefined;
      });
      const values = own.map(({ type }) => valueOf(type, schema)).join(', ');
      const names = own.map(({ name }) => quoteIdentifier(name)).join(', ');
      return `INSERT INTO ${quoteName(partsOf(key))} (${names}) SELECT ${values} FROM generate_series(1, 100) AS g;`;
    })
    .join('\n');
}

function tablesOf(schema: Schema): readonly Table[] {
  return [...schema.relations.values()].filter((relation): relation is Table => relation.kind === 'table');
}
