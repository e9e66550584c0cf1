import { concurrentlyFix } from '../../concurrently';
import { changeRule } from '../../rule';
import { findWords, keywords } from '../../user-text';
import { plainName } from '../../wording';

/** ACCESS EXCLUSIVE on the index while it is copied, and every query of its table opens it when it is planned. */
export const indexTablespaceMove = changeRule({
  id: 'index-tablespace-move',
  title: 'Index moved to another tablespace',
  category: 'index',
  severity: 'warning',
  also: ['migrationpilot:MP095'],
  on: ['alter-table-other'],
  check({ table: name, clause, at }, context) {
    if (clause !== 'AT_SetTableSpace') return undefined;
    const { text } = context.statement;
    const index = context.index(name);
    const isIndex = index !== undefined || /^\s*alter\s+index\b/i.test(text);
    if (!isIndex || context.harmful('lock').length === 0 || (index !== undefined && context.session.fresh.has(index.table)))
      return undefined;
    const words = findWords(text, ['set', 'tablespace'], at);
    const space = words === undefined ? '' : text.slice(words.end, at.end).trim();
    const own = text.slice(findWords(text, ['index'], { start: 0, end: at.start })?.end ?? at.start, at.start).trim();
    const isPlain = /^[\w.]+$|^"[^"]+"$/.test(own) && /^\w+$|^"[^"]+"$/.test(space);
    const sql = `${keywords(text, 'REINDEX (TABLESPACE')} ${space}) ${keywords(text, 'INDEX CONCURRENTLY')} ${own}`;
    return {
      message: `Blocks all writes to ${index === undefined ? `the table of ${name.name}` : plainName(index.table)}, and nearly all reads, while the index is copied`,
      help: 'REINDEX (TABLESPACE …) INDEX CONCURRENTLY moves it and lets them go on; it must run outside a transaction.',
      at,
      related: context.origin(index, `${name.name} was created here`),
      fixes: isPlain
        ? concurrentlyFix(context, [context.replace({ start: 0, end: at.end }, sql)]).map((fix) => ({
            ...fix,
            title: 'Move it with REINDEX CONCURRENTLY',
          }))
        : [],
    };
  },
});
