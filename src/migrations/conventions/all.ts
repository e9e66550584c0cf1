import type { Convention } from '../convention';
import { dbmate } from './dbmate';
import { diesel } from './diesel';
import { drizzle } from './drizzle';
import { flyway } from './flyway';
import { golangMigrate } from './golang-migrate';
import { goose } from './goose';
import { numbered } from './numbered';
import { prisma } from './prisma';
import { sqlMigrate } from './sql-migrate';
import { sqlx } from './sqlx';
import { typedTimestamps } from './typed-timestamps';

/** Every convention; of two that are equally sure of a folder, the one listed first has it. */
export const conventions: readonly Convention[] = [
  sqlx,
  golangMigrate,
  dbmate,
  diesel,
  drizzle,
  flyway,
  goose,
  numbered,
  prisma,
  sqlMigrate,
  typedTimestamps,
];
