import assert from 'node:assert/strict';
import { defaultDryRun } from '../../../src/run/default-dry-run';
import { actionCommandLine, commandLine } from '../../../src/extension/command-line';
import { policies } from '../../../src/extension/policy';
import { ago, hostWords, placeWords, stateWords } from '../../../src/extension/words';
import { sizeWords } from '../../../src/lint/wording';
import { applied, embedded, model, server, source } from './support';

const minute = 60_000;

describe('words', () => {
  it('counts time as people do', () => {
    const said = [0.5, 3, 90, 60 * 30, 60 * 24 * 6, 60 * 24 * 40].map((minutes) => ago(0, minutes * minute));
    assert.deepEqual(said, ['just now', '3 min ago', '1 h ago', 'yesterday', '6 days ago', '1970-01-01']);
  });

  it('says a state and what is worth knowing of it', () => {
    assert.equal(stateWords(undefined, 0), 'Not compared yet');
    assert.equal(stateWords({ kind: 'pending' }, 0), 'Pending');
    assert.equal(stateWords(applied, 3 * minute), 'Applied 3 min ago');
    const row = { version: '1', failed: false };
    assert.equal(stateWords({ kind: 'changed', row, difference: 'comments' }, 0), 'Changed after apply: only comments changed');
  });

  it('says sizes as psql does', () => {
    assert.deepEqual([0, 900, 7_800_000, 130_000_000_000].map(sizeWords), ['0 B', '900 B', '7.4 MB', '121 GB']);
  });

  it('says a host without the database', () => {
    assert.equal(hostWords(server('staging', 'shared')), 'db.example.com:5433');
  });

  it('never says a password', () => {
    assert.equal(placeWords(server('staging', 'shared')), 'db.example.com:5433/app');
    assert.equal(placeWords({ ...server('x', 'shared'), url: 'host=db password=secret' } as never), 'a database');
  });
});

describe('the command line to copy', () => {
  const on = (target: Parameters<typeof model>[2], run?: Parameters<typeof commandLine>[1]): string =>
    commandLine(model({ ...source([]), label: "it's/migrations" }, [], target), run);

  it('names source and target, quoted', () => {
    assert.equal(on(embedded), `npx lockkeeper up --source 'it'\\''s/migrations' --target embedded`);
  });

  it('rehearses as the editor would', () => {
    assert.match(on(embedded, { kind: 'dry-run' }), /--dry-run=trace$/);
    assert.match(on(server('staging', 'shared'), { kind: 'dry-run' }), /--dry-run=shadow$/);
  });

  it('rehearses where the run that it repeats was rehearsed in the end', () => {
    const report = { direction: 'up', dryRun: 'shadow', target: 'local', outcome: 'done', steps: [], ms: 1 } as const;
    assert.match(on(server('local', 'local'), { kind: 'dry-run', report }), /--dry-run=shadow$/);
  });

  it('goes as far as the run that it repeats', () => {
    assert.match(on(embedded, { kind: 'dry-run', to: '20250102' }), / up .* --to 20250102 --dry-run=trace$/);
    assert.match(on(embedded, { kind: 'roll-back', count: 2 }), /^npx lockkeeper down 2 --source/);
  });

  it('knows every kind of run', () => {
    assert.match(on(embedded, { kind: 'apply', only: '20250102' }), /^npx lockkeeper up --source .* --only 20250102$/);
    assert.match(on(embedded, { kind: 'redo', count: 2 }), /^npx lockkeeper redo 2 --source .* --target embedded$/);
    assert.match(on(embedded, { kind: 'test-rollback', only: '20250102' }), /^npx lockkeeper test-down 20250102 --source \S+$/);
    assert.match(on(embedded, { kind: 'verify' }), /^npx lockkeeper verify --source .* --target embedded$/);
  });

  it('is there for every action of the panel', () => {
    const of = (action: Parameters<typeof actionCommandLine>[1], target = embedded): string =>
      actionCommandLine(model({ ...source([]), label: 'migrations' }, [], target), action);
    const where = '--source migrations --target embedded';
    assert.deepEqual(
      (['dry-run', 'apply', 'roll-back', 'redo', 'verify', 'export', 'status'] as const).map((each) => of(each)),
      [
        `npx lockkeeper up ${where} --dry-run=trace`,
        `npx lockkeeper up ${where}`,
        `npx lockkeeper down 1 ${where}`,
        `npx lockkeeper redo 1 ${where}`,
        `npx lockkeeper verify ${where}`,
        `npx lockkeeper export ${where}`,
        `npx lockkeeper status ${where}`,
      ],
    );
    assert.match(of('roll-back', server('prod', 'production')), / --confirm prod$/);
    assert.doesNotMatch(of('status', server('prod', 'production')), /confirm/);
  });

  it('holds the words that a loss is confirmed by, and none where nothing confirms it', () => {
    assert.match(on(embedded, { kind: 'reset' }), /^npx lockkeeper reset .* --confirm RESET$/);
    assert.match(on(server('staging', 'shared'), { kind: 'reset' }), / --confirm 'RESET staging'$/);
    assert.match(on(server('prod', 'production'), { kind: 'reset' }), / --target prod$/);
    assert.match(on(server('local', 'local'), { kind: 'recreate' }), /^npx lockkeeper recreate .* --confirm local$/);
  });

  it('confirms a connection of one’s own by the name that the command line knows it by', () => {
    const mine = { ...server('mine', 'production'), from: 'your connections' };
    assert.match(on(mine), /--target "\$DATABASE_URL" --confirm 'db\.example\.com:5433\/app'$/);
  });

  it('holds the word that a shared target wants, and no secret', () => {
    assert.match(
      on(server('prod', 'production'), { kind: 'roll-back' }),
      /^npx lockkeeper down .* --target prod --confirm prod$/,
    );
    assert.match(on({ ...server('mine', 'local'), from: 'your connections' }), /--target "\$DATABASE_URL"$/);
  });
});

describe('policies', () => {
  it('let one click change only what is the user’s own', () => {
    for (const role of ['shared', 'production'] as const) {
      assert.ok(policies[role].wantsName && !policies[role].readsWhenSeen);
      assert.equal(defaultDryRun(role), 'shadow', 'a trace holds locks that others wait for');
    }
    assert.ok(!policies.embedded.asksFirstWrite && !policies.local.wantsName);
    assert.ok(policies.local.asksFirstWrite, 'a tunnel to production looks local');
  });
});
