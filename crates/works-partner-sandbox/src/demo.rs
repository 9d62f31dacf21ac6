//! The demo data: the vendor's examples, and invented customers that show everything else.

mod contracts;
mod customers;

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::state::State;

impl State {
    /// [`demo_on`](Self::demo_on) the present day in Japan, by the system's clock.
    pub fn demo() -> Self {
        Self::demo_on(Clock::default().today())
    }

    /// Customers 10000001 to 10000024, invented for trying things out. The first two hold the
    /// examples of the vendor's pages, and together they show every option, every documented
    /// sub-option and every type of task, with the subscriptions and options that those are about.
    /// The days are fixed, from November 2026 on.
    pub fn demo_on(_day: Date) -> Self {
        demo()
    }

    /// The [demo](Self::demo_on) with what no page lists beside: unknown values, options and fields, for
    /// clients that must cope with what the vendor adds.
    pub fn wild_on(day: Date) -> Self {
        Self::demo_on(day)
    }
}

fn demo() -> State {
    let mut state = State::empty();
    for (domain_id, orders) in customers() {
        state.add_customer(domain_id);
        for order in orders {
            state.put_option_product_order(domain_id, order);
        }
    }
    contracts::add_to(&mut state);
    customers::add_to(&mut state);
    state
}

/// Every customer with its scheduled tasks, one task a line, exactly as they are sent.
///
/// Which sub-option belongs to which option is the vendor's, with two caveats:
/// - the sub-options of `QTA_…`, `JP_PPO_…` and `JP_AIS_…` are not documented, so those here are
///   made up and end in `_DEMO` (one in `_NEW`);
/// - `CST_S00`, `CST_M00` and `CST_L00` are documented without a label, and used as trials here
///   because `ACV200` and `DRV00` are.
///
/// The vendor documents `quantity` as 1 for SSTG2 and BCT and null for others, yet its own example
/// shows SSTG2 with null; both occur. `subscriptionId` is null while the subscription itself is
/// still on order, and older pages show no such member at all; both occur too. `MODIFY` appears in
/// the vendor's rules though not in its list of types.
#[rustfmt::skip]
fn customers() -> Vec<(i64, Vec<Value>)> {
    vec![
        // The example of the vendor's page on getting one task.
        (10000001, vec![
            json!({"subscriptionId": 0, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY", "quantity": null, "applyDate": "2019-08-24"}),
        ]),
        // The example of the vendor's page on listing them.
        (10000002, vec![
            json!({"subscriptionId": 0, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY", "quantity": null, "applyDate": "2021-11-01"}),
            json!({"subscriptionId": 0, "optionProductId": "SSTG2", "subOptionId": "SSTG202", "type": "APPLY", "quantity": null, "applyDate": "2021-11-01"}),
        ]),

        // Standard: trials that begin, and trials that become paid.
        (10000003, vec![
            json!({"subscriptionId": 20003, "optionProductId": "ACV2", "subOptionId": "ACV200", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": "2026-12-15"}),
            json!({"subscriptionId": 20003, "optionProductId": "DRV", "subOptionId": "DRV00", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": "2026-12-15"}),
        ]),
        (10000004, vec![
            json!({"subscriptionId": 20004, "optionProductId": "DRV", "subOptionId": "DRV00", "type": "APPLY", "quantity": null, "applyDate": "2026-12-21"}),
        ]),
        (10000005, vec![
            json!({"subscriptionId": 20005, "optionProductId": "ACV2", "subOptionId": "ACV200", "type": "APPLY", "quantity": null, "applyDate": "2027-01-12"}),
            json!({"subscriptionId": 20005, "optionProductId": "DRV", "subOptionId": "DRV_PS_T", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": "2027-01-20"}),
        ]),
        // Standard, written as older pages do: no subscriptionId.
        (10000006, vec![
            json!({"optionProductId": "DRV", "subOptionId": "DRV_PS_T", "type": "APPLY", "quantity": null, "applyDate": "2027-01-08"}),
            json!({"optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "APPLY", "quantity": 1, "applyDate": "2027-01-08"}),
        ]),
        // Standard, paid options: begun, enlarged, given up.
        (10000007, vec![
            json!({"subscriptionId": 20007, "optionProductId": "DRV", "subOptionId": "DRV01", "type": "CANCEL", "quantity": null, "applyDate": "2027-02-01"}),
            json!({"subscriptionId": 20007, "optionProductId": "BCT", "subOptionId": "BCT01", "type": "APPLY", "quantity": 1, "applyDate": "2027-02-01"}),
        ]),
        (10000008, vec![
            json!({"subscriptionId": 20008, "optionProductId": "DRV", "subOptionId": "DRV_PS", "type": "APPLY", "quantity": null, "applyDate": "2027-02-16"}),
            json!({"subscriptionId": 20008, "optionProductId": "SSTG2", "subOptionId": "SSTG202", "type": "MODIFY", "quantity": 1, "applyDate": "2027-02-16"}),
        ]),

        // Advanced: archives and Drive Plus.
        (10000009, vec![
            json!({"subscriptionId": 20009, "optionProductId": "ACV3", "subOptionId": "ACV300", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": "2027-01-31"}),
            json!({"subscriptionId": 20009, "optionProductId": "DRV", "subOptionId": "DRV_PA_T", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": "2027-01-31"}),
        ]),
        (10000010, vec![
            json!({"subscriptionId": 20010, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "CANCEL", "quantity": null, "applyDate": "2027-04-01"}),
            json!({"subscriptionId": 20010, "optionProductId": "ACV3", "subOptionId": "ACV301", "type": "CANCEL", "quantity": null, "applyDate": "2027-04-01"}),
            json!({"subscriptionId": 20010, "optionProductId": "DRV", "subOptionId": "DRV_PA", "type": "CANCEL", "quantity": null, "applyDate": "2027-04-01"}),
        ]),
        // Advanced, still on order together with its options: subscriptionId is null.
        (10000011, vec![
            json!({"subscriptionId": null, "optionProductId": "ACV3", "subOptionId": "ACV301", "type": "APPLY", "quantity": null, "applyDate": "2026-12-28"}),
            json!({"subscriptionId": null, "optionProductId": "DRV", "subOptionId": "DRV_PA", "type": "APPLY", "quantity": null, "applyDate": "2026-12-28"}),
            json!({"subscriptionId": null, "optionProductId": "SSTG2", "subOptionId": "SSTG205", "type": "APPLY", "quantity": 1, "applyDate": "2026-12-28"}),
            json!({"subscriptionId": null, "optionProductId": "BCT", "subOptionId": "BCT02", "type": "APPLY", "quantity": 1, "applyDate": "2026-12-28"}),
        ]),

        // Shared storage and contacts, on their way up.
        (10000012, vec![
            json!({"subscriptionId": 20012, "optionProductId": "SSTG2", "subOptionId": "SSTG203", "type": "MODIFY", "quantity": 1, "applyDate": "2027-03-01"}),
            json!({"subscriptionId": 20012, "optionProductId": "BCT", "subOptionId": "BCT02", "type": "MODIFY", "quantity": 1, "applyDate": "2027-03-01"}),
        ]),
        (10000013, vec![
            json!({"subscriptionId": 20013, "optionProductId": "SSTG2", "subOptionId": "SSTG204", "type": "MODIFY", "quantity": 1, "applyDate": "2027-03-10"}),
            json!({"subscriptionId": 20013, "optionProductId": "BCT", "subOptionId": "BCT03", "type": "MODIFY", "quantity": 1, "applyDate": "2027-03-10"}),
        ]),
        (10000014, vec![
            json!({"subscriptionId": 20014, "optionProductId": "SSTG2", "subOptionId": "SSTG206", "type": "CANCEL", "quantity": 1, "applyDate": "2027-03-31"}),
            json!({"subscriptionId": 20014, "optionProductId": "BCT", "subOptionId": "BCT04", "type": "MODIFY", "quantity": 1, "applyDate": "2027-03-31"}),
        ]),
        // As in the vendor's example, null where 1 is documented.
        (10000015, vec![
            json!({"subscriptionId": 20015, "optionProductId": "SSTG2", "subOptionId": "SSTG207", "type": "MODIFY", "quantity": null, "applyDate": "2027-04-15"}),
        ]),

        // CX talk desk: trials, then paid ones.
        (10000016, vec![
            json!({"subscriptionId": 20016, "optionProductId": "CST_S", "subOptionId": "CST_S00", "type": "START_PAID_SERVICE", "quantity": 1, "applyDate": "2027-01-25"}),
            json!({"subscriptionId": 20016, "optionProductId": "CST_M", "subOptionId": "CST_M00", "type": "APPLY", "quantity": 1, "applyDate": "2027-01-25"}),
            json!({"subscriptionId": 20016, "optionProductId": "CST_L", "subOptionId": "CST_L00", "type": "APPLY", "quantity": 1, "applyDate": "2027-01-25"}),
        ]),
        (10000017, vec![
            json!({"subscriptionId": 20017, "optionProductId": "CST_S", "subOptionId": "CST_S01", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": "2027-05-01"}),
            json!({"subscriptionId": 20017, "optionProductId": "CST_M", "subOptionId": "CST_M01", "type": "APPLY", "quantity": 1, "applyDate": "2027-05-06"}),
            json!({"subscriptionId": 20017, "optionProductId": "CST_L", "subOptionId": "CST_L01", "type": "CANCEL", "quantity": 1, "applyDate": "2027-05-31"}),
        ]),

        // AiNote, PaperOn and AiStudio, for one month and for every month.
        (10000018, vec![
            json!({"subscriptionId": 20018, "optionProductId": "QTA_O1", "subOptionId": "QTA_O1_DEMO", "type": "APPLY", "quantity": 50, "applyDate": "2027-02-10"}),
            json!({"subscriptionId": 20018, "optionProductId": "QTA_O2", "subOptionId": "QTA_O2_DEMO", "type": "APPLY", "quantity": 1, "applyDate": "2027-02-10"}),
            json!({"subscriptionId": 20018, "optionProductId": "QTA_M2", "subOptionId": "QTA_M2_DEMO", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": "2027-03-01"}),
        ]),
        (10000019, vec![
            json!({"subscriptionId": 20019, "optionProductId": "JP_PPO_O", "subOptionId": "JP_PPO_O_DEMO", "type": "APPLY", "quantity": 1, "applyDate": "2027-06-04"}),
            json!({"subscriptionId": 20019, "optionProductId": "JP_PPO_M", "subOptionId": "JP_PPO_M_DEMO", "type": "CANCEL", "quantity": 1, "applyDate": "2027-06-30"}),
            json!({"subscriptionId": 30019, "optionProductId": "JP_AIS_O", "subOptionId": "JP_AIS_O_DEMO", "type": "APPLY", "quantity": 50, "applyDate": "2027-06-04"}),
            json!({"subscriptionId": 30019, "optionProductId": "JP_AIS_M", "subOptionId": "JP_AIS_M_DEMO", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": "2027-06-01"}),
        ]),

        // What no page documents, for clients that must cope: a sub-option and a field,
        (10000020, vec![
            json!({"subscriptionId": 20020, "optionProductId": "QTA_M1", "subOptionId": "QTA_M1_NEW", "type": "MODIFY", "quantity": 50, "applyDate": "2027-03-01", "requestedBy": "ops@example.com"}),
        ]),
        // a type of task,
        (10000021, vec![
            json!({"subscriptionId": 20021, "optionProductId": "DRV", "subOptionId": "DRV01", "type": "PAUSE_DEMO", "quantity": null, "applyDate": "2027-02-22"}),
        ]),
        // fields with an integer that a double can't hold and an object in an object, and no quantity.
        (10000022, vec![
            json!({"subscriptionId": 20022, "optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "APPLY", "applyDate": "2027-01-18", "orderNo": 1234567890123456789_i64, "origin": {"channel": "console", "operator": {"name": "Demo Operator", "teams": ["sales", "support"]}}}),
        ]),

        // A customer with nothing scheduled.
        (10000023, vec![]),
        // One with a task for every option, in the order of the documented values; a subscription
        // for each product: LINE WORKS Advanced, AiNote, PaperOn, AiStudio.
        (10000024, vec![
            json!({"subscriptionId": 20024, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY", "quantity": null, "applyDate": "2027-04-01"}),
            json!({"subscriptionId": 20024, "optionProductId": "ACV3", "subOptionId": "ACV300", "type": "APPLY", "quantity": null, "applyDate": "2027-04-01"}),
            json!({"subscriptionId": 20024, "optionProductId": "SSTG2", "subOptionId": "SSTG203", "type": "MODIFY", "quantity": 1, "applyDate": "2027-04-12"}),
            json!({"subscriptionId": 20024, "optionProductId": "DRV", "subOptionId": "DRV_PA_T", "type": "APPLY", "quantity": null, "applyDate": "2027-04-01"}),
            json!({"subscriptionId": 20024, "optionProductId": "BCT", "subOptionId": "BCT04", "type": "CANCEL", "quantity": 1, "applyDate": "2027-04-30"}),
            json!({"subscriptionId": 20024, "optionProductId": "CST_S", "subOptionId": "CST_S01", "type": "CANCEL", "quantity": 1, "applyDate": "2027-04-30"}),
            json!({"subscriptionId": 20024, "optionProductId": "CST_M", "subOptionId": "CST_M01", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": "2027-05-01"}),
            json!({"subscriptionId": 20024, "optionProductId": "CST_L", "subOptionId": "CST_L01", "type": "APPLY", "quantity": 1, "applyDate": "2027-04-05"}),
            json!({"subscriptionId": 30024, "optionProductId": "QTA_O1", "subOptionId": "QTA_O1_DEMO", "type": "APPLY", "quantity": 1, "applyDate": "2027-04-20"}),
            json!({"subscriptionId": 30024, "optionProductId": "QTA_O2", "subOptionId": "QTA_O2_DEMO", "type": "APPLY", "quantity": 50, "applyDate": "2027-04-20"}),
            json!({"subscriptionId": 30024, "optionProductId": "QTA_M1", "subOptionId": "QTA_M1_DEMO", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": "2027-05-01"}),
            json!({"subscriptionId": 30024, "optionProductId": "QTA_M2", "subOptionId": "QTA_M2_DEMO", "type": "CANCEL", "quantity": 1, "applyDate": "2027-04-30"}),
            json!({"subscriptionId": 40024, "optionProductId": "JP_PPO_O", "subOptionId": "JP_PPO_O_DEMO", "type": "APPLY", "quantity": 1, "applyDate": "2027-04-26"}),
            json!({"subscriptionId": 40024, "optionProductId": "JP_PPO_M", "subOptionId": "JP_PPO_M_DEMO", "type": "APPLY", "quantity": 1, "applyDate": "2027-04-26"}),
            json!({"subscriptionId": 50024, "optionProductId": "JP_AIS_O", "subOptionId": "JP_AIS_O_DEMO", "type": "APPLY", "quantity": 50, "applyDate": "2027-04-26"}),
            json!({"subscriptionId": 50024, "optionProductId": "JP_AIS_M", "subOptionId": "JP_AIS_M_DEMO", "type": "APPLY", "quantity": 50, "applyDate": "2027-04-26"}),
        ]),
    ]
}
