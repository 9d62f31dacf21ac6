//! The bodies of every operation, read by their generated types: what is read of a response loses nothing.

use serde_json::Value;
use works_partner_tests::json::differences;
use works_partner_tests::{EXAMPLES, PLACES};

use crate::input::{pick, picked};

pub(crate) fn run(input: &[u8]) {
    let Some((place, body)) = pick(PLACES, input) else {
        return;
    };
    let Ok(body) = str::from_utf8(body) else {
        return;
    };
    let Ok(found) = (place.reencode)(body) else {
        return;
    };
    // What is sent has no room for fields that the document does not know.
    if place.name.ends_with(" request") {
        return;
    }
    let sent: Value = match serde_json::from_str(body) {
        Ok(sent) => sent,
        Err(error) => panic!("{} reads what is not JSON: {error}: {body}", place.name),
    };
    let differences = differences(&sent, &found);
    assert!(
        differences.is_empty(),
        "{} loses {differences:?} of {body}",
        place.name
    );
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let known = EXAMPLES.iter().map(|example| {
        let at = PLACES.iter().position(|place| place.name == example.place);
        picked(at.expect("an example has a place"), example.json)
    });
    let empty = (0..PLACES.len()).map(|at| picked(at, "{}"));
    known.chain(empty).collect()
}
