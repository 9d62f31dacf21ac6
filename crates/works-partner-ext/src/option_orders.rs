//! The scheduled tasks for the options of a customer.

use works_partner_api::types::{OptionProductId, OptionProductOrder};

use crate::client::Client;
use crate::domain_id::DomainId;
use crate::error::Error;
use crate::reply::Reply;

impl Client {
    /// The scheduled task for one option of a customer; `None` where there is none.
    ///
    /// The vendor documents no answer for "no task". A 404 with an error body of the API is read so,
    /// unless it says that the *customer* or the API itself does not exist: a wrong base URL must not
    /// look like an empty calendar. A 204 is read so too.
    ///
    /// # Errors
    ///
    /// An option that cannot stand in a path, whatever [`Error`] says of a call that failed, and
    /// [`is_decode`](Error::is_decode) for a body that is no task.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-get>
    ///
    /// # Example
    ///
    /// ```
    /// use works_partner_ext::api::types::OptionProductId;
    /// use works_partner_ext::{Client, SubOptionIdExt};
    /// use works_partner_sandbox::Sandbox;
    ///
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::builder().start().await?;
    /// let client = Client::builder()
    ///     .base_url(sandbox.base_url())
    ///     .access_token(sandbox.token())
    ///     .build()?;
    ///
    /// let customer = "10000001".parse()?;
    /// if let Some(task) = client.option_order(customer, OptionProductId::Acv2).await? {
    ///     assert_eq!(task.sub_option_id.label(), "Archive (Talk)");
    ///     assert_eq!(task.apply_date.as_str(), "2019-08-24");
    /// }
    /// assert!(client.option_order(customer, OptionProductId::Drv).await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub async fn option_order(
        &self,
        domain_id: DomainId,
        option: impl Into<OptionProductId>,
    ) -> Result<Option<Reply<OptionProductOrder>>, Error> {
        let option = option.into();
        path_segment("optionProductId", option.as_str())?;
        let reply = self
            .call(|api| async move {
                api.get_option_product_order()
                    .domain_id(domain_id)
                    .option_product_id(option)
                    .send()
                    .await
            })
            .await;
        match reply {
            Ok(reply) => Ok(Some(reply)),
            Err(error) if means_no_task(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// All scheduled tasks for the options of a customer, in the server's order.
    ///
    /// # Errors
    ///
    /// Whatever [`Error`] says of a call that failed, and [`is_decode`](Error::is_decode) for a body
    /// that is no list of tasks.
    ///
    /// # Source
    ///
    /// <https://developers.worksmobile.com/en/docs/partner-customer-option-product-orders-list>
    pub async fn option_orders(
        &self,
        domain_id: DomainId,
    ) -> Result<Reply<Vec<OptionProductOrder>>, Error> {
        let reply = self
            .call(|api| async move {
                api.list_option_product_orders()
                    .domain_id(domain_id)
                    .send()
                    .await
            })
            .await?;
        Ok(reply.map(|list| list.option_product_orders.unwrap_or_default()))
    }
}

/// An empty segment or dots would make another path of it.
pub(crate) fn path_segment(field: &'static str, value: &str) -> Result<(), Error> {
    if matches!(value, "" | "." | "..") {
        return Err(Error::invalid_request(format!(
            "{field} `{value}` cannot stand in a path: it would make another of it"
        )));
    }
    Ok(())
}

/// Whether an answer to a GET means that nothing is scheduled.
pub(crate) fn means_no_task(error: &Error) -> bool {
    match error.status().map(|status| status.as_u16()) {
        Some(204) => true,
        Some(404) => match error.code() {
            // The answer to a path that the API does not have.
            Some("NOT_FOUND") => error.description().as_deref() != Some("Api not exists"),
            Some(code) => {
                let other = ["API", "CUSTOMER", "DOMAIN", "PARTNER", "TENANT"];
                !other.iter().any(|resource| code.starts_with(resource))
            }
            // Not the API speaking: a gateway, or another server.
            None => false,
        },
        _ => false,
    }
}
