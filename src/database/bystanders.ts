import type { Connection } from './connection';

/** What works along with a server's changes and stands in no migration. */
export interface Bystanders {
  readonly eventTriggers: readonly { readonly name: string; readonly event: string; readonly calls: string }[];
  readonly slots: readonly ReplicationSlot[];
  /** Tables that publications of logical replication send, with the name that the catalog has for them. */
  readonly published: readonly { readonly publication: string; readonly table: string; readonly name: string }[];
}

/** Somebody's place in the write-ahead log, which is kept from there on. */
export interface ReplicationSlot {
  readonly name: string;
  readonly kind: 'logical' | 'physical';
  readonly isRead: boolean;
  /** How much log is kept for it; absent where it keeps none yet. */
  readonly keptBytes?: number;
}

/** Those of the connection's database and server; of publications only what they send of tables that bear one of these names. */
export async function bystandersOf(connection: Connection, names: readonly string[]): Promise<Bystanders> {
  const { rows: triggers } = await connection.query({
    text: `SELECT evtname AS name, evtevent AS event, evtfoid::regproc::text AS calls
             FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D' ORDER BY 1`,
  });
  const { rows: slots } = await connection.query({
    text: `SELECT slot_name AS name, slot_type AS kind, active, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()
                    THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END, restart_lsn)::float8 AS kept
             FROM pg_catalog.pg_replication_slots
            WHERE NOT temporary AND (database IS NULL OR database = current_database()) ORDER BY 1`,
  });
  const { rows: published } = await connection.query({
    text: `SELECT pubname AS publication, format('%I.%I', schemaname, tablename) AS table, tablename AS name
             FROM pg_catalog.pg_publication_tables WHERE tablename = ANY ($1) ORDER BY 1, 2`,
    values: [names],
  });
  return {
    eventTriggers: triggers.map(({ name, event, calls }) => ({ name: String(name), event: String(event), calls: String(calls) })),
    slots: slots.map(({ name, kind, active, kept }) => ({
      name: String(name),
      kind: kind === 'logical' ? 'logical' : 'physical',
      isRead: active === true,
      ...(typeof kept === 'number' && { keptBytes: kept }),
    })),
    published: published.map(({ publication, table, name }) => ({
      publication: String(publication),
      table: String(table),
      name: String(name),
    })),
  };
}
