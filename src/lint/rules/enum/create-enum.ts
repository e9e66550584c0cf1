import { changeRule } from '../../rule';

export const createEnum = changeRule({
  id: 'create-enum',
  title: 'Enum type created',
  category: 'enum',
  severity: 'information',
  preset: 'all',
  upOnly: true,
  also: ['postgres-language-server:creatingEnum', 'eugene:W13'],
  on: ['create-enum'],
  check({ type }) {
    return {
      message: `No value of ${type.name} can ever be removed, and a new one cannot be used in the transaction that adds it`,
      help: 'A table of the values with a foreign key, or text with a CHECK, can be changed in any way.',
    };
  },
});
