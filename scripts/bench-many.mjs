// Measures a repository with many migrations: 10,000 files in 12 folders of six conventions.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { measureInHost, median } from './bench-host.mjs';

/** For the n-th migration of a folder, the names of its files with their texts. */
const layouts = {
  sqlx: (n) => [[`${stamp(n)}_step_${n}.sql`, table(n)]],
  'golang-migrate': (n) => [
    [`${number(n)}_step_${n}.up.sql`, table(n)],
    [`${number(n)}_step_${n}.down.sql`, drop(n)],
  ],
  goose: (n) => [[`${stamp(n)}_step_${n}.sql`, `-- +goose Up\n${table(n)}\n-- +goose Down\n${drop(n)}`]],
  flyway: (n) => [[`V${n + 1}__step_${n}.sql`, table(n)]],
  dbmate: (n) => [[`${stamp(n)}_step_${n}.sql`, `-- migrate:up\n${table(n)}\n-- migrate:down\n${drop(n)}`]],
  prisma: (n) => [[`${stamp(n)}_step_${n}/migration.sql`, table(n)]],
};

const stamp = (n) => new Date(Date.UTC(2020, 0, 1) + n * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
const number = (n) => String(n + 1).padStart(6, '0');
const drop = (n) => `DROP TABLE depot_${n};\n`;
const table = (n) => `CREATE TABLE depot_${n} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE,
    capacity integer NOT NULL DEFAULT 0 CHECK (capacity >= 0),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX depot_${n}_created_idx ON depot_${n} (created_at);
`;

/** Writes as many migrations as make so many files, into as many folders, each of the next convention. */
function writeMany(root, { folders, files }) {
  const names = Object.keys(layouts);
  let left = files;
  for (let folder = 0; folder < folders; folder++) {
    const layout = layouts[names[folder % names.length]];
    const share = Math.round(left / (folders - folder));
    const directory = join(root, `services/service_${folder}/db/migrations`);
    for (let n = 0, made = 0; made < share; n++) {
      for (const [name, text] of layout(n)) {
        const path = join(directory, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        made++;
      }
    }
    left -= share;
  }
}

/**
 * Opens such a repository in VS Code.
 * @returns {Promise<{ readonly rows: number, readonly shown: number, readonly changed: number }>} how many rows the tree
 * has, and the medians, in milliseconds, of the time until all are made and until they are made again after a change
 */
export async function measureMany(times) {
  const root = mkdtempSync(join(tmpdir(), 'lockkeeper-many-'));
  try {
    writeMany(root, { folders: 12, files: 10_000 });
    const measured = await measureInHost('bench-many', root, times);
    const of = (what) => median(measured.map((each) => each[what]));
    return { rows: of('rows'), shown: of('shown'), changed: of('changed') };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
