//! `customer`: the customers of the partner.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use works_partner_ext::CustomerPages;
use works_partner_ext::Reply;
use works_partner_ext::api::types::{Customers, Locale};
use works_partner_ext::requests::customers::{Administrator, CreateCustomer, UpdateCustomer};

use super::api::secret;
use super::show;
use crate::arguments::{CodeParser, CustomerArg, CustomerParser, Global, Writing};
use crate::change::Change;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::{Printer, Stream};
use crate::session::{LARGEST_PAGE, Session, block_on};
use crate::settings::Settings;
use crate::signals;
use crate::views::{CUSTOMER, Records};

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// List the customers: all of them, page by page.
    List(List),
    /// Show a customer.
    Get {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
    },
    /// Add a customer. Its products are applied for afterwards: `subscription add`.
    Create {
        /// The domain name or the group name of the customer.
        #[arg(value_name = "DOMAIN")]
        domain: String,
        #[command(flatten)]
        new: New,
        #[command(flatten)]
        writing: Writing,
    },
    /// Change a customer: only what is given.
    Update {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        #[command(flatten)]
        changed: Changed,
        #[command(flatten)]
        writing: Writing,
    },
    /// DELETE a customer, at once, with all that it has. To end it on a later day: `usage-status set
    /// --withdrawal-date`.
    ///
    /// It cannot be undone. Paid products cost a cancellation fee unless their contract has ended. It is
    /// confirmed by the customer's domain.
    Delete {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        #[command(flatten)]
        writing: Writing,
    },
    /// Check that a customer owns its domain, and let the domain use the services.
    Activate {
        /// The customer: its domainId, its domain, or a unique part of its company's name.
        #[arg(value_name = "DOMAIN_ID", value_parser = CustomerParser, allow_negative_numbers = true)]
        customer: CustomerArg,
        #[command(flatten)]
        writing: Writing,
    },
}

/// A customer to add.
#[derive(Debug, Args)]
pub(crate) struct New {
    /// The name of the company.
    #[arg(long, value_name = "TEXT")]
    company_name: String,
    /// The phone number.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    phone_number: String,
    /// The language.
    #[arg(long, value_name = "LOCALE", value_parser = CodeParser::<Locale>::new("a language"))]
    locale: Locale,
    /// The time zone; else Asia/Tokyo.
    #[arg(long = "customer-time-zone", value_name = "ZONE")]
    zone: Option<String>,
    /// Whether the partner's profile is shown to the customer.
    #[arg(long, value_name = "true|false")]
    show_partner_profile: Option<bool>,
    #[command(flatten)]
    administrator: Option<Admin>,
}

/// The administrator of a customer to add.
#[derive(Debug, Args)]
#[group(multiple = true)]
pub(crate) struct Admin {
    /// The administrator's family name.
    #[arg(long = "admin-last-name", value_name = "TEXT", required = false, requires_all = ["admin_id", "admin_email", "admin_password_file"])]
    admin_last_name: String,
    /// The administrator's given name.
    #[arg(
        long = "admin-first-name",
        value_name = "TEXT",
        requires = "admin_last_name"
    )]
    admin_first_name: Option<String>,
    /// The administrator's user id, 2 to 40 characters.
    #[arg(
        long = "admin-id",
        value_name = "TEXT",
        required = false,
        requires = "admin_last_name"
    )]
    admin_id: String,
    /// The administrator's personal mail address.
    #[arg(
        long = "admin-email",
        value_name = "ADDRESS",
        required = false,
        requires = "admin_last_name"
    )]
    admin_email: String,
    /// The file with the administrator's password as it is typed, 8 to 20 characters; - for stdin.
    #[arg(
        long = "admin-password-file",
        value_name = "FILE",
        required = false,
        requires = "admin_last_name"
    )]
    admin_password_file: PathBuf,
    /// The administrator's mobile phone number.
    #[arg(
        long = "admin-cellphone",
        value_name = "TEXT",
        requires = "admin_country_code",
        requires = "admin_last_name",
        allow_hyphen_values = true
    )]
    admin_cellphone: Option<String>,
    /// The country code of the mobile phone number.
    #[arg(
        long = "admin-country-code",
        value_name = "TEXT",
        requires = "admin_cellphone",
        allow_hyphen_values = true
    )]
    admin_country_code: Option<String>,
}

impl Admin {
    fn read(&self) -> Result<Administrator, Failure> {
        let password = secret(&self.admin_password_file, "administrator password")?;
        let mut administrator = Administrator::new(
            &self.admin_last_name,
            &self.admin_id,
            password,
            &self.admin_email,
        );
        if let Some(name) = &self.admin_first_name {
            administrator = administrator.first_name(name);
        }
        if let (Some(code), Some(number)) = (&self.admin_country_code, &self.admin_cellphone) {
            administrator = administrator.cellphone(code, number);
        }
        Ok(administrator)
    }
}

/// What is to be changed of a customer.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(crate) struct Changed {
    /// The name of the company.
    #[arg(long, value_name = "TEXT")]
    company_name: Option<String>,
    /// The phone number.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    phone_number: Option<String>,
    /// The language.
    #[arg(long, value_name = "LOCALE", value_parser = CodeParser::<Locale>::new("a language"))]
    locale: Option<Locale>,
    /// The time zone, such as Asia/Tokyo.
    #[arg(long = "customer-time-zone", value_name = "ZONE")]
    zone: Option<String>,
    /// The partner's code for the customer.
    #[arg(long, value_name = "TEXT")]
    customer_code: Option<String>,
    /// The partner's memo about the customer.
    #[arg(long, value_name = "TEXT")]
    memo: Option<String>,
    /// Whether the partner's profile is shown to the customer.
    #[arg(long, value_name = "true|false")]
    show_partner_profile: Option<bool>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    /// How many customers at most; else all.
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..))]
    limit: Option<u32>,

    /// How many customers to ask for at a time.
    #[arg(long, value_name = "N", allow_negative_numbers = true, default_value_t = LARGEST_PAGE, value_parser = clap::value_parser!(u32).range(1..=i64::from(LARGEST_PAGE)))]
    count: u32,

    /// Go on where another list ended: what it said on stderr, or the nextCursor of its JSON.
    #[arg(long, value_name = "CURSOR")]
    cursor: Option<String>,
}

pub(crate) fn run(verb: &Verb, global: &Global, settings: &Settings) -> Result<(), Failure> {
    block_on(async {
        match verb {
            Verb::List(wish) => {
                let session = Session::open(global, settings).await?;
                list(&session, wish, global.printer()).await
            }
            Verb::Get { customer } => {
                let session = Session::open(global, settings).await?;
                get(&session, customer, global).await
            }
            Verb::Create {
                domain,
                new,
                writing,
            } => {
                let session = Session::open_for(writing, global, settings).await?;
                create(&session, domain, new, writing, global).await
            }
            Verb::Update {
                customer,
                changed,
                writing,
            } => {
                let session = Session::open_for(writing, global, settings).await?;
                update(&session, customer, changed, writing, global).await
            }
            Verb::Delete { customer, writing } => {
                let session = Session::open_for(writing, global, settings).await?;
                let done = "is deleted, or is as soon as its paid apps allow";
                without_body(&session, "delete_customer", customer, done, writing, global).await
            }
            Verb::Activate { customer, writing } => {
                let session = Session::open_for(writing, global, settings).await?;
                let done = "is activated";
                without_body(
                    &session,
                    "activate_customer",
                    customer,
                    done,
                    writing,
                    global,
                )
                .await
            }
        }
    })
}

async fn create(
    session: &Session,
    domain: &str,
    new: &New,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let mut request = CreateCustomer::new(
        domain,
        &new.company_name,
        &new.phone_number,
        new.locale.clone(),
    );
    if let Some(zone) = &new.zone {
        request = request.time_zone(zone);
    }
    if let Some(show) = new.show_partner_profile {
        request = request.show_partner_profile(show);
    }
    if let Some(administrator) = &new.administrator {
        request = request.administrator(administrator.read()?);
    }
    let body = request.body();
    let change = Change::read(session, "create_customer", &[], Some(&body), writing);
    change
        .await?
        // Its data has the password encoded, which no rule is about.
        .assessed(|facts| request.assess(facts))
        .answered_by(&CUSTOMER)
        .done(format!("customer {domain} ({}) is added", new.company_name))
        .look(format!("works-partner customer get {domain}"))
        .carry_out(session, writing, global)
        .await
}

async fn update(
    session: &Session,
    customer: &CustomerArg,
    changed: &Changed,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let customer = session
        .customer_to_change(customer, global.printer())
        .await?;
    let mut request = UpdateCustomer::new();
    if let Some(name) = &changed.company_name {
        request = request.company_name(name);
    }
    if let Some(number) = &changed.phone_number {
        request = request.phone_number(number);
    }
    if let Some(locale) = &changed.locale {
        request = request.locale(locale.clone());
    }
    if let Some(zone) = &changed.zone {
        request = request.time_zone(zone);
    }
    if let Some(code) = &changed.customer_code {
        request = request.customer_code(code);
    }
    if let Some(memo) = &changed.memo {
        request = request.memo(memo);
    }
    if let Some(show) = changed.show_partner_profile {
        request = request.show_partner_profile(show);
    }
    let id = customer.id.to_string();
    let parameters = [("domainId", id.as_str())];
    let body = request.body();
    let change = Change::read(
        session,
        "update_customer",
        &parameters,
        Some(&body),
        writing,
    );
    change
        .await?
        .answered_by(&CUSTOMER)
        .done(format!("customer {customer} is changed"))
        .look(format!("works-partner customer get {id}"))
        .carry_out(session, writing, global)
        .await
}

/// A change that says all by its name.
async fn without_body(
    session: &Session,
    operation: &'static str,
    customer: &CustomerArg,
    done: &str,
    writing: &Writing,
    global: &Global,
) -> Result<(), Failure> {
    let customer = session
        .customer_to_change(customer, global.printer())
        .await?;
    let id = customer.id.to_string();
    let parameters = [("domainId", id.as_str())];
    let change = Change::read(session, operation, &parameters, None::<&()>, writing);
    change
        .await?
        .answered_by(&CUSTOMER)
        .done(format!("customer {customer} {done}"))
        .look(format!("works-partner customer get {id}"))
        .carry_out(session, writing, global)
        .await
}

async fn get(session: &Session, customer: &CustomerArg, global: &Global) -> Result<(), Failure> {
    let domain_id = session.customer(customer).await?.id;
    let call = session
        .client
        .call(|api| async move { api.get_customer().domain_id(domain_id).send().await });
    let reply = session
        .call(call)
        .await
        .map_err(|failure| failure.about_customer(domain_id))?;
    show(&Records::one(&CUSTOMER, reply.body())?, global.printer())
}

async fn list(session: &Session, wish: &List, printer: Printer) -> Result<(), Failure> {
    let _own = signals::Own::new();
    let mut pages = session.client.customers();
    if let Some(cursor) = &wish.cursor {
        pages = pages.from_cursor(cursor);
    }
    let mut listing = Listing {
        wish,
        printer,
        stream: Stream::begin(printer),
        kept: Vec::new(),
        count: 0,
    };
    loop {
        let left = listing.left();
        if left == 0 {
            break;
        }
        // Where the last page is as long as what is left, its cursor is where the rest begins.
        pages = pages.count(wish.count.min(u32::try_from(left).unwrap_or(wish.count)));
        let begin = pages.cursor().map(str::to_owned);
        let next = tokio::select! {
            next = pages.next() => next,
            () = signals::stopped() => {
                listing.end()?;
                let failure = Failure::new(Exit::Cancelled, "the list was stopped");
                return Err(listing.told_cursor(failure, begin.as_deref()));
            }
        };
        match next {
            None => break,
            Some(Ok(page)) => {
                let is_cut = page
                    .customers
                    .as_ref()
                    .is_some_and(|page| page.len() > left);
                listing.put(page)?;
                if is_cut {
                    // The server sends more than it was asked for: the rest begins within this page.
                    listing.end()?;
                    listing.say_more(begin.as_deref(), &pages);
                    return Ok(());
                }
            }
            Some(Err(error)) => {
                listing.end()?;
                let failure = session.explain(error);
                return Err(listing.told_cursor(failure, begin.as_deref()));
            }
        }
    }
    listing.end()?;
    let cursor = pages.cursor().map(str::to_owned);
    if cursor.is_some() {
        listing.say_more(cursor.as_deref(), &pages);
    } else if listing.count == 0 {
        printer.nothing("there are no customers");
    }
    Ok(())
}

/// A list that is being printed.
struct Listing<'a> {
    wish: &'a List,
    printer: Printer,
    /// `None` where nothing can be printed before the end.
    stream: Option<Stream>,
    kept: Vec<Reply<Customers>>,
    count: usize,
}

impl Listing<'_> {
    /// How many more are wanted.
    fn left(&self) -> usize {
        let limit = self.wish.limit.map_or(usize::MAX, |limit| limit as usize);
        limit.saturating_sub(self.count)
    }

    fn put(&mut self, page: Reply<Customers>) -> Result<(), Failure> {
        let left = self.left();
        let count = page.customers.as_ref().map_or(0, Vec::len);
        match &mut self.stream {
            Some(stream) => {
                let records = Records::pages(&CUSTOMER, &[page.body()], Some(left))?;
                stream.put(&records)?;
            }
            None => self.kept.push(page),
        }
        self.count += count.min(left);
        Ok(())
    }

    /// Prints what was kept, and what there was no room for.
    fn end(&self) -> Result<(), Failure> {
        if let Some(stream) = &self.stream {
            stream.end()?;
        }
        let bodies: Vec<&[u8]> = self.kept.iter().map(|page| page.body().as_ref()).collect();
        if bodies.is_empty() {
            return Ok(());
        }
        let limit = self.wish.limit.map(|limit| limit as usize);
        show(&Records::pages(&CUSTOMER, &bodies, limit)?, self.printer)
    }

    fn told_cursor(&self, failure: Failure, cursor: Option<&str>) -> Failure {
        match cursor {
            Some(cursor) if self.count > 0 => failure.add_hint(&format!(
                "{} customers were listed; go on with --cursor {cursor}",
                self.count
            )),
            _ => failure,
        }
    }

    /// Says where the rest begins.
    fn say_more(&self, cursor: Option<&str>, pages: &CustomerPages) {
        let text = match cursor {
            Some(cursor) => format!("there are more: go on with --cursor {cursor}"),
            None if pages.cursor().is_some() => "there are more".to_owned(),
            None => return,
        };
        self.printer.say(&text);
    }
}
