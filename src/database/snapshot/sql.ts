/** Pieces of the queries that read a snapshot. All of them count on an empty search path, so that names come qualified. */

/** One object: its kind, its name and what it is made of, where nothing said is null. Each may use `ns` and `rel`. */
export function object(kind: string, id: string, parts: Readonly<Record<string, string>>, from: string): string {
  const pairs = Object.entries(parts).map(([name, value]) => `'${name}', ${value}`);
  return `select ${kind} as kind, ${id} as id, jsonb_strip_nulls(jsonb_build_object(${pairs.join(', ')})) as def ${from}`;
}

/** Where something stands in the catalogs, and what is known of its owner and of who may use it. */
export interface Place {
  readonly catalog: string;
  readonly oid: string;
  readonly owner?: string;
  readonly acl?: string;
  /** As acldefault() calls the kind; an expression of the type "char". */
  readonly sort?: string;
}

/** The parts that objects of all kinds have. */
export function about({ catalog, oid, owner, acl, sort }: Place): Readonly<Record<string, string>> {
  return {
    comment: `obj_description(${oid}, '${catalog}')`,
    ...(owner !== undefined && { owner: `pg_get_userbyid(${owner})` }),
    ...(owner !== undefined && acl !== undefined && sort !== undefined && { grants: grants(acl, sort, owner) }),
  };
}

/**
 * Who may do what: privileges by role, those of the owner under `(owner)`. One who has all that there are has `ALL`: so
 * the same GRANT reads the same on every version, whichever privileges it knows. What is not granted by hand stands here,
 * too, since it can be revoked.
 */
export function grants(acl: string, sort: string, owner: string): string {
  const privilege = `(privilege_type || case when is_grantable then '*' else '' end) collate "C"`;
  return `(select jsonb_object_agg(who, what) from (
    select case grantee when 0 then 'public' when ${owner} then '(owner)' else pg_get_userbyid(grantee) end as who,
      case when count(distinct privilege_type) = (select count(*) from aclexplode(acldefault(${sort}, ${owner})) d where d.grantee = ${owner})
        then 'ALL' || case when bool_and(is_grantable) then '*' else '' end
        else string_agg(distinct ${privilege}, ',' order by ${privilege}) end as what
    from aclexplode(coalesce(${acl}, acldefault(${sort}, ${owner}))) group by grantee) of)`;
}

/** That something is no extension's. */
export const own = (oid: string, catalog: string): string =>
  `not exists (select from pg_depend dep where dep.objid = ${oid} and dep.classid = '${catalog}'::regclass and dep.deptype = 'e')`;

/** Options in one order, whichever they were set in. */
export const sorted = (array: string): string => `(select jsonb_agg(o order by o collate "C") from unnest(${array}) o)`;

/** True, or nothing. */
export const flag = (condition: string): string => `case when ${condition} then true end`;

/** How a trigger or rule fires, where that is not as usual. */
export const firing = (column: string): string =>
  `case ${column} when 'D' then 'disabled' when 'R' then 'on replicas' when 'A' then 'always' end`;

/** The collation of something, where it is not the one of its type. */
export const collation = (oid: string, type: string): string =>
  `(select format('%I.%I', n.nspname, l.collname) from pg_collation l join pg_namespace n on n.oid = l.collnamespace
    where l.oid = ${oid} and l.oid is distinct from (select typcollation from pg_type where oid = ${type}))`;

/** Schemas and relations that are neither the system's nor an extension's. */
export const names = `with ns as (
  select oid, nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'
), rel as (
  select c.*, format('%I.%I', n.nspname, c.relname) as key from pg_class c join ns n on n.oid = c.relnamespace
  where relkind in ('r', 'p', 'f', 'v', 'm', 'S', 'i', 'I', 'c') and ${own('c.oid', 'pg_class')}
)`;
