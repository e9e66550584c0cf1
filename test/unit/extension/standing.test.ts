import assert from 'node:assert/strict';
import { isToRun } from '../../../src/extension/standing';
import { applied, embedded, migration, model, pending, server, source } from './support';

const one = migration('1', 'one');
const on = (target: typeof embedded, ...states: Parameters<typeof model>[1] & object): ReturnType<typeof model> =>
  model(source([one]), states, target);

describe('what is yet to run', () => {
  it('is also what was tried on the embedded database alone', () => {
    assert.ok(isToRun(on(embedded, applied), one, 'unknown'));
    assert.ok(isToRun(on(embedded, applied), one, 'pending'));
    assert.ok(isToRun(on(embedded, pending), one, 'unknown'));
  });

  it('is not what a server or the default branch has', () => {
    assert.ok(!isToRun(on(embedded, applied), one, 'applied'));
    assert.ok(!isToRun(on(embedded, pending), one, 'applied'));
    assert.ok(!isToRun(on(server('local', 'local'), applied), one, 'unknown'));
    assert.ok(isToRun(on(server('local', 'local'), pending), one, 'unknown'));
  });

  it('is nothing before the status has been read', () => {
    assert.ok(!isToRun(model(source([one])), one, 'pending'));
  });
});
