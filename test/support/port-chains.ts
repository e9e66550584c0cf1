/** One chain of three migrations with their ways back, as several runners would have it. */
import { flyway } from '../../src/migrations/conventions/flyway';
import { golangMigrate } from '../../src/migrations/conventions/golang-migrate';
import { goose } from '../../src/migrations/conventions/goose';
import { numbered } from '../../src/migrations/conventions/numbered';
import { sqlx } from '../../src/migrations/conventions/sqlx';
import type { Convention } from '../../src/migrations/convention';
import type { Source } from '../../src/migrations/project';
import { sourceOf } from './runs';

/** A chain in one convention. */
export interface PortChain {
  readonly convention: Convention;
  readonly files: Readonly<Record<string, string>>;
  /** The versions as the history has them. */
  readonly versions: readonly [string, string, string];
}

const steps = [
  { name: 'ports', up: 'CREATE TABLE ports (id bigint PRIMARY KEY);\n', down: 'DROP TABLE ports;\n' },
  { name: 'berths', up: 'CREATE TABLE berths (id bigint PRIMARY KEY);\n', down: 'DROP TABLE berths;\n' },
  { name: 'depth', up: 'ALTER TABLE berths ADD COLUMN depth int;\n', down: 'ALTER TABLE berths DROP COLUMN depth;\n' },
];

type Place = (number: string, name: string) => string;

function paired(convention: Convention, digits: number, up: Place, down: Place): PortChain {
  const numbers = ['1', '2', '3'].map((number) => number.padStart(digits, '0'));
  const files = steps.flatMap((step, index) => {
    const number = numbers[index] ?? '';
    return [
      [up(number, step.name), step.up],
      [down(number, step.name), step.down],
    ];
  });
  return chain(convention, Object.fromEntries(files) as Record<string, string>);
}

function chain(convention: Convention, files: Readonly<Record<string, string>>): PortChain {
  const [first = '', second = '', third = ''] = sourceOf(files, convention).migrations.map(({ version }) => version);
  return { convention, files, versions: [first, second, third] };
}

const suffixed =
  (ending: string): Place =>
  (number, name) =>
    `${number}_${name}.${ending}.sql`;

/** The chain of each convention. */
export const portChains: readonly PortChain[] = [
  paired(sqlx, 14, suffixed('up'), suffixed('down')),
  paired(golangMigrate, 6, suffixed('up'), suffixed('down')),
  paired(
    flyway,
    1,
    (number, name) => `V${number}__${name}.sql`,
    (number, name) => `U${number}__${name}.sql`,
  ),
  paired(
    numbered,
    3,
    (number, name) => `versions/${number}_${name}.sql`,
    (number, name) => `down/${number}_${name}_down.sql`,
  ),
  chain(
    goose,
    Object.fromEntries(
      steps.map(({ name, up, down }, index) => [`0000${index + 1}_${name}.sql`, `-- +goose Up\n${up}\n-- +goose Down\n${down}`]),
    ),
  ),
];

/** The chain as a source; `edits` are texts in place of its own, by their paths, or undefined for files that are gone. */
export function portSource({ convention, files }: PortChain, edits: Readonly<Record<string, string | undefined>> = {}): Source {
  const all = Object.entries({ ...files, ...edits }).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return sourceOf(Object.fromEntries(all), convention);
}
