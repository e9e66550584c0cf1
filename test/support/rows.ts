import { typeText } from '../../src/schema/types';
import type { Schema, Table, TypeName } from '../../src/schema/schema';
import { foldScript } from './effects/harness';

/** A value for row number `g`, by the name of a type. */
function valueOf(type: TypeName): string | undefined {
  switch (type.name) {
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'float8':
      return 'g';
    case 'text':
    case 'varchar':
      return "'v' || g";
    case 'timestamp':
    case 'timestamptz':
    case 'date':
      return "date '2025-01-01' + g";
    case 'json':
    case 'jsonb':
      return "'{}'";
    case 'boolean':
      return 'g % 2 = 0';
    default:
      return undefined;
  }
}

/** Statements that put 100 rows into every table that a script makes: row n has n in its keys. */
export async function rowsFor(setup: string): Promise<string> {
  const { schema } = await foldScript(setup);
  return tablesOf(schema)
    .filter(({ partitionOf }) => partitionOf === undefined)
    .map(({ key, columns }) => {
      const own = columns.filter(({ identity, generated, notNull, type }) => {
        if (identity !== undefined || generated !== undefined) return false;
        if (valueOf(type) === undefined && notNull) throw new Error(`No values of type ${typeText(type)}`);
        // What may be NULL is where there is nothing else to put.
        return valueOf(type) !== undefined;
      });
      const values = own.map(({ type }) => valueOf(type)).join(', ');
      return `INSERT INTO ${key} (${own.map(({ name }) => name).join(', ')}) SELECT ${values} FROM generate_series(1, 100) AS g;`;
    })
    .join('\n');
}

function tablesOf(schema: Schema): readonly Table[] {
  return [...schema.relations.values()].filter((relation): relation is Table => relation.kind === 'table');
}
