import type { Query } from '../migrations/history';
import { quoteIdentifier, quoteLiteral } from '../sql/quote';
import type { Connection } from './connection';

/** What a database is apart from its contents, for one that is to take its place. */
export interface DatabaseTraits {
  /** What `CREATE DATABASE` says behind the name: owner, encoding, locale, tablespace. */
  readonly made: string;
  /** Settings, privileges and the comment, as statements about the database `name`, to be carried out in a transaction. */
  said(name: string): readonly Query[];
}

type Row = Readonly<Record<string, unknown>>;

/** Reads them by way of any database of the server; undefined where there is none of that name. */
export async function traitsOf(connection: Connection, database: string): Promise<DatabaseTraits | undefined> {
  const read = async (text: string): Promise<readonly Row[]> =>
    (await connection.query({ text, values: [database] })).rows.map((row) => row);
  const [own] = await read(`SELECT pg_get_userbyid(d.datdba) AS owner, pg_encoding_to_char(d.encoding) AS encoding,
      s.spcname AS tablespace, d.datconnlimit AS connections, d.datacl IS NOT NULL AS granted, to_jsonb(d) AS facts, to_jsonb(t) AS template,
      shobj_description(d.oid, 'pg_database') AS comment
    FROM pg_database d JOIN pg_tablespace s ON s.oid = d.dattablespace, pg_database t
    WHERE d.datname = $1 AND t.datname = 'template1'`);
  if (own === undefined) return undefined;
  const settings = await read(`SELECT CASE WHEN setrole <> 0 THEN pg_get_userbyid(setrole) END AS role, setting
    FROM pg_db_role_setting, unnest(setconfig) AS setting WHERE setdatabase = (SELECT oid FROM pg_database WHERE datname = $1)`);
  const grants =
    await read(`SELECT CASE WHEN grantee <> 0 THEN pg_get_userbyid(grantee) END AS grantee, privilege_type AS privilege,
      is_grantable AS passed_on FROM pg_database, aclexplode(datacl) WHERE datname = $1`);
  return {
    made: madeAs(own),
    said: (name) => [
      ...settings.flatMap((row) => settingOf(row, quoteIdentifier(name))),
      ...(own['granted'] === true ? privileges(grants, quoteIdentifier(name), textOf(own['owner'])) : []),
      ...(typeof own['comment'] === 'string'
        ? [{ text: `COMMENT ON DATABASE ${quoteIdentifier(name)} IS ${quoteLiteral(own['comment'])}` }]
        : []),
    ],
  };
}

function madeAs(own: Row): string {
  const { connections } = own;
  return [
    `OWNER ${quoteIdentifier(textOf(own['owner']))}`,
    ...localeOf(own),
    ...(own['tablespace'] === 'pg_default' ? [] : [`TABLESPACE ${quoteIdentifier(textOf(own['tablespace']))}`]),
    ...(connections === -1 ? [] : [`CONNECTION LIMIT ${Number(connections)}`]),
  ].join(' ');
}

/** Names of columns differ by version: `daticulocale` of 15 and 16 is `datlocale` from 17 on. */
const localeFacts = ['encoding', 'datcollate', 'datctype', 'datlocprovider', 'daticulocale', 'datlocale', 'daticurules'];

/** Nothing where they are those of `template1`; a database with others can only be made from `template0`. */
function localeOf(own: Row): readonly string[] {
  const [facts, template] = [own['facts'], own['template']] as [Row, Row];
  if (localeFacts.every((fact) => facts[fact] === template[fact])) return [];
  const locale = facts['datlocale'] ?? facts['daticulocale'];
  const providers: Readonly<Record<string, string>> = {
    c: 'LOCALE_PROVIDER libc',
    i: `LOCALE_PROVIDER icu ICU_LOCALE ${quoteLiteral(textOf(locale))}`,
    b: `LOCALE_PROVIDER builtin BUILTIN_LOCALE ${quoteLiteral(textOf(locale))}`,
  };
  const rules = facts['daticurules'];
  return [
    `TEMPLATE template0 ENCODING ${quoteLiteral(textOf(own['encoding']))}`,
    `LC_COLLATE ${quoteLiteral(textOf(facts['datcollate']))} LC_CTYPE ${quoteLiteral(textOf(facts['datctype']))}`,
    providers[textOf(facts['datlocprovider'])] ?? '',
    ...(typeof rules === 'string' ? [`ICU_RULES ${quoteLiteral(rules)}`] : []),
  ];
}

/** Settings that are lists of names are kept as they are written, and a string in their place would be one name. */
const lists = ['search_path', 'temp_tablespaces', 'session_preload_libraries', 'local_preload_libraries'];

function settingOf(row: Row, database: string): readonly Query[] {
  const [, name = '', value = ''] = /^([^=]*)=([^]*)$/.exec(textOf(row['setting'])) ?? [];
  const role = row['role'];
  const whose =
    typeof role === 'string' ? `ALTER ROLE ${quoteIdentifier(role)} IN DATABASE ${database}` : `ALTER DATABASE ${database}`;
  const setting = name
    .split('.')
    .map((part) => quoteIdentifier(part))
    .join('.');
  return lists.includes(name)
    ? [{ text: 'SELECT set_config($1, $2, true)', values: [name, value] }, { text: `${whose} SET ${setting} FROM CURRENT` }]
    : [{ text: `${whose} SET ${setting} TO ${quoteLiteral(value)}` }];
}

function privileges(grants: readonly Row[], database: string, owner: string): readonly Query[] {
  return [
    // What everybody and the owner have unless something else is said.
    { text: `REVOKE ALL ON DATABASE ${database} FROM PUBLIC, ${quoteIdentifier(owner)}` },
    ...grants.map(({ grantee, privilege, passed_on: isPassedOn }) => {
      const to = typeof grantee === 'string' ? quoteIdentifier(grantee) : 'PUBLIC';
      return {
        text: `GRANT ${textOf(privilege)} ON DATABASE ${database} TO ${to}${isPassedOn === true ? ' WITH GRANT OPTION' : ''}`,
      };
    }),
  ];
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
