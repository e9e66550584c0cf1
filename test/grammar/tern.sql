---- tern: disable-tx ----
CREATE TABLE {{ .Schema }}.a (b integer);
{{ template "shared/view.sql" . }}
---- create above / drop below ----
DROP TABLE a;
-- create above / drop below --
---- tern: disable-tx
SELECT '{{1,2},{3,4}}'::integer[];
