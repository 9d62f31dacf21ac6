//! `subscription`: the products that a customer has under contract.

use clap::{Args, Subcommand};
use jiff::civil::Date;
use serde::Serialize;
use works_partner_ext::SubscriptionId;
use works_partner_ext::api::types::{Plan, ProductId, SubscriptionRenewalType};
use works_partner_ext::requests::pre_orders::CreatePreOrder;
use works_partner_ext::requests::reservations::CreateReservation;
use works_partner_ext::requests::subscriptions::{
    CreateSubscription, StartSubscriptionPaidService, UpdateSubscriptionRenewal,
    UpgradeSubscription,
};

use super::{day_of, show, show_of};
use crate::arguments::{
    ApplyDate, CodeParser, CustomerArg, CustomerParser, Global, SubscriptionArg,
    SubscriptionParser, Writing,
};
use crate::change::Change;
use crate::failure::Failure;
use crate::output::Customer;
use crate::printer::Printer;
use crate::session::{Session, block_on};
use crate::settings::Settings;
use crate::views::{Records, Response, SUBSCRIPTION};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the subscriptions of a customer.
    List {
        /// The customer: its domainId, its domain, or a unique part of its company name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
    },
    /// Show a subscription, with what becomes of it when its contract ends.
    Get {
        /// The customer: its domainId, its domain, or a unique part of its company name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        /// The subscription: its subscriptionId, or the code of its product or family, such as STD or
        /// LINE_WORKS, where the customer has one of it.
        #[arg(value_name = "SUBSCRIPTION_ID", value_parser = SubscriptionParser, allow_negative_numbers = true)]
        subscription: SubscriptionArg,
    },
    /// Add a product: at once, or on a later day with --apply-date, which only paid ones allow.
    ///
    /// A paid product can be had only after its free or trial one was used; to go paid while that is in
    /// use: `subscription start-paid-service`. Of the request for at once, the vendor's page shows the
    /// plan alone: productId and licenseCount are sent as the other operations name them.
    Add {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        /// The product, by its code; upper or lower case.
        #[arg(value_name = "PRODUCT", value_parser = CodeParser::<ProductId>::new("a product"), hide_possible_values = true)]
        product: ProductId,
        /// The contract type.
        #[arg(long, value_name = "PLAN", value_parser = CodeParser::<Plan>::new("a contract type"))]
        plan: Plan,
        /// How many licenses, where the contract type goes by license.
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        licenses: Option<u32>,
        /// A later day: 2026-12-01, tomorrow, or next-month for the 1st of it.
        #[arg(long, value_name = "DATE")]
        apply_date: Option<ApplyDate>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Move a subscription up to a higher product, at once.
    Upgrade {
        #[command(flatten)]
        of: OfSubscription,
        /// The higher product, by its code; upper or lower case.
        #[arg(value_name = "PRODUCT", value_parser = CodeParser::<ProductId>::new("a product"), hide_possible_values = true)]
        product: ProductId,
        #[command(flatten)]
        writing: Writing,
    },
    /// END a subscription: at once, or on a later day with --apply-date.
    ///
    /// The contract ends, and its options with it. It is confirmed by the customer's domain. To let it
    /// run out instead: `subscription renewal --type cancel`.
    Cancel {
        #[command(flatten)]
        of: OfSubscription,
        /// A later day: 2026-12-01, tomorrow, or next-month for the 1st of it.
        #[arg(long, value_name = "DATE")]
        apply_date: Option<ApplyDate>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Turn a free or trial product into a paid one: at once, or on a later day with --apply-date.
    StartPaidService {
        #[command(flatten)]
        of: OfSubscription,
        /// The contract type.
        #[arg(long, value_name = "PLAN", value_parser = CodeParser::<Plan>::new("a contract type"))]
        plan: Plan,
        /// The paid product, where the subscription is a free one.
        #[arg(long, value_name = "PRODUCT", value_parser = CodeParser::<ProductId>::new("a product"), hide_possible_values = true)]
        product: Option<ProductId>,
        /// How many licenses, where the contract type goes by license.
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        licenses: Option<u32>,
        /// A later day: 2026-12-01, tomorrow, or next-month for the 1st of it.
        #[arg(long, value_name = "DATE")]
        apply_date: Option<ApplyDate>,
        #[command(flatten)]
        writing: Writing,
    },
    /// Show what becomes of a subscription when its contract ends, or set it with --type.
    Renewal {
        #[command(flatten)]
        of: OfSubscription,
        /// What is to become of it: stay as it is, change its terms, or cancel, which ENDS it.
        #[arg(long = "type", value_name = "TYPE", value_parser = CodeParser::<SubscriptionRenewalType>::new("a type of renewal"))]
        kind: Option<SubscriptionRenewalType>,
        /// With --type change: another product.
        #[arg(long, value_name = "PRODUCT", requires = "kind", value_parser = CodeParser::<ProductId>::new("a product"), hide_possible_values = true)]
        product: Option<ProductId>,
        /// With --type change: another contract type.
        #[arg(long, value_name = "PLAN", requires = "kind", value_parser = CodeParser::<Plan>::new("a contract type"))]
        plan: Option<Plan>,
        /// With --type change: another number of licenses.
        #[arg(
            long,
            value_name = "N",
            allow_negative_numbers = true,
            requires = "kind"
        )]
        licenses: Option<u32>,
        #[command(flatten)]
        writing: Writing,
    },
}

/// A subscription of a customer.
#[derive(Debug, Args)]
pub(crate) struct OfSubscription {
    /// The customer: its domainId, its domain, or a unique part of its company's name.
    #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
    customer: CustomerArg,
    /// The subscription: its subscriptionId, or the code of its product or family, such as STD or
    /// LINE_WORKS, where the customer has one of it.
    #[arg(value_name = "SUBSCRIPTION_ID", value_parser = SubscriptionParser, allow_negative_numbers = true)]
    subscription: SubscriptionArg,
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        let writing = match verb {
            Verb::List { customer } => {
                let session = Session::open(global, settings).await?;
                return list(&session, customer, global).await;
            }
            Verb::Get {
                customer,
                subscription,
            } => {
                let session = Session::open(global, settings).await?;
                return get(&session, customer, subscription, global).await;
            }
            Verb::Renewal { of, kind: None, .. } => {
                let session = Session::open(global, settings).await?;
                return renewal(&session, of, global.printer()).await;
            }
            Verb::Add { writing, .. }
            | Verb::Upgrade { writing, .. }
            | Verb::Cancel { writing, .. }
            | Verb::StartPaidService { writing, .. }
            | Verb::Renewal { writing, .. } => writing,
        };
        let session = Session::open_for(writing, global, settings).await?;
        let (customer, subscription) = match verb {
            Verb::Add { customer, .. } => (customer, None),
            Verb::Upgrade { of: own, .. }
            | Verb::Cancel { of: own, .. }
            | Verb::StartPaidService { of: own, .. }
            | Verb::Renewal { of: own, .. } => (&own.customer, Some(&own.subscription)),
            Verb::List { .. } | Verb::Get { .. } => return Ok(()),
        };
        let wish = Wish::open(&session, customer, subscription, writing, global).await?;
        match verb {
            Verb::Add {
                product,
                plan,
                licenses,
                apply_date,
                ..
            } => wish.add(product, plan, *licenses, *apply_date).await,
            Verb::Upgrade { product, .. } => {
                let body = UpgradeSubscription::to(product.clone()).body();
                let done = format!("is upgraded to {product}");
                wish.carry_out("upgrade_subscription", Some(&body), &done)
                    .await
            }
            Verb::Cancel { apply_date, .. } => wish.cancel(*apply_date).await,
            Verb::StartPaidService {
                plan,
                product,
                licenses,
                apply_date,
                ..
            } => {
                wish.start_paid_service(plan, product.as_ref(), *licenses, *apply_date)
                    .await
            }
            Verb::Renewal {
                kind: Some(kind),
                product,
                plan,
                licenses,
                ..
            } => {
                wish.set_renewal(kind, product.as_ref(), plan.as_ref(), *licenses)
                    .await
            }
            Verb::List { .. } | Verb::Get { .. } | Verb::Renewal { .. } => Ok(()),
        }
    })
}

/// The change that a command asks for.
struct Wish<'a> {
    session: &'a Session,
    customer: Customer,
    /// What the path names of it.
    subscription: Option<SubscriptionId>,
    writing: &'a Writing,
    global: &'a Global,
}

impl<'a> Wish<'a> {
    async fn open(
        session: &'a Session,
        customer: &CustomerArg,
        subscription: Option<&SubscriptionArg>,
        writing: &'a Writing,
        global: &'a Global,
    ) -> Result<Self, Failure> {
        let printer = global.printer();
        let customer = session.customer_to_change(customer, printer).await?;
        let subscription = match subscription {
            Some(wanted) => Some(session.subscription(customer.id, wanted, printer).await?),
            None => None,
        };
        Ok(Self {
            session,
            customer,
            subscription,
            writing,
            global,
        })
    }

    async fn day(&self, date: ApplyDate) -> Result<Date, Failure> {
        day_of(date, &self.customer, self.session, self.writing).await
    }

    async fn carry_out(
        &self,
        operation: &'static str,
        body: Option<&impl Serialize>,
        done: &str,
    ) -> Result<(), Failure> {
        let domain_id = self.customer.id.to_string();
        let subscription = self.subscription.map(|id| id.to_string());
        let mut parameters = vec![("domainId", domain_id.as_str())];
        let named = subscription.as_deref();
        parameters.extend(named.map(|id| ("subscriptionId", id)));
        let what = named.map_or_else(String::new, |id| format!("subscription {id} of "));
        let change = Change::read(self.session, operation, &parameters, body, self.writing);
        change
            .await?
            .done(format!("{what}customer {} {done}", self.customer))
            .look(format!("works-partner subscription list {domain_id}"))
            .carry_out(self.session, self.writing, self.global)
            .await
    }

    async fn add(
        &self,
        product: &ProductId,
        plan: &Plan,
        licenses: Option<u32>,
        date: Option<ApplyDate>,
    ) -> Result<(), Failure> {
        if let Some(date) = date {
            let mut request = CreatePreOrder::new(product.clone(), self.day(date).await?);
            request = request.plan(plan.clone());
            if let Some(count) = licenses {
                request = request.licenses(count);
            }
            let done = format!("has {product} on order");
            let operation = "create_subscription_pre_order";
            return self
                .carry_out(operation, Some(&request.body()), &done)
                .await;
        }
        let mut request = CreateSubscription::with(plan.clone());
        request = request.property("productId", product.as_str());
        if let Some(count) = licenses {
            request = request.property("licenseCount", count);
        }
        let done = format!("has {product}");
        self.carry_out("create_subscription", Some(&request.body()), &done)
            .await
    }

    async fn cancel(&self, date: Option<ApplyDate>) -> Result<(), Failure> {
        let Some(date) = date else {
            let done = "is cancelled";
            return self
                .carry_out("delete_subscription", None::<&()>, done)
                .await;
        };
        let date = self.day(date).await?;
        let request = CreateReservation::cancel(date);
        let done = format!("is to end on {date}");
        let operation = "create_subscription_reservation";
        self.carry_out(operation, Some(&request.body()), &done)
            .await
    }

    async fn start_paid_service(
        &self,
        plan: &Plan,
        product: Option<&ProductId>,
        licenses: Option<u32>,
        date: Option<ApplyDate>,
    ) -> Result<(), Failure> {
        if let Some(date) = date {
            let date = self.day(date).await?;
            let mut request = CreateReservation::start_paid_service(plan.clone(), date);
            if let Some(product) = product {
                request = request.product(product.clone());
            }
            if let Some(count) = licenses {
                request = request.licenses(count);
            }
            let done = format!("is to go paid on {date}");
            let operation = "create_subscription_reservation";
            return self
                .carry_out(operation, Some(&request.body()), &done)
                .await;
        }
        let mut request = StartSubscriptionPaidService::with(plan.clone());
        if let Some(product) = product {
            request = request.product(product.clone());
        }
        if let Some(count) = licenses {
            request = request.licenses(count);
        }
        let operation = "start_subscription_paid_service";
        self.carry_out(operation, Some(&request.body()), "is paid")
            .await
    }

    async fn set_renewal(
        &self,
        kind: &SubscriptionRenewalType,
        product: Option<&ProductId>,
        plan: Option<&Plan>,
        licenses: Option<u32>,
    ) -> Result<(), Failure> {
        let mut request = UpdateSubscriptionRenewal::other(kind.clone());
        if let Some(product) = product {
            request = request.product(product.clone());
        }
        if let Some(plan) = plan {
            request = request.plan(plan.clone());
        }
        if let Some(count) = licenses {
            request = request.licenses(count);
        }
        let done = format!("has the renewal {kind}");
        let operation = "update_subscription_renewal";
        self.carry_out(operation, Some(&request.body()), &done)
            .await
    }
}

async fn renewal(session: &Session, of: &OfSubscription, printer: Printer) -> Result<(), Failure> {
    let customer = session.customer(&of.customer).await?;
    let domain_id = customer.id;
    let wanted = &of.subscription;
    let subscription_id = session.subscription(domain_id, wanted, printer).await?;
    let call = session.client.call(|api| async move {
        api.get_subscription_renewal()
            .domain_id(domain_id)
            .subscription_id(subscription_id.to_string())
            .send()
            .await
    });
    let reply = session.call(call).await;
    let reply = reply.map_err(|failure| failure.about_customer(domain_id))?;
    let customer = session.named_if_needed(customer, printer).await?;
    let response = Response::of(reply.body())?.of_customer(Some(customer));
    printer.print(&response)?;
    response.notes().iter().for_each(|note| printer.note(note));
    Ok(())
}

async fn list(session: &Session, customer: &CustomerArg, global: &Global) -> Result<(), Failure> {
    let customer = session.customer(customer).await?;
    let domain_id = customer.id;
    let call = session
        .client
        .call(|api| async move { api.list_subscriptions().domain_id(domain_id).send().await });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    let records = Records::all(&SUBSCRIPTION, reply.body())?;
    show_of(session, customer, records, global.printer()).await
}

async fn get(
    session: &Session,
    customer: &CustomerArg,
    subscription: &SubscriptionArg,
    global: &Global,
) -> Result<(), Failure> {
    let printer = global.printer();
    let domain_id = session.customer(customer).await?.id;
    let subscription_id = session
        .subscription(domain_id, subscription, printer)
        .await?;
    let call = session.client.call(|api| async move {
        api.get_subscription()
            .domain_id(domain_id)
            .subscription_id(subscription_id.to_string())
            .send()
            .await
    });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    show(&Records::one(&SUBSCRIPTION, reply.body())?, printer)
}
