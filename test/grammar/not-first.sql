
-- no-transaction
-- morph:nontransactional
SELECT 1;
