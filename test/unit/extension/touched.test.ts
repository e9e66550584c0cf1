import assert from 'node:assert/strict';
import { kindOfTouched } from '../../../src/extension/touched';
import { conventions } from '../../../src/migrations/conventions/all';

describe('a path that was touched', () => {
  const is = (kind: ReturnType<typeof kindOfTouched>, ...paths: readonly string[]): void => {
    for (const path of paths) assert.equal(kindOfTouched(path), kind, path);
  };

  it('is a file of the project', () => {
    is('file', 'db/migrations/1_a.sql', '1_a.sql', 'lockkeeper.json', '.env', 'services/booking/sqlx.toml', 'Cargo.toml');
  });

  for (const { title, markers, companions = [] } of conventions) {
    it(`is whatever file ${title} asks for`, () => {
      // Those without an ending are directories, which are looked into anyway or say nothing by what is in them.
      is('file', ...markers.filter((name) => /[^.]\./.test(name)).map((name) => `services/booking/${name}`));
      is('file', ...companions.map((name) => `db/migrations/${name.replace('*', '1_a')}`));
    });
  }

  it('may be a folder of migrations, whatever its name', () => {
    is('folder', 'migrations', 'db/v1.2', 'db/2025.01.02', 'app.migrations', 'a b/Ordner');
  });

  it('is of no matter where nothing is looked for, or nothing is read', () => {
    is('nothing', 'node_modules', 'node_modules/pg/x.sql', 'target/debug', '.git/objects', '.vscode', 'build/1_a.sql');
    is('nothing', 'src/main.ts', 'README.md', 'packages/api/.env', 'packages/api/lockkeeper.json', 'logo.jpeg');
  });
});
