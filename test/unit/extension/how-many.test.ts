import assert from 'node:assert/strict';
import { verdictOn } from '../../../src/extension/how-many-words';
import { migration } from './support';

describe('how many', () => {
  const from = [migration('1', 'create orders'), migration('2', 'index orders')];
  const on = (value: string): string => {
    const { severity, text } = verdictOn(value, { from, verb: 'Applies' });
    return `${severity}: ${text}`;
  };

  it('says which ones a number takes', () => {
    assert.equal(on('1'), 'information: Applies 1 create orders.');
    assert.equal(on('2'), 'information: Applies 2 migrations, up to and with 2 index orders.');
  });

  for (const value of ['', '0', '3', '-1', '1.5', 'all', ' 1', '01']) {
    it(`takes no “${value}”`, () => assert.equal(on(value), 'error: A whole number from 1 to 2.'));
  }
});
