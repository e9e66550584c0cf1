import type { Part, SnapshotObject } from '../database/snapshot/snapshot';

/** How much a difference may hurt, the least first. */
export const driftSeverities = ['low', 'medium', 'high', 'critical'] as const;
export type DriftSeverity = (typeof driftSeverities)[number];

/** A part of a definition that is not as expected; absent where it is not there at all. */
export interface ChangedPart {
  readonly name: string;
  readonly expected?: Part;
  readonly actual?: Part;
}

/** Of an object that should be there. Without these, rows or users get by that must not. */
export function severityOfMissing({ kind }: SnapshotObject): DriftSeverity {
  if (kind === 'constraint' || kind === 'policy') return 'critical';
  if (kind === 'statistics') return 'low';
  return kind === 'default privileges' || kind === 'security label' || kind === 'user mapping' ? 'medium' : 'high';
}

/** Of an object that should not be there. */
export function severityOfExtra({ kind, def }: SnapshotObject): DriftSeverity {
  switch (kind) {
    // Policies that are not restrictive are joined with OR: one more of them lets more through.
    case 'policy':
      return def['restrictive'] === true ? 'medium' : 'critical';
    case 'default privileges':
      return 'critical';
    case 'trigger':
    case 'event trigger':
    case 'rule':
      return 'high';
    case 'statistics':
    case 'extension':
      return 'low';
    default:
      return 'medium';
  }
}

/** Of parts by `kind.part`, or of that part of any kind. Whatever stands in neither is medium. */
const ofParts: Readonly<Record<string, DriftSeverity>> = {
  comment: 'low',
  statistics: 'low',
  target: 'low',
  storage: 'low',
  compression: 'low',
  toastOptions: 'low',
  tablespace: 'low',
  accessMethod: 'low',
  clustered: 'low',
  cost: 'low',
  rows: 'low',
  cache: 'low',
  'table.columns': 'low',
  'foreign table.columns': 'low',
  'table.options': 'low',
  'column.options': 'low',
  type: 'high',
  collation: 'high',
  generated: 'high',
  identity: 'high',
  persistence: 'high',
  partitionBy: 'high',
  parents: 'high',
  bound: 'high',
  detachPending: 'high',
  ofType: 'high',
  server: 'high',
  invalid: 'high',
  parent: 'high',
  returns: 'high',
  fires: 'high',
  settings: 'high',
  leakproof: 'high',
  values: 'high',
  attributes: 'high',
  subtype: 'high',
  'index.definition': 'high',
  'index.constraint': 'high',
  'trigger.definition': 'high',
  'rule.definition': 'high',
  'constraint.definition': 'critical',
  'domain.constraints': 'critical',
  'policy.for': 'critical',
  'policy.to': 'critical',
  'policy.using': 'critical',
  'policy.check': 'critical',
  'policy.restrictive': 'critical',
};

/** Of one part, and of whether more or less is allowed by it than was. */
export function severityOfPart(kind: string, { name, expected, actual }: ChangedPart): DriftSeverity {
  switch (name) {
    case 'grants':
      return isWider(expected, actual) ? 'critical' : 'high';
    case 'rowSecurity':
    case 'forceRowSecurity':
      return actual === undefined ? 'critical' : 'high';
    // What was checked for every row is not any more; otherwise writes fail that used to work.
    case 'notNull':
      return expected !== undefined && actual !== true ? 'critical' : 'high';
    case 'securityDefiner':
      return actual === true ? 'critical' : 'high';
    case 'options':
      if (kind === 'view') return losesSecurity(expected, actual) ? 'critical' : 'medium';
  }
  return ofParts[`${kind}.${name}`] ?? ofParts[name] ?? 'medium';
}

/** Whether somebody may do what nobody meant them to. Privileges that are not told are those that the server began with. */
function isWider(expected: Part | undefined, actual: Part | undefined): boolean {
  const [before, after] = [privileges(expected), privileges(actual)];
  return [...after].some(([who, can]) => {
    const could = before.get(who) ?? [];
    const hasAll = could.includes('ALL*') || (could.includes('ALL') && !can.some((each) => each.endsWith('*')));
    return !hasAll && can.some((each) => !could.includes(each) && !could.includes(`${each}*`));
  });
}

function privileges(part: Part | undefined): ReadonlyMap<string, readonly string[]> {
  if (typeof part !== 'object' || Array.isArray(part)) return new Map();
  return new Map(Object.entries(part).map(([who, can]) => [who, typeof can === 'string' ? can.split(',') : []]));
}

/** `security_invoker` and `security_barrier` keep rows from whom they are not meant for. */
function losesSecurity(expected: Part | undefined, actual: Part | undefined): boolean {
  const [before, after] = [expected, actual].map((part) => (Array.isArray(part) ? part.map(String) : []));
  return before?.some((option) => option.startsWith('security_') && after?.includes(option) !== true) ?? false;
}
