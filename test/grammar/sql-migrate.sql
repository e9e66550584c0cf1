-- +migrate Up notransaction
-- +migrate StatementBegin
SELECT 1;
-- +migrate StatementEnd
-- +migrate Down

-- +migrate up
--+migrate Up
 -- +migrate Up
-- +migrate Up transaction
