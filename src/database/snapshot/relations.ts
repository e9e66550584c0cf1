import { about, collation, firing, flag, grants, object, own, sorted } from './sql';

/** Tables, views and sequences. */
export const relationQueries: readonly string[] = [
  object(
    `case relkind when 'f' then 'foreign table' else 'table' end`,
    't.key',
    {
      persistence: `case relpersistence when 'u' then 'unlogged' end`,
      partitionBy: 'pg_get_partkeydef(t.oid)',
      parents: `(select jsonb_agg(p.key order by inhseqno) from pg_inherits i join rel p on p.oid = inhparent where inhrelid = t.oid)`,
      bound: 'pg_get_expr(relpartbound, t.oid)',
      detachPending: flag('exists (select from pg_inherits i where inhrelid = t.oid and inhdetachpending)'),
      ofType: 'case when reloftype <> 0 then format_type(reloftype, null) end',
      rowSecurity: flag('relrowsecurity'),
      forceRowSecurity: flag('relforcerowsecurity'),
      replicaIdentity: `case relreplident when 'n' then 'nothing' when 'f' then 'full' when 'i' then 'index' end`,
      accessMethod: `(select amname from pg_am where oid = relam and amname <> 'heap')`,
      tablespace: '(select spcname from pg_tablespace where oid = reltablespace)',
      options: sorted('reloptions'),
      toastOptions: sorted('(select reloptions from pg_class where oid = t.reltoastrelid)'),
      server: '(select srvname from pg_foreign_table f join pg_foreign_server s on s.oid = ftserver where ftrelid = t.oid)',
      foreignOptions: sorted('(select ftoptions from pg_foreign_table where ftrelid = t.oid)'),
      columns: `(select jsonb_agg(attname order by attnum) from pg_attribute where attrelid = t.oid and attnum > 0 and not attisdropped)`,
      ...about({ catalog: 'pg_class', oid: 't.oid', owner: 'relowner', acl: 'relacl', sort: `'r'` }),
    },
    `from rel t where relkind in ('r', 'p', 'f')`,
  ),

  object(
    `'column'`,
    `t.key || '.' || quote_ident(attname)`,
    {
      table: 't.key',
      type: 'format_type(atttypid, atttypmod)',
      notNull: `case when not attnotnull then null else coalesce((select to_jsonb(case when not convalidated then 'not valid' else 'no inherit' end)
        from pg_constraint where conrelid = t.oid and contype = 'n' and conkey = array[attnum] and (connoinherit or not convalidated)), 'true') end`,
      default: `case when attgenerated = '' then pg_get_expr(adbin, adrelid) end`,
      generated: `case attgenerated when '' then null when 'v' then 'virtual ' else 'stored ' end || pg_get_expr(adbin, adrelid)`,
      identity: `case attidentity when 'a' then 'always' when 'd' then 'by default' end`,
      collation: collation('attcollation', 'atttypid'),
      storage: `case when attstorage <> typstorage then case attstorage when 'p' then 'plain' when 'e' then 'external' when 'm' then 'main' else 'extended' end end`,
      compression: `case attcompression when 'p' then 'pglz' when 'l' then 'lz4' end`,
      statistics: `nullif(attstattarget, -1)`,
      options: sorted('attoptions'),
      foreignOptions: sorted('attfdwoptions'),
      comment: 'col_description(t.oid, attnum)',
      grants: grantsOnColumn(),
    },
    `from rel t join pg_attribute a on attrelid = t.oid join pg_type y on y.oid = atttypid
  left join pg_attrdef on adrelid = t.oid and adnum = attnum
  where relkind in ('r', 'p', 'f', 'v', 'm') and attnum > 0 and not attisdropped`,
  ),

  object(
    `case relkind when 'v' then 'view' else 'materialized view' end`,
    'key',
    {
      definition: 'pg_get_viewdef(oid)',
      options: sorted('reloptions'),
      accessMethod: `(select amname from pg_am where oid = relam and amname <> 'heap')`,
      tablespace: '(select spcname from pg_tablespace where oid = reltablespace)',
      ...about({ catalog: 'pg_class', oid: 'oid', owner: 'relowner', acl: 'relacl', sort: `'r'` }),
    },
    `from rel where relkind in ('v', 'm')`,
  ),

  object(
    `'sequence'`,
    's.key',
    {
      type: 'format_type(seqtypid, null)',
      start: 'seqstart',
      increment: 'seqincrement',
      minimum: 'seqmin',
      maximum: 'seqmax',
      cache: 'seqcache',
      cycle: flag('seqcycle'),
      persistence: `case relpersistence when 'u' then 'unlogged' end`,
      table: ownerOfSequence('t.key'),
      ownedBy: ownerOfSequence(`t.key || '.' || quote_ident(attname)`),
      ...about({ catalog: 'pg_class', oid: 's.oid', owner: 'relowner', acl: 'relacl', sort: `'s'` }),
    },
    `from rel s join pg_sequence on seqrelid = s.oid where relkind = 'S'`,
  ),
];

/** What belongs to a table or view, and goes with it. */
export const partQueries: readonly string[] = [
  object(
    `'constraint'`,
    `t.key || '.' || quote_ident(conname)`,
    { table: 't.key', definition: 'pg_get_constraintdef(c.oid)', ...about({ catalog: 'pg_constraint', oid: 'c.oid' }) },
    // A foreign key to a partitioned table has one row more for each partition, with names of the server's own.
    `from rel t join pg_constraint c on conrelid = t.oid where contype in ('p', 'u', 'c', 'f', 'x')
  and (contype <> 'f' or conparentid = 0 or not exists (select from pg_constraint p where p.oid = c.conparentid and p.conrelid = c.conrelid))`,
  ),

  object(
    `'index'`,
    'r.key',
    {
      table: 't.key',
      definition: 'pg_get_indexdef(r.oid)',
      constraint: `(select t.key || '.' || quote_ident(conname) from pg_constraint where conindid = r.oid and conrelid = t.oid and contype in ('p', 'u', 'x'))`,
      parent: '(select p.key from pg_inherits h join rel p on p.oid = inhparent where inhrelid = r.oid)',
      invalid: flag('not indisvalid'),
      clustered: flag('indisclustered'),
      replicaIdentity: flag('indisreplident'),
      tablespace: '(select spcname from pg_tablespace where oid = r.reltablespace)',
      statistics: `(select jsonb_object_agg(attnum, attstattarget) from pg_attribute where attrelid = r.oid and attstattarget >= 0)`,
      ...about({ catalog: 'pg_class', oid: 'r.oid' }),
    },
    `from rel r join pg_index on indexrelid = r.oid join rel t on t.oid = indrelid`,
  ),

  object(
    `'trigger'`,
    `t.key || '.' || quote_ident(tgname)`,
    {
      table: 't.key',
      definition: 'pg_get_triggerdef(g.oid)',
      fires: firing('tgenabled'),
      ...about({ catalog: 'pg_trigger', oid: 'g.oid' }),
    },
    `from rel t join pg_trigger g on tgrelid = t.oid where (not tgisinternal or tgparentid <> 0)
  and not exists (select from pg_constraint c where c.oid = tgconstraint and contype <> 't')`,
  ),

  object(
    `'policy'`,
    `t.key || '.' || quote_ident(polname)`,
    {
      table: 't.key',
      for: `case polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end`,
      restrictive: flag('not polpermissive'),
      to: `(select jsonb_agg(who order by who collate "C") from (
        select case role when 0 then 'public' else pg_get_userbyid(role) end as who from unnest(polroles) role) w)`,
      using: 'pg_get_expr(polqual, polrelid)',
      check: 'pg_get_expr(polwithcheck, polrelid)',
      ...about({ catalog: 'pg_policy', oid: 'p.oid' }),
    },
    `from rel t join pg_policy p on polrelid = t.oid`,
  ),

  object(
    `'rule'`,
    `t.key || '.' || quote_ident(rulename)`,
    {
      table: 't.key',
      definition: 'pg_get_ruledef(r.oid)',
      fires: firing('ev_enabled'),
      ...about({ catalog: 'pg_rewrite', oid: 'r.oid' }),
    },
    `from rel t join pg_rewrite r on ev_class = t.oid where rulename <> '_RETURN'`,
  ),

  object(
    `'statistics'`,
    `format('%I.%I', nspname, stxname)`,
    {
      table: 't.key',
      definition: 'pg_get_statisticsobjdef(s.oid)',
      target: 'nullif(stxstattarget, -1)',
      ...about({ catalog: 'pg_statistic_ext', oid: 's.oid', owner: 'stxowner' }),
    },
    `from pg_statistic_ext s join ns on ns.oid = stxnamespace join rel t on t.oid = stxrelid where ${own('s.oid', 'pg_statistic_ext')}`,
  ),
];

/** Nobody has privileges on a column by default, so none are said where there are none. */
function grantsOnColumn(): string {
  return `case when attacl is not null then ${grants('attacl', `'c'`, 'relowner')} end`;
}

function ownerOfSequence(what: string): string {
  return `(select ${what} from pg_depend d join rel t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i') and d.refobjsubid > 0)`;
}
