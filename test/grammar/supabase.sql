-- pg-delta: transaction=false
ALTER TABLE berths DETACH PARTITION berths_2024 CONCURRENTLY;
-- pg-delta: transaction=false
