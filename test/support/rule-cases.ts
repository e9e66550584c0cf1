import assert from 'node:assert/strict';
import { lintCase, newReader, withRule, type Case } from './chains';
import { faults, fixings } from './fix-proof';

/** A case that a rule finds something in: on which text, and perhaps with which words in the message. */
export interface Found extends Case {
  readonly at: string | readonly string[];
  readonly says?: RegExp;
  /** Titles of the fixes, the ignore comment left out. */
  readonly fixes?: readonly string[];
}

type Named<C> = Readonly<Record<string, C>>;

/** A table of cases of one rule as tests: those that it must stay silent on, and those that it must find. */
export function describeRule(
  id: string,
  { silent, found }: { readonly silent: Named<Case>; readonly found: Named<Found> },
): void {
  describe(id, () => {
    for (const [name, it_] of Object.entries(silent)) {
      it(`is silent on ${name}`, async () => {
        const findings = await lintCase(withRule(id, it_));
        assert.deepEqual(
          findings.filter(({ rule }) => rule === id || rule === 'syntax-error').map(({ rule, message }) => `${rule}: ${message}`),
          [],
        );
      });
    }
    for (const [name, it_] of Object.entries(found)) {
      it(`finds ${name}`, async () => {
        const findings = (await lintCase(withRule(id, it_))).filter(({ rule }) => rule === id);
        const places = findings.map(({ at }) => it_.sql.slice(at.start, at.end));
        assert.deepEqual(places, typeof it_.at === 'string' ? [it_.at] : it_.at);
        if (it_.says !== undefined) assert.match(findings[0]?.message ?? '', it_.says);
        if (it_.fixes !== undefined) {
          const titles = findings[0]?.fixes.map(({ title }) => title).filter((title) => !title.startsWith('Ignore '));
          assert.deepEqual(titles, it_.fixes);
        }
      });
      it(`fixes ${name}, in any surroundings`, async () => {
        const reader = await newReader();
        assert.deepEqual(
          fixings(id, withRule(id, it_), reader).flatMap((fixing) => faults(fixing, reader)),
          [],
        );
      });
    }
  });
}
