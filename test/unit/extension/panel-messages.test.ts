import assert from 'node:assert/strict';
import { readMessage } from '../../../src/extension/panel-messages';

describe('messages of the panel', () => {
  it('are read where they have their shape', () => {
    for (const message of [
      { kind: 'ready' },
      { kind: 'apply' },
      { kind: 'copy-difference' },
      { kind: 'compare-schema' },
      { kind: 'copy-command' },
      { kind: 'copy-command', of: 'roll-back' },
      { kind: 'show-run', number: 7 },
      { kind: 'open', path: '/w/a.sql', line: 3 },
      { kind: 'open', path: '/w/a.sql', line: 3, column: 7 },
      { kind: 'open-migration', id: '/w/a.sql' },
      { kind: 'explain', page: '55P03' },
    ]) {
      assert.deepEqual(readMessage(message), message);
    }
  });

  it('lose what does not belong to them', () => {
    assert.deepEqual(readMessage({ kind: 'apply', target: 'production' }), { kind: 'apply' });
  });

  it('are dropped where they have another', () => {
    for (const message of [
      undefined,
      null,
      'apply',
      [],
      {},
      { kind: 1 },
      { kind: 'drop-everything' },
      { kind: 'constructor' },
      { kind: '__proto__' },
      { kind: 'open', path: '/w/a.sql' },
      { kind: 'open', path: '/w/a.sql', line: '1' },
      { kind: 'open', path: '/w/a.sql', line: 0 },
      { kind: 'open', path: '/w/a.sql', line: 1.5 },
      { kind: 'open', path: 7, line: 1 },
      { kind: 'open', path: '/w/a.sql', line: 1, column: 0 },
      { kind: 'open-migration', id: {} },
      { kind: 'explain', page: 1 },
      { kind: 'copy-command', of: 'reset' },
      { kind: 'copy-command', of: 'toString' },
      { kind: 'show-run' },
      { kind: 'show-run', number: '7' },
    ]) {
      assert.equal(readMessage(message), undefined, JSON.stringify(message));
    }
  });
});
