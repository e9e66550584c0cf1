import assert from 'node:assert/strict';
import fc from 'fast-check';
import { failureOf } from '../../../src/database/failure';
import { describeTarget, masked, redact, secretsOf } from '../../../src/database/redact';

describe('secrets', () => {
  for (const [text, safe] of [
    ['postgres://ann:s3cret@host/db', 'postgres://ann:***@host/db'],
    ['postgres://ann:s3cret:x@y@host/db', 'postgres://ann:***@host/db'],
    ['postgres://host/db?user=ann&password=s3cret&sslmode=require', 'postgres://host/db?user=ann&password=***&sslmode=require'],
    [`host=h password='s3 cret' user=u`, 'host=h password=*** user=u'],
    [`ALTER ROLE ann PASSWORD 's3''cret' LOGIN`, `ALTER ROLE ann PASSWORD '***' LOGIN`],
    [`ALTER ROLE ann PASSWORD $$s3cret$$ LOGIN`, `ALTER ROLE ann PASSWORD '***' LOGIN`],
    [`ALTER ROLE ann PASSWORD $x$s3c$$ret$x$`, `ALTER ROLE ann PASSWORD '***'`],
    [`ALTER ROLE ann PASSWORD U&'s3cret'`, `ALTER ROLE ann PASSWORD '***'`],
    [`EXECUTE 'ALTER ROLE ann PASSWORD ''s3cret'' LOGIN'`, `EXECUTE 'ALTER ROLE ann PASSWORD '***' LOGIN'`],
    [`OPTIONS (user 'u', password 's3cret')`, `OPTIONS (user 'u', password '***')`],
    [`OPTIONS (SET password 's3cret')`, `OPTIONS (SET password '***')`],
    [`dblink('password=s3cret host=h', 'SELECT 1')`, `dblink('password=*** host=h', 'SELECT 1')`],
    [`dblink('host=h password=s3cret')`, `dblink('host=h password=***`],
    [`CONNECTION "password=s3cret"`, `CONNECTION "password=***"`],
    [`password text NOT NULL, CHECK (length(password) > 8)`, `password text NOT NULL, CHECK (length(password) > 8)`],
    [`UPDATE account SET password = md5(old)`, `UPDATE account SET password = md5(old)`],
    ['postgres://ann@corp:s3cret@host/db', 'postgres://ann@corp:***@host/db'],
    ['see 1postgres://ann:s3cret@host/db', 'see 1postgres://ann:***@host/db'],
    ['no secret at all: 12:30, a@b', 'no secret at all: 12:30, a@b'],
  ] as const) {
    it(`are hidden in ${safe}`, () => assert.equal(redact(text), safe));
    it(`are masked in ${safe}`, () => {
      assert.equal(masked(text).length, text.length);
      assert.equal(masked(text).includes('cret'), safe.includes('cret'));
    });
  }

  it('are masked at their place, over several lines', () => {
    assert.equal(masked(`ALTER ROLE ann PASSWORD\n's3c\nret'; SELECT 1`), `ALTER ROLE ann PASSWORD\n****\n****; SELECT 1`);
  });

  it('of a URL are hidden wherever they stand, written in either way', () => {
    const url = 'postgres://ann:p%40ss%2Fword@host/db';
    assert.deepEqual(secretsOf(url), ['p%40ss%2Fword', 'p@ss/word']);
    assert.equal(redact('failed for p@ss/word and p%40ss%2Fword', secretsOf(url)), 'failed for *** and ***');
  });

  it('never show, whatever they are made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 20, unit: 'grapheme' }), (secret) => {
        const url = `postgres://ann:${encodeURIComponent(secret)}@host:5432/db`;
        const said = failureOf(new Error(`cannot use ${secret} of ${url}`), secretsOf(url)).message;
        const [, shown = ''] = /^cannot use (.*) of /s.exec(said) ?? [];
        assert.ok(!shown.includes(secret) || '***'.includes(secret), said);
      }),
    );
  });

  it('of a URL whose user holds an @ are known', () => {
    assert.deepEqual(secretsOf('postgres://ann@corp:s3cret@host/db')[0], 's3cret');
  });

  it('are looked for in a long text without delay', () => {
    const started = performance.now();
    redact(`INSERT INTO t VALUES ('${'a'.repeat(5_000_000)}', '://')`);
    assert.ok(performance.now() - started < 2000);
  });

  it('are no reason to say a place twice', () => {
    assert.equal(
      describeTarget({ name: 'db:5432/app', kind: 'server', url: 'postgres://ann:s3cret@db:5432/app' }),
      'db:5432/app',
    );
  });

  for (const [url, shown] of [
    ['postgres://ann:s3@cret@db.example:5432/app?x=1', 'staging (db.example:5432/app)'],
    ['postgres://db.example/app?user=ann@corp&password=s3cret', 'staging'],
    ['postgres://db.example/app?options=a@b&password=s3cret', 'staging'],
    ['postgres://ann:12?s3cret@db.example/app', 'staging'],
    ['postgres://ann:12/s3cret@db.example/app', 'staging'],
    ['postgres://ann:s3#cret@db.example/app', 'staging'],
    ['postgres:///app?host=/run/postgresql', 'staging (/run/postgresql/app)'],
  ] as const) {
    it(`are no part of a target’s description: ${url}`, () =>
      assert.equal(describeTarget({ name: 'staging', kind: 'server', url }), shown));
  }
});

describe('a failure', () => {
  it('that is a bug is thrown on', () => {
    assert.throws(() => failureOf(new TypeError('x is not a function')), TypeError);
  });
});
