//! A small engine for where there is no libFuzzer: the same seed makes the same inputs.

use fastrand::Rng;

/// What stands in inputs and hardly comes about by chance.
const WORDS: &[&[u8]] = &[
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e400",
    b"9223372036854775808",
    b"1.5",
    b"\"\"",
    b"{}",
    b"[]",
    b"\\u0000",
    b"\\ud800",
    b"\xe3\x81\x82",
    b"\xff\xfe\xff",
    b"2026-02-30",
    b"\r\n",
    b",",
    b":",
    b"\"",
    b"\xef\xbb\xbf",
    b"%2F",
    b"../",
    b"&#x0;",
    b"$ref",
    b"<script>",
];

/// One of the inputs, changed in a few places.
pub fn mutated(seeds: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut input = rng.choice(seeds).cloned().unwrap_or_default();
    for _ in 0..rng.usize(1..=4) {
        change(&mut input, seeds, rng);
    }
    input
}

fn change(input: &mut Vec<u8>, seeds: &[Vec<u8>], rng: &mut Rng) {
    let start = rng.usize(0..=input.len());
    let end = input.len().min(start.saturating_add(rng.usize(0..=16)));
    match rng.u8(0..7) {
        // A byte is another one.
        0 => {
            if let Some(byte) = input.get_mut(start) {
                *byte = rng.u8(..);
            }
        }
        1 => {
            if let Some(byte) = input.get_mut(start) {
                *byte ^= 1_u8.wrapping_shl(rng.u32(0..8));
            }
        }
        // Something is missing, or there twice.
        2 => drop(input.drain(start..end)),
        3 => {
            let part: Vec<u8> = input.get(start..end).unwrap_or_default().to_owned();
            drop(input.splice(start..start, part));
        }
        // Something else stands there.
        4 => {
            let word = rng.choice(WORDS).copied().unwrap_or_default();
            drop(input.splice(start..start, word.iter().copied()));
        }
        5 => {
            let word = rng.choice(WORDS).copied().unwrap_or_default();
            drop(input.splice(start..end, word.iter().copied()));
        }
        // The rest is another one's.
        _ => {
            if let Some(other) = rng.choice(seeds) {
                let from = rng.usize(0..=other.len());
                input.truncate(start);
                input.extend_from_slice(other.get(from..).unwrap_or_default());
            }
        }
    }
}
