import type { Convention } from '../convention';
import { atlas } from './atlas';
import { dbmate } from './dbmate';
import { diesel } from './diesel';
import { drizzle } from './drizzle';
import { flyway } from './flyway';
import { golangMigrate } from './golang-migrate';
import { goose } from './goose';
import { graphileMigrate } from './graphile-migrate';
import { hasura } from './hasura';
import { morph } from './morph';
import { mybatis } from './mybatis';
import { nodePgMigrate } from './node-pg-migrate';
import { numbered } from './numbered';
import { plain } from './plain';
import { pop } from './pop';
import { postgresMigrations } from './postgres-migrations';
import { prisma } from './prisma';
import { refinery } from './refinery';
import { sqitch } from './sqitch';
import { sqlMigrate } from './sql-migrate';
import { sqlx } from './sqlx';
import { supabase } from './supabase';
import { synapse } from './synapse';
import { tern } from './tern';
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
  hasura,
  sqlMigrate,
  tern,
  morph,
  pop,
  mybatis,
  numbered,
  prisma,
  refinery,
  synapse,
  typedTimestamps,
  supabase,
  nodePgMigrate,
  graphileMigrate,
  postgresMigrations,
  atlas,
  sqitch,
  plain,
];
