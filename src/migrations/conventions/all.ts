import type { Convention } from '../convention';
import { sqlx } from './sqlx';

/** Every convention; of two that are equally sure of a folder, the one listed first has it. */
export const conventions: readonly Convention[] = [sqlx];
