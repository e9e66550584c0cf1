import assert from 'node:assert/strict';
import { numbered } from '../../../src/migrations/conventions/numbered';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import type { Source } from '../../../src/migrations/project';
import { Headers } from '../../../src/workspace/headers';
import { folder, sourceOf } from '../../support/chains';

const text = '-- ID: 20250102_120000\n--  Dependencies: 20250101_120000, 001_crews, gone\n\nSELECT 1;\n';

const typed = sourceOf(
  {
    '20250101_120000_schema_quays.sql': '-- ID: 20250101_120000\n\nSELECT 1;\n',
    '20250101_120000_schema_quays.down.sql': '-- ID: 20250101_120000\nSELECT 1;\n',
    '20250102_120000_data_berths.sql': text,
    '20250103_120000_perf_index.sql': '-- Dependencies: 20250102_120000\nSELECT 1;\n',
  },
  typedTimestamps,
);

const crews: Source = {
  ...sourceOf({ '001_crews.sql': 'SELECT 1;\n' }, numbered),
  ...{ id: '/app/crews', path: '/app/crews', label: 'crews' },
};

const headers = new Headers(
  {
    project: () => Promise.resolve({ root: '/app', sources: [typed, crews], foreign: [], reference: [] }),
    standing: ({ version }) => Promise.resolve(version === '001' ? 'applied' : 'pending'),
    applied: ({ version }) =>
      Promise.resolve(version === '20250101_120000' ? { by: 'staging (db.example.com/app)', text: '' } : undefined),
  },
  () => 0,
);

const path = `${folder}/20250102_120000_data_berths.sql`;
const at = (words: string): number => text.indexOf(words);

describe('the headers of a project', () => {
  it('tell on each line whether the dependencies are there and have run, and what names this one', async () => {
    const shown = await headers.hover(path, text, at('ID'));
    assert.equal(
      shown,
      `**20250102\\_120000 berths**

- Type: data

Depends on

- 20250101\\_120000 quays: applied (staging \\(db\\.example\\.com\\/app\\))
- 001 crews \\(crews\\): applied
- gone: **there is no such migration**

Needed by

- 20250103\\_120000 index: pending`,
    );
    for (const offset of [0, at(' Dependencies'), at('gone') + 4]) assert.equal(await headers.hover(path, text, offset), shown);
  });

  it('tell of a check when it is asked and what follows, on each of its lines, also behind the header', async () => {
    const checked = (directive: string): string =>
      `${directive}SELECT 1;\n-- VALIDATION\n-- before: SELECT true\n-- after: SELECT\n--   true\n-- Done\nSELECT 2;\n`;
    const hover = (words: string, directive = ''): Promise<string | undefined> => {
      const file = checked(directive);
      return headers.hover(path, file, file.indexOf(words));
    };
    assert.match((await hover('VALIDATION')) ?? '', /^\*\*Checks of this migration\*\*/);
    assert.match((await hover('before')) ?? '', /before it sends the first statement\. Unless it gives true, nothing/);
    const after = await hover('after');
    assert.match(after ?? '', /`verify --validations`\. Unless it gives true, the migration is rolled back\.$/);
    assert.equal(await hover('  true'), after);
    assert.match((await hover('after', '-- lockkeeper: no-transaction\n')) ?? '', /what its statements did stays/);
    assert.equal(await hover('SELECT 2'), undefined);
  });

  it('tell nothing elsewhere, nor of a down script', async () => {
    for (const offset of [at('\n\nSELECT') + 1, at('SELECT')]) assert.equal(await headers.hover(path, text, offset), undefined);
    assert.equal(await headers.hover(`${folder}/20250101_120000_schema_quays.down.sql`, '-- ID: 1\n', 4), undefined);
    assert.equal(await headers.hover('/elsewhere.sql', text, 0), undefined);
  });

  it('lead from a name to the header of its migration, as the editor has it', async () => {
    const target = { start: 0, end: '-- ID: 20250101_120000\n\n'.length };
    const start = at('20250101_120000,');
    const expected = [{ name: { start, end: start + 15 }, path: `${folder}/20250101_120000_schema_quays.sql`, at: target }];
    assert.deepEqual(await headers.definitions(path, text, start + 3), expected);
    const [other] = await headers.definitions(path, text, at('001_crews'));
    assert.deepEqual([other?.path, other?.at], [`${folder}/001_crews.sql`, { start: 0, end: 0 }]);
    for (const words of ['gone', 'ID', 'SELECT']) assert.deepEqual(await headers.definitions(path, text, at(words)), []);
    const [typedJustNow] = await headers.definitions(path, '-- Dependencies: 001\n', 18);
    assert.equal(typedJustNow?.path, `${folder}/001_crews.sql`);
  });

  it('offer what may stand in them, with the dependencies of all sources', async () => {
    const unsaved = '-- Dependencies: ';
    const found = await headers.suggestions(path, unsaved, unsaved.length);
    assert.deepEqual(
      found.map(({ label }) => label),
      ['20250101_120000', '001', 'none'],
    );
    assert.deepEqual(await headers.suggestions('/elsewhere.sql', unsaved, unsaved.length), []);
  });
});
