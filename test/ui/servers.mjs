// PostgreSQL servers for browser tests. Their code is TypeScript, which is translated here and nowhere else.
import { require } from 'tsx/cjs/api';

export const { serverTimeout, startServer } = require('../support/servers.ts', import.meta.url);
