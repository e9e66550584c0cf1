import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { advice, errorPages } from '../../../src/database/explained';
import { classOf, conditionNames, conditionOf, sqlstatesNamed } from '../../../src/database/sqlstates';
import { rules } from '../../../src/lint/rules/index';
import { errorNames, errorsNamed } from '../../../src/report/error-named';
import { pageText } from '../../../src/report/page-text';
import { readErrorPages } from '../../support/error-pages';

const docs = join(import.meta.dirname, '../../../docs');

describe('the pages of the errors', () => {
  const pages = readErrorPages();

  it('are those that failures lead to', () => {
    assert.deepEqual(
      pages.map(({ name }) => name),
      [...errorPages].sort(),
    );
  });

  it('are headed by the name of the condition', () => {
    for (const { name, condition } of pages) assert.equal(condition, conditionOf(name), name);
  });

  it('give the advice that stands below the error, and say where it comes from', () => {
    for (const { name, text } of pages) {
      const [, whence = '', next = ''] = /\n## Where it comes from\n\n(.+?)\n\n## What to do\n\n(.+)/s.exec(text) ?? [];
      assert.ok(whence.length > 20 && next.length > 20, name);
      const said: Readonly<Record<string, string>> = advice;
      if (name in said) assert.ok(next.startsWith(said[name] ?? ''), name);
    }
  });

  it('link to pages that there are', () => {
    for (const { name, text } of pages) {
      for (const [, link = ''] of text.matchAll(/\]\(([^)]+)\)/g))
        assert.ok(existsSync(join(docs, 'errors', link)), `${name}: ${link}`);
    }
  });

  it('fit a terminal, and show no Markdown', () => {
    for (const { name, text } of pages) {
      const lines = pageText(text, [], { colours: false, columns: 200 }).split('\n');
      assert.deepEqual(
        lines.filter((line) => /^#|```|\]\(/.test(line) || (line.length > 100 && !line.startsWith('    '))),
        [],
        name,
      );
    }
  });
});

describe('an error', () => {
  it('is named by its SQLSTATE or its condition, in any case', () => {
    const lock = {
      name: '55P03',
      condition: 'lock_not_available',
      class: 'Class 55: object not in prerequisite state',
      page: '55P03',
    };
    for (const name of ['55P03', '55p03', 'lock_not_available', 'LOCK_NOT_AVAILABLE'])
      assert.deepEqual(errorsNamed(name), [lock]);
  });

  it('has a class also where it has no page, or not even a name', () => {
    assert.deepEqual(errorsNamed('22012'), [{ name: '22012', condition: 'division_by_zero', class: 'Class 22: data exception' }]);
    assert.deepEqual(errorsNamed('22ABC'), [{ name: '22ABC', class: 'Class 22: data exception' }]);
  });

  it('is named by a word of ours, or of the operating system', () => {
    assert.deepEqual(errorsNamed('checksum-mismatch'), [{ name: 'checksum-mismatch', page: 'checksum-mismatch' }]);
    assert.deepEqual(errorsNamed('EAI_AGAIN'), [{ name: 'ENOTFOUND', page: 'ENOTFOUND' }]);
    assert.deepEqual(errorsNamed('CERT_HAS_EXPIRED'), [{ name: 'certificate', page: 'certificate' }]);
  });

  it('may be meant by a name that stands for two', () => {
    assert.deepEqual(
      errorsNamed('string_data_right_truncation').map(({ name }) => name),
      ['01004', '22001'],
    );
  });

  it('is not what is none', () => {
    for (const name of ['index', 'ZZ000', '', 'constructor', 'toString', '../../README'])
      assert.deepEqual(errorsNamed(name), [], name);
  });

  it('shares its name with no rule', () => {
    const ids = new Set(rules.map(({ id }) => id));
    assert.deepEqual(
      errorNames().filter((name) => ids.has(name)),
      [],
    );
  });

  it('always has a class', () => {
    for (const name of conditionNames()) for (const code of sqlstatesNamed(name)) assert.ok(classOf(code), code);
  });
});
