-- Schema 3. What only answers need is indexed when a run ends (`indices.sql`): a first run would fill these row by row,
-- in no order, at several times the cost. Nothing looks for the readings of one run alone.
DROP INDEX reading_run;
DROP INDEX record_date;
DROP INDEX record_began;
