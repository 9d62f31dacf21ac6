//! Any number of invented customers, for trying things out at size.

use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::Days;
use crate::catalog::{self, Quantity};
use crate::json::set;
use crate::state::{Resource, State, Terms, renewal_unchanged};

/// The first of them, far from those of the demo.
const FIRST_ID: i64 = 20_000_001;

/// Each customer has so many ids for its subscriptions and applications.
const IDS_EACH: i64 = 10;

pub(super) fn add_to(state: &mut State, customers: u32, seed: u64, days: Days) {
    for number in 0..i64::from(customers) {
        Customer::new(number, seed, days).add_to(state);
    }
}

/// A customer that is being made up. What it is depends on nothing but its number, the seed and the day.
struct Customer {
    rng: Rng,
    days: Days,
    number: i64,
    domain_id: i64,
    product: &'static str,
}

/// How a customer stands with the partner.
#[derive(Clone, Copy)]
enum Standing {
    Annual,
    Monthly,
    Trial,
    Grace,
    Free,
    OnOrder,
}

/// Of a hundred customers, so many.
const STANDINGS: [(u8, Standing); 6] = [
    (52, Standing::Annual),
    (18, Standing::Monthly),
    (14, Standing::Trial),
    (4, Standing::Grace),
    (8, Standing::Free),
    (4, Standing::OnOrder),
];

const KINDS_OF_COMPANY: [(&str, &str); 12] = [
    ("株式会社", "製作所"),
    ("株式会社", "フーズ"),
    ("有限会社", "工務店"),
    ("医療法人", "クリニック"),
    ("学校法人", "学園"),
    ("合同会社", "デザイン"),
    ("", "信用金庫"),
    ("", " Logistics K.K."),
    ("", " Trading Co., Ltd."),
    ("", " Partners LLC"),
    ("社会福祉法人", "会"),
    ("", "法律事務所"),
];

const JAPANESE: [&str; 16] = [
    "あさひ",
    "青葉",
    "みなと",
    "桜",
    "北斗",
    "ひかり",
    "富士見",
    "若葉",
    "つばめ",
    "瀬戸内",
    "朝霧",
    "ヤマト",
    "ﾐﾄﾞﾘ",
    "髙橋",
    "渡邉",
    "東雲",
];

const ENGLISH: [&str; 12] = [
    "Pacific",
    "Blue Harbor",
    "Kestrel",
    "Northwind",
    "Maple",
    "Silver Lake",
    "Orion",
    "Harbour",
    "O'Neill",
    "Smith & Daughters",
    "Évora",
    "Zürich",
];

/// Names that careless programs stumble over.
const AWKWARD: [&str; 12] = [
    "A,B;C \"Trading\"",
    "=SUM(A1:A9)",
    "<script>alert(1)</script> K.K.",
    "+81 Services",
    "-Minus Co.",
    "@home 株式会社",
    "🍣 すし処 🐟",
    "شركة النور",
    "𠮷野家具店",
    "が行 (結合文字)",
    "Back\\slash & Söhne",
    "Zero\u{200b}Width",
];

impl Customer {
    fn new(number: i64, seed: u64, days: Days) -> Self {
        let step = number.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let mut rng = Rng::with_seed(seed ^ step);
        let product = if rng.u8(..100) < 65 { "STD" } else { "ADV" };
        Self {
            rng,
            days,
            number,
            domain_id: FIRST_ID.saturating_add(number),
            product,
        }
    }

    fn add_to(mut self, state: &mut State) {
        let standing = self.standing();
        let id = self.domain_id;
        let profile = self.profile();
        let usage_status = self.usage_status();
        state
            .put(id, Resource::Customer, profile)
            .put(id, Resource::UsageStatus, usage_status);
        match standing {
            Standing::Annual => self.add_annual(state),
            Standing::Monthly => self.add_monthly(state),
            Standing::Trial => self.add_trial(state),
            Standing::Grace => self.add_grace(state),
            Standing::Free => self.add_free(state),
            Standing::OnOrder => self.add_on_order(state),
        }
        if self.one_in(9) && !matches!(standing, Standing::OnOrder) {
            self.add_second_product(state);
        }
        if self.one_in(6) {
            let subscription = self.subscription_id(0);
            let memo = json!({
                "domainId": id, "subscriptionId": subscription,
                "customerCode": format!("G-{:06}", self.number),
                "memo": self.pick(&["更新は電話で確認", "Invoice to head office", "至急 / urgent: \"call first\""]),
            });
            state.put(id, Resource::SubscriptionMemo, memo);
        }
        state.entry(id).show_line_works_product();
    }

    fn standing(&mut self) -> Standing {
        let mut left = self.rng.u8(..100);
        for (share, standing) in STANDINGS {
            match left.checked_sub(share) {
                Some(rest) => left = rest,
                None => return standing,
            }
        }
        Standing::Annual
    }

    fn add_annual(&mut self, state: &mut State) {
        let plan = self.pick(&["ANNUAL_LICENSE", "ANNUAL_LICENSE", "ANNUAL_PREPAY_LICENSE"]);
        let end = self.day(1, 364);
        let start = end.saturating_add(1.day()).saturating_sub(1.year());
        let licenses = self.rng.i64(5..2_000);
        let terms = terms(self.product, plan, Some(licenses));
        let mut body = self.subscription(0, &terms, (start, Some(end)));
        let mut renewal = renewal_unchanged(self.subscription_id(0), &terms);
        match self.rng.u8(..10) {
            0 => set(&mut renewal, "type", "CANCEL"),
            1 => {
                set(&mut renewal, "type", "CHANGE");
                set(&mut renewal, "licenseCount", licenses.saturating_add(10));
            }
            _ => {}
        }
        set(&mut body, "renewal", renewal);
        state.put(self.domain_id, Resource::Subscription, body);
        let more_from = (self.one_in(12) && end > self.days.after(30)).then(|| self.day(2, 28));
        if let Some(day) = more_from {
            let reservation = json!({
                "subscriptionId": self.subscription_id(0), "type": "ADD_LICENSE",
                "applyDate": day, "licenseCount": self.rng.i64(1..50),
            });
            let kind = Resource::SubscriptionReservation;
            state.put(self.domain_id, kind, reservation);
        }
        self.add_paid_options(state, plan, (start, end), more_from);
    }

    fn add_monthly(&mut self, state: &mut State) {
        let (first, last) = self.days.this_month();
        let terms = terms(self.product, "MONTHLY", None);
        let mut body = self.subscription(0, &terms, (first, Some(last)));
        set(
            &mut body,
            "renewal",
            renewal_unchanged(self.subscription_id(0), &terms),
        );
        state.put(self.domain_id, Resource::Subscription, body);
        self.add_paid_options(state, "MONTHLY", (first, last), None);
    }

    /// A trial that goes paid, or ends undecided.
    fn add_trial(&mut self, state: &mut State) {
        let trial = if self.product == "STD" {
            "STD_T"
        } else {
            "ADV_T"
        };
        let end = self.day(0, 29);
        let start = end.saturating_sub(29.days());
        let body = self.subscription(0, &terms(trial, "TRIAL", None), (start, Some(end)));
        state.put(self.domain_id, Resource::Subscription, body);
        let subscription_id = self.subscription_id(0);
        state.set_grace_end(
            self.domain_id,
            subscription_id,
            end.saturating_add(30.days()),
        );
        let paid_from = self.one_in(3).then(|| end.saturating_add(1.day()));
        if let Some(day) = paid_from {
            let reservation = json!({
                "subscriptionId": subscription_id, "type": "START_PAID_SERVICE",
                "applyDate": day, "plan": "MONTHLY", "productId": self.product,
            });
            state.put(
                self.domain_id,
                Resource::SubscriptionReservation,
                reservation,
            );
        }
        for option in ["ACV2", "DRV"] {
            if !self.one_in(3) || !catalog::goes_with(option, trial) {
                continue;
            }
            let sub_option = catalog::default_sub_option(option, trial, true);
            let body = self.option(option, &sub_option, None, "TRIAL", (start, end));
            state.put(self.domain_id, Resource::OptionProduct, body);
            if let Some(day) = paid_from.filter(|_| self.rng.bool()) {
                let task = self.task(option, &sub_option, "START_PAID_SERVICE", None, day);
                state.put(self.domain_id, Resource::OptionProductOrder, task);
            }
        }
    }

    fn add_grace(&mut self, state: &mut State) {
        let trial = if self.product == "STD" {
            "STD_T"
        } else {
            "ADV_T"
        };
        let end = self.day(-28, -1);
        let start = end.saturating_sub(29.days());
        let mut body = self.subscription(0, &terms(trial, "TRIAL", None), (start, Some(end)));
        set(&mut body, "status", "SUSPENDED_TRIALEND");
        let subscription_id = self.subscription_id(0);
        state
            .put(self.domain_id, Resource::Subscription, body)
            .set_grace_end(
                self.domain_id,
                subscription_id,
                end.saturating_add(30.days()),
            );
    }

    fn add_free(&mut self, state: &mut State) {
        let start = self.day(-1_500, -1);
        let body = self.subscription(0, &terms("FR", "FREE", None), (start, None));
        state.put(self.domain_id, Resource::Subscription, body);
    }

    /// Nothing yet but an application, and options that begin with it.
    fn add_on_order(&mut self, state: &mut State) {
        let day = self.day(2, 60);
        let application = json!({
            "preOrderId": self.subscription_id(0), "productId": self.product, "applyDate": day,
            "plan": "ANNUAL_LICENSE", "licenseCount": self.rng.i64(5..300),
        });
        state.put(self.domain_id, Resource::SubscriptionPreOrder, application);
        let mut task = self.task("BCT", "BCT01", "APPLY", None, day);
        set(&mut task, "subscriptionId", Value::Null);
        state.put(self.domain_id, Resource::OptionProductOrder, task);
    }

    fn add_second_product(&mut self, state: &mut State) {
        let start = self.day(-700, -1);
        let terms = match self.rng.u8(..2) {
            0 => terms("NTA_FR", "FREE", None),
            _ => terms("ROG_FR", "FREE_LICENSE", Some(5)),
        };
        let body = self.subscription(1, &terms, (start, None));
        state.put(self.domain_id, Resource::Subscription, body);
    }

    /// Options beside a paid product, and what is scheduled for them. Those that are added begin with what is
    /// scheduled for the product.
    fn add_paid_options(
        &mut self,
        state: &mut State,
        plan: &str,
        (start, end): (Date, Date),
        with_product: Option<Date>,
    ) {
        let next_month = self.days.next_month();
        let after = end.saturating_add(1.day());
        for option in ["SSTG2", "BCT", "DRV", "ACV2", "ACV3", "CST_S", "CST_M"] {
            let is_offered = catalog::goes_with(option, self.product);
            if !is_offered || !self.one_in(4) {
                continue;
            }
            let offered: Vec<_> = catalog::sub_options(option)
                .into_iter()
                .flatten()
                .filter(|sub| !catalog::is_trial(sub) && catalog::is_for(sub, self.product))
                .collect();
            let Some(place) = (!offered.is_empty()).then(|| self.rng.usize(..offered.len())) else {
                continue;
            };
            let Some(sub_option) = offered.get(place).copied() else {
                continue;
            };
            let quantity = match catalog::quantity(option) {
                Some(Quantity::UpTo(most)) => Some(self.rng.i64(1..=i64::from(most).min(40))),
                _ => None,
            };
            let task = if self.one_in(5) {
                // Nothing in use yet.
                let day = self.between(self.days.after(1), after);
                let day = with_product.unwrap_or(day);
                self.task(option, sub_option, "APPLY", quantity, day)
            } else {
                let body = self.option(option, sub_option, quantity, plan, (start, end));
                state.put(self.domain_id, Resource::OptionProduct, body);
                let higher = offered
                    .iter()
                    .find(|sub| catalog::is_higher(option, sub, sub_option) == Some(true));
                match (self.rng.u8(..8), higher, quantity) {
                    (0, ..) => self.task(option, sub_option, "CANCEL", quantity, after),
                    (1 | 2, Some(higher), _) => {
                        let day = self.between(self.days.after(1), after);
                        self.task(option, higher, "MODIFY", quantity, day)
                    }
                    (1 | 2, _, Some(quantity)) if end >= next_month => {
                        let more = Some(quantity.saturating_add(5));
                        self.task(option, sub_option, "CHANGE_QUANTITY", more, next_month)
                    }
                    _ => continue,
                }
            };
            state.put(self.domain_id, Resource::OptionProductOrder, task);
        }
    }

    fn profile(&mut self) -> Value {
        let name = self.name();
        let (time_zone, locale) = match self.rng.u8(..20) {
            0 => ("America/New_York", "en_US"),
            1 => ("Asia/Seoul", "ko_KR"),
            2 => ("Asia/Tokyo", "en_US"),
            _ => ("Asia/Tokyo", "ja_JP"),
        };
        // Advanced needs a domain name.
        let is_group = self.one_in(15) && self.product == "STD";
        let number = self.number;
        let domain = if is_group {
            format!("group-{number:06}")
        } else {
            format!("c{number:06}.example")
        };
        let (last_name, first_name) = self.pick(&[
            ("佐藤", "陽菜"),
            ("鈴木", "大翔"),
            ("高橋", "結衣"),
            ("Tanaka", "Ken"),
            ("O'Brien", "Aoife"),
            ("Müller", "Jörg"),
        ]);
        json!({
            "tenantId": self.domain_id,
            "domainId": self.domain_id,
            "domain": domain,
            "productId": null,
            "companyName": name,
            "phoneNumber": format!("03-{:04}-{:04}", self.rng.u32(..10_000), self.rng.u32(..10_000)),
            "timeZone": time_zone,
            "locale": locale,
            "enableActiveMxrecord": !is_group,
            "enableActiveDomain": true,
            "domainType": if is_group { "GROUP" } else { "DOMAIN" },
            "administrator": {
                "lastName": last_name, "firstName": first_name, "id": format!("admin{number}"),
                "privateEmail": format!("admin{number}@mail.example"),
            },
            // No page shows what else it has.
            "partnership": {},
        })
    }

    fn name(&mut self) -> String {
        let (before, after) = self.pick(&KINDS_OF_COMPANY);
        match self.rng.u8(..100) {
            // Two in a hundred have a name that another has too.
            0 | 1 => "株式会社サンプル".to_owned(),
            2..8 => self.pick(&AWKWARD).to_owned(),
            _ if after.starts_with(' ') => {
                let name = self.pick(&ENGLISH);
                format!("{name}{after} {}", self.number)
            }
            _ => {
                let name = self.pick(&JAPANESE);
                format!("{before}{name}{after}{}", self.number)
            }
        }
    }

    fn usage_status(&mut self) -> Value {
        let members = self.rng.i64(1..2_000);
        let maximum = self.one_in(4).then(|| members.saturating_add(50));
        let mut status = json!({
            "domainId": self.domain_id, "status": "ACTIVE", "memberCount": members,
            "maxMemberCount": maximum, "withdrawalDate": null,
        });
        if self.one_in(30) {
            let renewal = json!({"maxMemberCount": members.saturating_add(100), "applyDate": self.day(3, 300)});
            set(&mut status, "renewal", renewal);
        }
        status
    }

    fn subscription(&self, place: i64, terms: &Terms, (start, end): (Date, Option<Date>)) -> Value {
        json!({
            "domainId": self.domain_id,
            "subscriptionId": self.subscription_id(place),
            "productId": terms.product,
            "plan": terms.plan,
            "planStartDate": start,
            "planEndDate": end,
            "licenseAssignType": if terms.product.starts_with("ROG_") { "AUTO" } else { "NONE" },
            "licenseCount": terms.license_count,
            "status": "ACTIVE",
            "renewal": null,
        })
    }

    fn option(
        &self,
        option: &str,
        sub_option: &str,
        quantity: Option<i64>,
        plan: &str,
        (start, end): (Date, Date),
    ) -> Value {
        json!({
            "subscriptionId": self.subscription_id(0),
            "optionProductId": option,
            "subOptionId": sub_option,
            "quantity": quantity,
            "appliedTime": format!("{start}T01:00:00.000Z"),
            "plan": plan,
            "planStartDate": start,
            "planEndDate": end,
        })
    }

    fn task(
        &self,
        option: &str,
        sub_option: &str,
        kind: &str,
        quantity: Option<i64>,
        day: Date,
    ) -> Value {
        json!({
            "subscriptionId": self.subscription_id(0),
            "optionProductId": option,
            "subOptionId": sub_option,
            "type": kind,
            "quantity": quantity,
            "applyDate": day,
        })
    }

    fn subscription_id(&self, place: i64) -> i64 {
        let first = self
            .number
            .saturating_mul(IDS_EACH)
            .saturating_add(1_000_000);
        first.saturating_add(place)
    }

    fn one_in(&mut self, number: u8) -> bool {
        self.rng.u8(..number) == 0
    }

    fn pick<T: Copy + Default, const N: usize>(&mut self, from: &[T; N]) -> T {
        from.get(self.rng.usize(..N)).copied().unwrap_or_default()
    }

    /// A day so many days from today, at least and at most.
    fn day(&mut self, least: i64, most: i64) -> Date {
        let distance = self.rng.i64(least..=most);
        self.days.after(distance)
    }

    fn between(&mut self, first: Date, last: Date) -> Date {
        let length = i64::from(first.until(last).map_or(0, |span| span.get_days())).max(0);
        first.saturating_add(self.rng.i64(0..=length).days())
    }
}

fn terms(product: &str, plan: &str, license_count: Option<i64>) -> Terms {
    Terms {
        product: product.to_owned(),
        plan: plan.to_owned(),
        license_count,
    }
}
