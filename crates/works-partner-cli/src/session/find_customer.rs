//! Which customer a domain or a part of a company's name means.

use icu_normalizer::ComposingNormalizerBorrowed;
use works_partner_ext::DomainId;
use works_partner_ext::api::types;

use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Customer;
use crate::session::{LARGEST_PAGE, Session};

/// Looks for the customer with that domain, else for the only one whose company's name is that or has
/// it as a part. Upper and lower case, and wide and narrow letters, are the same.
pub(super) async fn find(session: &Session, text: &str) -> Result<Customer, Failure> {
    let wanted = folded(text);
    let mut customers = Vec::new();
    let mut pages = session.client.customers().count(LARGEST_PAGE);
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| session.explain(error))?;
        for customer in page.customers.iter().flatten() {
            if customer.domain.eq_ignore_ascii_case(text.trim()) {
                return Found::new(customer).customer();
            }
            customers.push(Found::new(customer));
        }
    }
    let found = only(&customers, text, &wanted);
    found.map_err(Failure::argument_unknown)?.customer()
}

#[derive(Debug)]
struct Found {
    id: i64,
    domain: String,
    company_name: String,
    /// The name for comparison.
    folded: String,
}

impl Found {
    fn new(customer: &types::Customer) -> Self {
        Self {
            id: customer.domain_id,
            domain: customer.domain.clone(),
            company_name: customer.company_name.clone(),
            folded: folded(&customer.company_name),
        }
    }

    fn customer(&self) -> Result<Customer, Failure> {
        let id = DomainId::try_from(self.id)
            .map_err(|error| Failure::new(Exit::Server, error.to_string()))?;
        Ok(Customer::new(id).named(self.domain.clone(), self.company_name.clone()))
    }

    fn shown(&self) -> String {
        format!("{} ({}, {})", self.company_name, self.domain, self.id)
    }
}

/// How many customers an error names.
const NAMED: usize = 8;

fn only<'a>(customers: &'a [Found], text: &str, wanted: &str) -> Result<&'a Found, Failure> {
    let having = |is: &dyn Fn(&Found) -> bool| -> Vec<&'a Found> {
        customers.iter().filter(|customer| is(customer)).collect()
    };
    let whole = having(&|customer| customer.folded == wanted);
    if let [one] = whole.as_slice() {
        return Ok(one);
    }
    let parts = having(&|customer| !wanted.is_empty() && customer.folded.contains(wanted));
    match parts.as_slice() {
        [one] => Ok(one),
        [] => {
            let failure = Failure::new(
                Exit::Usage,
                format!("no customer has the domain `{text}`, nor a name with `{text}` in it"),
            );
            let similar = similar(customers, wanted);
            Err(if similar.is_empty() {
                failure.hint("`works-partner customer list` shows all customers")
            } else {
                failure.hint(format!("did you mean {}?", similar.join(" or ")))
            })
        }
        several => {
            let count = several.len();
            let mut names: Vec<String> = several
                .iter()
                .take(NAMED)
                .map(|customer| customer.shown())
                .collect();
            if count > NAMED {
                names.push(format!("and {} more", count - NAMED));
            }
            let message = format!("the names of {count} customers have `{text}` in them");
            Err(Failure::new(Exit::Usage, message).hint(format!(
                "give the id, the domain, or more of the name: {}",
                names.join(", ")
            )))
        }
    }
}

/// The customers whose domain or name is nearest to a text, if near at all.
fn similar(customers: &[Found], wanted: &str) -> Vec<String> {
    const NEAR: f64 = 0.5;
    let likeness = |customer: &Found| {
        let is_part = !wanted.is_empty() && customer.domain.contains(wanted);
        let part = if is_part { 1.0 } else { 0.0 };
        let of = |name: &str| strsim::normalized_damerau_levenshtein(name, wanted);
        let words = customer.folded.split_whitespace().map(of);
        [part, of(&customer.domain), of(&customer.folded)]
            .into_iter()
            .chain(words)
            .fold(0.0, f64::max)
    };
    let mut similar: Vec<(f64, &Found)> = customers
        .iter()
        .map(|customer| (likeness(customer), customer))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .collect();
    similar.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    let similar = similar.iter().take(3);
    similar.map(|(_, customer)| customer.shown()).collect()
}

/// A name for comparison: in lower case, runs of white space as one, and in the normal form in which wide and narrow
/// letters, narrow and wide kana, and marks apart or not are the same.
fn folded(text: &str) -> String {
    let same = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let words: Vec<String> = same.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn customers() -> Vec<Found> {
        let all = [
            (1, "kita.example", "合同会社北の窓"),
            (2, "kita-2.example", "株式会社北の海"),
            (3, "acme.example", "ACME Ｊａｐａｎ　合同会社"),
            (4, "acme-west.example", "Acme Japan"),
            (5, "strasse.example", "Äpfel GmbH"),
            (6, "vodka.example", "ガイドパーク・ヴェル株式会社"),
            (7, "hodo.example", "ほどがや デザイン"),
            (8, "minami.example", "㈱南の島"),
        ];
        let found = all.map(|(id, domain, name)| Found {
            id,
            domain: domain.to_owned(),
            company_name: name.to_owned(),
            folded: folded(name),
        });
        found.into_iter().collect()
    }

    fn id(text: &str) -> Result<i64, String> {
        let customers = customers();
        let found = only(&customers, text, &folded(text));
        found
            .map(|found| found.id)
            .map_err(|failure| failure.to_text())
    }

    #[test]
    fn a_unique_part_or_the_whole_name_is_enough() {
        for (text, found) in [
            ("北の窓", 1),
            ("の海", 2),
            ("japan 合同", 3),
            ("ＡＣＭＥ ｊａｐａｎ", 4),
            ("äpfel", 5),
            (" ÄPFEL ", 5),
            ("ｶﾞｲﾄﾞﾊﾟｰｸ･ｳﾞｪﾙ", 6),
            ("カ\u{3099}イト\u{3099}ハ\u{309a}ーク", 6),
            ("(株)南", 8),
            ("（株）南の島", 8),
            ("ほと\u{3099}か\u{3099}や ﾃﾞｻﾞｲﾝ", 7),
        ] {
            assert_eq!(id(text), Ok(found), "{text}");
        }
    }

    #[test]
    fn what_means_several_or_none_is_refused_with_the_candidates() {
        let several = id("北の").unwrap_err();
        assert!(
            several.contains("合同会社北の窓 (kita.example, 1)"),
            "{several}"
        );
        assert!(
            several.contains("株式会社北の海 (kita-2.example, 2)"),
            "{several}"
        );
        let none = id("北野窓").unwrap_err();
        assert!(none.contains("no customer"), "{none}");
        let near = id("kita.exampel").unwrap_err();
        assert!(
            near.contains("did you mean 合同会社北の窓 (kita.example, 1)"),
            "{near}"
        );
        assert!(id(" ").is_err());
    }
}
