-- Schema 1 of the store; later ones change it. `user_version` holds the number; `application_id` marks the file as a store.

-- One sweep. `as_of` is the day that it was where the partner is, in Japan unless told otherwise.
CREATE TABLE run (
    run_id        INTEGER PRIMARY KEY,
    started_at    TEXT NOT NULL,
    ended_at      TEXT,
    as_of         TEXT NOT NULL,
    base_url      TEXT NOT NULL,
    resources     TEXT NOT NULL,
    scope         TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'complete')),
    list_cursor   TEXT,
    is_listed     INTEGER NOT NULL DEFAULT 0,
    customers     INTEGER NOT NULL DEFAULT 0,
    calls         INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One version of one thing that the service answered: from `began_run` until `ended_run`, exclusive.
-- `ended_run` is null while it is current. Versions of one thing that follow each other without a gap
-- share a `series`, the id of the first of them. `body` is the service's own JSON, byte for byte.
CREATE TABLE record (
    record_id     INTEGER PRIMARY KEY,
    resource      TEXT NOT NULL,
    domain_id     INTEGER NOT NULL,
    key           TEXT NOT NULL,
    series        INTEGER NOT NULL,
    began_run     INTEGER NOT NULL REFERENCES run,
    ended_run     INTEGER REFERENCES run,
    date          TEXT,
    body          TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX record_current ON record (domain_id, resource, key) WHERE ended_run IS NULL;
CREATE INDEX record_date ON record (date, domain_id) WHERE ended_run IS NULL AND date IS NOT NULL;
CREATE INDEX record_history ON record (domain_id, resource, key, began_run);
CREATE INDEX record_began ON record (began_run);
CREATE INDEX record_ended ON record (ended_run) WHERE ended_run IS NOT NULL;
CREATE INDEX record_series ON record (series);

-- The last time that a resource of a customer was read. `rest` is what the answer holds beside its items.
CREATE TABLE reading (
    domain_id     INTEGER NOT NULL,
    resource      TEXT NOT NULL,
    run_id        INTEGER NOT NULL REFERENCES run,
    read_at       TEXT NOT NULL,
    rest          TEXT,
    PRIMARY KEY (domain_id, resource)
) STRICT, WITHOUT ROWID;
CREATE INDEX reading_run ON reading (run_id);

-- What could not be read, and why. A later success in the same run removes the row.
CREATE TABLE failure (
    run_id        INTEGER NOT NULL REFERENCES run,
    domain_id     INTEGER NOT NULL,
    resource      TEXT NOT NULL,
    failed_at     TEXT NOT NULL,
    reason        TEXT NOT NULL,
    status        INTEGER,
    code          TEXT,
    message       TEXT NOT NULL,
    PRIMARY KEY (run_id, domain_id, resource)
) STRICT, WITHOUT ROWID;

CREATE VIEW customer AS
SELECT domain_id, body ->> '$.domain' AS domain, body ->> '$.companyName' AS company_name,
       body ->> '$.productId' AS product_id, body ->> '$.domainType' AS domain_type,
       body ->> '$.partnership.status' AS partnership_status, began_run, body
FROM record WHERE resource = 'customers' AND ended_run IS NULL;

CREATE VIEW option_order AS
SELECT domain_id, body ->> '$.subscriptionId' AS subscription_id,
       body ->> '$.optionProductId' AS option_product_id, body ->> '$.subOptionId' AS sub_option_id,
       body ->> '$.type' AS type, body ->> '$.quantity' AS quantity, date AS apply_date, began_run, body
FROM record WHERE resource = 'option_orders' AND ended_run IS NULL;

CREATE VIEW option_product AS
SELECT domain_id, body ->> '$.subscriptionId' AS subscription_id,
       body ->> '$.optionProductId' AS option_product_id, body ->> '$.subOptionId' AS sub_option_id,
       body ->> '$.quantity' AS quantity, body ->> '$.plan' AS plan,
       body ->> '$.planStartDate' AS plan_start_date, date AS plan_end_date, began_run, body
FROM record WHERE resource = 'options' AND ended_run IS NULL;

CREATE VIEW subscription AS
SELECT domain_id, body ->> '$.subscriptionId' AS subscription_id, body ->> '$.productId' AS product_id,
       body ->> '$.plan' AS plan, body ->> '$.planStartDate' AS plan_start_date, date AS plan_end_date,
       body ->> '$.licenseCount' AS license_count, body ->> '$.status' AS status,
       body ->> '$.renewal.type' AS renewal_type, began_run, body
FROM record WHERE resource = 'subscriptions' AND ended_run IS NULL;

CREATE VIEW reservation AS
SELECT domain_id, body ->> '$.subscriptionId' AS subscription_id, body ->> '$.type' AS type,
       body ->> '$.productId' AS product_id, body ->> '$.plan' AS plan,
       body ->> '$.licenseCount' AS license_count, date AS apply_date, began_run, body
FROM record WHERE resource = 'reservations' AND ended_run IS NULL;

CREATE VIEW pre_order AS
SELECT domain_id, body ->> '$.preOrderId' AS pre_order_id, body ->> '$.productId' AS product_id,
       body ->> '$.plan' AS plan, body ->> '$.licenseCount' AS license_count, date AS apply_date, began_run, body
FROM record WHERE resource = 'pre_orders' AND ended_run IS NULL;

CREATE VIEW usage_status AS
SELECT domain_id, body ->> '$.status' AS status, body ->> '$.memberCount' AS member_count,
       body ->> '$.maxMemberCount' AS max_member_count, date AS withdrawal_date, began_run, body
FROM record WHERE resource = 'usage_status' AND ended_run IS NULL;
