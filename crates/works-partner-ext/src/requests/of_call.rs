//! A call by data, held against the same rules as the typed request of its operation.

use jiff::civil::Date;
use serde_json::{Map, Value};
use works_partner_api::types::{OptionProductId, SubOptionId};

use super::customers::{CreateCustomer, DeleteCustomer, UpdateCustomer, VerifyDomain};
use super::domains::{ChangeDomain, CreateUpgradeDomain};
use super::memos::PutMemo;
use super::option_orders::{CreateOptionOrder, UpdateOptionOrder};
use super::options::{
    AddOption, DeleteOption, StartOptionPaidService, UpdateOptionRenewal, UpgradeOption,
    check_added, warnings_of_added,
};
use super::potential_customers::TransferPotentialCustomer;
use super::pre_orders::{CreatePreOrder, UpdatePreOrder};
use super::reservations::{CreateReservation, UpdateReservation};
use super::subscriptions::{
    CreateSubscription, DeleteSubscription, StartSubscriptionPaidService,
    UpdateSubscriptionRenewal, UpgradeSubscription,
};
use super::usage_status::{CreateUsageStatusRenewal, UpdateUsageStatus, UpdateUsageStatusRenewal};
use crate::operation_call::OperationCall;
use crate::selection::Selection;
use crate::validation::consequences::consequences;
use crate::validation::rules::pairing::{self, OPTION_PAIR};
use crate::validation::rules::quantity;
use crate::validation::{Assessment, Facts, Warning, withdrawal_warnings};

/// What the vendor's pages say of the call.
impl OperationCall {
    /// Holds the call against every documented rule, as the request of [`requests`](crate::requests)
    /// for the same operation is. `None` where there is no such request, or where a field cannot be
    /// read; [`check`](Self::check) lists those.
    ///
    /// ```
    /// use serde_json::json;
    /// use works_partner_ext::OperationCall;
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::validation::Facts;
    ///
    /// let operation = Operation::find("upgrade_option_product").unwrap();
    /// let call = OperationCall::new(operation)
    ///     .parameter("domainId", 10000001)
    ///     .parameter("optionProductId", "SSTG2")
    ///     .body(json!({"subOptionId": "DRV01"}));
    /// let assessment = call.assess(&Facts::new()).unwrap();
    /// assert!(assessment.violations().iter().any(|found| found.field == "subOptionId"));
    /// ```
    pub fn assess(&self, facts: &Facts) -> Option<Assessment> {
        let (assessment, _) = self.judged(facts)?;
        Some(assessment)
    }

    /// What it costs and what cannot be undone, as far as the vendor's pages and the facts say.
    ///
    /// ```
    /// use works_partner_ext::OperationCall;
    /// use works_partner_ext::api::Operation;
    /// use works_partner_ext::validation::Facts;
    ///
    /// let operation = Operation::find("delete_customer").unwrap();
    /// let call = OperationCall::new(operation).parameter("domainId", 10000001);
    /// assert!(call.warnings(&Facts::new()).iter().any(|warning| warning.ends_contract));
    /// ```
    pub fn warnings(&self, facts: &Facts) -> Vec<Warning> {
        let mut warnings = consequences(self.operation().id, self.body_value());
        if let Some((_, more)) = self.judged(facts) {
            warnings.extend(more);
        }
        warnings
    }

    fn judged(&self, facts: &Facts) -> Option<(Assessment, Vec<Warning>)> {
        let fields = Fields::of(self)?;
        let (mut assessment, warnings) = judged(self.operation().id, &fields, facts)?;
        // A typed request has a pair that fits, so that its own rules do not look at it.
        if OPTION_PAIR.operations.contains(&self.operation().id) {
            let option = fields.text("optionProductId")?.map(OptionProductId::from);
            let sub_option = fields.text("subOptionId")?.map(SubOptionId::from);
            // One that is not listed is sent only where that is wanted.
            let sub_option = sub_option.filter(SubOptionId::is_known);
            if let Some(option) = option {
                pairing::check(&OPTION_PAIR, &option, sub_option.as_ref(), &mut assessment);
            }
        }
        Some((assessment, warnings))
    }
}

/// The parameters of the path, and the fields of the body. Each is read with `None` where it is not what
/// it should be, and `Some(None)` where it is not there.
struct Fields<'a> {
    parameters: &'a Map<String, Value>,
    body: Option<&'a Map<String, Value>>,
}

impl<'a> Fields<'a> {
    fn of(call: &'a OperationCall) -> Option<Self> {
        let body = match call.body_value() {
            None => None,
            Some(Value::Object(body)) => Some(body),
            Some(_) => return None,
        };
        Some(Self {
            parameters: call.parameters(),
            body,
        })
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        let body = self.body.and_then(|body| body.get(name));
        body.or_else(|| self.parameters.get(name))
    }

    fn read<T>(&self, name: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<Option<T>> {
        match self.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => read(value).map(Some),
        }
    }

    fn text(&self, name: &str) -> Option<Option<&'a str>> {
        self.read(name, Value::as_str)
    }

    fn count(&self, name: &str) -> Option<Option<u32>> {
        self.read(name, |value| {
            let float = value.as_f64()?;
            // More than the types of requests have room for is above any limit all the same.
            let count = match value.as_u64() {
                Some(count) => u32::try_from(count).unwrap_or(u32::MAX),
                None => float as u32,
            };
            (float >= 0.0 && float.fract() == 0.0).then_some(count)
        })
    }

    fn date(&self, name: &str) -> Option<Option<Date>> {
        self.read(name, |value| value.as_str()?.parse().ok())
    }

    fn flag(&self, name: &str) -> Option<Option<bool>> {
        self.read(name, Value::as_bool)
    }

    fn is_null(&self, name: &str) -> bool {
        self.get(name).is_some_and(Value::is_null)
    }

    /// The fields of an object within the body.
    fn within(&self, name: &str) -> Option<Fields<'a>> {
        let body = self.read(name, Value::as_object)?;
        Some(Fields {
            parameters: self.parameters,
            body,
        })
    }

    /// The option with the sub-option; a pair that cannot be is told as such elsewhere.
    fn selection(&self) -> Option<Selection> {
        let (option, sub_option) = (self.text("optionProductId")??, self.text("subOptionId")??);
        Selection::unlisted(option, sub_option)
            .or_else(|_| Selection::of(sub_option.into()))
            .ok()
    }
}

/// Sets what is given.
fn with<R, T>(request: R, value: Option<T>, set: impl FnOnce(R, T) -> R) -> R {
    match value {
        Some(value) => set(request, value),
        None => request,
    }
}

fn judged(
    operation: &str,
    fields: &Fields<'_>,
    facts: &Facts,
) -> Option<(Assessment, Vec<Warning>)> {
    let held = |assessment| Some((assessment, Vec::new()));
    match operation {
        "verify_customer_domain" => held(VerifyDomain::new(fields.text("domain")??).assess(facts)),
        "create_customer" => {
            // The administrator's rules need the password as it was typed.
            let request = CreateCustomer::new(
                fields.text("domain")??,
                fields.text("companyName")??,
                fields.text("phoneNumber")??,
                fields.text("locale")??,
            );
            let request = with(request, fields.text("timeZone")?, CreateCustomer::time_zone);
            let request = with(request, fields.text("productId")?, CreateCustomer::product);
            held(request.assess(facts))
        }
        "update_customer" => {
            let partnership = fields.within("partnership")?;
            let request = UpdateCustomer::new();
            let request = with(
                request,
                fields.text("companyName")?,
                UpdateCustomer::company_name,
            );
            let request = with(
                request,
                fields.text("phoneNumber")?,
                UpdateCustomer::phone_number,
            );
            let request = with(request, fields.text("timeZone")?, UpdateCustomer::time_zone);
            let request = with(request, fields.text("locale")?, UpdateCustomer::locale);
            let request = with(
                request,
                partnership.text("customerCode")?,
                UpdateCustomer::customer_code,
            );
            let request = with(request, partnership.text("memo")?, UpdateCustomer::memo);
            held(request.assess(facts))
        }
        "delete_customer" => held(DeleteCustomer.assess(facts)),
        "create_upgrade_domain" => {
            held(CreateUpgradeDomain::new(fields.text("domain")??).assess(facts))
        }
        "change_domain" => held(ChangeDomain::to(fields.text("domain")??).assess(facts)),
        "transfer_potential_customer" => {
            let request = TransferPotentialCustomer::new(fields.text("partnerCode")??);
            let request = with(
                request,
                fields.flag("enablePartnerProfileDisplay")?,
                TransferPotentialCustomer::show_partner_profile,
            );
            held(request.assess(facts))
        }
        "update_usage_status" => {
            let request = UpdateUsageStatus::new();
            let request = with(
                request,
                fields.count("maxMemberCount")?,
                UpdateUsageStatus::max_members,
            );
            let request = match fields.date("withdrawalDate")? {
                Some(end) => request.end(end),
                None if fields.is_null("withdrawalDate") => request.no_end(),
                None => request,
            };
            held(request.assess(facts))
        }
        "create_usage_status_renewal" => {
            let request = CreateUsageStatusRenewal::new(fields.date("applyDate")??);
            let request = match fields.count("maxMemberCount")? {
                Some(count) => request.max_members(count),
                None if fields.is_null("maxMemberCount") => request.no_max_members(),
                None => request,
            };
            held(request.assess(facts))
        }
        "update_usage_status_renewal" => {
            held(UpdateUsageStatusRenewal::new(fields.date("applyDate")??).assess(facts))
        }
        "create_subscription" => {
            let request = CreateSubscription::with(fields.text("plan")??);
            held(request.assess(facts))
        }
        "delete_subscription" => held(DeleteSubscription.assess(facts)),
        "start_subscription_paid_service" => {
            let request = StartSubscriptionPaidService::with(fields.text("plan")??);
            let request = with(
                request,
                fields.text("productId")?,
                StartSubscriptionPaidService::product,
            );
            let request = with(
                request,
                fields.count("licenseCount")?,
                StartSubscriptionPaidService::licenses,
            );
            held(request.assess(facts))
        }
        "upgrade_subscription" => {
            held(UpgradeSubscription::to(fields.text("productId")??).assess(facts))
        }
        "update_subscription_renewal" => {
            let request = UpdateSubscriptionRenewal::other(fields.text("type")??);
            let request = with(
                request,
                fields.text("productId")?,
                UpdateSubscriptionRenewal::product,
            );
            let request = with(
                request,
                fields.text("plan")?,
                UpdateSubscriptionRenewal::plan,
            );
            let request = with(
                request,
                fields.count("licenseCount")?,
                UpdateSubscriptionRenewal::licenses,
            );
            held(request.assess(facts))
        }
        "create_subscription_reservation" => {
            let date = fields.date("applyDate")??;
            let kind = fields.text("type")??;
            let request = CreateReservation::other(kind, date);
            let request = with(request, fields.text("plan")?, CreateReservation::plan);
            let request = with(
                request,
                fields.text("productId")?,
                CreateReservation::product,
            );
            let request = with(
                request,
                fields.count("licenseCount")?,
                CreateReservation::licenses,
            );
            held(request.assess(facts))
        }
        "update_subscription_reservation" => {
            held(UpdateReservation::new(fields.date("applyDate")??).assess(facts))
        }
        "create_subscription_pre_order" => {
            let request =
                CreatePreOrder::new(fields.text("productId")??, fields.date("applyDate")??);
            let request = with(request, fields.text("plan")?, CreatePreOrder::plan);
            let request = with(
                request,
                fields.count("licenseCount")?,
                CreatePreOrder::licenses,
            );
            held(request.assess(facts))
        }
        "update_subscription_pre_order" => {
            held(UpdatePreOrder::new(fields.date("applyDate")??).assess(facts))
        }
        "put_subscription_memo" => {
            let request = PutMemo::new();
            let request = with(
                request,
                fields.text("customerCode")?,
                PutMemo::customer_code,
            );
            let request = with(request, fields.text("memo")?, PutMemo::memo);
            held(request.assess(facts))
        }
        "create_option_product" if fields.text("subOptionId")?.is_none() => {
            let option = OptionProductId::from(fields.text("optionProductId")??);
            let mut assessment = Assessment::default();
            check_added(&option, None, facts, &mut assessment);
            Some((assessment, warnings_of_added(None, facts)))
        }
        "create_option_product" => {
            let request = AddOption::new(fields.selection()?);
            Some((request.assess(facts), request.warnings(facts)))
        }
        "upgrade_option_product" => {
            let request = UpgradeOption::to(fields.selection()?);
            Some((request.assess(facts), request.warnings(facts)))
        }
        "start_option_product_paid_service" => {
            let request = StartOptionPaidService::with(fields.selection()?);
            let request = with(
                request,
                fields.count("quantity")?,
                StartOptionPaidService::quantity,
            );
            Some((request.assess(facts), request.warnings(facts)))
        }
        "delete_option_product" => {
            let request = DeleteOption::new(fields.text("optionProductId")??);
            Some((request.assess(facts), request.warnings(facts)))
        }
        "update_option_product_renewal" => {
            let option = fields.text("optionProductId")??;
            let request = UpdateOptionRenewal::other(option, fields.text("type")??);
            let request = with(
                request,
                fields.text("subOptionId")?,
                UpdateOptionRenewal::sub_option,
            );
            let request = with(
                request,
                fields.count("quantity")?,
                UpdateOptionRenewal::quantity,
            );
            held(request.assess(facts))
        }
        "create_option_product_order" => {
            let option = fields.text("optionProductId")??;
            let date = fields.date("applyDate")??;
            let request = CreateOptionOrder::other(fields.text("type")??, option, date);
            let request = with(
                request,
                fields.text("subOptionId")?,
                CreateOptionOrder::sub_option,
            );
            let request = with(
                request,
                fields.count("quantity")?,
                CreateOptionOrder::quantity,
            );
            Some((request.assess(facts), request.warnings(facts)))
        }
        "update_option_product_order" => {
            let option = OptionProductId::from(fields.text("optionProductId")??);
            let request = UpdateOptionOrder::new(option.clone());
            let request = with(
                request,
                fields.text("subOptionId")?,
                UpdateOptionOrder::sub_option,
            );
            let request = with(
                request,
                fields.count("quantity")?,
                UpdateOptionOrder::quantity,
            );
            let request = with(request, fields.date("applyDate")?, UpdateOptionOrder::date);
            let mut assessment = request.assess(facts);
            if fields.is_null("quantity") {
                quantity::check_null(&option, &mut assessment);
            }
            Some((assessment, request.warnings(facts)))
        }
        "delete_option_product_order" => Some((Assessment::default(), withdrawal_warnings(facts))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use works_partner_api::Operation;

    use super::*;

    fn call(operation: &str, body: Value) -> OperationCall {
        OperationCall::new(Operation::find(operation).unwrap())
            .parameter("domainId", 7)
            .parameter("subscriptionId", 8)
            .parameter("optionProductId", "SSTG2")
            .body(body)
    }

    #[test]
    fn every_validated_operation_is_judged_by_its_data() {
        let body = json!({
            "domain": "x.by-works.com", "companyName": "A", "phoneNumber": "1", "locale": "ja_JP",
            "partnerCode": "P", "applyDate": "2027-01-01", "plan": "MONTHLY", "productId": "STD",
            "type": "CHANGE", "subOptionId": "SSTG203", "memo": "m",
        });
        for (operation, has_body) in crate::requests::VALIDATED {
            let call = call(operation, body.clone());
            assert!(
                call.assess(&Facts::new()).is_some(),
                "{operation} {has_body}"
            );
        }
    }

    #[test]
    fn data_is_judged_as_the_typed_request_is() {
        let date = jiff::civil::date(2027, 1, 1);
        let facts = Facts::on(jiff::civil::date(2026, 12, 1))
            .product("STD")
            .no_option();
        let typed = CreateOptionOrder::other("MODIFY", "SSTG2", date).sub_option("SSTG203");
        let body = json!({
            "optionProductId": "SSTG2", "subOptionId": "SSTG203", "type": "MODIFY",
            "applyDate": "2027-01-01",
        });
        let call = call("create_option_product_order", body);
        assert_eq!(call.assess(&facts).unwrap(), typed.assess(&facts));
        assert_eq!(call.warnings(&facts), typed.warnings(&facts));
    }

    #[test]
    fn what_cannot_be_read_is_not_judged() {
        for body in [
            json!([]),
            json!({"applyDate": "soon"}),
            json!({"applyDate": 7}),
        ] {
            assert!(
                call("update_subscription_reservation", body)
                    .assess(&Facts::new())
                    .is_none()
            );
        }
    }
}
