import { blocks } from '../../../effects/locks';
import { quoteIdentifier } from '../../../sql/quote';
import { changeRule } from '../../rule';
import { insertBefore } from '../../statement-edits';
import { alteredTable, keywords, withComma } from '../../user-text';
import { plainName } from '../../wording';

/** All clauses of one ALTER TABLE run under the strongest lock that one of them needs. */
export const weakLockEscalated = changeRule({
  id: 'weak-lock-escalated-in-same-alter',
  title: 'Constraint validated under the lock of another clause',
  category: 'maintenance',
  severity: 'warning',
  also: [],
  on: ['validate-constraint'],
  check({ table, constraint, at }, context) {
    const key = context.resolve(table);
    const reads = [...context.harmful('scan'), ...context.harmful('fk-check')];
    // One that the same statement adds is the affair of the rules about NOT VALID.
    const known = context.table(table)?.constraints.find(({ name }) => name === constraint);
    const [made] = context.origin(known, '');
    const isAdded = made?.path === context.script.path && made.at.start === context.statement.at.start;
    const held = context.whole.find((effect) => effect.kind === 'lock' && effect.on === key);
    if (reads.length === 0 || known === undefined || isAdded || held?.kind !== 'lock' || !blocks(held.mode).writes)
      return undefined;
    const { text } = context.statement;
    const name = plainName(key);
    const written = alteredTable(text);
    const alone = `${keywords(text, 'ALTER TABLE')} ${written ?? ''} ${keywords(text, 'VALIDATE CONSTRAINT')} ${quoteIdentifier(constraint)}`;
    return {
      message: `Every row of ${name} is read while another clause of this statement blocks its ${blocks(held.mode).reads ? 'reads and writes' : 'writes'}`,
      help: 'In a statement of its own, before the others, VALIDATE CONSTRAINT lets reads and writes go on.',
      fixes:
        written === undefined
          ? []
          : [
              {
                title: 'Validate it in a statement before this one',
                edits: [insertBefore(context, alone), context.replace(withComma(text, at), '')],
                preferred: true,
                safe: false,
              },
            ],
    };
  },
});
