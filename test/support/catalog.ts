/** What a Schema says and what a server's catalog says, in one plain form, so that a test can hold them against each other. */
import type { Client } from 'pg';
import type { Column, Constraint, Schema, Table } from '../../src/schema/schema';
import { typeText } from '../../src/schema/types';

/** Everything compared, by the object's name. Each entry is one line of text, so that a difference reads well. */
export type Inventory = Readonly<Record<string, string>>;

export function inventoryOfSchema(schema: Schema): Inventory {
  const lines: Record<string, string> = {};
  for (const relation of schema.relations.values()) {
    switch (relation.kind) {
      case 'table':
      case 'foreign-table':
        describeTable(relation, lines);
        break;
      case 'view':
      case 'materialized-view':
        lines[`${relation.kind} ${relation.key}`] = relation.kind === 'view' || relation.populated ? 'populated' : 'unpopulated';
        break;
      case 'index': {
        const columns = relation.columns.map((column) => (column.startsWith('(') ? '(…)' : column)).join(',');
        const partial = relation.predicate === undefined ? '' : ' partial';
        const parent = relation.partitionOf === undefined ? '' : ` part of ${relation.partitionOf}`;
        lines[`index ${relation.key}`] =
          `on ${relation.table} ${relation.method}${relation.unique ? ' unique' : ''} ${columns}${partial}${parent}`;
        break;
      }
      case 'sequence':
        lines[`sequence ${relation.key}`] =
          relation.ownedBy === undefined ? 'free' : `${relation.ownedBy.table}.${relation.ownedBy.column}`;
        break;
    }
  }
  for (const type of schema.types.values()) {
    if (type.kind === 'enum') lines[`enum ${type.key}`] = type.values.join(' | ');
    if (type.kind === 'domain') {
      const checks = type.constraints.map(({ name, validated }) => `${name}${validated ? '' : ' not valid'}`).sort();
      lines[`domain ${type.key}`] = `${catalogType(typeText(type.base))}${type.notNull ? ' not null' : ''} ${checks.join(',')}`;
    }
    if (type.kind === 'composite' || type.kind === 'range') lines[`${type.kind} ${type.key}`] = '';
  }
  for (const [key, functions] of schema.functions) {
    for (const { arguments: args, volatility, language, isProcedure } of functions) {
      const signature = args.map((type) => bare(catalogType(type))).join(', ');
      lines[`function ${key}(${signature})`] = `${language} ${volatility}${isProcedure ? ' procedure' : ''}`;
    }
  }
  for (const name of schema.schemas) lines[`schema ${name}`] = '';
  return lines;
}

function describeTable(table: Table, lines: Record<string, string>): void {
  const parent =
    table.partitionOf === undefined
      ? ''
      : ` partition of ${table.partitionOf.parent}${table.partitionOf.isDefault ? ' default' : ''}`;
  const by = table.partitionBy === undefined ? '' : ` by ${table.partitionBy.strategy}`;
  const inherits = table.inherits.length === 0 ? '' : ` inherits ${[...table.inherits].join(',')}`;
  lines[`${table.kind} ${table.key}`] =
    `${table.persistence}${by}${parent}${inherits}${table.rowSecurity ? ' row security' : ''}`;
  if (!table.partlyKnown) lines[`columns ${table.key}`] = table.columns.map((column) => column.name).join(',');
  for (const column of table.columns) lines[`column ${table.key}.${column.name}`] = describeColumn(column);
  for (const constraint of table.constraints) {
    if (constraint.kind !== 'not-null') lines[`constraint ${table.key}.${constraint.name}`] = describeConstraint(constraint);
  }
  for (const trigger of table.triggers) lines[`trigger ${table.key}.${trigger.name}`] = trigger.function.name;
}

function describeColumn(column: Column): string {
  const parts = [bare(catalogType(typeText(column.type)))];
  if (column.notNull) parts.push('not null');
  if (column.default !== undefined) parts.push('default');
  if (column.identity !== undefined) parts.push(`identity ${column.identity}`);
  if (column.generated !== undefined) parts.push('generated');
  if (column.collation !== undefined) parts.push(`collate ${column.collation.name}`);
  return parts.join(' ');
}

function describeConstraint(constraint: Constraint): string {
  const columns = constraint.kind === 'check' ? [...constraint.columns].sort() : constraint.columns;
  const to =
    constraint.references === undefined ? '' : ` to ${constraint.references.table}(${constraint.references.columns.join(',')})`;
  const validated = constraint.validated ? '' : ' not valid';
  return `${constraint.kind} (${columns.join(',')})${to}${constraint.deferrable ? ' deferrable' : ''}${validated}`;
}

/** A type in format_type's words. */
function catalogType(type: string): string {
  const [, name = '', modifiers = '', array = ''] = /^(.*?)(\([\d,-]+\))?(\[\])?$/.exec(type) ?? [];
  switch (name) {
    case 'varchar':
      return `character varying${modifiers}${array}`;
    case 'char':
      return `character${modifiers}${array}`;
    case 'timestamp':
    case 'time':
      return `${name}${modifiers} without time zone${array}`;
    case 'timestamptz':
    case 'timetz':
      return `${name.slice(0, -2)}${modifiers} with time zone${array}`;
    case 'varbit':
      return `bit varying${modifiers}${array}`;
    default:
      return type;
  }
}

/** Without schema and quotes: whether a name shows them depends on the search path of whoever looks. */
function bare(type: string): string {
  return type.replace(/"/g, '').replace(/^[a-z_]\w*\./, '');
}

/** What stands in a database, outside of the system's own schemas and of extensions. */
export async function inventoryOfServer(client: Client): Promise<Inventory> {
  const { rows } = await client.query<{ name: string; text: string | null }>(catalogQuery);
  return Object.fromEntries(rows.map(({ name, text }) => [name, (text ?? '').trim().replace(/ +/g, ' ')]));
}

/** Both sides with blanks made alike, ready for deepEqual. */
export function normalized(inventory: Inventory): Inventory {
  return Object.fromEntries(
    Object.entries(inventory)
      .map(([name, text]) => [name, text.trim().replace(/ +/g, ' ')] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

const own = (oid: string, catalog: string) =>
  `not exists (select 1 from pg_depend d where d.objid = ${oid} and d.classid = '${catalog}'::regclass and d.deptype = 'e')`;

const catalogQuery = `
with ns as (
  select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
), rel as (
  select c.*, n.nspname || '.' || c.relname as key from pg_class c join ns n on n.oid = c.relnamespace where ${own('c.oid', 'pg_class')}
), tab as (select * from rel where relkind in ('r', 'p', 'f'))
select case relkind when 'f' then 'foreign-table ' else 'table ' end || key as name,
  case relpersistence when 'u' then 'unlogged' else 'permanent' end
  || coalesce(' by ' || case (select partstrat from pg_partitioned_table p where p.partrelid = t.oid)
       when 'r' then 'range' when 'l' then 'list' when 'h' then 'hash' end, '')
  || coalesce((select case when t.relispartition then ' partition of ' else ' inherits ' end || string_agg(r.key, ',' order by inhseqno)
       from pg_inherits i join rel r on r.oid = i.inhparent where i.inhrelid = t.oid), '')
  || case when pg_get_expr(t.relpartbound, t.oid) = 'DEFAULT' then ' default' else '' end
  || case when relrowsecurity then ' row security' else '' end as text
from tab t
union all
select 'columns ' || t.key, string_agg(a.attname, ',' order by attnum)
from tab t join pg_attribute a on a.attrelid = t.oid where attnum > 0 and not attisdropped group by t.key
union all
select 'column ' || t.key || '.' || a.attname,
  regexp_replace(replace(format_type(a.atttypid, a.atttypmod), '"', ''), '^[a-z_]\\w*\\.', '')
  || case when attnotnull then ' not null' else '' end
  || case when atthasdef and attgenerated = '' then ' default' else '' end
  || case attidentity when 'a' then ' identity always' when 'd' then ' identity by default' else '' end
  || case when attgenerated <> '' then ' generated' else '' end
  || coalesce((select ' collate ' || collname from pg_collation l join pg_type y on y.oid = a.atttypid
       where l.oid = a.attcollation and a.attcollation <> y.typcollation), '')
from tab t join pg_attribute a on a.attrelid = t.oid where attnum > 0 and not attisdropped
union all
select 'constraint ' || t.key || '.' || c.conname,
  case contype when 'p' then 'primary-key' when 'u' then 'unique' when 'c' then 'check' when 'f' then 'foreign-key' when 'x' then 'exclude' end
  || ' (' || coalesce((select string_agg(a.attname, ',' order by case when contype = 'c' then null else k.n end, a.attname collate "C")
       from unnest(conkey) with ordinality k (attnum, n) join pg_attribute a on a.attrelid = t.oid and a.attnum = k.attnum), '') || ')'
  || coalesce(' to ' || (select key from rel where rel.oid = confrelid) || '(' || (select string_agg(a.attname, ',' order by k.n)
       from unnest(confkey) with ordinality k (attnum, n) join pg_attribute a on a.attrelid = confrelid and a.attnum = k.attnum) || ')', '')
  || case when condeferrable then ' deferrable' else '' end || case when convalidated then '' else ' not valid' end
from tab t join pg_constraint c on c.conrelid = t.oid where contype in ('p', 'u', 'c', 'f', 'x')
  and (contype <> 'f' or conparentid = 0 or not exists (select 1 from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid))
union all
select 'trigger ' || t.key || '.' || tgname, p.proname
from tab t join pg_trigger g on g.tgrelid = t.oid join pg_proc p on p.oid = tgfoid where not tgisinternal or tgparentid <> 0
  and not exists (select 1 from pg_trigger q where q.oid = g.tgparentid and q.tgisinternal)
union all
select case relkind when 'v' then 'view ' else 'materialized-view ' end || key, case when relispopulated then 'populated' else 'unpopulated' end
from rel where relkind in ('v', 'm')
union all
select 'index ' || r.key, 'on ' || t.key || ' ' || amname || case when indisunique then ' unique' else '' end || ' '
  || (select string_agg(case when k.attnum = 0 then '(…)' else a.attname end, ',' order by k.n)
      from unnest(indkey::int2[]) with ordinality k (attnum, n)
      left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum and k.attnum > 0 where k.n <= indnkeyatts)
  || case when indpred is null then '' else ' partial' end
  || coalesce((select ' part of ' || p.key from pg_inherits h join rel p on p.oid = h.inhparent where h.inhrelid = r.oid), '')
from rel r join pg_index i on i.indexrelid = r.oid join rel t on t.oid = i.indrelid join pg_am on pg_am.oid = r.relam
union all
select 'sequence ' || s.key, coalesce((select t.key || '.' || a.attname from pg_depend d join rel t on t.oid = d.refobjid
  join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
  where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0), 'free')
from rel s where relkind = 'S'
union all
select 'enum ' || n.nspname || '.' || typname, (select string_agg(enumlabel, ' | ' order by enumsortorder) from pg_enum where enumtypid = t.oid)
from pg_type t join ns n on n.oid = typnamespace where typtype = 'e' and ${own('t.oid', 'pg_type')}
union all
select 'domain ' || n.nspname || '.' || typname, format_type(typbasetype, typtypmod) || case when typnotnull then ' not null' else '' end || ' '
  || coalesce((select string_agg(conname || case when convalidated then '' else ' not valid' end, ',' order by conname collate "C")
     from pg_constraint where contypid = t.oid and contype = 'c'), '')
from pg_type t join ns n on n.oid = typnamespace where typtype = 'd' and ${own('t.oid', 'pg_type')}
union all
select 'composite ' || n.nspname || '.' || typname, ''
from pg_type t join ns n on n.oid = typnamespace join pg_class c on c.oid = typrelid where typtype = 'c' and relkind = 'c' and ${own('t.oid', 'pg_type')}
union all
select 'range ' || n.nspname || '.' || typname, '' from pg_type t join ns n on n.oid = typnamespace where typtype = 'r' and ${own('t.oid', 'pg_type')}
union all
select 'function ' || n.nspname || '.' || proname || '(' || coalesce((select string_agg(regexp_replace(replace(format_type(x.t, null), '"', ''), '^[a-z_]\\w*\\.', ''), ', ' order by x.n)
    from unnest(proargtypes::oid[]) with ordinality x (t, n)), '') || ')',
  l.lanname || case provolatile when 'i' then ' immutable' when 's' then ' stable' else ' volatile' end || case prokind when 'p' then ' procedure' else '' end
from pg_proc p join ns n on n.oid = pronamespace join pg_language l on l.oid = prolang
where prokind in ('f', 'p') and ${own('p.oid', 'pg_proc')}
  and not exists (select 1 from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'i')
union all
select 'schema ' || nspname, '' from ns`;
