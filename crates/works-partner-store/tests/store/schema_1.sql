-- A store of schema 1 after four runs.
PRAGMA application_id = 1464890228;
PRAGMA user_version = 1;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
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
INSERT INTO run VALUES(1,'2026-11-28T14:17:00.603706118Z','2026-11-28T14:17:00.67172902Z','2026-11-28','sandbox','customers,option_orders','10000004','complete',NULL,1,1,2);
INSERT INTO run VALUES(2,'2026-11-28T14:17:04.504998532Z','2026-11-28T14:17:04.615818602Z','2026-11-28','sandbox','customers,option_orders','10000004','complete',NULL,1,1,2);
INSERT INTO run VALUES(3,'2026-11-28T14:17:08.23484047Z','2026-11-28T14:17:08.344280696Z','2026-11-28','sandbox','customers,option_orders','10000004','complete',NULL,1,1,2);
INSERT INTO run VALUES(4,'2026-11-28T14:17:10.864686293Z','2026-11-28T14:17:10.975591702Z','2026-11-28','sandbox','customers,option_orders','10000004','complete',NULL,1,1,2);
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
INSERT INTO record VALUES(1,'customers',10000004,'',1,1,NULL,NULL,'{"tenantId":10000004,"domainId":10000004,"domain":"tsubame-log.example","productId":"STD","companyName":"つばめ物流株式会社","phoneNumber":"06-0000-0104","timeZone":"Asia/Tokyo","locale":"ja_JP","enableActiveMxrecord":true,"enableActiveDomain":true,"domainType":"DOMAIN","administrator":{"lastName":"田中","firstName":"翔","id":"tanaka.s","privateEmail":"tanaka.s@mail.example"}}');
INSERT INTO record VALUES(2,'option_orders',10000004,'DRV',2,1,2,'2026-12-21','{"subscriptionId":20004,"optionProductId":"DRV","subOptionId":"DRV00","type":"APPLY","quantity":null,"applyDate":"2026-12-21"}');
INSERT INTO record VALUES(3,'option_orders',10000004,'DRV',2,2,3,'2026-12-22','{"subscriptionId":20004,"optionProductId":"DRV","subOptionId":"DRV00","type":"APPLY","quantity":null,"applyDate":"2026-12-22"}');
INSERT INTO record VALUES(4,'option_orders',10000004,'DRV',2,3,4,'2026-12-23','{"subscriptionId":20004,"optionProductId":"DRV","subOptionId":"DRV00","type":"APPLY","quantity":null,"applyDate":"2026-12-23"}');
CREATE TABLE reading (
    domain_id     INTEGER NOT NULL,
    resource      TEXT NOT NULL,
    run_id        INTEGER NOT NULL REFERENCES run,
    read_at       TEXT NOT NULL,
    rest          TEXT,
    PRIMARY KEY (domain_id, resource)
) STRICT, WITHOUT ROWID;
INSERT INTO reading VALUES(10000004,'customers',4,'2026-11-28T14:17:10.929455194Z',NULL);
INSERT INTO reading VALUES(10000004,'option_orders',4,'2026-11-28T14:17:10.964984657Z',NULL);
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
CREATE UNIQUE INDEX record_current ON record (domain_id, resource, key) WHERE ended_run IS NULL;
CREATE INDEX record_date ON record (date, domain_id) WHERE ended_run IS NULL AND date IS NOT NULL;
CREATE INDEX record_history ON record (domain_id, resource, key, began_run);
CREATE INDEX record_began ON record (began_run);
CREATE INDEX record_ended ON record (ended_run) WHERE ended_run IS NOT NULL;
CREATE INDEX record_series ON record (series);
CREATE INDEX reading_run ON reading (run_id);
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
COMMIT;
