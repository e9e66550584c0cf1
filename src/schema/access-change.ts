import type { Name, RoleAttribute } from './schema';

/** What a COMMENT, a GRANT or an OWNER TO speaks of. */
export type Subject = ObjectSubject | MemberSubject | RoutineSubject;

export interface ObjectSubject {
  readonly what: 'relation' | 'type' | 'schema' | 'extension' | 'role';
  readonly name: Name;
}

/** What belongs to a relation; a column may be an attribute of a composite type, and a constraint a domain's. */
export interface MemberSubject {
  readonly what: 'column' | 'constraint' | 'trigger' | 'policy' | 'rule' | 'domain-constraint';
  readonly name: Name;
  readonly member: string;
}

export interface RoutineSubject {
  readonly what: 'function';
  readonly name: Name;
  readonly arguments?: readonly string[];
}

/** Of what a GRANT gives or a REVOKE takes privileges: objects by name, or all of a kind that a schema has. */
export type GrantTarget =
  | ObjectSubject
  | RoutineSubject
  | { readonly what: 'all'; readonly of: 'tables' | 'sequences' | 'functions'; readonly schema: string };

/** GRANT and REVOKE apart from what they are about. */
export interface Granting {
  /** In capitals; none stands for all that there are. */
  readonly privileges: readonly { readonly privilege: string; readonly columns: readonly string[] }[];
  /** Roles, `public` for everyone. */
  readonly to: readonly string[];
  readonly revoke: boolean;
  /** WITH GRANT OPTION, or GRANT OPTION FOR. */
  readonly grantOption: boolean;
}

export type DefaultsOf = 'tables' | 'sequences' | 'functions' | 'types' | 'schemas';

export interface RoleOptions {
  readonly role: string;
  readonly attributes: Readonly<Partial<Record<RoleAttribute, boolean>>>;
  /** IN ROLE. */
  readonly memberOf: readonly string[];
  /** ROLE and ADMIN. */
  readonly members: readonly string[];
}

/** Changes of who may do what, and of what is said of objects. */
export type AccessChange =
  /** `relation` is the relation, or the one that the column belongs to; `on` is absent for what no Schema has, `text` for NULL. */
  | { readonly kind: 'comment'; readonly relation?: Name; readonly on?: Subject; readonly text?: string }
  | ({ readonly kind: 'grant'; readonly tables: readonly Name[]; readonly on: readonly GrantTarget[] } & Granting)
  /** ALTER DEFAULT PRIVILEGES: in all schemas where none is named, of what the role that runs it makes unless others are. */
  | ({
      readonly kind: 'default-privileges';
      readonly of: DefaultsOf;
      readonly schemas: readonly string[];
      readonly roles: readonly string[];
    } & Granting)
  /** Membership. */
  | { readonly kind: 'grant-role'; readonly roles: readonly string[]; readonly to: readonly string[]; readonly revoke: boolean }
  /** OWNER TO of a table, view or sequence. */
  | { readonly kind: 'set-table-owner'; readonly table: Name; readonly to: string }
  | { readonly kind: 'set-owner'; readonly on: Subject; readonly to: string }
  | ({ readonly kind: 'create-role' } & RoleOptions)
  | ({ readonly kind: 'alter-role' } & RoleOptions)
  | { readonly kind: 'drop-role'; readonly role: string; readonly ifExists: boolean }
  | { readonly kind: 'rename-role'; readonly role: string; readonly to: string };
