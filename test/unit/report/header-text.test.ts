import assert from 'node:assert/strict';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import { headerOf } from '../../../src/migrations/header';
import { headerMarkdown } from '../../../src/report/header-text';
import { sourceOf } from '../../support/chains';

const text = `-- Version: 1.4.0
-- Type: schema
-- Phase: expand
-- Author: [Ada](command:evil)
-- Created: 2025-03-01T12:00:00Z
-- Breaking: yes
-- Dependencies: 20250101_120000, 098_gone
SELECT 1;
`;

const { migrations } = sourceOf(
  {
    '20250101_120000_schema_quays.sql': 'SELECT 1;\n',
    '20250102_120000_schema_berths.sql': text,
    '20250103_120000_data_*_fill.sql': 'SELECT 1;\n',
  },
  typedTimestamps,
);

describe('the hover of a header', () => {
  it('tells the fields, what must come before with where that stands, and what waits for it, as text alone', () => {
    const shown = headerMarkdown({
      migration: migrations[1]!,
      header: headerOf(text),
      dependencies: [
        { name: '20250101_120000', to: { migration: migrations[0]!, ran: { kind: 'applied', by: 'main' } } },
        { name: '098_gone' },
      ],
      dependents: [
        { migration: migrations[2]!, source: 'db/<b>', ran: { kind: 'pending' } },
        { migration: migrations[0]!, ran: { kind: 'unknown' } },
      ],
    });
    assert.equal(
      shown,
      `**20250102\\_120000 berths**

- Schema version: 1\\.4\\.0
- Type: schema
- Phase: expand
- Author: \\[Ada\\]\\(command\\:evil\\)
- Created: 2025\\-03\\-01T12\\:00\\:00Z
- Breaking: **yes**

Depends on

- 20250101\\_120000 quays: applied (main)
- 098\\_gone: **there is no such migration**

Needed by

- 20250103\\_120000 \\* fill \\(db\\/&lt;b\\>\\): pending
- 20250101\\_120000 quays: not known whether applied`,
    );
  });

  it('says where nothing is named', () => {
    const migration = migrations[0]!;
    const shown = headerMarkdown({ migration, header: headerOf('-- Breaking: no\n'), dependencies: [], dependents: [] });
    assert.equal(
      shown,
      '**20250101\\_120000 quays**\n\n- Type: schema\n- Breaking: no\n\nDepends on nothing, as its header says.\n\nNo header names it.',
    );
  });
});
