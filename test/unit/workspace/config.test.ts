import assert from 'node:assert/strict';
import { defaultConfig, parseConfig } from '../../../src/workspace/config';

describe('lockkeeper.json', () => {
  it('is not needed', async () => {
    assert.deepEqual(await parseConfig('{}'), defaultConfig);
  });

  it('is JSON with comments', async () => {
    const config = await parseConfig(`{
      // shared by editor and command line
      "postgres": 17,
      "sources": [{ "path": "./db/migrations/", "convention": "sqlx", "target": "staging", "ignore": ["seed_*.sql"] }],
      "ignore": ["**/archive/**"],
      "reference": ["./db/schema.sql"],
      "targets": { "staging": { "url": "\${env:STAGING_URL}", "role": "shared" } },
      "preset": "strict",
      "tableStats": "./db/table-stats.json",
      "rules": { "drop-column": "off", "drop-table": "warning" },
      "templates": {
        "down": "db/down.sql",
        "audit": "./db/audit.sql",
        "vacuum": { "up": "db/vacuum.sql", "down": "db/nothing.sql", "transaction": false },
      },
    }`);
    assert.deepEqual(config, {
      postgres: 17,
      sources: [
        { path: 'db/migrations', convention: 'sqlx', target: 'staging', ignore: ['seed_*.sql'], deprecated: false, shadow: {} },
      ],
      ignore: ['**/archive/**'],
      reference: ['db/schema.sql'],
      targets: [{ name: 'staging', url: '${env:STAGING_URL}', role: 'shared' }],
      preset: 'strict',
      tableStats: 'db/table-stats.json',
      rules: new Map([
        ['drop-column', 'off'],
        ['drop-table', 'warning'],
      ]),
      templates: {
        down: 'db/down.sql',
        named: [
          { name: 'audit', up: 'db/audit.sql', outsideTransaction: false },
          { name: 'vacuum', up: 'db/vacuum.sql', down: 'db/nothing.sql', outsideTransaction: true },
        ],
      },
      drift: { ignore: [] },
      shadow: {},
      faults: [],
    });
  });

  const faulty: readonly [string, string, RegExp][] = [
    ['an unknown key', '{"postgress": 16}', /“postgress” is not known/],
    ['a version that is none', '{"postgres": "16"}', /major version from 10 to 18/],
    ['a source without a path', '{"sources": [{}]}', /needs a “path”/],
    ['a target without a URL', '{"targets": {"x": {}}}', /“x” needs a “url”/],
    [
      'a timeout that is none',
      '{"targets": {"x": {"url": "u", "runTimeout": "soon"}}}',
      /“runTimeout” of the target “x” is a duration/,
    ],
    ['a role that is none', '{"targets": {"x": {"url": "u", "role": "prod"}}}', /role of “x”.*treated as production/],
    ['a prelude elsewhere', '{"shadow": {"prelude": "../prelude.sql"}}', /“prelude” is a path relative to lockkeeper\.json/],
    ['a shadow that is none', '{"shadow": {"server": "docker"}}', /“server” is embedded, installed, or a URL/],
    ['a shadow with more to it', '{"shadow": {"image": "x"}}', /“shadow” is an object with “prelude”/],
    ['a preset that is none', '{"preset": "strictest"}', /one of recommended, strict, all/],
    ['a severity that is none', '{"rules": {"drop-table": "fatal"}}', /severity of “drop-table”/],
    ['what is no object', '[]', /An object is expected/],
    ['a reference that is no list', '{"reference": "db/schema.sql"}', /“reference” is a list of files/],
    ['a reference elsewhere', '{"reference": ["../schema.sql"]}', /“reference” is a list of files.*within its folder/],
    ['a kind of name that is none', '{"naming": {"tabel": "s$"}}', /“tabel” is no kind of name/],
    ['a pattern that is none', '{"naming": {"table": "("}}', /pattern of “table” is a regular expression/],
    ['patterns that are no object', '{"naming": "s$"}', /“naming” is an object/],
    ['templates that are no object', '{"templates": "db/down.sql"}', /“templates” is an object/],
    ['a template that is no path', '{"templates": {"audit": 1}}', /template “audit” is a path relative to lockkeeper\.json/],
    [
      'statistics elsewhere',
      '{"tableStats": "../table-stats.json"}',
      /“tableStats” is a file of lockkeeper stats.*within its folder/,
    ],
    ['a template elsewhere', '{"templates": {"audit": "db/../../x.sql"}}', /does not lead out of its folder/],
    ['a model of down scripts elsewhere', '{"templates": {"down": "/etc/passwd"}}', /template “down” is a path/],
    ['a template without an up script', '{"templates": {"audit": {"down": "a.sql"}}}', /template “audit” is a path/],
    ['a template with more than it has', '{"templates": {"audit": {"up": "a.sql", "sql": ""}}}', /has “up” and “down”/],
    ['a template of a name that is taken', '{"templates": {"view": "a.sql"}}', /“view” is a template of Lockkeeper’s own/],
    ['a template of a name that is none', '{"templates": {"a b": "a.sql"}}', /“a b” is no name of a template/],
    ['columns that are no list', '{"require": {"columns": "id"}}', /“require” is an object/],
    ['a requirement that is none', '{"require": {"comments": true}}', /“require” is an object/],
    ['a drift that is a list', '{"drift": ["audit.*"]}', /“drift” is an object with “ignore”/],
    ['a drift with more than it has', '{"drift": {"ignore": [], "only": []}}', /“drift” is an object/],
    ['broken JSON', '{"postgres": 17', /CloseBraceExpected/],
  ];
  for (const [what, text, message] of faulty) {
    it(`names ${what} and keeps the rest`, async () => {
      const config = await parseConfig(text);
      assert.match(config.faults.map((fault) => fault.message).join('\n'), message);
    });
  }

  it('says how names look and what a table must have', async () => {
    const { naming, require } = await parseConfig(
      '{"naming": {"table": "^[a-z]+s$", "foreign-key": "^fk_"}, "require": {"columns": ["created_at"]}}',
    );
    assert.deepEqual(
      naming,
      new Map([
        ['table', /^[a-z]+s$/u],
        ['foreign-key', /^fk_/u],
      ]),
    );
    assert.deepEqual(require, { columns: ['created_at'], comment: false });
  });

  it('says what of a database nobody wants to hear of', async () => {
    const { drift, faults } = await parseConfig('{"drift": {"ignore": ["audit.*"]}}');
    assert.deepEqual([drift, faults], [{ ignore: ['audit.*'] }, []]);
  });

  it('says where chains are replayed, for all and for one source', async () => {
    const { shadow, sources, faults } = await parseConfig(
      '{"shadow": {"prelude": "./db/prelude.sql", "server": "${env:SHADOW_URL}"}, "sources": [{"path": "a", "shadow": {"server": "installed"}}]}',
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(shadow, { prelude: 'db/prelude.sql', server: '${env:SHADOW_URL}' });
    assert.deepEqual(sources[0]?.shadow, { server: 'installed' });
  });

  it('says how long things on a target may take', async () => {
    const { targets, faults } = await parseConfig(
      '{"targets": {"x": {"url": "u", "lockTimeout": "5s", "statementTimeout": 0, "runTimeout": "1h"}}}',
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(targets, [{ name: 'x', url: 'u', timeouts: { lockMs: 5000, statementMs: 0, runMs: 3_600_000 } }]);
  });

  it('takes a role that it cannot read for production', async () => {
    const { targets } = await parseConfig(
      '{"targets": {"x": {"url": "postgres://localhost/x", "role": "prod"}, "y": {"url": "u"}}}',
    );
    assert.deepEqual(targets, [
      { name: 'x', url: 'postgres://localhost/x', role: 'production' },
      { name: 'y', url: 'u' },
    ]);
  });

  it('keeps what stands before a syntax error', async () => {
    assert.equal((await parseConfig('{"postgres": 17, "rules": {')).postgres, 17);
  });
});
