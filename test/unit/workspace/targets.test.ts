import assert from 'node:assert/strict';
import { leadsAway, listTargets, roleOf, shownUrl } from '../../../src/workspace/targets';

const none = { configured: [], added: [], environment: {}, dotenv: {}, storageDirectory: '/data' };

describe('targets', () => {
  describe('the role of a URL', () => {
    const cases: readonly [string, 'local' | 'shared'][] = [
      ['postgres://u:p@localhost:5432/app', 'local'],
      ['postgres://u@127.0.0.1/app', 'local'],
      ['postgres://u@127.8.9.10/app', 'local'],
      ['postgresql://[::1]/app', 'local'],
      ['postgres:///app?host=/var/run/postgresql', 'local'],
      ['postgres://u@%2Fvar%2Frun%2Fpostgresql/app', 'local'],
      ['postgres:///app', 'local'],
      ['host=/tmp dbname=app', 'local'],
      ['postgres://u@db.internal/app', 'shared'],
      ['postgres://u@localhost.example.com/app', 'shared'],
      ['postgres://u@localhost/app?host=db.example.com', 'shared'],
      ['postgres://u@10.0.0.7/app', 'shared'],
      ['host=db.example.com dbname=app', 'shared'],
      ['not a url', 'shared'],
    ];
    for (const [url, role] of cases) it(`${url} is ${role}`, () => assert.equal(roleOf(url), role));
  });

  it('offers embedded alone where nothing is configured', () => {
    const { targets } = listTargets('/w/migrations', none);
    assert.deepEqual(
      targets.map(({ name, role }) => [name, role]),
      [['embedded', 'embedded']],
    );
  });

  it('lets the environment win over .env, and DATABASE_URL come before SUPABASE_DB_URL', () => {
    const { targets } = listTargets('/w/migrations', {
      ...none,
      environment: { DATABASE_URL: 'postgres://localhost/own' },
      dotenv: { DATABASE_URL: 'postgres://localhost/file', SUPABASE_DB_URL: 'postgres://db.example.com/supabase' },
    });
    assert.deepEqual(
      targets.map((target) => [target.name, target.role, target.from, target.kind === 'server' ? target.url : undefined]),
      [
        ['DATABASE_URL', 'local', 'the environment', 'postgres://localhost/own'],
        ['SUPABASE_DB_URL', 'shared', '.env', 'postgres://db.example.com/supabase'],
        ['embedded', 'embedded', 'built in', undefined],
      ],
    );
  });

  it('gives a configured target its timeouts', () => {
    const configured = [{ name: 'x', url: 'postgres://localhost/x', timeouts: { lockMs: 5 } }];
    const { targets } = listTargets('/w/migrations', { ...none, configured });
    assert.deepEqual(targets[0]?.timeouts, { lockMs: 5 });
  });

  it('fills ${env:NAME} in, and names a target whose variable is not set', () => {
    const { targets, unset } = listTargets('/w/migrations', {
      ...none,
      configured: [
        { name: 'staging', url: '${env:STAGING_URL}', role: 'production' },
        { name: 'qa', url: 'postgres://u:${env:QA_PASSWORD}@qa/app' },
      ],
      dotenv: { STAGING_URL: 'postgres://staging.example.com/app' },
    });
    assert.deepEqual(
      targets.map((target) => [target.name, target.role]),
      [
        ['staging', 'production'],
        ['embedded', 'embedded'],
      ],
    );
    assert.deepEqual(unset, ['qa (QA_PASSWORD is not set)']);
  });

  it('takes a URL without a host for one of the machine that PGHOST names', () => {
    const from = (url: string, host: string): readonly unknown[] => {
      const [target] = listTargets('/w/m', { ...none, environment: { PGHOST: host }, dotenv: { DATABASE_URL: url } }).targets;
      return target?.kind === 'server' ? [target.role, shownUrl(target.url), leadsAway(target)] : [];
    };
    assert.deepEqual(from('postgres:///app', 'db.example.com'), ['shared', 'db.example.com/app', true]);
    assert.deepEqual(from('postgres:///app?sslmode=require', 'db.example.com'), ['shared', 'db.example.com/app', true]);
    assert.deepEqual(from('postgres:///app', '/var/run/postgresql'), ['local', '/var/run/postgresql/app', false]);
    assert.deepEqual(from('postgres://localhost/app', 'db.example.com'), ['local', 'localhost/app', false]);
  });

  it('keeps one embedded data directory a source', () => {
    const directory = (path: string): string => {
      const [target] = listTargets(path, none).targets;
      return target?.kind === 'embedded' ? target.directory : '';
    };
    assert.notEqual(directory('/w/a'), directory('/w/b'));
    assert.equal(directory('/w/a'), directory('/w/a'));
  });
});
