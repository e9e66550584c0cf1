import assert from 'node:assert/strict';
import type { SqlReader } from '../../../src/sql/reader';
import { newReader, withRule } from '../../support/chains';
import { fixCases } from '../../support/fix-cases';
import { faults, fixings } from '../../support/fix-proof';
import { readPages } from '../../support/rule-pages';

describe('every fix that is told of, in any surroundings', () => {
  for (const [name, it_] of Object.entries(fixCases)) {
    it(`it ${name}`, async () => {
      const reader = await newReader();
      assert.deepEqual(
        fixings(it_.rule, it_, reader).flatMap((fixing) => faults(fixing, reader)),
        [],
      );
    });
  }
});

describe('every fix of every page’s samples, in any surroundings', () => {
  let reader: SqlReader;
  before(async () => {
    reader = await newReader();
  });

  for (const { id, samples } of readPages()) {
    for (const sample of samples.filter(({ kind }) => kind === 'bad')) {
      it(`${id}:${sample.line}`, () => {
        const it_ = withRule(id, {
          before: sample.setup,
          sql: sample.sql,
          convention: sample.convention,
          postgres: sample.postgres,
        });
        assert.deepEqual(
          fixings(id, it_, reader).flatMap((fixing) => faults(fixing, reader)),
          [],
        );
      });
    }
  }
});
