import type { ChangeOf } from '../../../schema/change';
import { indexAt, tokenize } from '../../../sql/ranges';
import { isWord } from '../../../sql/token';
import type { Fix } from '../../finding';
import { changeRule, type RuleContext } from '../../rule';
import { insertAfter } from '../../statement-edits';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';

/** ACCESS EXCLUSIVE on the parent, where ATTACH PARTITION takes SHARE UPDATE EXCLUSIVE. */
export const createPartitionOf = changeRule({
  id: 'create-partition-of',
  title: 'Partition created in place',
  category: 'partition',
  severity: 'warning',
  preset: 'strict',
  also: ['migrationpilot:MP110'],
  on: ['create-table'],
  check(change, context) {
    if (change.partitionOf === undefined) return undefined;
    const parent = context.resolve(change.partitionOf.parent);
    // Reading a default partition is worse, and told by a rule of its own.
    if (!context.harmful('lock').some(({ on }) => on === parent) || context.harmful('scan').length > 0) return undefined;
    const name = plainName(parent);
    return {
      message: `Blocks all reads and writes of ${name} while it waits for the queries that run there to end`,
      help: `CREATE TABLE … (LIKE ${name} …), and then ATTACH PARTITION, lets them go on.`,
      at: findWords(context.statement.text, ['partition', 'of'], change.at) ?? change.at,
      related: context.origin(context.table(change.partitionOf.parent), `${name} was created here`),
      fixes: fixes(change, context),
    };
  },
});

/** Only of a statement that says nothing but name, parent and bounds: a partition may differ from its parent in much. */
function fixes(change: ChangeOf<'create-table'>, context: RuleContext): readonly Fix[] {
  const isPlain = change.columns.length + change.constraints.length === 0 && change.persistence === 'permanent';
  if (!isPlain || change.foreign || change.ifNotExists || change.partitionBy !== undefined) return [];
  const { text } = context.statement;
  const it = tokenize(text);
  const table = findWords(text, ['table'], change.at);
  const of = findWords(text, ['partition', 'of'], change.at);
  if (table === undefined || of === undefined) return [];
  const after = it.tokens.slice(indexAt(it, of.end));
  const bounds = after.find((token) => isWord(text, token, 'for') || isWord(text, token, 'default'));
  if (
    bounds === undefined ||
    !/^(?:default|for\s+values\s+[^()]*\([^()]*\)(?:\s*to\s*\([^()]*\))?)$/i.test(text.slice(bounds.at.start, change.at.end))
  )
    return [];
  const parent = text.slice(of.end, bounds.at.start).trim();
  const like = keywords(text, 'LIKE :p INCLUDING CONSTRAINTS INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE');
  const attach = `${keywords(text, 'ALTER TABLE')} ${parent} ${keywords(text, 'ATTACH PARTITION')} ${text.slice(table.end, of.start).trim()} ${text.slice(bounds.at.start, change.at.end)}`;
  return [
    {
      title: 'Create the table first, then attach it',
      edits: [
        context.replace({ start: of.start, end: change.at.end }, `(${like.replace(/:p/i, () => parent)})`),
        insertAfter(context, [attach]),
      ],
      preferred: true,
      safe: false,
    },
  ];
}
