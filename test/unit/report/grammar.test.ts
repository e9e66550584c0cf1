import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sqlx } from '../../../src/migrations/conventions/sqlx';
import { typedTimestamps } from '../../../src/migrations/conventions/typed-timestamps';

interface Pattern {
  readonly match: string;
  readonly captures: Readonly<Record<string, { readonly name: string }>>;
}

interface Grammar {
  readonly scopeName: string;
  readonly injectionSelector: string;
  readonly patterns: readonly { readonly include: string }[];
  readonly repository: Readonly<Record<string, Pattern>>;
}

const file = join(import.meta.dirname, '../../../syntaxes/lockkeeper.injection.tmLanguage.json');
const grammar = JSON.parse(readFileSync(file, 'utf8')) as Grammar;

/** The scopes that a comment's parts get: by the first pattern that matches, as an editor would. */
function scopesOf(line: string): readonly string[] {
  for (const { include } of grammar.patterns) {
    const pattern = grammar.repository[include.slice(1)];
    assert.ok(pattern, include);
    const match = new RegExp(pattern.match).exec(line);
    if (match === null) continue;
    return Object.entries(pattern.captures)
      .filter(([group]) => (match[Number(group)] ?? '').trim() !== '')
      .map(([group, { name }]) => `${(match[Number(group)] ?? '').trim()} = ${name.split('.').slice(0, -1).join('.')}`);
  }
  return [];
}

describe('the grammar for comments with a meaning', () => {
  it('is injected into the comments of SQL alone', () => {
    assert.equal(grammar.scopeName, 'lockkeeper.injection');
    assert.match(grammar.injectionSelector, /^L:source\.sql comment\.line/);
    assert.deepEqual(grammar.patterns.map(({ include }) => include.slice(1)).sort(), Object.keys(grammar.repository).sort());
  });

  it('knows a comment that silences rules, with its reason', () => {
    assert.deepEqual(scopesOf('-- lockkeeper-ignore drop-table, drop-column: moved: archive'), [
      'lockkeeper-ignore = keyword.control.directive',
      'drop-table, drop-column = variable.parameter.rule',
      ': = punctuation.separator',
      'moved: archive = string.unquoted.reason',
    ]);
    assert.deepEqual(scopesOf('--lockkeeper-ignore-file drop-table'), [
      'lockkeeper-ignore-file = keyword.control.directive',
      'drop-table = variable.parameter.rule',
    ]);
    assert.deepEqual(scopesOf('-- squawk-ignore ban-drop-table'), [
      'squawk-ignore = keyword.control.directive',
      'ban-drop-table = variable.parameter.rule',
    ]);
  });

  it('knows the runners’ directives', () => {
    for (const { noTransactionDirective } of [sqlx, typedTimestamps]) {
      assert.ok(noTransactionDirective);
      assert.match(scopesOf(noTransactionDirective.trimEnd())[0] ?? '', /no-transaction = keyword\.control\.directive$/);
    }
  });

  it('knows every field of a header that new files get', () => {
    const made = typedTimestamps.scaffold({
      description: 'add orders',
      type: 'schema',
      withDown: false,
      now: 0,
      migrations: [],
      folder: '/m',
      existing: [],
    });
    assert.ok(made.ok);
    const [edit] = made.edits;
    const fields = (edit?.text ?? '').split('\n').filter((line) => /^-- \w+: /.test(line));
    assert.ok(fields.length >= 5);
    for (const field of fields) assert.match(scopesOf(field)[0] ?? '', /= keyword\.other\.field$/, field);
  });

  it('leaves other comments alone', () => {
    for (const line of [
      '-- The orders of a customer',
      '-- lockkeeper-ignored',
      '-- no-transactions here',
      '-- See: the manual',
    ]) {
      assert.deepEqual(scopesOf(line), [], line);
    }
  });
});
