import { changeRule } from '../../rule';
import { findWords, keywords } from '../../user-text';

export const integerSequence = changeRule({
  id: 'integer-sequence',
  title: 'Sequence that counts in integer',
  category: 'type-choice',
  severity: 'information',
  preset: 'strict',
  upOnly: true,
  also: ['migrationpilot:MP068'],
  on: ['create-sequence'],
  check({ sequence, type, at }, context) {
    const limit = type === undefined ? undefined : limits.get(type.name);
    if (limit === undefined) return undefined;
    const { text } = context.statement;
    const bigint = (written: string): string => (/[a-z]$/.test(written) ? 'bigint' : 'BIGINT');
    const words = names.map((name) => findWords(text, ['as', name], at)).find((each) => each !== undefined);
    return {
      message: `nextval of ${sequence.name} fails with 2200H after number ${limit}`,
      help: 'bigint, which it is without AS, has numbers for ever.',
      at: words ?? at,
      fixes:
        words === undefined
          ? []
          : [
              {
                title: 'Make it bigint',
                edits: [
                  context.replace(
                    words,
                    `${keywords(text, 'AS')} ${bigint(text.slice(words.start, words.end).replace(/\d+$/, ''))}`,
                  ),
                ],
                preferred: false,
                safe: false,
              },
            ],
    };
  },
});

const limits = new Map([
  ['smallint', '32767'],
  ['integer', '2147483647'],
]);
const names = ['integer', 'int', 'int4', 'smallint', 'int2'];
