//! The client of this crate, with every policy on.

use std::hint::black_box;

use works_partner_ext::api::Operation;
use works_partner_ext::api::types::OptionProductId;
use works_partner_ext::requests::option_orders::CreateOptionOrder;
use works_partner_ext::{Client, DomainId, OperationCall, Selection};

use crate::measure::{DOMAIN_ID, measure};

pub(crate) async fn run(client: &str, calls: u32, url: &str, token: &str) {
    let ext = Client::builder()
        .base_url(url)
        .access_token(token)
        .rate_limit(10_000_000)
        .build()
        .unwrap();
    let domain_id: DomainId = DOMAIN_ID.try_into().unwrap();
    match client {
        "method" => {
            measure(calls, async || {
                let task = ext.option_order(domain_id, OptionProductId::Acv2).await;
                black_box(task.unwrap().unwrap());
            })
            .await;
        }
        "generated" => {
            let api = ext.api();
            measure(calls, async || {
                let call = api.get_option_product_order().domain_id(DOMAIN_ID);
                let call = call.option_product_id(OptionProductId::Acv2);
                black_box(call.send().await.unwrap());
            })
            .await;
        }
        "operation" => {
            let operation = Operation::find("get_option_product_order").unwrap();
            measure(calls, async || {
                let call = OperationCall::new(operation)
                    .parameter("domainId", DOMAIN_ID)
                    .parameter("optionProductId", "ACV2");
                black_box(ext.send(&call).await.unwrap());
            })
            .await;
        }
        "write" => {
            let date = |text: &str| text.parse().unwrap();
            let facts = ext
                .facts()
                .today(date("2026-11-03"))
                .product("STD")
                .plan("MONTHLY")
                .plan_end(date("2026-11-30"));
            let drive = || Selection::new("DRV", "DRV01").unwrap();
            measure(calls, async || {
                let task = CreateOptionOrder::apply(drive(), date("2026-12-01"));
                let created = ext.create_option_order(domain_id, &task, &facts).await;
                black_box(created.unwrap());
            })
            .await;
        }
        other => panic!("no client ext-{other}"),
    }
}
