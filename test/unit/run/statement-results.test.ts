import assert from 'node:assert/strict';
import type { Measured, StatementResult } from '../../../src/run/events';
import { reported, ResultList } from '../../../src/run/statement-results';
import { countDone } from '../../../src/run/step-end';

const result = (measured: Partial<Measured> = {}): StatementResult => ({
  path: '/a.sql',
  at: { start: 0, end: 1 },
  text: 'x',
  measured: { effects: [], ms: 2, rows: 3, notices: [], ...measured },
});

describe('the results of a script', () => {
  it('are all listed where there are a thousand', () => {
    const list = new ResultList();
    for (let n = 0; n < 1000; n++) list.add(result());
    assert.equal(list.results.statements.length, 1000);
    assert.equal(list.results.unlisted, undefined);
  });

  it('are counted beyond that, but for those that say something', () => {
    const list = new ResultList();
    for (let n = 0; n < 5000; n++) list.add(result());
    const [told, failed] = [result({ notices: ['NOTICE: hm'] }), result({ error: { message: 'no' } })];
    list.add(told);
    list.add(failed);
    const { statements, unlisted } = list.results;
    assert.deepEqual(statements.slice(1000), [told, failed]);
    assert.deepEqual(unlisted, { statements: 4000, ms: 8000, rows: 12_000 });
    assert.equal(list.count, 5002);
    assert.equal(countDone(list.results), 5001);
  });

  it('are bounded also where the server says something of each', () => {
    const list = new ResultList();
    for (let n = 0; n < 5000; n++) list.add(result({ notices: ['NOTICE: hm'] }));
    assert.equal(list.results.statements.length, 2000);
    assert.equal(list.count, 5000);
  });
});

describe('a statement, as it is reported', () => {
  it('is whole where it is short, and cut where it is long, without a secret at the cut', () => {
    assert.equal(reported(`SELECT 'hunter22'`, ['hunter22']), `SELECT '***'`);
    const long = reported(`${'x'.repeat(9_996)}hunter22${'y'.repeat(50_000)}`, ['hunter22']);
    assert.match(long, /^x{9996}\*\*\*y…$/);
  });
});
