import { about, flag, object, own, sorted } from './sql';

const name = `format('%I.%I(%s)', nspname, proname, oidvectortypes(proargtypes))`;
const place = { catalog: 'pg_proc', oid: 'p.oid', owner: 'proowner', acl: 'proacl', sort: `'f'` };
// The functions of a range type come and go with it.
const from = `from pg_proc p join ns on ns.oid = pronamespace
  where ${own('p.oid', 'pg_proc')} and not exists (select from pg_depend d where d.objid = p.oid and d.classid = 'pg_proc'::regclass and d.deptype = 'i')`;

/** Functions, procedures and aggregates. */
export const functionQueries: readonly string[] = [
  object(
    `case prokind when 'p' then 'procedure' else 'function' end`,
    name,
    {
      arguments: `nullif(pg_get_function_arguments(p.oid), '')`,
      returns: 'pg_get_function_result(p.oid)',
      language: '(select lanname from pg_language where oid = prolang)',
      window: flag(`prokind = 'w'`),
      volatility: `case provolatile when 'i' then 'immutable' when 's' then 'stable' else 'volatile' end`,
      parallel: `case proparallel when 's' then 'safe' when 'r' then 'restricted' end`,
      strict: flag('proisstrict'),
      leakproof: flag('proleakproof'),
      securityDefiner: flag('prosecdef'),
      cost: `nullif(procost, case when (select lanname from pg_language where oid = prolang) in ('c', 'internal') then 1 else 100 end)`,
      rows: 'nullif(nullif(prorows, 0), 1000)',
      settings: sorted('proconfig'),
      support: `nullif(prosupport::text, '-')`,
      transforms: '(select jsonb_agg(format_type(t, null) order by n) from unnest(protrftypes) with ordinality x (t, n))',
      library: 'probin',
      body: 'coalesce(pg_get_function_sqlbody(p.oid), prosrc)',
      ...about(place),
    },
    `${from} and prokind <> 'a'`,
  ),

  object(
    `'aggregate'`,
    name,
    {
      arguments: `nullif(pg_get_function_arguments(p.oid), '')`,
      returns: 'pg_get_function_result(p.oid)',
      parallel: `case proparallel when 's' then 'safe' when 'r' then 'restricted' end`,
      kind: `case aggkind when 'o' then 'ordered set' when 'h' then 'hypothetical set' end`,
      state: 'format_type(aggtranstype, null)',
      transition: 'aggtransfn::text',
      final: `nullif(aggfinalfn::text, '-')`,
      combine: `nullif(aggcombinefn::text, '-')`,
      serial: `nullif(aggserialfn::text, '-')`,
      deserial: `nullif(aggdeserialfn::text, '-')`,
      movingTransition: `nullif(aggmtransfn::text, '-')`,
      movingInverse: `nullif(aggminvtransfn::text, '-')`,
      initial: 'agginitval',
      movingInitial: 'aggminitval',
      sortOperator: 'nullif(aggsortop, 0)::regoperator::text',
      ...about(place),
    },
    from.replace('where', 'join pg_aggregate on aggfnoid = p.oid where'),
  ),
];
