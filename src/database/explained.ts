/**
 * What to do next, by SQLSTATE and by the operating system's words. Each has a page, docs/errors/CODE.md, which says this
 * sentence and more: a test holds the two together.
 */
export const advice = {
  '08006': 'See whether the server still runs, look at the status, then run again.',
  '0A000': 'Read the message for what is in the way: a missing extension, a view, or the server’s version.',
  '22001': 'Shorten the rows that are too long first, or keep the column as wide as they are.',
  '22003': 'Use a wider type, bigint or numeric, or mend the rows that do not fit.',
  '22P02': 'Find the rows whose text is no such value, and convert or clear them first.',
  '23502': 'Fill the rows that have no value first, or give the column a default.',
  '23503': 'Mend the rows whose counterpart is missing, or add the constraint NOT VALID and validate it later.',
  '23505': 'Find the duplicates and merge or delete them, then run again.',
  '23514': 'Mend the rows that break the rule, or add the constraint NOT VALID and validate it later.',
  '23P01': 'Find the rows that overlap and mend them, then run again.',
  '25001': 'Put the statement alone into a migration that runs without a transaction.',
  '25006': 'This session cannot write: connect to the primary server, or as a user who may write.',
  '25P01': 'Let the migration run in a transaction, or write BEGIN and COMMIT around the statement.',
  '25P02': 'Look at the first error of the transaction: the statements after it fail for its sake.',
  '25P03': 'Run again, and let nothing be waited for while a transaction is open.',
  '25P04': 'Split the migration into shorter ones, or raise transaction_timeout for it.',
  '28000': 'The server does not let this user in from here: check the user, and pg_hba.conf on the server.',
  '28P01': 'Check the user and the password of this connection.',
  '2BP01': 'Drop or change what depends on it first, in the same migration.',
  '3D000': 'Create the database first, or check its name in the connection.',
  '3F000': 'Create the schema first, or write the right one before the name.',
  '40001': 'Run again: the same statements succeed once the other transaction is through.',
  '40P01': 'Run again; if it comes back, take the locks in the application’s order, or one table a migration.',
  '42501': 'Grant the missing privilege to this user, or connect as the owner.',
  '42601': 'Let lockkeeper lint look at the file: it explains what it can of the fault, and often mends it.',
  '42701': 'See which migration or who added the column, then take one of the two out.',
  '42703': 'Check the column’s name, and whether an earlier migration renamed or dropped it.',
  '42704': 'Check the name, and whether its extension or the migration that makes it has run here.',
  '42710': 'Drop the old one first, or give the new one another name.',
  '42723': 'Write CREATE OR REPLACE FUNCTION.',
  '42804': 'Say how to convert, with USING, or cast the value.',
  '42809': 'Use the statement for the kind of object that it is.',
  '42846': 'Write an expression that converts, such as CASE, or go through text.',
  '42883': 'Check the types of the arguments and cast them, or install the extension that has it.',
  '42P01': 'Check the name, its schema, and whether the migration that makes it comes before.',
  '42P06': 'Write CREATE SCHEMA IF NOT EXISTS, or take the statement out.',
  '42P07': 'See what made it, the history or somebody by hand, then take one of the two out.',
  '42P16': 'Drop the view or the key, and create it as it should be.',
  '53100': 'The server’s disk is full: make room there before anything runs again.',
  '53200': 'Let a transaction touch fewer tables, or use less memory for a statement.',
  '53300': 'The server has no free connection slots: close other connections, or try again later.',
  '54000': 'Index a shorter expression of the value, such as its md5.',
  '55006': 'Change rows and table in separate migrations.',
  '55P03': 'Another session holds the lock: wait for it, or end it, then run again.',
  '55P04': 'Add the value in a migration of its own, and use it in the next.',
  '57014': 'Raise statement_timeout for the migration, or give the statement less to do.',
  '57P01': 'See whether the server comes back, look at the status, then run again.',
  '57P03': 'The server is starting up or shutting down: try again in a moment.',
  ECONNREFUSED: 'Start the server, or check host and port.',
  ENOTFOUND: 'Check the host’s name and the network.',
  ETIMEDOUT: 'Check the network, a firewall or a VPN, and the port.',
} as const satisfies Readonly<Record<string, string>>;

/** A failure for which there is advice. */
type Advised = keyof typeof advice;

/** Failures that nobody else has a word for. */
const named = [
  'certificate',
  'checksum-mismatch',
  'database-ahead',
  'failed-migration',
  'lock-held',
  'missing-file',
  'out-of-order',
] as const;

/** A page of docs/errors, which `lockkeeper explain` prints and the editor opens. */
export type ErrorPage = Advised | (typeof named)[number];

/** Every page there is. */
export const errorPages: readonly ErrorPage[] = [...Object.keys(advice).filter(isAdvised), ...named];

/** Whether there is advice for a SQLSTATE. */
export function isAdvised(code: string): code is Advised {
  return Object.hasOwn(advice, code);
}
