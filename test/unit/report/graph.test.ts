import assert from 'node:assert/strict';
import { buildChain } from '../../../src/migrations/chain';
import { inferredDependencies } from '../../../src/migrations/inferred';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { graphDot, graphMermaid, graphOf, graphText } from '../../../src/report/graph';
import { newReader, sourceOf } from '../../support/chains';

const files = {
  '001_quays.sql': "CREATE TABLE quay (id int PRIMARY KEY, name text);\nCREATE TYPE tide AS ENUM ('low', 'high');\n",
  '002_berths.sql':
    'CREATE TABLE berth (id int, quay_id int REFERENCES quay, at tide);\nALTER TABLE quay ADD COLUMN depth int;\n',
  '003_ships.sql': '-- Dependencies: 001_quays\nCREATE TABLE ship (id int);\n',
  '004_view.sql': 'CREATE VIEW deep AS SELECT q.name, b.at FROM quay q JOIN berth b ON b.quay_id = q.id WHERE q.depth > 5;\n',
};

describe('the graph of dependencies', () => {
  it('has what headers declare and what the SQL names', async () => {
    const reader = await newReader();
    const source = sourceOf(files, numbered);
    const inferred = inferredDependencies(source, buildChain(source, reader), reader);
    const label = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
    const graph = graphOf({
      project: { root: '/', sources: [source], foreign: [], reference: [] },
      sources: [source],
      inferred,
      label,
    });
    assert.deepEqual(graph.problems, []);
    assert.equal(
      graphText(graph),
      `001_quays.sql
002_berths.sql
  001_quays.sql  (public.quay, public.tide)
003_ships.sql
  001_quays.sql  (declared)
004_view.sql
  001_quays.sql  (public.quay)
  002_berths.sql  (public.berth, public.quay.depth)
`,
    );
    assert.equal(
      graphMermaid(graph),
      `flowchart BT
  m1["001_quays.sql"]
  m2["002_berths.sql"]
  m3["003_ships.sql"]
  m4["004_view.sql"]
  m3 --> m1
  m2 -.-> m1
  m4 -.-> m1
  m4 -.-> m2
`,
    );
    assert.match(
      graphDot(graph),
      /^digraph migrations \{\n[^]* {2}"004_view.sql" -> "002_berths.sql" \[style=dotted, tooltip="public.berth, public.quay.depth"\];\n\}\n$/,
    );
  });
});
