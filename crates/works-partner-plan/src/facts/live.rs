//! Facts read from the service.

use std::collections::BTreeSet;

use serde_json::Value;
use works_partner_ext::api::Operation;
use works_partner_ext::{Client, DomainId, OperationCall, SubscriptionId};

use super::wanted::Subject;
use super::{CustomerFacts, FactKind, FactSource};
use crate::error::Error;

/// Reads facts with a client, within its limits. Each is a call.
#[derive(Clone, Debug)]
pub struct LiveFacts {
    client: Client,
}

impl LiveFacts {
    /// Facts by this client.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    async fn read(
        &self,
        domain_id: DomainId,
        kind: FactKind,
        key: Option<&str>,
    ) -> Result<Vec<Value>, Error> {
        let (id, list) = kind.operation();
        let unknown = || Error::Operation(id.to_owned());
        if kind == FactKind::SubscriptionReservations {
            // Only this call knows which 404 means that nothing is scheduled.
            let id: SubscriptionId = key.and_then(|key| key.parse().ok()).ok_or_else(unknown)?;
            let reply = self.client.subscription_reservation(domain_id, id).await;
            let reply = reply.map_err(|error| read_failed(domain_id, kind, error))?;
            let body = reply.map(|reply| serde_json::from_slice(reply.body()));
            return body
                .into_iter()
                .map(|body| body.map_err(Error::Json))
                .collect();
        }
        let operation = Operation::find(id).ok_or_else(unknown)?;
        let mut call = OperationCall::new(operation)
            .parameter("domainId", domain_id.get())
            .skip_validation();
        if let (Some(member), Some(key)) = (kind.key(), key) {
            call = call.parameter(member, key);
        }
        let value = match self.client.send(&call).await {
            Ok(reply) => reply.into_inner(),
            Err(error) if kind != FactKind::Customer && error.is_not_found() => return Ok(vec![]),
            Err(error) => return Err(read_failed(domain_id, kind, error)),
        };
        Ok(match (list, value) {
            (_, Value::Null) => Vec::new(),
            (None, value) => vec![value],
            (Some(name), Value::Object(mut body)) => match body.remove(name) {
                Some(Value::Array(items)) => items,
                _ => Vec::new(),
            },
            (Some(_), _) => Vec::new(),
        })
    }

    /// The customer of a domain, by the list of customers.
    async fn of_domain(&self, domain: &str) -> Result<CustomerFacts, Error> {
        let mut customers = self.client.customers().domain(domain);
        let failed = |error| Error::Read {
            domain_id: None,
            what: "list_customers",
            source: Box::new(error),
        };
        while let Some(page) = customers.next().await {
            let page = page.map_err(failed)?;
            let body: Value = serde_json::from_slice(page.body()).map_err(Error::Json)?;
            let items = body.get("customers").and_then(Value::as_array);
            let found = items.into_iter().flatten().find(|item| {
                let own = item.get("domain").and_then(Value::as_str);
                own.is_some_and(|own| own.eq_ignore_ascii_case(domain))
            });
            if let Some(found) = found {
                return Ok(CustomerFacts {
                    domain_id: found.get("domainId").and_then(Value::as_i64),
                    is_there: true,
                    ..CustomerFacts::default()
                }
                .with(FactKind::Customer, vec![found.clone()]));
            }
        }
        Ok(CustomerFacts::missing(None).with(FactKind::Customer, Vec::new()))
    }
}

fn read_failed(domain_id: DomainId, kind: FactKind, error: works_partner_ext::Error) -> Error {
    Error::Read {
        domain_id: Some(domain_id.get()),
        what: kind.operation().0,
        source: Box::new(error),
    }
}

/// Whether the service says that the partner has no such customer.
fn is_no_customer(error: &Error) -> bool {
    let Error::Read { source, .. } = error else {
        return false;
    };
    let code = source.code().unwrap_or_default();
    let status = source.status().map(|status| status.as_u16());
    matches!((status, code), (Some(403), "ACCESS_DENIED"))
        || status == Some(404)
            && !source
                .description()
                .is_some_and(|text| text.contains("Api not exists"))
}

impl FactSource for LiveFacts {
    async fn facts(
        &self,
        subject: &Subject,
        wanted: &BTreeSet<FactKind>,
    ) -> Result<CustomerFacts, Error> {
        let Some(id) = subject.domain_id else {
            return match &subject.domain {
                Some(domain) => self.of_domain(domain).await,
                None => Ok(CustomerFacts::missing(None)),
            };
        };
        let domain_id: DomainId = id.to_string().parse().map_err(|_| Error::Customer(id))?;
        let lists = wanted.iter().copied().filter(|kind| {
            !matches!(
                kind,
                FactKind::SubscriptionReservations
                    | FactKind::OptionProductRenewals
                    | FactKind::SubscriptionPreOrders
            )
        });
        let reads = lists.map(|kind| async move {
            let items = self.read(domain_id, kind, None).await?;
            Ok::<_, Error>((kind, items))
        });
        let read = match futures_util::future::try_join_all(reads).await {
            Ok(read) => read,
            Err(error) if is_no_customer(&error) => return Ok(CustomerFacts::missing(Some(id))),
            Err(error) => return Err(error),
        };
        let mut facts = CustomerFacts::new(id);
        facts.known.extend(read);
        // The rest depends on what there is.
        if wanted.contains(&FactKind::SubscriptionPreOrders) && subject.needs_pre_orders(&facts) {
            let kind = FactKind::SubscriptionPreOrders;
            let items = self.read(domain_id, kind, None).await?;
            facts.known.insert(kind, items);
        }
        for (kind, keys) in [
            (
                FactKind::SubscriptionReservations,
                subject.subscriptions(&facts, wanted),
            ),
            (FactKind::OptionProductRenewals, subject.options(&facts)),
        ] {
            if !wanted.contains(&kind) {
                continue;
            }
            let reads = keys.iter().map(|key| self.read(domain_id, kind, Some(key)));
            let found = futures_util::future::try_join_all(reads).await?;
            facts
                .known
                .insert(kind, found.into_iter().flatten().collect());
            facts.keys_read.insert(kind, keys);
        }
        Ok(facts)
    }
}
