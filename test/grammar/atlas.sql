-- atlas:txmode none
-- atlas:checkpoint v1
-- atlas:delimiter \n\n\n
-- atlas:sum ignore
-- atlas:import ../shared

-- atlas:nolint destructive
DROP TABLE a;
-- atlas:nolint
DROP TABLE b;
-- atlas:txmode some
-- atlas:nolinted
-- atlas: txmode none
-- see atlas:nolint
