import { namingKinds, newNames, type NamedKind } from '../../new-names';
import { changeRule } from '../../rule';

/** What PostgreSQL's own names end in, and what people write in its place: the kind of a constraint or an index. */
const usual: ReadonlyMap<NamedKind, RegExp> = new Map([
  ['primary-key', /_pk(?:ey)?$|^pk_/i],
  ['unique', /_(?:key|uq|uk|uniq|unique|[a-z]?idx)$|^(?:uq|uk|uniq|unique)_/i],
  ['foreign-key', /_fk(?:ey)?$|^fk_/i],
  ['check', /_(?:check|chk|ck)$|^(?:check|chk|ck)_/i],
  ['exclude', /_excl$|^excl_/i],
  ['index', /_(?:[a-z]?idx|ix|index|key|uq|uk|uniq|unique)$|^(?:idx|ix|index|uq|uk|uniq|unique)_/i],
]);

export const namingConvention = changeRule({
  id: 'naming-convention',
  title: 'Name unlike the convention',
  category: 'style',
  severity: 'information',
  preset: 'all',
  option: 'naming',
  upOnly: true,
  also: ['pgsafe:naming-convention'],
  on: namingKinds,
  check(change, context) {
    if (change.kind === 'create-table' && change.persistence === 'temporary') return undefined;
    const { naming } = context.options;
    const wanted = naming ?? usual;
    return newNames(change, context.statement.text).flatMap(({ kind, name, at }) => {
      const pattern = wanted.get(kind);
      if (pattern === undefined || pattern.test(name)) return [];
      return naming === undefined
        ? [
            {
              message: `Whoever reads ${name} in an error cannot tell that it is ${nouns[kind]}`,
              help: 'Say it at the end of the name as PostgreSQL’s own names do: _pkey, _key, _fkey, _check, _excl or _idx.',
              at,
            },
          ]
        : [
            {
              message: `Unlike the other names of the project: ${name} does not match ${pattern.source}, as lockkeeper.json wants it of ${nouns[kind]}`,
              help: 'Choose another name while the migration has not run anywhere.',
              at,
            },
          ];
    });
  },
});

const nouns: Readonly<Record<NamedKind, string>> = {
  schema: 'a schema',
  table: 'a table',
  column: 'a column',
  view: 'a view',
  sequence: 'a sequence',
  type: 'a type',
  function: 'a function',
  trigger: 'a trigger',
  policy: 'a policy',
  index: 'an index',
  'primary-key': 'a primary key',
  unique: 'a unique constraint',
  'foreign-key': 'a foreign key',
  check: 'a CHECK',
  exclude: 'an exclusion constraint',
};
