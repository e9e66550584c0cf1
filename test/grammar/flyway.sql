CREATE TABLE ${flyway:defaultSchema}.${table} (a integer);
SELECT $1, $$ body $$, '${text}'; -- ${comment}
SELECT "${name}", $ {a};
