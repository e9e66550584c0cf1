import { about, firing, flag, grants, object, own, sorted } from './sql';

/** Whatever belongs to no table: schemas, extensions, what is shared with other databases. `version`: `server_version_num`. */
export function otherQueries(version: number): readonly string[] {
  return [
    object(
      `'schema'`,
      'quote_ident(n.nspname)',
      {
        comment: `obj_description(n.oid, 'pg_namespace')`,
        // Whom `public` belongs to, and who may create in it, depends on the version unless somebody has said otherwise.
        owner: `case when n.nspname <> 'public' or nspowner not in (10, 6171) then pg_get_userbyid(nspowner) end`,
        grants: `case when nspacl is distinct from (select initprivs from pg_init_privs where objoid = n.oid and classoid = 'pg_namespace'::regclass)
          or (nspacl is null and n.nspname <> 'public') then ${grants('nspacl', `'n'`, 'nspowner')} end`,
      },
      `from ns join pg_namespace n using (oid) where ${own('n.oid', 'pg_namespace')}`,
    ),

    object(
      `'extension'`,
      'quote_ident(extname)',
      { schema: 'quote_ident(nspname)', ...about({ catalog: 'pg_extension', oid: 'e.oid' }) },
      `from pg_extension e join pg_namespace n on n.oid = extnamespace where extname <> 'plpgsql'`,
    ),

    object(
      `'event trigger'`,
      'quote_ident(evtname)',
      {
        event: 'evtevent',
        function: 'evtfoid::regprocedure::text',
        tags: sorted('evttags'),
        fires: firing('evtenabled'),
        ...about({ catalog: 'pg_event_trigger', oid: 'e.oid', owner: 'evtowner' }),
      },
      `from pg_event_trigger e where ${own('e.oid', 'pg_event_trigger')}`,
    ),

    object(
      `'default privileges'`,
      `concat_ws(' ', 'of', pg_get_userbyid(defaclrole), 'for', case defaclobjtype when 'r' then 'tables' when 'S' then 'sequences'
      when 'f' then 'functions' when 'T' then 'types' when 'n' then 'schemas' else 'large objects' end, 'in ' || (select quote_ident(nspname) from ns where oid = defaclnamespace))`,
      {
        grants: grants(
          'defaclacl',
          `case defaclobjtype when 'S' then 's' when 'L' then 'L' else defaclobjtype end::"char"`,
          'defaclrole',
        ),
      },
      `from pg_default_acl where defaclnamespace = 0 or defaclnamespace in (select oid from ns)`,
    ),

    object(
      `'publication'`,
      'quote_ident(pubname)',
      {
        allTables: flag('puballtables'),
        publishes: `concat_ws(', ', case when pubinsert then 'insert' end, case when pubupdate then 'update' end,
          case when pubdelete then 'delete' end, case when pubtruncate then 'truncate' end)`,
        viaRoot: flag('pubviaroot'),
        generatedColumns: flag(`to_jsonb(p) ->> 'pubgencols' in ('s', 'true')`),
        tables: publishedTables(version),
        ...(version >= 150_000 && {
          schemas: `(select jsonb_agg(quote_ident(nspname) order by nspname collate "C") from pg_publication_namespace join pg_namespace n on n.oid = pnnspid where pnpubid = p.oid)`,
        }),
        ...about({ catalog: 'pg_publication', oid: 'p.oid', owner: 'pubowner' }),
      },
      `from pg_publication p where ${own('p.oid', 'pg_publication')}`,
    ),

    object(
      `'subscription'`,
      'quote_ident(subname)',
      { publications: sorted('subpublications'), owner: 'pg_get_userbyid(subowner)' },
      `from pg_subscription where subdbid = (select oid from pg_database where datname = current_database())`,
    ),

    object(
      `'foreign data wrapper'`,
      'quote_ident(fdwname)',
      {
        handler: 'nullif(fdwhandler, 0)::regproc::text',
        validator: 'nullif(fdwvalidator, 0)::regproc::text',
        options: withoutSecrets('fdwoptions'),
        ...about({ catalog: 'pg_foreign_data_wrapper', oid: 'w.oid', owner: 'fdwowner', acl: 'fdwacl', sort: `'F'` }),
      },
      `from pg_foreign_data_wrapper w where ${own('w.oid', 'pg_foreign_data_wrapper')}`,
    ),

    object(
      `'server'`,
      'quote_ident(srvname)',
      {
        wrapper: 'quote_ident(fdwname)',
        type: 'srvtype',
        version: 'srvversion',
        options: withoutSecrets('srvoptions'),
        ...about({ catalog: 'pg_foreign_server', oid: 's.oid', owner: 'srvowner', acl: 'srvacl', sort: `'S'` }),
      },
      `from pg_foreign_server s join pg_foreign_data_wrapper w on w.oid = srvfdw where ${own('s.oid', 'pg_foreign_server')}`,
    ),

    object(
      `'user mapping'`,
      `format('%I for %I', srvname, usename)`,
      { options: withoutSecrets('umoptions') },
      `from pg_user_mappings`,
    ),

    object(
      `'language'`,
      'quote_ident(lanname)',
      {
        trusted: flag('lanpltrusted'),
        handler: `nullif(lanplcallfoid, 0)::regprocedure::text`,
        ...about({ catalog: 'pg_language', oid: 'l.oid', owner: 'lanowner', acl: 'lanacl', sort: `'l'` }),
      },
      `from pg_language l where lanispl and ${own('l.oid', 'pg_language')}`,
    ),

    object(
      `'security label'`,
      `format('%s of %s %s', provider, i.type, i.identity)`,
      { label: 'label' },
      `from pg_seclabel s, pg_identify_object(s.classoid, s.objoid, s.objsubid) i where i.schema is null or i.schema in (select nspname from ns)`,
    ),
  ];
}

/** Row filters and lists of columns have been known since 15. */
function publishedTables(version: number): string {
  const columns = `(select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute where attrelid = prrelid and attnum = any (prattrs))`;
  const more =
    version >= 150_000
      ? ` || coalesce(' (' || ${columns} || ')', '') || coalesce(' WHERE ' || pg_get_expr(prqual, prrelid), '')`
      : '';
  return `(select jsonb_agg(key${more} order by key collate "C") from pg_publication_rel join rel on rel.oid = prrelid where prpubid = p.oid)`;
}

/** A snapshot goes into files and reports, where no password may stand. */
function withoutSecrets(options: string): string {
  return sorted(
    `(select array_agg(case when option ~* '^[^=]*(pass|secret|token|key|credential)[^=]*=' then regexp_replace(option, '=.*', '=***') else option end) from unnest(${options}) option)`,
  );
}
