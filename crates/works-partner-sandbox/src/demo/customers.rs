//! Who the demo customers are: profiles, users, domains and memos, and two companies that may become
//! customers. All of them are invented.

use serde_json::{Value, json};

use super::Days;
use crate::json::set;
use crate::state::{Resource, State};

/// The products of the customers' profiles follow from their subscriptions, which are there before.
pub(super) fn add_to(state: &mut State, days: Days) {
    for company in companies() {
        let id = company.domain_id;
        state.put(id, Resource::Customer, company.profile()).put(
            id,
            Resource::UsageStatus,
            company.usage_status(),
        );
    }
    put_examples(state, days);
    put_partnerships(state);
    put_plans(state, days);
    put_memos(state);
    put_potential_customers(state);
    for company in companies() {
        state.entry(company.domain_id).show_line_works_product();
    }
}

/// What the vendor's pages show as it is there, ids and all.
fn put_examples(state: &mut State, days: Days) {
    state
        .put(
            10000001,
            Resource::UsageStatus,
            json!({
                "domainId": 0, "status": "ACTIVE", "memberCount": 0, "maxMemberCount": 0,
                "withdrawalDate": "2019-08-24",
            }),
        )
        .put(
            10000001,
            Resource::UpgradeDomain,
            json!({
                "domain": "example.com", "isActiveDomain": true,
                "cnameHost": "XXXXXXXXXXXX", "cnameTarget": "XXXXXXXXXXXX",
                "txtHost": "XXXXXXXXXXXX", "txtToken": "XXXXXXXXXXXX",
                "mxRecordHost": "XXXXXXXXXXXX",
                "mxRecordValue": {"priority10": "XXXXXXXXXXXX", "priority20": "XXXXXXXXXXXX"},
            }),
        )
        .put(
            10000002,
            Resource::SubscriptionMemo,
            json!({
                "domainId": 11111, "subscriptionId": 1021, "customerCode": "EXAMPLE-CODE001",
                "memo": "example",
            }),
        )
        // A subscription for that memo.
        .put(
            10000002,
            Resource::Subscription,
            json!({
                "domainId": 10000002, "subscriptionId": 1021, "productId": "NTA_FR", "plan": "FREE",
                "planStartDate": days.after(-58), "planEndDate": null, "licenseAssignType": "NONE",
                "licenseCount": null, "status": "ACTIVE", "renewal": null,
            }),
        );
}

/// What partnerships hold beside the status, which no page lists.
pub(super) fn show_partnerships(state: &mut State) {
    for company in companies() {
        let mut partnership = json!({"enablePartnerProfileDisplay": true});
        if let Some(code) = company.code {
            set(&mut partnership, "customerCode", code);
        }
        if ![10000016, 10000019].contains(&company.domain_id) {
            change(state, company.domain_id, Resource::Customer, |profile| {
                set(profile, "partnership", partnership.clone());
            });
        }
    }
}

/// A profile without what is optional, and a partnership that ends.
fn put_partnerships(state: &mut State) {
    for member in ["productId", "administrator"] {
        change(state, 10000019, Resource::Customer, |profile| {
            if let Some(members) = profile.as_object_mut() {
                members.shift_remove(member);
            }
        });
    }
    change(state, 10000016, Resource::Customer, |profile| {
        set(profile, "partnership", json!({"status": "TRANSFER_READY"}));
    });
}

/// Changes of the maximum, an end, a suspension, a customer that is not active yet, and the partner.
fn put_plans(state: &mut State, days: Days) {
    for (id, maximum, date) in [
        (10000003, json!(100), days.after(34)),
        (10000018, json!(80), days.after(124)),
        (10000021, Value::Null, days.after(65)),
    ] {
        change(state, id, Resource::UsageStatus, |status| {
            set(
                status,
                "renewal",
                json!({"maxMemberCount": maximum, "applyDate": date}),
            );
        });
    }
    // Leaves on the day after its contract ends, and once had an app that is charged for afterwards.
    state.entry(10000010).facts.had_paid_app = true;
    change(state, 10000010, Resource::UsageStatus, |status| {
        set(status, "withdrawalDate", json!(days.after(124)));
    });
    change(state, 10000021, Resource::UsageStatus, |status| {
        set(status, "status", "SUSPENDED_ADMIN");
    });
    state.entry(10000011).facts.has_yet_to_accept_terms = true;
    change(state, 10000011, Resource::Customer, |profile| {
        set(profile, "enableActiveMxrecord", false);
        set(profile, "enableActiveDomain", false);
    });
    state.put(
        10000011,
        Resource::UpgradeDomain,
        json!({
            "domain": "kaede-care.example", "isActiveDomain": false,
            "cnameHost": "works-10000011.kaede-care.example", "cnameTarget": "verify.works.example",
            "txtHost": "kaede-care.example", "txtToken": "works-site-verification=10000011",
            "mxRecordHost": "kaede-care.example",
            "mxRecordValue": {"priority10": "mx1.works.example", "priority20": "mx2.works.example"},
        }),
    );
    state.entry(10000024).facts.is_partner_domain = true;
}

fn put_memos(state: &mut State) {
    for (domain_id, subscription_id, code, memo) in [
        (
            10000003,
            20003,
            Some("T-0003"),
            Some("12月に有償へ切り替え予定"),
        ),
        (10000007, 20007, Some("K-0107"), None),
        (
            10000008,
            20008,
            None,
            Some("ライセンス追加は2月。担当: 営業二課"),
        ),
        (10000019, 20019, Some("P-1901"), None),
        (10000019, 30019, Some("P-1902"), Some("請求先は本社")),
        (10000024, 20024, Some("SELF-01"), Some("Our own")),
    ] {
        state.put(
            domain_id,
            Resource::SubscriptionMemo,
            json!({
                "domainId": domain_id, "subscriptionId": subscription_id, "customerCode": code,
                "memo": memo,
            }),
        );
    }
}

/// The first is the example of the vendor's page, but for its ids: there they are those of customer
/// 10000001.
fn put_potential_customers(state: &mut State) {
    state
        .put_potential_customer("example.com", "WSqPvhm0ON1stFBRHgW3", json!({
            "tenantId": 9000001, "domainId": 9000001, "domain": "example.com", "productId": "FR",
            "notHandledApps": ["ABC app", "XYZ app"],
        }))
        .put_potential_customer("hoshizora.example", "Kq7ZtB2mXw9LrE4sYvN1", json!({
            "tenantId": 9000002, "domainId": 9000002, "domain": "hoshizora.example",
            "productId": "STD", "productIds": ["STD", "NTA_FR"], "notHandledApps": [],
        }));
}

fn change(state: &mut State, domain_id: i64, resource: Resource, change: impl Fn(&mut Value)) {
    if let Some(body) = state.entry(domain_id).get_mut(resource) {
        change(body);
    }
}

struct Company {
    domain_id: i64,
    domain: &'static str,
    name: &'static str,
    phone: &'static str,
    /// Time zone and locale.
    place: (&'static str, &'static str),
    /// Family name, given name and user id.
    administrator: (&'static str, &'static str, &'static str),
    members: i64,
    most_members: Option<i64>,
    /// The partner's code for it.
    code: Option<&'static str>,
}

const JAPAN: (&str, &str) = ("Asia/Tokyo", "ja_JP");

#[rustfmt::skip]
fn companies() -> Vec<Company> {
    [
        (10000001, "hinode-foods", "ひので食品株式会社", "03-0000-0101", JAPAN, ("日野", "一郎", "hino"), 0, Some(0), Some("C-0001")),
        (10000002, "aoba-denki.example", "青葉電機株式会社", "022-000-0102", JAPAN, ("青葉", "恵", "m.aoba"), 18, None, None),
        (10000003, "yamabiko.example", "やまびこ観光株式会社", "026-000-0103", JAPAN, ("小林", "大地", "kobayashi"), 12, Some(30), Some("C-0003")),
        (10000004, "tsubame-log.example", "つばめ物流株式会社", "06-0000-0104", JAPAN, ("田中", "翔", "tanaka.s"), 28, None, Some("C-0004")),
        (10000005, "sakura-dental.example", "医療法人さくら歯科", "045-000-0105", JAPAN, ("佐倉", "美咲", "sakura"), 41, None, None),
        (10000006, "midori-kai", "社会福祉法人みどり会", "0120-00-0106", JAPAN, ("緑川", "修", "midorikawa"), 96, None, Some("C-0006")),
        (10000007, "kita.by-works.com", "合同会社北の窓", "011-000-0107", JAPAN, ("北村", "葵", "kitamura"), 9, None, None),
        (10000008, "minato-build.example", "みなと建設株式会社", "078-000-0108", JAPAN, ("港", "健太", "k.minato"), 57, None, Some("C-0008")),
        (10000009, "fuji-design.example", "富士デザイン有限会社", "054-000-0109", JAPAN, ("藤井", "彩", "fujii"), 22, None, None),
        (10000010, "seto-marine.example", "瀬戸マリン株式会社", "087-000-0110", JAPAN, ("瀬戸", "航", "seto"), 264, None, Some("C-0010")),
        (10000011, "kaede-care.example", "かえでケアサービス株式会社", "075-000-0111", JAPAN, ("楓", "さくら", "kaede"), 1, None, None),
        (10000012, "hikari-gakuen.example", "学校法人ひかり学園", "092-000-0112", JAPAN, ("光本", "直樹", "n.mitsumoto"), 70, None, Some("C-0012")),
        (10000013, "asahi-seiki.example", "旭精機工業株式会社", "052-000-0113", JAPAN, ("旭", "隆", "asahi"), 488, None, Some("C-0013")),
        (10000014, "nagisa-hotel.example", "株式会社ホテルなぎさ", "098-000-0114", JAPAN, ("渚", "由美", "nagisa"), 187, None, None),
        (10000015, "tokiwa-bank.example", "ときわ信用金庫", "+81-3-0000-0115", JAPAN, ("常盤", "誠", "tokiwa"), 912, None, Some("C-0015")),
        (10000016, "hanul-trade.example", "Hanul Trading Japan", "+82-2-0000-0116", ("Asia/Seoul", "ko_KR"), ("Kim", "Haneul", "kim"), 14, None, None),
        (10000017, "koe-center.example", "株式会社こえセンター", "03-0000-0117", JAPAN, ("声沢", "玲", "koezawa"), 40, None, Some("C-0017")),
        (10000018, "kikuya-law.example", "菊屋法律事務所", "03-0000-0118", JAPAN, ("菊屋", "響", "kikuya"), 35, Some(50), None),
        (10000019, "kamisuki.example", "紙すき印刷株式会社", "0776-00-0119", JAPAN, ("紙屋", "徹", "kamiya"), 23, None, None),
        (10000020, "insatsu-demo.example", "でんでん印刷株式会社", "03-0000-0120", JAPAN, ("伝田", "望", "denda"), 51, None, None),
        (10000021, "mori-farm.example", "森のファーム", "0166-00-0121", JAPAN, ("森", "陽子", "mori"), 8, Some(10), Some("C-0021")),
        (10000022, "pacific-arc.example", "Pacific Arc LLC", "+1-555-000-0122", ("America/Los_Angeles", "en_US"), ("Rivera", "Ana", "arivera"), 16, None, Some("C-0022")),
        (10000023, "taihei-sha.example", "泰平舎株式会社", "+886-2-0000-0123", ("Asia/Taipei", "zh_TW"), ("陳", "怡君", "chen"), 47, None, None),
        (10000024, "partner-demo.example", "パートナーデモ株式会社", "03-0000-0124", JAPAN, ("代理", "太郎", "dairi"), 765, None, None),
        (10000025, "unkai-photo.example", "雲海写真株式会社", "076-000-0125", JAPAN, ("雲井", "蓮", "kumoi"), 33, None, Some("C-0025")),
        (10000026, "blue-harbor.example", "Blue Harbor Logistics Inc.", "+1-555-000-0126", ("America/New_York", "en_US"), ("Morgan", "Lee", "lmorgan"), 152, None, None),
        (10000027, "asahi-pan.example", "株式会社あさひ製パン", "03-0000-0127", JAPAN, ("朝日", "誠一", "asahi.s"), 9, None, Some("C-0027")),
        (10000028, "clover-vet.example", "Clover Veterinary Clinic", "03-0000-0128", ("Asia/Tokyo", "en_US"), ("Okada", "Mia", "mokada"), 12, None, None),
        (10000029, "shirakaba.example", "株式会社しらかば建築設計", "026-000-0129", JAPAN, ("白樺", "透", "shirakaba"), 21, None, Some("C-0029")),
        (10000030, "hanamizuki", "はなみずき保育園", "042-000-0130", JAPAN, ("花村", "瑞希", "hanamura"), 15, None, None),
        (10000031, "matsukaze.example", "有限会社まつかぜ製作所", "053-000-0131", JAPAN, ("松風", "剛", "matsukaze"), 14, None, Some("C-0031")),
        (10000032, "lakeside.example", "Lakeside Dental Group", "+1-555-000-0132", ("America/Chicago", "en_US"), ("Brooks", "Dana", "dbrooks"), 6, None, None),
        (10000033, "yunagi.example", "株式会社夕凪リゾート", "0980-00-0133", JAPAN, ("夕凪", "海斗", "yunagi"), 84, None, Some("C-0033")),
        (10000034, "komorebi", "合同会社こもれび", "075-000-0134", JAPAN, ("木漏", "日和", "komori"), 4, None, None),
        (10000035, "stonebridge.example", "Stonebridge Foods Japan K.K.", "03-0000-0135", ("Asia/Tokyo", "en_US"), ("Stone", "Emily", "estone"), 431, None, Some("C-0035")),
        (10000036, "tsukushi-net.example", "株式会社つくし通信", "096-000-0136", JAPAN, ("筑紫", "蛍", "tsukushi"), 63, None, Some("C-0036")),
        (10000101, "c10000101.example.com", "Annual Inc.", "03-0000-0101", ("Asia/Tokyo", "en_US"), ("Ishii", "Ken", "kishii"), 80, None, Some("C-0101")),
    ]
    .into_iter()
    .map(|(domain_id, domain, name, phone, place, administrator, members, most_members, code)| {
        Company { domain_id, domain, name, phone, place, administrator, members, most_members, code }
    })
    .collect()
}

impl Company {
    fn profile(&self) -> Value {
        let (time_zone, locale) = self.place;
        let (last_name, first_name, user) = self.administrator;
        let is_domain = self.domain.contains('.');
        json!({
            "tenantId": self.domain_id,
            "domainId": self.domain_id,
            "domain": self.domain,
            "productId": null,
            "companyName": self.name,
            "phoneNumber": self.phone,
            "timeZone": time_zone,
            "locale": locale,
            "enableActiveMxrecord": is_domain,
            "enableActiveDomain": true,
            "domainType": if is_domain { "DOMAIN" } else { "GROUP" },
            "administrator": {
                "lastName": last_name,
                "firstName": first_name,
                "id": user,
                "privateEmail": format!("{user}@mail.example"),
            },
        })
    }

    fn usage_status(&self) -> Value {
        json!({
            "domainId": self.domain_id,
            "status": "ACTIVE",
            "memberCount": self.members,
            "maxMemberCount": self.most_members,
            "withdrawalDate": null,
        })
    }
}
