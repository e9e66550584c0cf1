import type { Schema, TypeName } from '../schema/schema';

/**
 * What ALTER COLUMN TYPE does to the table, before the column's own checks and keys are looked at. `rebuild`: the rows stay
 * and the column's indexes are built anew. `refused`: there is no assignment cast, and without USING the server says 42804.
 */
export type TypeChange =
  | { readonly kind: 'free' | 'rebuild' | 'refused' }
  /** `sqlstate`: what a row that does not fit raises. */
  | { readonly kind: 'rewrite'; readonly sqlstate?: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** What must be known beside the two types. */
export interface TypeWorld {
  readonly schema: Schema;
  readonly searchPath: readonly string[];
  readonly timeZone?: string;
}

/** Zones whose clocks have shown UTC for ever: between them, timestamp and timestamptz hold the same bits. */
const utc =
  /^(utc|gmt|zulu|universal|uct|greenwich|etc\/(utc|gmt([+-]?0)?|zulu|universal|uct|greenwich)|gmt[+-]?0|[+-]?0+(:0+)?)$/i;

const strings = new Set(['text', 'varchar', 'bpchar', 'name', 'citext']);
const numbers = new Set(['int2', 'int4', 'int8', 'float4', 'float8', 'numeric']);

/** Assignment casts between what is neither a string nor a number, by source. */
const casts: Readonly<Record<string, readonly string[]>> = {
  int2: ['oid'],
  int4: ['oid', 'money'],
  int8: ['oid', 'money'],
  numeric: ['money'],
  oid: ['int4', 'int8'],
  money: ['numeric'],
  date: ['timestamp', 'timestamptz'],
  time: ['timetz', 'interval'],
  timetz: ['time'],
  timestamp: ['date', 'time', 'timestamptz'],
  timestamptz: ['date', 'time', 'timetz', 'timestamp'],
  interval: ['time'],
  json: ['jsonb'],
  jsonb: ['json'],
  inet: ['cidr'],
  cidr: ['inet'],
  bit: ['varbit'],
  varbit: ['bit'],
};

/** Casts that change no bit of the value, so that no row is touched. `rebuild` where the new type sorts its own way. */
const binary: Readonly<Record<string, 'free' | 'rebuild'>> = {
  'text varchar': 'free',
  'varchar text': 'free',
  'xml text': 'free',
  'xml varchar': 'free',
  'cidr inet': 'free',
  'int4 oid': 'rebuild',
  'oid int4': 'rebuild',
  'text citext': 'rebuild',
  'varchar citext': 'rebuild',
  'citext text': 'rebuild',
  'citext varchar': 'rebuild',
  'bit varbit': 'rebuild',
};

/** Names that SQL and the parser give to the built-in types, and pg_catalog's own. */
const aliases: Readonly<Record<string, string>> = {
  smallint: 'int2',
  integer: 'int4',
  int: 'int4',
  bigint: 'int8',
  real: 'float4',
  'double precision': 'float8',
  float: 'float8',
  decimal: 'numeric',
  dec: 'numeric',
  boolean: 'bool',
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'bit varying': 'varbit',
  smallserial: 'int2',
  serial: 'int4',
  bigserial: 'int8',
  serial2: 'int2',
  serial4: 'int4',
  serial8: 'int8',
};

/** Built-in types that have no assignment cast but to the strings. */
const others = new Set(
  (
    'bool bytea date time timetz timestamp timestamptz interval uuid json jsonb xml inet cidr macaddr macaddr8 bit varbit money ' +
    'tsvector tsquery int4range int8range numrange tsrange tstzrange daterange oid point box line lseg path polygon circle ' +
    'int4multirange int8multirange nummultirange tsmultirange tstzmultirange datemultirange pg_lsn'
  ).split(' '),
);

/** A type reduced to what decides: its own name in pg_catalog, its modifiers, and the domain that it was, if any. */
interface Reduced {
  readonly name: string;
  readonly modifiers: readonly number[];
  readonly array: number;
  readonly isKnown: boolean;
  /** A domain that checks its values. */
  readonly constrained: boolean;
  /** Anything but a domain's key. */
  readonly domain?: string;
}

/** The name that pg_catalog gives to a built-in type; any other name as it is. */
function catalogName(name: string): string {
  return aliases[name] ?? (name.startsWith('interval ') ? 'interval' : name);
}

/** The type object that a name means in a schema; undefined for what is built in or made elsewhere. */
export function typeObject(type: TypeName, world: Omit<TypeWorld, 'timeZone'>) {
  const schemas = type.schema === undefined ? world.searchPath : [type.schema];
  for (const schema of schemas) {
    const found = world.schema.types.get(`${schema}.${type.name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function reduce(type: TypeName, world: TypeWorld): Reduced {
  const own = typeObject(type, world);
  if (own?.kind === 'domain') {
    const base = reduce(own.base, world);
    const constrained = base.constrained || own.notNull || own.constraints.length > 0;
    // An array of a domain is coerced element by element.
    if (type.array > 0) return { name: own.key, modifiers: [], array: type.array, isKnown: true, constrained: false };
    return { ...base, constrained, domain: own.key };
  }
  if (own !== undefined) return { name: own.key, modifiers: [], array: type.array, isKnown: true, constrained: false };
  const name = catalogName(type.name);
  const isKnown = strings.has(name) || numbers.has(name) || others.has(name);
  // The fields of an interval are another modifier, told apart by how they are written.
  if (name === 'interval' && type.name !== name) {
    return { name, modifiers: [type.modifiers[0] ?? 6, type.name.length], array: type.array, isKnown: true, constrained: false };
  }
  const modifiers = name === 'bpchar' && type.modifiers.length === 0 && type.name !== 'bpchar' ? [1] : type.modifiers;
  const bits = name === 'bit' && modifiers.length === 0 ? [1] : modifiers;
  const padded = name === 'numeric' && bits.length === 1 ? [...bits, 0] : bits;
  return { name, modifiers: padded, array: type.array, isKnown, constrained: false };
}

/** Whether two types are one, modifiers and all; a domain is another than what it stands on. */
export function isSameType(one: TypeName, other: TypeName, world: Omit<TypeWorld, 'timeZone'>): boolean {
  const [a, b] = [reduce(one, world), reduce(other, world)];
  const isAlike = a.name === b.name && a.domain === b.domain && a.array > 0 === b.array > 0;
  return isAlike && String(a.modifiers) === String(b.modifiers);
}

/** What changing a column from one type to another does; both as written. */
export function typeChange(from: TypeName, to: TypeName, world: TypeWorld): TypeChange {
  const old = reduce(from, world);
  const next = reduce(to, world);
  const body = cast(old, next, world);
  if (body.kind === 'refused' || body.kind === 'unknown') return body;
  // Values must be checked against the domain; coming from the very same one they were.
  if (next.constrained && old.domain !== next.domain) return { kind: 'rewrite' };
  return body;
}

function cast(old: Reduced, next: Reduced, world: TypeWorld): TypeChange {
  if (!old.isKnown || !next.isKnown) {
    if (old.isKnown && !next.isKnown) return { kind: 'unknown', why: `type ${next.name} is not known` };
    if (old.name !== next.name && !(strings.has(next.name) && next.array === 0)) {
      return { kind: 'unknown', why: `type ${old.name} is not known` };
    }
    if (old.name !== next.name) return { kind: 'unknown', why: `casts of type ${old.name} are not known` };
  }
  if (old.array !== next.array && (old.array === 0 || next.array === 0)) {
    return next.array === 0 && strings.has(next.name) ? { kind: 'rewrite', ...tooLong(old, next) } : { kind: 'refused' };
  }
  if (old.name === next.name) {
    return widens(old, next) ? { kind: 'free' } : { kind: 'rewrite', ...misfit(old, next) };
  }
  if (next.array > 0) {
    const element = cast({ ...old, array: 0 }, { ...next, array: 0 }, world);
    return element.kind === 'free' || element.kind === 'rebuild' ? { kind: 'rewrite' } : element;
  }
  return between(old, next, world);
}

function between(old: Reduced, next: Reduced, world: TypeWorld): TypeChange {
  const pair = `${old.name} ${next.name}`;
  const unbound = next.modifiers.length === 0;
  if (pair === 'timestamp timestamptz' || pair === 'timestamptz timestamp') {
    if (!unbound) return { kind: 'rewrite' };
    if (world.timeZone === undefined) return { kind: 'unknown', why: 'it depends on TimeZone: only in UTC the rows stay' };
    return { kind: utc.test(world.timeZone.trim()) ? 'rebuild' : 'rewrite' };
  }
  const same = binary[pair];
  if (same !== undefined && unbound) return { kind: same };
  if (strings.has(next.name)) return { kind: 'rewrite', ...tooLong(old, next) };
  if (numbers.has(old.name) && numbers.has(next.name)) return { kind: 'rewrite', ...misfit(old, next) };
  if (casts[old.name]?.includes(next.name) === true) return { kind: 'rewrite', ...misfit(old, next) };
  return { kind: 'refused' };
}

/** Whether every value of the old modifiers is one of the new, in PostgreSQL's own judgement. */
function widens(old: Reduced, next: Reduced): boolean {
  const [a, aScale] = old.modifiers;
  const [b, bScale] = next.modifiers;
  if (next.modifiers.length === 0) return old.modifiers.length === 0 || !['bpchar', 'bit'].includes(old.name);
  if (String(old.modifiers) === String(next.modifiers)) return true;
  if (a === undefined || b === undefined) return false;
  switch (old.name) {
    case 'varchar':
    case 'varbit':
    case 'time':
    case 'timetz':
    case 'timestamp':
    case 'timestamptz':
      return old.array === 0 && b >= a;
    case 'interval':
      return old.array === 0 && old.modifiers.length === 1 && next.modifiers.length === 1 && b >= a;
    case 'numeric':
      return old.array === 0 && aScale === bScale && b >= a;
    default:
      return false;
  }
}

/** The most characters that a value of these types is written with. */
const lengths: Readonly<Record<string, number>> = {
  int2: 6,
  int4: 11,
  int8: 20,
  oid: 10,
  bool: 5,
  uuid: 36,
  macaddr: 17,
  macaddr8: 23,
};

function tooLong(old: Reduced, next: Reduced): { readonly sqlstate?: string } {
  const [limit] = next.modifiers;
  if (limit === undefined || (next.name !== 'varchar' && next.name !== 'bpchar')) return {};
  const longest = strings.has(old.name) ? old.modifiers[0] : lengths[old.name];
  return old.array === 0 && longest !== undefined && longest <= limit ? {} : { sqlstate: '22001' };
}

const order = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'];

function misfit(old: Reduced, next: Reduced): { readonly sqlstate?: string } {
  if (next.name === 'varchar' || next.name === 'bpchar') return tooLong(old, next);
  if (next.name === 'bit') return { sqlstate: '22026' };
  if (next.name === 'varbit') return { sqlstate: '22001' };
  if (next.name === 'cidr') return { sqlstate: '22P02' };
  if (numbers.has(old.name) && numbers.has(next.name)) {
    const isSafe = order.indexOf(next.name) > order.indexOf(old.name) && next.modifiers.length === 0 && old.name !== 'numeric';
    return isSafe ? {} : { sqlstate: '22003' };
  }
  if (next.name === 'money' || next.name === 'oid' || old.name === 'oid') return { sqlstate: '22003' };
  return {};
}

/** What a value may lose on its way from one type to another without any error. */
export type Loss = 'decimals' | 'precision' | 'time' | 'date';

/** What becomes of values that the new type cannot hold whole, where PostgreSQL takes them all the same. */
export function lossOf(from: TypeName, to: TypeName, world: Omit<TypeWorld, 'timeZone'>): Loss | undefined {
  const [old, next] = [reduce(from, world), reduce(to, world)];
  if (!old.isKnown || !next.isKnown || old.array > 0 || next.array > 0) return undefined;
  const isFloat = (name: string): boolean => name === 'float4' || name === 'float8';
  const hasDecimals = isFloat(old.name) || (old.name === 'numeric' && old.modifiers[1] !== 0);
  if (hasDecimals && whole.has(next.name)) return 'decimals';
  if (old.name === 'numeric' && next.name === 'numeric') {
    const [scale, newScale] = [old.modifiers[1], next.modifiers[1]];
    return newScale !== undefined && (scale === undefined || scale > newScale) ? 'decimals' : undefined;
  }
  if (
    isFloat(next.name) &&
    (old.name === 'numeric' || old.name === 'int8' || (old.name === 'float8' && next.name === 'float4'))
  ) {
    return 'precision';
  }
  if (!stamps.has(old.name)) return undefined;
  if (next.name === 'date') return 'time';
  if (next.name === 'time' || next.name === 'timetz') return 'date';
  const [digits = 6, newDigits = 6] = [old.modifiers[0], next.modifiers[0]];
  return stamps.has(next.name) && newDigits < digits ? 'precision' : undefined;
}

const whole = new Set(['int2', 'int4', 'int8']);
const stamps = new Set(['timestamp', 'timestamptz']);

/** Types that an equality operator of one index compares with each other; text, varchar and name among them. */
const comparable = [
  ['int2', 'int4', 'int8'],
  ['float4', 'float8'],
  ['text', 'varchar', 'name'],
  ['date', 'timestamp', 'timestamptz'],
  ['bit', 'varbit'],
  ['inet', 'cidr'],
];

/** Implicit casts up to which a foreign key's column may be brought to the type of the key. */
const climbs = ['int2', 'int4', 'int8', 'numeric', 'float4', 'float8'];

/** Whether a column of one type can reference a key of another; true also where that is not known. */
export function mayReference(from: TypeName, to: TypeName, world: Omit<TypeWorld, 'timeZone'>): boolean {
  const [one, other] = [reduce(from, world), reduce(to, world)];
  if (!one.isKnown || !other.isKnown) return true;
  if (one.array > 0 !== other.array > 0) return false;
  if (one.array > 0 || one.name === other.name) return true;
  if (one.name.includes('.') || other.name.includes('.')) return false;
  if (comparable.some((family) => family.includes(one.name) && family.includes(other.name))) return true;
  if (strings.has(one.name) && strings.has(other.name)) return true;
  const [low, high] = [climbs.indexOf(one.name), climbs.indexOf(other.name)];
  if (low >= 0 && high >= 0) return low < high;
  return implicit.has(`${one.name} ${other.name}`);
}

/** Whether a foreign key between them works by casting its column, for whose own type no operator compares with the key. */
export function comparesByCast(from: TypeName, to: TypeName, world: Omit<TypeWorld, 'timeZone'>): boolean {
  const [one, other] = [reduce(from, world), reduce(to, world)];
  const isSure = one.isKnown && other.isKnown && one.array === 0 && other.array === 0 && one.name !== other.name;
  const isFamily = comparable.some((family) => family.includes(one.name) && family.includes(other.name));
  return isSure && !isFamily && mayReference(from, to, world);
}

/** Further implicit casts, from the type of a foreign key's column to the type of the key. */
const implicit = new Set([
  'time timetz',
  'time interval',
  'int2 oid',
  'int4 oid',
  'int8 oid',
  'macaddr macaddr8',
  'macaddr8 macaddr',
]);

/** Built-in types of one length, and others that are always stored as they are: SET COMPRESSION of such a column is refused. */
const plainlyStored = new Set(
  (
    'int2 int4 int8 float4 float8 bool date time timetz timestamp timestamptz interval uuid oid money name point box line lseg ' +
    'circle macaddr macaddr8 pg_lsn tsquery'
  ).split(' '),
);

export function isNeverToasted(type: TypeName, world: Omit<TypeWorld, 'timeZone'>): boolean {
  if (type.array > 0) return false;
  return plainlyStored.has(reduce(type, world).name) || typeObject(type, world)?.kind === 'enum';
}

const times = new Set(['date', 'timestamp', 'timestamptz']);

/** Whether what was said of the old type (a CHECK, a default, a predicate) may mean nothing for the new one. */
export function changesFamily(from: TypeName, to: TypeName, world: Omit<TypeWorld, 'timeZone'>): boolean {
  const [one, other] = [reduce(from, world), reduce(to, world)];
  const isSame = (family: ReadonlySet<string>): boolean => family.has(one.name) && family.has(other.name);
  const isTime = times.has(one.name) && times.has(other.name);
  return !(one.name === other.name && one.array === other.array) && !isSame(numbers) && !isSame(strings) && !isTime;
}
