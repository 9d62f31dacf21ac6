-- Schema 3. The ids of records grow with the runs that began them, and nothing looks for the readings of one run alone.
-- The index of dates is made when a run ends: a first run would fill it in no order, at several times the cost.
DROP INDEX record_began;
DROP INDEX record_date;
DROP INDEX reading_run;
