import assert from 'node:assert/strict';
import { newReader, withRule } from '../support/chains';
import { fixings } from '../support/fix-proof';
import { refusals } from '../support/fix-servers';
import { surroundings } from '../support/fix-surroundings';
import { readPages } from '../support/rule-pages';
import { allMajors, isThorough, outerMajors, serverTimeout } from '../support/servers';

describe('what a fix makes, where servers accept the original', function () {
  this.timeout(serverTimeout);
  const names = Object.keys(surroundings);
  const majors = isThorough ? allMajors : outerMajors;

  for (const major of majors) {
    describe(`PostgreSQL ${major}`, () => {
      let all = 0;
      readPages().forEach(({ id, samples }, page) => {
        for (const sample of samples.filter(({ kind, until }) => kind === 'bad' && major <= until)) {
          if (sample.postgres === 18 && major !== 18) continue;
          it(`is accepted: ${id}:${sample.line}`, async () => {
            const reader = await newReader();
            const it_ = withRule(id, { before: sample.setup, sql: sample.sql, convention: sample.convention, postgres: major });
            // One more besides the sample itself, another for each page and version.
            const other = names[1 + ((page + sample.line + major) % (names.length - 1))];
            const around = isThorough ? names : [names[0] ?? '', other ?? ''];
            const found = fixings(id, it_, reader, around);
            const { refused, tried } = await refusals(found, major);
            assert.deepEqual(refused, []);
            all += tried;
          });
        }
      });

      it('was tried with most rules that have fixes', () => {
        assert.ok(all > 100, `only ${all} fixes were tried`);
      });
    });
  }
});
