-- // Create the orders
-- Migration SQL that makes the change goes here.
CREATE TABLE ${prefix}_orders (id bigint);

-- // not a description this far down
-- //@UNDO
DROP TABLE ${prefix}_orders;
-- //@UNDONE
