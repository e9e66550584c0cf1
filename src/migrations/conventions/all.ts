import type { Convention } from '../convention';
import { flyway } from './flyway';
import { numbered } from './numbered';
import { prisma } from './prisma';
import { sqlx } from './sqlx';
import { typedTimestamps } from './typed-timestamps';

/** Every convention; of two that are equally sure of a folder, the one listed first has it. */
export const conventions: readonly Convention[] = [sqlx, flyway, numbered, prisma, typedTimestamps];
