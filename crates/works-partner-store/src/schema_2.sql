-- Schema 2. A first run fills no index that only history needs: `record_current` finds what is current, and
-- `record_past` what has ended. Nothing looks for a `series`.
DROP INDEX record_series;
DROP INDEX record_history;
CREATE INDEX record_past ON record (domain_id, resource, key, ended_run) WHERE ended_run IS NOT NULL;
