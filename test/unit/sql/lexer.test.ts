import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lex } from '../../../src/sql/lexer';
import type { LexOptions } from '../../../src/sql/scanner';
import { tokenText } from '../../../src/sql/token';

/** Each token as `kind text`. */
function tokens(sql: string, options?: LexOptions): readonly string[] {
  return lex(sql, options).map((token) => `${token.unclosed ? 'unclosed ' : ''}${token.kind} ${tokenText(sql, token)}`);
}

describe('lex', () => {
  const cases: Readonly<Record<string, readonly [sql: string, tokens: readonly string[]]>> = {
    'words and identifiers': ['Select "a""b" é$1', ['word Select', 'quoted "a""b"', 'word é$1']],
    'strings of every kind': [
      `'a''b' E'\\'' B'1' x'F' N'n' U&'\\0041' U&"d"`,
      ["string 'a''b'", "string E'\\''", "string B'1'", "string x'F'", "string N'n'", "string U&'\\0041'", 'quoted U&"d"'],
    ],
    'a backslash, which escapes only in an escape string': ["'a\\' E'\\\\'", ["string 'a\\'", "string E'\\\\'"]],
    'dollar quotes': ['$$a$$ $b$ $$ $b$ $1', ['dollar $$a$$', 'dollar $b$ $$ $b$', 'parameter $1']],
    comments: ['-- a\n/* b /* c */ */ d', ['comment -- a', 'comment /* b /* c */ */', 'word d']],
    numbers: [
      '1 1.5e-10 .5 0x1F 1_000 1..2',
      ['number 1', 'number 1.5e-10', 'number .5', 'number 0x1F', 'number 1_000', 'number 1', 'punctuation ..', 'number 2'],
    ],
    operators: ['a->>b::c', ['word a', 'operator ->>', 'word b', 'operator ::', 'word c']],
    'an operator up to a comment': ['+-- x', ['operator +', 'comment -- x']],
    placeholders: [
      `\${a} {{ b }} :c :'d' :"e"`,
      ['placeholder ${a}', 'placeholder {{ b }}', 'placeholder :c', "placeholder :'d'", 'placeholder :"e"'],
    ],
    'a placeholder that goes on a name': ['t_${env}', ['word t_', 'placeholder ${env}']],
    'a slice, which is no placeholder': [
      'a[b:c]',
      ['word a', 'punctuation [', 'word b', 'punctuation :', 'word c', 'punctuation ]'],
    ],
    'a colon behind a value, which is no placeholder': [
      `'a':b k:v 'c' :'d'`,
      [
        ...["string 'a'", 'punctuation :', 'word b', 'word k', 'punctuation :', 'word v'],
        ...["string 'c'", 'punctuation :', "string 'd'"],
      ],
    ],
    'psql lines': ['\\set a ;\r\nb', ['psql \\set a ;', 'word b']],
    'a byte order mark and NUL': ['\ufeffa\0b', ['junk \ufeff', 'word a', 'junk \0', 'word b']],
    'what is never closed': ["a 'b", ['word a', "unclosed string 'b"]],
    'an unclosed identifier': ['"b', ['unclosed quoted "b']],
    'an unclosed dollar quote': ['$x$ b', ['unclosed dollar $x$ b']],
    'an unclosed comment': ['/* b /* */', ['unclosed comment /* b /* */']],
    'an unclosed escape string': ["E'\\'", ["unclosed string E'\\'"]],
  };
  for (const [title, [sql, expected]] of Object.entries(cases)) {
    it(`reads ${title}`, () => assert.deepEqual(tokens(sql), expected));
  }

  it('lets a backslash escape everywhere where standard strings are off', () => {
    assert.deepEqual(tokens("'a\\'b' B'\\'", { standardStrings: false }), ["string 'a\\'b'", "string B'\\'"]);
  });

  it('reads only its part of a text, and does not look beyond', () => {
    assert.deepEqual(tokens("a 'b' c", { body: { start: 2, end: 4 } }), ["unclosed string 'b"]);
  });

  it('covers any text: tokens in order, and nothing but white space between them', () => {
    const noise = fc.array(fc.constantFrom(...`'"$-/*\\:;{}[]()aeEuU&xX1.0_é😀\n\r\t \ufeff\0@`.split(/(?:)/u)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(noise, (pieces) => {
        const sql = pieces.join('');
        let end = 0;
        for (const { at } of lex(sql)) {
          assert.ok(at.start >= end && at.end > at.start && at.end <= sql.length);
          assert.match(sql.slice(end, at.start), /^[ \t\n\r\v\f]*$/);
          end = at.end;
        }
        assert.match(sql.slice(end), /^[ \t\n\r\v\f]*$/);
      }),
      { numRuns: 10000 },
    );
  });
});
