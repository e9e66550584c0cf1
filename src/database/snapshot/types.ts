import { about, collation, object, own, sorted } from './sql';

const place = { catalog: 'pg_type', oid: 't.oid', owner: 'typowner', acl: 'typacl', sort: `'T'` };
const name = `format('%I.%I', nspname, typname)`;
const from = `from pg_type t join ns on ns.oid = typnamespace`;
const kept = own('t.oid', 'pg_type');

/** Types, and what is named in columns and indexes beside them. */
export const typeQueries: readonly string[] = [
  object(
    `'enum'`,
    name,
    { values: '(select jsonb_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid)', ...about(place) },
    `${from} where typtype = 'e' and ${kept}`,
  ),

  object(
    `'domain'`,
    name,
    {
      type: 'format_type(typbasetype, typtypmod)',
      notNull: 'case when typnotnull then true end',
      default: 'typdefault',
      collation: collation('typcollation', 'typbasetype'),
      constraints: `(select jsonb_object_agg(conname, pg_get_constraintdef(c.oid)) from pg_constraint c where contypid = t.oid and contype = 'c')`,
      ...about(place),
    },
    `${from} where typtype = 'd' and ${kept}`,
  ),

  object(
    `'composite type'`,
    name,
    {
      attributes: `(select jsonb_agg(attname || ' ' || format_type(atttypid, atttypmod) || coalesce(' COLLATE ' || ${collation('attcollation', 'atttypid')}, '')
        order by attnum) from pg_attribute where attrelid = typrelid and attnum > 0 and not attisdropped)`,
      ...about(place),
    },
    `${from} join pg_class r on r.oid = typrelid where typtype = 'c' and relkind = 'c' and ${kept}`,
  ),

  object(
    `'range type'`,
    name,
    {
      subtype: 'format_type(rngsubtype, null)',
      operatorClass: `(select format('%I.%I', n.nspname, opcname) from pg_opclass o join pg_namespace n on n.oid = opcnamespace where o.oid = rngsubopc)`,
      collation: collation('rngcollation', 'rngsubtype'),
      canonical: `nullif(rngcanonical::text, '-')`,
      difference: `nullif(rngsubdiff::text, '-')`,
      multirange: 'format_type(rngmultitypid, null)',
      ...about(place),
    },
    `${from} join pg_range on rngtypid = t.oid where ${kept}`,
  ),

  object(
    `'base type'`,
    name,
    {
      input: 'typinput::text',
      output: 'typoutput::text',
      length: 'typlen',
      alignment: 'typalign::text',
      storage: 'typstorage::text',
      category: 'typcategory::text',
      ...about(place),
    },
    `${from} where typtype = 'b' and typisdefined and ${kept} and not exists (select from pg_type e where e.typarray = t.oid)`,
  ),

  object(
    `'collation'`,
    `format('%I.%I', nspname, collname)`,
    {
      provider: `case collprovider when 'c' then 'libc' when 'i' then 'icu' when 'b' then 'builtin' else 'default' end`,
      // The column was collcollate, then colliculocale, and has been colllocale since 17.
      locale: `coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', collcollate::text)`,
      ctype: `case when collprovider = 'c' then collctype::text end`,
      rules: `to_jsonb(c) ->> 'collicurules'`,
      nondeterministic: 'case when not collisdeterministic then true end',
      ...about({ catalog: 'pg_collation', oid: 'c.oid', owner: 'collowner' }),
    },
    `from pg_collation c join ns on ns.oid = collnamespace where ${own('c.oid', 'pg_collation')}`,
  ),

  object(
    `'operator'`,
    `format('%I.%s (%s, %s)', nspname, oprname, case when oprleft = 0 then 'NONE' else format_type(oprleft, null) end, case when oprright = 0 then 'NONE' else format_type(oprright, null) end)`,
    {
      function: 'oprcode::regprocedure::text',
      result: 'format_type(oprresult, null)',
      commutator: `nullif(oprcom, 0)::regoperator::text`,
      negator: `nullif(oprnegate, 0)::regoperator::text`,
      restrict: `nullif(oprrest::text, '-')`,
      join: `nullif(oprjoin::text, '-')`,
      hashes: 'case when oprcanhash then true end',
      merges: 'case when oprcanmerge then true end',
      ...about({ catalog: 'pg_operator', oid: 'o.oid', owner: 'oprowner' }),
    },
    `from pg_operator o join ns on ns.oid = oprnamespace where ${own('o.oid', 'pg_operator')}`,
  ),

  object(
    `'operator class'`,
    `format('%I.%I using %s', nspname, opcname, amname)`,
    {
      type: 'format_type(opcintype, null)',
      default: 'case when opcdefault then true end',
      storage: `case when opckeytype <> 0 then format_type(opckeytype, null) end`,
      operators: `(select jsonb_agg(amopstrategy || ' ' || amopopr::regoperator::text order by amopstrategy, amopopr::regoperator::text collate "C")
        from pg_amop where amopfamily = opcfamily)`,
      functions: `(select jsonb_agg(amprocnum || ' ' || amproc::regprocedure::text order by amprocnum, amproc::regprocedure::text collate "C")
        from pg_amproc where amprocfamily = opcfamily)`,
      ...about({ catalog: 'pg_opclass', oid: 'o.oid', owner: 'opcowner' }),
    },
    `from pg_opclass o join ns on ns.oid = opcnamespace join pg_am m on m.oid = opcmethod where ${own('o.oid', 'pg_opclass')}`,
  ),

  object(
    `'cast'`,
    `format('%s as %s', format_type(castsource, null), format_type(casttarget, null))`,
    {
      context: `case castcontext when 'a' then 'assignment' when 'i' then 'implicit' else 'explicit' end`,
      function: `case when castfunc <> 0 then castfunc::regprocedure::text end`,
      method: `case castmethod when 'i' then 'inout' when 'b' then 'binary' end`,
      ...about({ catalog: 'pg_cast', oid: 'c.oid' }),
    },
    // What initdb makes has lower numbers than whatever came later; a range type has one of its own.
    `from pg_cast c where c.oid >= 16384 and not exists (select from pg_depend i where i.objid = c.oid and i.classid = 'pg_cast'::regclass and i.deptype = 'i')
  and ${own('c.oid', 'pg_cast')}`,
  ),

  object(
    `'transform'`,
    `format('for %s language %I', format_type(trftype, null), lanname)`,
    {
      from: 'nullif(trffromsql, 0)::regprocedure::text',
      to: 'nullif(trftosql, 0)::regprocedure::text',
      ...about({ catalog: 'pg_transform', oid: 't.oid' }),
    },
    `from pg_transform t join pg_language l on l.oid = trflang where ${own('t.oid', 'pg_transform')}`,
  ),

  object(
    `'text search configuration'`,
    `format('%I.%I', nspname, cfgname)`,
    {
      parser: `(select format('%I.%I', n.nspname, prsname) from pg_ts_parser p join pg_namespace n on n.oid = prsnamespace where p.oid = cfgparser)`,
      mappings: `(select jsonb_object_agg(token, dictionaries) from (
        select (select alias from ts_token_type(cfgparser) where tokid = maptokentype) as token,
          jsonb_agg(mapdict::regdictionary::text order by mapseqno) as dictionaries
        from pg_ts_config_map where mapcfg = c.oid group by maptokentype) m)`,
      ...about({ catalog: 'pg_ts_config', oid: 'c.oid', owner: 'cfgowner' }),
    },
    `from pg_ts_config c join ns on ns.oid = cfgnamespace where ${own('c.oid', 'pg_ts_config')}`,
  ),

  object(
    `'text search dictionary'`,
    `format('%I.%I', nspname, dictname)`,
    {
      template: `(select format('%I.%I', n.nspname, tmplname) from pg_ts_template p join pg_namespace n on n.oid = tmplnamespace where p.oid = dicttemplate)`,
      options: sorted(`regexp_split_to_array(dictinitoption, ', ')`),
      ...about({ catalog: 'pg_ts_dict', oid: 'd.oid', owner: 'dictowner' }),
    },
    `from pg_ts_dict d join ns on ns.oid = dictnamespace where ${own('d.oid', 'pg_ts_dict')}`,
  ),
];
