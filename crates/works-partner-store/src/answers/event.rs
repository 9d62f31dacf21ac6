//! What will happen, by date.

use jiff::civil::Date;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;
use serde_json::value::RawValue;
use works_partner_ext::api::catalog::{Recurrence, Stage};
use works_partner_ext::api::types::OptionProductId;

use super::fields::Fields;
use crate::error::Error;
use crate::filter::{Condition, Filter};
use crate::item::USER_LIMIT;
use crate::resource::Resource;
use crate::store::Store;

/// What happens on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum EventKind {
    /// A scheduled task for an option takes effect.
    OptionOrder,
    /// A scheduled task for a subscription takes effect.
    Reservation,
    /// A product that was applied for begins.
    PreOrder,
    /// A paid contract ends, and is renewed or not, as `type` says.
    Renewal,
    /// The trial of a product ends. A grace period follows, whose length no page says.
    TrialEnd,
    /// The contract of a paid option ends.
    OptionRenewal,
    /// The trial of an option ends.
    OptionTrialEnd,
    /// An option for one month ends. It is not renewed.
    OptionEnd,
    /// A customer is deleted.
    Withdrawal,
    /// The highest number of users changes.
    UserLimitChange,
}

impl EventKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::OptionOrder,
        Self::Reservation,
        Self::PreOrder,
        Self::Renewal,
        Self::TrialEnd,
        Self::OptionRenewal,
        Self::OptionTrialEnd,
        Self::OptionEnd,
        Self::Withdrawal,
        Self::UserLimitChange,
    ];

    /// Its name in every output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OptionOrder => "option-order",
            Self::Reservation => "reservation",
            Self::PreOrder => "pre-order",
            Self::Renewal => "renewal",
            Self::TrialEnd => "trial-end",
            Self::OptionRenewal => "option-renewal",
            Self::OptionTrialEnd => "option-trial-end",
            Self::OptionEnd => "option-end",
            Self::Withdrawal => "withdrawal",
            Self::UserLimitChange => "user-limit-change",
        }
    }

    /// Whether somebody scheduled it, and can withdraw it.
    pub const fn is_scheduled(self) -> bool {
        matches!(
            self,
            Self::OptionOrder | Self::Reservation | Self::PreOrder | Self::UserLimitChange
        )
    }
}

/// Something that happens to a customer on a day.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// The day.
    pub date: Date,
    /// The customer.
    pub domain_id: i64,
    /// The domain of the customer, where the store knows it.
    pub domain: Option<String>,
    /// The name of the customer, where the store knows it.
    pub company_name: Option<String>,
    /// What happens.
    pub kind: EventKind,
    /// The service's own `type` of a task or of a renewal.
    #[serde(rename = "type")]
    pub task_type: Option<String>,
    /// The subscription that it is about.
    pub subscription_id: Option<i64>,
    /// The product of a subscription, or the one that it becomes.
    pub product_id: Option<String>,
    /// The contract type.
    pub plan: Option<String>,
    /// The option.
    pub option_product_id: Option<String>,
    /// The sub-option.
    pub sub_option_id: Option<String>,
    /// How many units of an option.
    pub quantity: Option<i64>,
    /// How many licenses, or how many users at most.
    pub license_count: Option<i64>,
    /// The status of the subscription or the customer.
    pub status: Option<String>,
    /// The run that first saw it as it is.
    pub since_run: i64,
    /// Tells it from the others of its kind and its customer.
    #[serde(skip)]
    pub key: String,
    /// Tells versions of one thing from another; stays while a task is moved.
    #[serde(skip)]
    pub series: i64,
    /// What the service answered.
    pub body: Box<RawValue>,
}

impl Store {
    /// What will happen, earliest first, one event after the other: `each` says whether to go on.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read, or the first error of `each`.
    pub fn for_each_event<E: From<Error>>(
        &self,
        filter: &Filter,
        mut each: impl FnMut(Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut condition = Condition::default();
        if let Some(from) = filter.from {
            condition.and("record.date >= {}", from.to_string());
        }
        if let Some(to) = filter.to {
            condition.and("record.date <= {}", to.to_string());
        }
        condition.and_one_of("record.domain_id", &filter.customers);
        let sql = format!(
            "SELECT record.record_id, record.resource, record.key, record.domain_id, record.date, record.series,
                    record.began_run, record.body,
                    customer.body ->> '$.domain', customer.body ->> '$.companyName'
             FROM record LEFT JOIN record AS customer
               ON customer.domain_id = record.domain_id AND customer.resource = 'customers'
                  AND customer.key = '' AND customer.ended_run IS NULL
             WHERE record.ended_run IS NULL AND record.date IS NOT NULL{}
             ORDER BY record.date, record.domain_id, record.resource, record.key",
            condition.sql()
        );
        let failed = |source| E::from(self.failed(source));
        let mut statement = self.connection().prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement
            .query(params_from_iter(condition.parameters))
            .map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let stored = Stored::of(row).map_err(failed)?;
            if let Some(event) = stored.event().map_err(E::from)?
                && event.is_admitted(filter)
            {
                each(event)?;
            }
        }
        Ok(())
    }

    /// [`for_each_event`](Self::for_each_event), collected.
    ///
    /// # Errors
    ///
    /// Where the store cannot be read.
    pub fn upcoming(&self, filter: &Filter) -> Result<Vec<Event>, Error> {
        let mut events = Vec::new();
        self.for_each_event(filter, |event| {
            events.push(event);
            Ok::<_, Error>(())
        })?;
        Ok(events)
    }
}

impl Event {
    pub(crate) fn is_admitted(&self, filter: &Filter) -> bool {
        filter.admits_customer(self.domain_id)
            && filter.admits_option(self.option_product_id.as_deref())
            && filter.admits_type(self.kind.name(), self.task_type.as_deref())
            && filter.admits_state(self.status.as_deref())
    }
}

/// A record with a date, and whose it is.
pub(crate) struct Stored {
    pub(super) record_id: i64,
    pub(super) resource: String,
    pub(super) key: String,
    pub(super) domain_id: i64,
    pub(super) date: Option<String>,
    pub(super) series: i64,
    pub(super) began_run: i64,
    pub(super) body: String,
    pub(super) domain: Option<String>,
    pub(super) company_name: Option<String>,
}

impl Stored {
    pub(crate) fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            record_id: row.get(0)?,
            resource: row.get(1)?,
            key: row.get(2)?,
            domain_id: row.get(3)?,
            date: row.get(4)?,
            series: row.get(5)?,
            began_run: row.get(6)?,
            body: row.get(7)?,
            domain: row.get(8)?,
            company_name: row.get(9)?,
        })
    }

    /// What happens on its date; `None` where nothing does.
    pub(crate) fn event(self) -> Result<Option<Event>, Error> {
        let record_id = self.record_id;
        let unreadable = |source| Error::Record { record_id, source };
        let fields = Fields::read(&self.body).map_err(unreadable)?;
        let Some(date) = self
            .date
            .as_deref()
            .and_then(|date| date.parse::<Date>().ok())
        else {
            return Ok(None);
        };
        let Some(kind) = self.kind(&fields) else {
            return Ok(None);
        };
        let renewal = fields
            .object("renewal")
            .filter(|_| kind == EventKind::Renewal);
        let task_type = match &renewal {
            Some(renewal) => renewal.owned("type"),
            None => fields.owned("type"),
        };
        let license_count = match kind {
            EventKind::UserLimitChange => fields.integer("maxMemberCount"),
            _ => fields.integer("licenseCount"),
        };
        Ok(Some(Event {
            date,
            domain_id: self.domain_id,
            domain: self.domain,
            company_name: self.company_name,
            kind,
            task_type,
            subscription_id: fields.integer("subscriptionId"),
            product_id: fields.owned("productId"),
            plan: fields.owned("plan"),
            option_product_id: fields.owned("optionProductId"),
            sub_option_id: fields.owned("subOptionId"),
            quantity: fields.integer("quantity"),
            license_count,
            status: fields.owned("status"),
            since_run: self.began_run,
            key: self.key,
            series: self.series,
            body: RawValue::from_string(self.body).map_err(unreadable)?,
        }))
    }

    fn kind(&self, fields: &Fields) -> Option<EventKind> {
        Some(match Resource::of_name(&self.resource)? {
            Resource::Customers => return None,
            Resource::OptionOrders => EventKind::OptionOrder,
            Resource::Reservations => EventKind::Reservation,
            Resource::PreOrders => EventKind::PreOrder,
            Resource::Subscriptions => match fields.subscription_stage() {
                Some(Stage::Free) => return None,
                Some(Stage::Trial) => EventKind::TrialEnd,
                _ => EventKind::Renewal,
            },
            Resource::Options => {
                let option = fields.text("optionProductId").map(OptionProductId::from);
                let facts = option.as_ref().and_then(OptionProductId::facts);
                let recurrence = facts.and_then(|facts| Some(facts.recurrence.as_ref()?.value));
                match (fields.option_stage(), recurrence) {
                    (Some(Stage::Trial), _) => EventKind::OptionTrialEnd,
                    (_, Some(Recurrence::OneMonth)) => EventKind::OptionEnd,
                    _ => EventKind::OptionRenewal,
                }
            }
            Resource::UsageStatus if self.key == USER_LIMIT => EventKind::UserLimitChange,
            // The vendor's example has a date of a customer that is in use, too.
            Resource::UsageStatus if fields.text("status") == Some("ACTIVE") => return None,
            Resource::UsageStatus => EventKind::Withdrawal,
        })
    }
}
