import assert from 'node:assert/strict';
import { applyFix, filesOf, lintCase } from '../../support/chains';
import { fixCases } from '../../support/fix-cases';

describe('a fix', () => {
  for (const [name, it_] of Object.entries(fixCases)) {
    it(name, async () => {
      const files = filesOf(it_);
      const findings = (await lintCase(it_)).filter(({ rule }) => rule === it_.rule);
      const fix = findings[0]?.fixes.find(({ title }) => title === it_.title);
      assert.ok(fix, `no fix «${it_.title}» in ${JSON.stringify(findings)}`);
      const fixed = applyFix(files, fix);
      const changed = Object.entries(fixed).filter(([path, text]) => files[path] !== text);
      const ends = Object.keys(it_.expect);
      const named = changed.map(([path, text]) => [ends.find((end) => path.endsWith(end)) ?? path, text]);
      assert.deepEqual(Object.fromEntries(named), it_.expect);
    });
  }
});
