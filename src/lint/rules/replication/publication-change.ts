import { changeRule } from '../../rule';
import { findWords } from '../../user-text';
import { enumerate, plainName } from '../../wording';

/** https://www.postgresql.org/docs/current/logical-replication-publication.html#LOGICAL-REPLICATION-PUBLICATION-REPLICA-IDENTITY */
export const publicationChange = changeRule({
  id: 'publication-change',
  title: 'All tables published',
  category: 'replication',
  severity: 'warning',
  upOnly: true,
  also: [],
  on: ['create-object'],
  check({ what, at }, context) {
    const all = what === 'publication' ? findWords(context.statement.text, ['for', 'all', 'tables'], at) : undefined;
    if (all === undefined) return undefined;
    const keyless: string[] = [];
    for (const each of context.schema.relations.values()) {
      if (each.kind !== 'table' || each.partlyKnown || each.persistence !== 'permanent' || each.partitionBy !== undefined)
        continue;
      if (!each.constraints.some(({ kind }) => kind === 'primary-key')) keyless.push(plainName(each.key));
    }
    const names = keyless.length > 3 ? [...keyless.slice(0, 3), 'others'] : keyless;
    const fails =
      names.length === 0
        ? 'a table without a primary key'
        : `${enumerate(names)}, which ${names.length === 1 ? 'has' : 'have'} no primary key,`;
    return {
      message: `Every UPDATE and DELETE of ${fails} fails with 55000 from now on, and so it will be with every such table yet to come`,
      help: 'List the tables to be published.',
      at: all,
    };
  },
});
