/** How many rows are filled at once. */
export const batchSize = 5000;

/** Rows that get a value, a batch of keys after the other. All as SQL. */
export interface Batches {
  readonly table: string;
  /** A column that tells the rows apart. */
  readonly key: string;
  readonly column: string;
  readonly value: string;
  /** How the user writes keywords. */
  readonly word?: (sql: string) => string;
}

const asIs = (sql: string): string => sql;

/**
 * A DO block that fills the rows whose column is NULL, in the order of the key, and commits after each batch: it must run
 * by itself, outside a transaction.
 */
export function fillAndCommit({ table, key, column, value, word = asIs }: Batches): string {
  return `${word('DO')} $$
DECLARE
  first_key ${table}.${key}%TYPE := (SELECT ${key} FROM ${table} ORDER BY ${key} LIMIT 1);
  last_key ${table}.${key}%TYPE;
BEGIN
  WHILE first_key IS NOT NULL LOOP
    last_key := (
      SELECT ${key} FROM (SELECT ${key} FROM ${table} WHERE ${key} >= first_key ORDER BY ${key} LIMIT ${batchSize}) AS batch
      ORDER BY ${key} DESC LIMIT 1
    );
    UPDATE ${table} SET ${column} = ${value} WHERE ${key} BETWEEN first_key AND last_key AND ${column} IS NULL;
    COMMIT;
    first_key := (SELECT ${key} FROM ${table} WHERE ${key} > last_key ORDER BY ${key} LIMIT 1);
  END LOOP;
END
$$;
`;
}

/** How many rows a transaction may keep locked. */
export const mostRows = 20 * batchSize;

/** The same within a transaction, which fails where there are more rows than it should keep locked. */
export function fillAtOnce({ table, key, column, value }: Batches): string {
  const empty = `${column} IS NULL`;
  return `DO $$
DECLARE
  first_key ${table}.${key}%TYPE := (SELECT ${key} FROM ${table} WHERE ${empty} ORDER BY ${key} LIMIT 1);
  last_key ${table}.${key}%TYPE;
BEGIN
  FOR batch IN 1..${mostRows / batchSize} LOOP
    EXIT WHEN first_key IS NULL;
    last_key := (
      SELECT ${key} FROM (
        SELECT ${key} FROM ${table} WHERE ${key} >= first_key AND ${empty} ORDER BY ${key} LIMIT ${batchSize}
      ) AS batch
      ORDER BY ${key} DESC LIMIT 1
    );
    UPDATE ${table} SET ${column} = ${value} WHERE ${key} BETWEEN first_key AND last_key AND ${empty};
    first_key := (SELECT ${key} FROM ${table} WHERE ${key} > last_key AND ${empty} ORDER BY ${key} LIMIT 1);
  END LOOP;
  IF first_key IS NOT NULL THEN
    RAISE EXCEPTION 'too many rows to be filled in one transaction: fill them ahead in batches that commit, then run this again';
  END IF;
END
$$;
`;
}
