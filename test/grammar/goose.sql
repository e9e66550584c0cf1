-- +goose NO TRANSACTION
-- +goose ENVSUB ON
-- +goose Up
-- +goose StatementBegin
CREATE SCHEMA ${SCHEMA};
-- +goose StatementEnd
-- +goose envsub off
--+goose down
DROP SCHEMA app;

 -- +goose Up
-- +goose Upwards
-- +goose
-- goose Up
