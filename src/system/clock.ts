/** Milliseconds since 1970, UTC. */
export const now = (): number => Date.now();

const day = 24 * 60 * 60 * 1000;

/** The beginning of the day in UTC, in milliseconds since 1970. */
export const today = (): number => Math.floor(now() / day) * day;
