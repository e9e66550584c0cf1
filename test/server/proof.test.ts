import assert from 'node:assert/strict';
import type { Source } from '../../src/migrations/project';
import { amend, type AmendReport } from '../../src/run/amend';
import { describeOnServer } from '../support/on-server';
import { sourceOf, toolsOf, up } from '../support/runs';

const first = '20250101000000_ports.sql';
const text = 'CREATE TABLE ports (id bigint PRIMARY KEY);\n';
const files = { [first]: text, '20250102000000_depth.sql': 'ALTER TABLE ports ADD COLUMN depth int;\n' };

describeOnServer('a repair by proof', (server) => {
  /** With version control that knows the first file as it was. */
  const repair = (source: Source, applied = text): Promise<AmendReport> =>
    amend(
      { source, target: server.target, wish: { kind: 'repair', reason: 'Written more clearly.' } },
      {
        ...toolsOf(server.databases),
        versionsOf: (_, paths) => Promise.resolve(new Map(paths.map((path) => [path, [applied]]))),
        fresh: server.databases.fresh,
      },
    );
  beforeEach(async () => {
    assert.equal((await up(server.databases, { source: sourceOf(files), target: server.target })).outcome, 'done');
  });

  it('takes other statements that are proven to lead to the same schema', async () => {
    const edited = sourceOf({
      ...files,
      [first]: text.replace('id bigint PRIMARY KEY', 'id int8 NOT NULL, CONSTRAINT ports_pkey PRIMARY KEY (id)'),
    });
    const report = await repair(edited);
    assert.equal(report.outcome, 'done', report.message);
    assert.equal(report.amendments[0]?.difference, 'meaning');
    assert.match(report.amendments[0].note ?? '', /both texts lead to the same schema .*: [0-9a-f]{64}\.$/);
    assert.equal((await server.standing(edited))[0], '20250101000000 applied');
  });

  it('refuses other work on rows, of which the schema tells nothing', async () => {
    const edited = sourceOf({ ...files, [first]: `${text}INSERT INTO ports VALUES (1);\n` });
    const report = await repair(edited);
    assert.equal(report.outcome, 'disagreement');
    assert.match(report.message ?? '', /\(INSERT INTO PORTS …\); a schema proves nothing of rows/);
    assert.equal((await server.standing(edited))[0], '20250101000000 changed');
  });

  it('calls unknown what cannot be replayed', async () => {
    const edited = sourceOf({ ...files, [first]: `${text}CREATE EXTENSION dblink;\n` });
    const report = await repair(edited);
    assert.equal(report.outcome, 'disagreement');
    assert.match(report.message ?? '', /is unknown: .* does not have the extension dblink/);
    assert.equal(report.differences, undefined);
    assert.equal((await server.standing(edited))[0], '20250101000000 changed');
  });
});
