import { rewritingColumn } from './rewriting-column';

export const addColumnSerial = rewritingColumn({
  id: 'add-column-serial',
  title: 'Serial column added',
  also: [
    'squawk:adding-serial-primary-key-field',
    'postgres-language-server:addSerialColumn',
    'pgfence:add-column-serial',
    'migrationpilot:MP015',
    'pgsafe:add-column-serial',
    'diesel-guard:AddSerialColumn',
  ],
  causes: ['serial'],
  because: ({ name, type }) => `${type.name} means a default that draws a number of ${name} for every row`,
  help: () => 'Add a nullable bigint, set a default that draws from a sequence of its own, and number the old rows in batches.',
  at: ({ typeAt }) => typeAt,
});
