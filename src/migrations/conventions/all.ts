import type { Convention } from '../convention';
import { atlas } from './atlas';
import { dbmate } from './dbmate';
import { golangMigrate } from './golang-migrate';
import { flyway } from './flyway';
import { graphileMigrate } from './graphile-migrate';
import { nodePgMigrate } from './node-pg-migrate';
import { numbered } from './numbered';
import { plain } from './plain';
import { postgresMigrations } from './postgres-migrations';
import { sqitch } from './sqitch';
import { sqlx } from './sqlx';
import { supabase } from './supabase';
import { typedTimestamps } from './typed-timestamps';

/** Every convention; of two that are equally sure of a folder, the one listed first has it. */
export const conventions: readonly Convention[] = [
  sqlx,
  golangMigrate,
  dbmate,
  flyway,
  supabase,
  nodePgMigrate,
  graphileMigrate,
  postgresMigrations,
  atlas,
  sqitch,
  numbered,
  typedTimestamps,
  plain,
];
