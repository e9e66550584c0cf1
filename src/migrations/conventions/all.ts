import type { Convention } from '../convention';
import { diesel } from './diesel';
import { drizzle } from './drizzle';
import { flyway } from './flyway';
import { numbered } from './numbered';
import { prisma } from './prisma';
import { sqlx } from './sqlx';
import { typedTimestamps } from './typed-timestamps';

/** Every convention; of two that are equally sure of a folder, the one listed first has it. */
export const conventions: readonly Convention[] = [sqlx, diesel, drizzle, flyway, numbered, prisma, typedTimestamps];
