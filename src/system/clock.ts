/** Milliseconds since 1970, UTC. */
export const now = (): number => Date.now();
