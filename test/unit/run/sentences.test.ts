import assert from 'node:assert/strict';
import { sentences } from '../../../src/run/sentences';

describe('sentences', () => {
  it('end with a full stop each, and only one', () => {
    assert.equal(sentences('database "x" does not exist', undefined, 'Create it.'), 'database "x" does not exist. Create it.');
    assert.equal(sentences('Nothing answers.', ''), 'Nothing answers.');
  });
});
