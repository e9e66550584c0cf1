import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { split } from '../../../src/sql/splitter';
import type { Statement } from '../../../src/sql/statement';

const folder = join(import.meta.dirname, '..', '..', 'fixtures');

/** The scripts of the sample workspace that have several statements. */
const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.sql'))
  .sort()
  .map((path) => readFileSync(join(folder, path), 'utf8'))
  .filter((text) => split(text).length > 2);

type Fault = (text: string, statement: Statement) => { readonly at: number; readonly length: number; readonly text: string };

/** What goes wrong in one statement: so many characters at a place give way to a text. */
const faults: Readonly<Record<string, readonly [fault: Fault, share: number]>> = {
  'cut short, with its semicolon': [(_, { at }) => ({ at: middle(at), length: at.end - middle(at), text: '' }), 0.95],
  'cut short, without its semicolon': [(_, { at, end }) => ({ at: middle(at), length: end - middle(at), text: '' }), 0.95],
  'a misspelt word': [(_, { at }) => ({ at: at.start + 1, length: 1, text: 'q' }), 0.99],
  'a stray parenthesis': [(text, { at }) => ({ at: blank(text, at), length: 0, text: ' (' }), 0.99],
  'a stray quote': [(text, { at }) => ({ at: blank(text, at), length: 0, text: " '" }), 0.95],
  'a stray double quote': [(text, { at }) => ({ at: blank(text, at), length: 0, text: ' "' }), 0.95],
  'an unclosed dollar quote': [(text, { at }) => ({ at: blank(text, at), length: 0, text: ' $$' }), 0.9],
  'an unclosed comment': [(text, { at }) => ({ at: blank(text, at), length: 0, text: ' /*' }), 0.9],
};

describe('splitting a text with one fault', () => {
  for (const [title, [fault, least]] of Object.entries(faults)) {
    it(`keeps the other statements: ${title}`, function () {
      let kept = 0;
      let all = 0;
      for (const text of scripts) {
        const statements = split(text);
        statements.forEach((broken, i) => {
          const { at, length, text: put } = fault(text, broken);
          const moved = put.length - length;
          const found = new Set(
            split(text.slice(0, at) + put + text.slice(at + length)).map((it) => `${it.at.start}-${it.at.end}`),
          );
          statements.forEach((other, j) => {
            if (i === j) return;
            const by = j > i ? moved : 0;
            all++;
            if (found.has(`${other.at.start + by}-${other.at.end + by}`)) kept++;
          });
        });
      }
      const share = kept / all;
      if (this.test) this.test.title += ` (${(share * 100).toFixed(1)} % of ${all})`;
      assert.ok(share >= least, `${(share * 100).toFixed(1)} % of ${all}`);
    });
  }
});

function middle(at: Statement['at']): number {
  return Math.floor((at.start + at.end) / 2);
}

/** The blank after the statement's first word. */
function blank(text: string, at: Statement['at']): number {
  const found = text.slice(at.start, at.end).search(/\s/);
  return found < 0 ? at.end : at.start + found;
}
