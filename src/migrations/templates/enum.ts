import { quoteName } from '../../sql/quote';
import { onePart, placeholders, type Template } from './template';

export const enumType: Template = {
  id: 'enum',
  title: 'Enum',
  summary: 'A type with a fixed list of values.',
  takes: ['name'],
  migrations: 1,
  parts({ name = { name: placeholders.type } }) {
    const type = quoteName(name);
    return onePart(
      `-- ALTER TYPE … ADD VALUE adds a value later; none can be taken away.
CREATE TYPE ${type} AS ENUM (
  'first',
  'second'
);
`,
      `DROP TYPE ${type};\n`,
    );
  },
};
