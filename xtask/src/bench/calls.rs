//! What a call costs, by ours and by other clients.

use super::callgrind;
use super::comparisons::{self as names, ALLOCATIONS, CPU, INSTRUCTIONS, WALL};
use super::figures::Figures;
use super::programs::{self, Program};
use super::server;
use super::trees::Trees;
use super::{Options, median, tell};

/// By what the program calls them, and by what the table does.
const CLIENTS: &[(&str, &str)] = &[
    ("hyper", names::HYPER),
    ("reqwest-bare", names::BARE),
    ("reqwest", names::REQWEST),
    ("generated", names::API),
    ("ext-method", names::METHOD),
    ("ext-generated", names::GENERATED),
    ("ext-operation", names::OPERATION),
    ("reqwest-write", names::WRITE_BY_HAND),
    ("ext-write", names::WRITE),
];

const CLIENTS_BEFORE: &[(&str, &str)] = &[
    ("ext-method", names::METHOD_BEFORE),
    ("ext-generated", names::GENERATED_BEFORE),
    ("ext-operation", names::OPERATION_BEFORE),
    ("ext-write", names::WRITE_BEFORE),
];

pub(super) fn prepare(trees: &Trees) -> Result<(), String> {
    programs(trees).map(drop)
}

fn programs(trees: &Trees) -> Result<Vec<(Program, &'static str)>, String> {
    let mut programs = Vec::new();
    for (program, clients) in [
        (programs::this_build(trees)?, CLIENTS),
        (programs::before(trees)?, CLIENTS_BEFORE),
        (programs::peer(trees)?, &[("get", names::PEER)]),
    ] {
        programs.extend(
            clients
                .iter()
                .map(|(client, name)| (program.client(client), *name)),
        );
    }
    Ok(programs)
}

pub(super) fn measure(
    trees: &Trees,
    options: &Options,
    figures: &mut Figures,
) -> Result<(), String> {
    let programs = programs(trees)?;
    let server = server::start(&programs::this_build(trees)?)?;
    for (program, name) in &programs {
        tell(&format!("counting the instructions of {name}"));
        let counts = callgrind::per_call(program, &server, &trees.folder)?;
        figures.set(name, INSTRUCTIONS, counts.instructions);
        figures.set(name, ALLOCATIONS, counts.allocations);
    }
    let mut times = vec![(Vec::new(), Vec::new()); programs.len()];
    for round in 1..=options.rounds {
        tell(&format!("CPU time, round {round} of {}", options.rounds));
        for ((program, _), (cpus, walls)) in programs.iter().zip(&mut times) {
            let (cpu, wall) = program.time(&server)?;
            cpus.push(cpu / 1e3);
            walls.push(wall / 1e3);
        }
    }
    for ((_, name), (cpus, walls)) in programs.iter().zip(times) {
        if options.rounds > 0 {
            figures.set(name, CPU, median(cpus)?);
            figures.set(name, WALL, median(walls)?);
        }
    }
    Ok(())
}
