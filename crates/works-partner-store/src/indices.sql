CREATE INDEX IF NOT EXISTS record_date ON record (date, domain_id) WHERE ended_run IS NULL AND date IS NOT NULL;
CREATE INDEX IF NOT EXISTS record_began ON record (began_run);
