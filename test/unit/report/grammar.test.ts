import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';
import { headerKeys } from '../../../src/migrations/header';
import { scaffold } from '../../../src/migrations/scaffold';
import { sourceOf } from '../../support/chains';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const file = 'syntaxes/lockkeeper.injection.tmLanguage.json';
const grammar = JSON.parse(read(file)) as {
  readonly scopeName: string;
  readonly injectionSelector: string;
  readonly repository: Readonly<Record<string, unknown>>;
};

/** The scope of ours that the first thing of meaning in a line has, by the snapshot of the file in test/grammar. */
function scopeIn(snapshot: string, line: RegExp): string | undefined {
  const lines = read(`test/grammar/${snapshot}.sql.snap`).split('\n');
  const at = lines.findIndex((each) => each.startsWith('>') && line.test(each.slice(1)));
  assert.ok(at >= 0, `${line} stands in test/grammar/${snapshot}.sql`);
  const end = lines.findIndex((each, index) => index > at && !each.startsWith('#'));
  const scopes = lines.slice(at + 1, end);
  return scopes.map((each) => / (\S+)\.lockkeeper$/.exec(each)?.[1]).find((scope) => scope !== undefined);
}

/** What stands in the snapshots is held against the grammar by the part `grammar` of `npm test`; this is what they must hold. */
describe('the grammar for comments with a meaning', () => {
  it('is injected into SQL by the names that grammars have for it, and not into its strings and comments', () => {
    const manifest = JSON.parse(read('package.json')) as {
      readonly contributes: {
        readonly grammars: readonly { readonly scopeName: string; readonly path: string; readonly injectTo: readonly string[] }[];
      };
    };
    const injected = manifest.contributes.grammars.find(({ path }) => path === `./${file}`);
    assert.ok(injected);
    assert.equal(injected.scopeName, grammar.scopeName);
    const selector = injected.injectTo.map((scope) => `L:${scope} -comment -string -meta.preamble.lockkeeper`).join(', ');
    assert.equal(grammar.injectionSelector, selector);
  });

  it('has no part that nothing includes, and includes none that is not there', () => {
    const included = [...read(file).matchAll(/"include": "#([^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual([...new Set(included)].sort(), Object.keys(grammar.repository).sort());
  });

  it('knows the directives that fixes write', () => {
    for (const [snapshot, { noTransactionDirective }] of [
      ['sqlx', sqlx],
      ['typed-timestamps', typedTimestamps],
    ] as const) {
      assert.ok(noTransactionDirective);
      const line = new RegExp(`^${noTransactionDirective.trimEnd()}$`);
      assert.equal(scopeIn(snapshot, line), 'keyword.control.directive');
    }
  });

  it('knows every field of a header that new files get', () => {
    const source = sourceOf({}, typedTimestamps);
    const header = { author: 'Ada', dependsOn: ['20250101_120000'] };
    const made = scaffold(source, { description: 'add orders', type: 'schema', withDown: false, header }, 0, []);
    assert.ok(made.ok);
    const [edit] = made.edits;
    const fields = [...(edit?.text ?? '').matchAll(/^-- \w+: /gm)].map(([field]) => field);
    assert.equal(fields.length, headerKeys.length - 1, 'all but the phase');
    for (const field of fields) assert.equal(scopeIn('typed-timestamps', new RegExp(`^${field}`)), 'keyword.other.field', field);
  });
});
