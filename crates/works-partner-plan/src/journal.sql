-- Schema 1 of the journal. `user_version` holds the number; `application_id` marks the file.

-- One request that changes something. The row is on disk before the request leaves, in the state
-- `sending`, and is completed after the answer came.
CREATE TABLE write (
    write_id    INTEGER PRIMARY KEY,
    plan_id     TEXT,
    line        INTEGER,
    began_at    TEXT NOT NULL,
    ended_at    TEXT,
    account     TEXT NOT NULL,
    os_user     TEXT NOT NULL,
    host        TEXT NOT NULL,
    base_url    TEXT NOT NULL,
    operation   TEXT NOT NULL,
    domain_id   INTEGER,
    parameters  TEXT NOT NULL,
    body        TEXT,
    state       TEXT NOT NULL CHECK (state IN ('sending', 'done', 'refused', 'unknown', 'notSent')),
    status      INTEGER,
    code        TEXT,
    description TEXT,
    answer      TEXT,
    settled     TEXT
) STRICT;
CREATE INDEX write_plan ON write (plan_id, line) WHERE plan_id IS NOT NULL;
CREATE INDEX write_customer ON write (domain_id, began_at);
