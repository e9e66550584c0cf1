\set ON_ERROR_STOP on
\i functions.sql
\ir :folder/views.sql
CREATE ROLE :"owner" PASSWORD :'secret';
SELECT :total + :schema.f(:a,:b);

SELECT a::text, b :: integer, c[1:2], c[i:j], c[:j], c[i :j], d := 1, e = :f;
SELECT JSON_OBJECT('k':v), '12:30' AS time, array[:g, :h];
\N	1
\. not psql
\settings
