import { changeRule } from '../../rule';
import { viewNeeding } from '../../../effects/column-subject';
import { plainName } from '../../wording';

/** 0A000 «cannot alter type of a column used by a view or rule», 2BP01 «other objects depend on it». */
export const changeColumnBlockedByView = changeRule({
  id: 'change-column-blocked-by-view',
  title: 'Column changed or dropped that a view reads',
  category: 'column-change',
  severity: 'error',
  also: ['migrationpilot:MP052'],
  on: ['change-column-type', 'drop-column'],
  check({ table, column }, context) {
    const key = context.resolve(table);
    const failure = context.effects.find(
      (effect) =>
        effect.kind === 'error' && effect.when === 'always' && (effect.sqlstate === '0A000' || effect.sqlstate === '2BP01'),
    );
    const view = failure === undefined ? undefined : viewNeeding(context, key, column);
    if (view === undefined || failure?.kind !== 'error') return undefined;
    const isMaterialized = view.kind === 'materialized-view';
    return {
      message: `Fails with ${failure.sqlstate}: the ${isMaterialized ? 'materialized view' : 'view'} ${plainName(view.key)} reads ${plainName(key)}.${column}`,
      help: 'Drop the view before it and create it again after it, with its GRANTs, in the same transaction.',
      related: context.origin(view, `${plainName(view.key)} was created here`),
    };
  },
});
