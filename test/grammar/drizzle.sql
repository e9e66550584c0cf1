CREATE TABLE a (b integer);--> statement-breakpoint
CREATE TABLE c (d integer);
--> statement-breakpoint
-- > statement-breakpoint
--> statement
