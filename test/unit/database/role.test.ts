import assert from 'node:assert/strict';
import { roleIn } from '../../../src/database/role';

describe('the role that a comment gives a database', () => {
  for (const [comment, role] of [
    ['', undefined],
    ['The orders of Hamburg. A lockkeeper watches over them.', undefined],
    ['lockkeeper:role=local', 'local'],
    ['Orders; lockkeeper:role=shared, see the wiki', 'shared'],
    ['lockkeeper:role=production.', 'production'],
    ['LOCKKEEPER:ROLE=Production', 'production'],
    ['lockkeeper: role = shared', 'shared'],
    ['lockkeeper:role=local lockkeeper:role=production', 'production'],
    ['lockkeeper:role=production lockkeeper:role=local', 'production'],
    // Nobody marks a database in order that less be minded.
    ['lockkeeper:role=prod', 'production'],
    ['lockkeeper:role=', 'production'],
    ['lockkeeper:role', 'production'],
    ['lockkeeper:role=locally', 'production'],
    ['lockkeeper:role=local lockkeeper:role=staging', 'production'],
  ] as const) {
    it(`${JSON.stringify(comment)}: ${role ?? 'none'}`, () => assert.equal(roleIn(comment), role));
  }
});
