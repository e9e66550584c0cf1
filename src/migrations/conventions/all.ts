import type { Convention } from '../convention';
import { dbmate } from './dbmate';
import { golangMigrate } from './golang-migrate';
import { goose } from './goose';
import { morph } from './morph';
import { mybatis } from './mybatis';
import { numbered } from './numbered';
import { pop } from './pop';
import { sqlMigrate } from './sql-migrate';
import { sqlx } from './sqlx';
import { tern } from './tern';
import { typedTimestamps } from './typed-timestamps';

/** Every convention; of two that are equally sure of a folder, the one listed first has it. */
export const conventions: readonly Convention[] = [
  sqlx,
  golangMigrate,
  dbmate,
  goose,
  sqlMigrate,
  tern,
  morph,
  pop,
  mybatis,
  numbered,
  typedTimestamps,
];
