import { describeRule } from '../../support/rule-cases';

const orders = 'CREATE TABLE orders (id bigint PRIMARY KEY);';
const block = (body: string, head = ''): string => `DO $$ ${head} BEGIN ${body} END $$;`;
const made = (body: string): string => `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;`;

describeRule('dynamic-sql', {
  silent: {
    'a plain string': { before: [orders], sql: block("EXECUTE 'ALTER TABLE orders ADD COLUMN a int';") },
    'a function that nobody calls': { sql: made("EXECUTE format('DROP TABLE %I', x);") },
    'a trigger, whose function runs later': {
      before: [orders, made("EXECUTE format('DROP TABLE %I', x);")],
      sql: 'CREATE TRIGGER t AFTER INSERT ON orders EXECUTE FUNCTION f();',
    },
    'what makes nobody wait': {
      sql: block("EXECUTE 'ALTER DATABASE ' || quote_ident(current_database()) || ' SET timezone = utc';"),
    },
    'the work of a function that another rule tells of': {
      before: [orders, made("ALTER TABLE orders ADD COLUMN a int; EXECUTE format('DROP TABLE %I', x);")],
      sql: 'SELECT f();',
    },
  },
  found: {
    'several in one block once': {
      sql: block("EXECUTE format('GRANT %s', a); EXECUTE q; EXECUTE format('DROP TABLE %I', a);", 'DECLARE q text; a text;'),
      at: 'q',
      says: /^What this EXECUTE locks, /,
    },
    'its first words, where they are known': {
      sql: block("FOR t IN SELECT 'a' LOOP EXECUTE ('create unique index on ' || t || ' (a)'); END LOOP;", 'DECLARE t text;'),
      at: "('create unique index on ' || t || ' (a)')",
      says: /^What this EXECUTE of CREATE INDEX locks, /,
    },
    'no words of a string behind a variable': {
      sql: block("EXECUTE q || 'SELECT 1';", 'DECLARE q text;'),
      at: "q || 'SELECT 1'",
      says: /^What this EXECUTE locks, /,
    },
    'a procedure that is called': {
      before: ["CREATE PROCEDURE p(t text) LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('TRUNCATE %I', t); END $$;"],
      sql: "CALL p('orders');",
      at: "CALL p('orders')",
      says: /^What this EXECUTE of TRUNCATE in p locks, /,
    },
  },
});

describeRule('do-block-ddl', {
  silent: {
    'statements of a block that is looked into': { before: [orders], sql: block('ALTER TABLE orders ADD COLUMN a int;') },
    'a function that makes a table of its own session': { before: [made('CREATE TEMP TABLE t (a int);')], sql: 'SELECT f();' },
    'a function that writes rows': { before: [orders, made('INSERT INTO orders VALUES (1);')], sql: 'SELECT f();' },
    'a function that no migration has made': { sql: 'SELECT elsewhere();' },
    'a block in another language that speaks of rows': { sql: "DO LANGUAGE plpython3u $$ plpy.execute('SELECT 1') $$;" },
    'a block that writes rows in batches': { before: [orders], sql: block('DELETE FROM orders WHERE id = 1; COMMIT;') },
  },
  found: {
    'a call within a block': {
      before: [orders, made('DROP TABLE orders;')],
      sql: block('PERFORM f();'),
      at: 'PERFORM f()',
      says: /^What DROP TABLE in f locks or rewrites no other rule tells: /,
    },
    'a block in another language': {
      sql: "DO LANGUAGE plpython3u $$ plpy.execute('ALTER TABLE orders ADD COLUMN a int') $$;",
      at: 'DO',
      says: /: the block is written in plpython3u$/,
    },
    'a block that commits': {
      before: [orders],
      sql: block('ALTER TABLE orders ADD COLUMN a int; COMMIT; DROP TABLE orders;'),
      at: 'DO',
      says: /: the block ends transactions on its way$/,
    },
  },
});
