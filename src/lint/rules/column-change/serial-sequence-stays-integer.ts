import { partsOf } from '../../../schema/names';
import type { Relation, Sequence } from '../../../schema/schema';
import { quoteName } from '../../../sql/quote';
import { changeRule } from '../../rule';
import { insertAfter } from '../../statement-edits';
import { keywords, mentions } from '../../user-text';
import { plainName } from '../../wording';

/** 2200H «reached maximum value of sequence»; the sequence of an identity column is widened with it, that of a serial is not. */
export const serialSequenceStaysInteger = changeRule({
  id: 'serial-sequence-stays-integer',
  title: 'Serial column widened and its sequence left behind',
  category: 'column-change',
  severity: 'warning',
  also: [],
  on: ['change-column-type'],
  check({ table, column, type, typeAt }, context) {
    const key = context.resolve(table);
    const sequence = [...(context.schema.dependents.get(key) ?? [])]
      .map((each) => context.schema.relations.get(each))
      .find(
        (each): each is Sequence => each?.kind === 'sequence' && each.ownedBy?.table === key && each.ownedBy.column === column,
      );
    const limit = sequence?.type === undefined ? undefined : limits.get(sequence.type.name);
    if (sequence === undefined || limit === undefined || type.name !== 'bigint') return undefined;
    const { schema, name } = partsOf(sequence.key);
    if (context.later().some(({ text }) => mentions(text, name)) || mentions(context.previous()?.text ?? '', name))
      return undefined;
    if (drawsFromAnother(context.leaves.relations.get(key), column, name)) return undefined;
    const { text } = context.statement;
    const written = quoteName({ name, ...(schema !== 'public' && { schema }) });
    return {
      message: `Inserts still fail with 2200H after number ${limit}: ${plainName(sequence.key)} goes on counting in ${sequence.type?.name ?? ''}`,
      help: `Widen the sequence too: ALTER SEQUENCE ${written} AS bigint.`,
      related: context.origin(sequence, `${plainName(sequence.key)} was created here`),
      fixes: [
        {
          title: 'Widen the sequence too',
          edits: [
            insertAfter(context, [
              `${keywords(text, 'ALTER SEQUENCE')} ${written} ${keywords(text, 'AS')} ${text.slice(typeAt.start, typeAt.end)}`,
            ]),
          ],
          preferred: true,
          safe: false,
        },
      ],
    };
  },
});

/** The script itself gives the column another default, so that nothing counts by the old sequence any more. */
function drawsFromAnother(left: Relation | undefined, column: string, sequence: string): boolean {
  const found = left?.kind === 'table' ? left.columns.find(({ name }) => name === column) : undefined;
  return found?.default !== undefined && !mentions(found.default.text, sequence);
}

const limits = new Map([
  ['smallint', '32767'],
  ['integer', '2147483647'],
]);
