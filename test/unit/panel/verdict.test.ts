import assert from 'node:assert/strict';
import type { PanelRun, PanelState, PanelStep } from '../../../src/panel/protocol';
import { verdict } from '../../../src/panel/verdict';

const step: PanelStep = {
  ...{ id: 'a', version: '7', title: 'add note', direction: 'down', outcome: 'done', ms: 3, notes: [], statements: [] },
  rollback: { kind: 'proven', lines: [] },
};

const error = { message: 'no such type', path: '/w/7.up.sql', line: 3, column: 5 };

/** What is said of a test of the rollback. */
function said(more: Partial<PanelRun>, steps: readonly PanelStep[] = [step]): ReturnType<typeof verdict> {
  const run: PanelRun = {
    ...{ number: 1, kind: 'test-rollback', target: 'the shadow', outcome: 'done', steps, ms: 3 },
    ...{ isOutdated: false, triedPending: false, message: 'Said.', ...more },
  };
  const can = { dryRun: true, apply: true, rollBack: true, verify: true, createDatabase: false, cancel: false };
  const state: PanelState = { isTrusted: true, migrations: [], pending: 0, run, can };
  return verdict(state);
}

describe('the verdict on a test of the rollback', () => {
  it('says what went well, and that it holds no longer once a file has changed', () => {
    assert.deepEqual(said({}), { tone: 'good', title: 'Rollback of 1 migration tested', detail: 'Said.' });
    assert.deepEqual(said({ isOutdated: true }), {
      tone: 'careful',
      title: 'Files have changed since the test of the rollback on the shadow',
      detail: 'As they were: Rollback of 1 migration tested. Another test tells how they are now.',
    });
  });

  it('says that the schema differs without calling that an error', () => {
    const differs: PanelStep = { ...step, outcome: 'failed', rollback: { kind: 'differs', lines: ['After down …'] } };
    assert.deepEqual(said({ outcome: 'failed' }, [differs]), {
      tone: 'bad',
      title: 'Rollback of 7 add note differs',
      detail: 'Said.',
    });
  });

  it('names the script that fails, with the error at its place', () => {
    const fails: PanelStep = {
      ...step,
      outcome: 'failed',
      error,
      rollback: { kind: 'fails', lines: ['It fails in up.'], error },
    };
    assert.deepEqual(said({ outcome: 'failed' }, [fails]), {
      tone: 'bad',
      title: 'Rollback of 7 add note fails',
      detail: 'It fails in up.',
      error,
    });
  });

  it('keeps nothing where it was cancelled', () => {
    const { title, detail } = said({ outcome: 'cancelled', message: 'Cancelled.' });
    assert.deepEqual([title, detail], ['Test of the rollback on the shadow was cancelled', 'Nothing was kept.']);
  });
});
