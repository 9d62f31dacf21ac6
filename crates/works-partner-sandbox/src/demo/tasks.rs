//! The scheduled tasks for options that the demo customers have.

use serde_json::{Value, json};

use super::Days;
use crate::state::State;

pub(super) fn add_to(state: &mut State, days: Days) {
    for (domain_id, orders) in tasks(days) {
        for order in orders {
            state.put_option_product_order(domain_id, order);
        }
    }
}

/// Every customer with its scheduled tasks, one task a line, exactly as they are sent.
///
/// Which sub-option belongs to which option is the vendor's. `CST_S00`, `CST_M00` and `CST_L00` are
/// documented without a label, and used as trials here because `ACV200` and `DRV00` are.
///
/// The vendor documents `quantity` as 1 for SSTG2 and BCT and null for others, yet its own example
/// shows SSTG2 with null; both occur. `subscriptionId` is null while the subscription itself is
/// still on order, and older pages show no such member at all; both occur too. `MODIFY` appears in
/// the vendor's rules though not in its list of types.
#[rustfmt::skip]
fn tasks(days: Days) -> Vec<(i64, Vec<Value>)> {
    let day = |distance| days.after(distance);
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
            json!({"subscriptionId": 20003, "optionProductId": "ACV2", "subOptionId": "ACV200", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": day(17)}),
            json!({"subscriptionId": 20003, "optionProductId": "DRV", "subOptionId": "DRV00", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": day(17)}),
        ]),
        (10000004, vec![
            json!({"subscriptionId": 20004, "optionProductId": "DRV", "subOptionId": "DRV00", "type": "APPLY", "quantity": null, "applyDate": day(23)}),
        ]),
        (10000005, vec![
            json!({"subscriptionId": 20005, "optionProductId": "ACV2", "subOptionId": "ACV200", "type": "APPLY", "quantity": null, "applyDate": day(45)}),
            json!({"subscriptionId": 20005, "optionProductId": "DRV", "subOptionId": "DRV_PS_T", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": day(53)}),
        ]),
        // Standard, written as older pages do: no subscriptionId.
        (10000006, vec![
            json!({"optionProductId": "DRV", "subOptionId": "DRV_PS_T", "type": "APPLY", "quantity": null, "applyDate": day(41)}),
            json!({"optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "APPLY", "quantity": 1, "applyDate": day(41)}),
        ]),
        // Standard, paid options: begun, enlarged, given up.
        (10000007, vec![
            json!({"subscriptionId": 20007, "optionProductId": "DRV", "subOptionId": "DRV01", "type": "CANCEL", "quantity": null, "applyDate": day(65)}),
            json!({"subscriptionId": 20007, "optionProductId": "BCT", "subOptionId": "BCT01", "type": "APPLY", "quantity": 1, "applyDate": day(65)}),
        ]),
        (10000008, vec![
            json!({"subscriptionId": 20008, "optionProductId": "DRV", "subOptionId": "DRV_PS", "type": "APPLY", "quantity": null, "applyDate": day(80)}),
            json!({"subscriptionId": 20008, "optionProductId": "SSTG2", "subOptionId": "SSTG202", "type": "MODIFY", "quantity": 1, "applyDate": day(80)}),
        ]),

        // Advanced: archives and Drive Plus.
        (10000009, vec![
            json!({"subscriptionId": 20009, "optionProductId": "ACV3", "subOptionId": "ACV300", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": day(64)}),
            json!({"subscriptionId": 20009, "optionProductId": "DRV", "subOptionId": "DRV_PA_T", "type": "START_PAID_SERVICE", "quantity": null, "applyDate": day(64)}),
        ]),
        (10000010, vec![
            json!({"subscriptionId": 20010, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "CANCEL", "quantity": null, "applyDate": day(124)}),
            json!({"subscriptionId": 20010, "optionProductId": "ACV3", "subOptionId": "ACV301", "type": "CANCEL", "quantity": null, "applyDate": day(124)}),
            json!({"subscriptionId": 20010, "optionProductId": "DRV", "subOptionId": "DRV_PA", "type": "CANCEL", "quantity": null, "applyDate": day(124)}),
        ]),
        // Advanced, still on order together with its options: subscriptionId is null.
        (10000011, vec![
            json!({"subscriptionId": null, "optionProductId": "ACV3", "subOptionId": "ACV301", "type": "APPLY", "quantity": null, "applyDate": day(30)}),
            json!({"subscriptionId": null, "optionProductId": "DRV", "subOptionId": "DRV_PA", "type": "APPLY", "quantity": null, "applyDate": day(30)}),
            json!({"subscriptionId": null, "optionProductId": "SSTG2", "subOptionId": "SSTG205", "type": "APPLY", "quantity": 1, "applyDate": day(30)}),
            json!({"subscriptionId": null, "optionProductId": "BCT", "subOptionId": "BCT02", "type": "APPLY", "quantity": 1, "applyDate": day(30)}),
        ]),

        // Shared storage and contacts, on their way up.
        (10000012, vec![
            json!({"subscriptionId": 20012, "optionProductId": "SSTG2", "subOptionId": "SSTG203", "type": "MODIFY", "quantity": 1, "applyDate": day(93)}),
            json!({"subscriptionId": 20012, "optionProductId": "BCT", "subOptionId": "BCT02", "type": "MODIFY", "quantity": 1, "applyDate": day(93)}),
        ]),
        (10000013, vec![
            json!({"subscriptionId": 20013, "optionProductId": "SSTG2", "subOptionId": "SSTG204", "type": "MODIFY", "quantity": 1, "applyDate": day(102)}),
            json!({"subscriptionId": 20013, "optionProductId": "BCT", "subOptionId": "BCT03", "type": "MODIFY", "quantity": 1, "applyDate": day(102)}),
        ]),
        (10000014, vec![
            json!({"subscriptionId": 20014, "optionProductId": "SSTG2", "subOptionId": "SSTG206", "type": "CANCEL", "quantity": 1, "applyDate": day(123)}),
            json!({"subscriptionId": 20014, "optionProductId": "BCT", "subOptionId": "BCT04", "type": "MODIFY", "quantity": 1, "applyDate": day(123)}),
        ]),
        // As in the vendor's example, null where 1 is documented.
        (10000015, vec![
            json!({"subscriptionId": 20015, "optionProductId": "SSTG2", "subOptionId": "SSTG207", "type": "MODIFY", "quantity": null, "applyDate": day(138)}),
        ]),

        // CX talk desk: trials, then paid ones.
        (10000016, vec![
            json!({"subscriptionId": 20016, "optionProductId": "CST_S", "subOptionId": "CST_S00", "type": "START_PAID_SERVICE", "quantity": 1, "applyDate": day(58)}),
            json!({"subscriptionId": 20016, "optionProductId": "CST_M", "subOptionId": "CST_M00", "type": "APPLY", "quantity": 1, "applyDate": day(58)}),
            json!({"subscriptionId": 20016, "optionProductId": "CST_L", "subOptionId": "CST_L00", "type": "APPLY", "quantity": 1, "applyDate": day(58)}),
        ]),
        (10000017, vec![
            json!({"subscriptionId": 20017, "optionProductId": "CST_S", "subOptionId": "CST_S01", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": days.next_month()}),
            json!({"subscriptionId": 20017, "optionProductId": "CST_M", "subOptionId": "CST_M01", "type": "APPLY", "quantity": 1, "applyDate": day(159)}),
            json!({"subscriptionId": 20017, "optionProductId": "CST_L", "subOptionId": "CST_L01", "type": "CANCEL", "quantity": 1, "applyDate": day(184)}),
        ]),

        (10000022, vec![
            json!({"subscriptionId": 20022, "optionProductId": "SSTG2", "subOptionId": "SSTG201", "type": "APPLY", "quantity": 1, "applyDate": day(51)}),
        ]),

        // A customer with nothing scheduled.
        (10000023, vec![]),
        // One with a task for every option of LINE WORKS, in the order of the documented values.
        (10000024, vec![
            json!({"subscriptionId": 20024, "optionProductId": "ACV2", "subOptionId": "ACV201", "type": "APPLY", "quantity": null, "applyDate": day(124)}),
            json!({"subscriptionId": 20024, "optionProductId": "ACV3", "subOptionId": "ACV300", "type": "APPLY", "quantity": null, "applyDate": day(124)}),
            json!({"subscriptionId": 20024, "optionProductId": "SSTG2", "subOptionId": "SSTG203", "type": "MODIFY", "quantity": 1, "applyDate": day(135)}),
            json!({"subscriptionId": 20024, "optionProductId": "DRV", "subOptionId": "DRV_PA_T", "type": "APPLY", "quantity": null, "applyDate": day(124)}),
            json!({"subscriptionId": 20024, "optionProductId": "BCT", "subOptionId": "BCT04", "type": "CANCEL", "quantity": 1, "applyDate": day(153)}),
            json!({"subscriptionId": 20024, "optionProductId": "CST_S", "subOptionId": "CST_S01", "type": "CANCEL", "quantity": 1, "applyDate": day(153)}),
            json!({"subscriptionId": 20024, "optionProductId": "CST_M", "subOptionId": "CST_M01", "type": "CHANGE_QUANTITY", "quantity": 50, "applyDate": days.next_month()}),
            json!({"subscriptionId": 20024, "optionProductId": "CST_L", "subOptionId": "CST_L01", "type": "APPLY", "quantity": 1, "applyDate": day(128)}),
        ]),

        // A free product that goes paid, and an option on that day; a trial that begins.
        (10000034, vec![
            json!({"subscriptionId": 20034, "optionProductId": "DRV", "subOptionId": "DRV01", "type": "APPLY", "quantity": null, "applyDate": day(20)}),
        ]),
        (10000036, vec![
            json!({"subscriptionId": 20036, "optionProductId": "CST_M", "subOptionId": "CST_M01", "type": "CHANGE_QUANTITY", "quantity": 8, "applyDate": days.next_month()}),
            json!({"subscriptionId": 20036, "optionProductId": "DRV", "subOptionId": "DRV01", "type": "CANCEL", "quantity": null, "applyDate": day(20)}),
        ]),
    ]
}
