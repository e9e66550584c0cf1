import { changeRule } from '../../rule';
import { plainName } from '../../wording';

export const enumAddValueNoPosition = changeRule({
  id: 'enum-add-value-no-position',
  title: 'Enum value added without a place in the order',
  category: 'enum',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['squawk:require-enum-value-ordering', 'pgfence:alter-enum-no-ordering'],
  on: ['add-enum-value'],
  check({ type, value, place }, context) {
    const known = context.type(type);
    if (place !== undefined || (known !== undefined && context.madeHere(known.origin))) return undefined;
    if (known?.kind === 'enum' && known.values.includes(value)) return undefined;
    return {
      message: `Puts ‘${value}’ last: ORDER BY and comparisons of ${known === undefined ? type.name : plainName(known.key)} follow`,
      help: 'Say BEFORE or AFTER which value it comes.',
      related: context.origin(known, 'The other values are here'),
    };
  },
});
