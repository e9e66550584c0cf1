import { createHash } from 'node:crypto';

/** The CRC-32 of ISO-HDLC, which zip and sqlx use, as an unsigned number. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * Lockkeeper's own advisory lock, for runners that take none: the first eight bytes of the SHA-256 of
 * `lockkeeper`, the database and the history table, with a NUL between each two, as a signed big-endian number.
 */
export function ownLockKey(database: string, table: string): string {
  return createHash('sha256').update(`lockkeeper\0${database}\0${table}`).digest().readBigInt64BE(0).toString();
}
