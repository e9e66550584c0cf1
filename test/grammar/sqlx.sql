-- no-transaction
CREATE INDEX CONCURRENTLY orders_note ON orders (note);

-- no-transaction
-- This one comes too late, and so does the next.
-- morph:nontransactional
