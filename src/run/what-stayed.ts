import type { Connection } from '../database/connection';
import { compareFingerprints, type Fingerprint, fingerprint } from '../database/fingerprint';

/**
 * ALTER SEQUENCE gives a sequence a new file within the transaction, so that what `setval` writes there goes with the
 * rollback.
 */
export async function keepSequences(connection: Connection): Promise<void> {
  const { rows } = await connection.query({
    text: `SELECT format('ALTER SEQUENCE %I.%I INCREMENT BY %s', schemaname, sequencename, increment_by) AS command
             FROM pg_sequences WHERE schemaname NOT LIKE 'pg\\_%' AND pg_has_role(sequenceowner, 'USAGE')`,
  });
  for (const { command } of rows) await connection.query({ text: String(command) });
}

/** A sequence that may be set by this session and cannot be kept, since only its owner may alter it. */
export async function sequenceBeyondKeeping(connection: Connection): Promise<string | undefined> {
  const { rows } = await connection.query({
    text: `SELECT format('%I.%I', schemaname, sequencename) AS name FROM pg_sequences
            WHERE schemaname NOT LIKE 'pg\\_%' AND NOT pg_has_role(sequenceowner, 'USAGE')
              AND has_sequence_privilege(format('%I.%I', schemaname, sequencename), 'UPDATE') ORDER BY 1 LIMIT 1`,
  });
  const [first] = rows;
  return first === undefined ? undefined : String(first['name']);
}

/** The proof that nothing stayed, or the words for what did. No transaction may be open. */
export async function whatStayed(connection: Connection, before: Fingerprint): Promise<readonly string[]> {
  const { isSame, moved } = compareFingerprints(before, await fingerprint(connection));
  const schema = isSame
    ? 'the schema is the same as before'
    : 'the schema changed meanwhile, which only another session can have done';
  if (moved.length > 0) return [`Rolled back: ${schema}. Sequences know no rollback and have moved: ${moved.join(', ')}.`];
  return [isSame ? `Nothing stayed: ${schema}, and so are its sequences.` : `Rolled back: ${schema}; no sequence has moved.`];
}
