import { rewritingColumn } from './rewriting-column';

export const addColumnConstrainedDomain = rewritingColumn({
  id: 'add-column-constrained-domain',
  title: 'Column of a domain that every row is checked against',
  also: [],
  causes: ['domain', 'domain-default'],
  because: ({ type }) => `every row is written to satisfy the domain ${type.name}, even where it gets no value`,
  help: () => 'Give the column the domain’s base type, and the table a CHECK … NOT VALID that is validated later.',
  at: ({ typeAt }) => typeAt,
  related: ({ type }, context) => context.origin(context.type(type), `The domain ${type.name} was created here`),
});
