//! The figures of a run, and the table that they make.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

/// What was measured, and in which run.
#[derive(Serialize, Deserialize)]
pub(super) struct Figures {
    run: String,
    rows: Vec<Row>,
}

/// The figures of one subject.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Row {
    name: String,
    /// The row that this one is compared with.
    baseline: String,
    /// The run that it was measured in.
    #[serde(default)]
    run: String,
    figures: Vec<(String, f64)>,
}

impl Row {
    pub(super) fn new(name: &str, baseline: &str) -> Self {
        Self {
            name: name.to_owned(),
            baseline: baseline.to_owned(),
            run: String::new(),
            figures: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// `unit` heads the column.
    pub(super) fn set(&mut self, unit: &str, value: f64) {
        self.figures.push((unit.to_owned(), value));
    }

    fn get(&self, unit: &str) -> Option<f64> {
        let found = self.figures.iter().find(|(name, _)| name == unit);
        found.map(|(_, value)| *value)
    }

    /// How many times the baseline's figure this one is. Figures of two runs have no ratio: a machine
    /// that was busy in one of them would be told as a change.
    fn ratio(&self, baseline: &Self, unit: &str) -> Result<Option<f64>, String> {
        let (Some(ours), Some(theirs)) = (self.get(unit), baseline.get(unit)) else {
            return Ok(None);
        };
        if self.run != baseline.run {
            return Err(format!(
                "no ratio of {unit} between `{}` of run {} and `{}` of run {}: they are two runs",
                self.name, self.run, baseline.name, baseline.run
            ));
        }
        Ok((theirs > 0.0).then(|| ours / theirs))
    }
}

impl Figures {
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            run: now.unwrap_or_default().as_secs().to_string(),
            rows: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        let run = self.run.clone();
        self.rows.extend(rows.into_iter().map(|row| Row {
            run: run.clone(),
            ..row
        }));
    }

    /// The rows of several runs, each of which stays of its own.
    pub(super) fn together(runs: Vec<Self>) -> Self {
        Self {
            run: runs.iter().map(|figures| figures.run.as_str()).collect(),
            rows: runs.into_iter().flat_map(|figures| figures.rows).collect(),
        }
    }

    pub(super) fn load(file: &Path) -> Result<Self, String> {
        let text = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        serde_json::from_slice(&text).map_err(|error| format!("{}: {error}", file.display()))
    }

    pub(super) fn save(&self, folder: &Path) -> Result<PathBuf, String> {
        let file = folder.join(format!("run-{}.json", self.run));
        let json = serde_json::to_vec_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(&file, json).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok(file)
    }

    /// As Markdown: each figure, and beside it its ratio to the baseline's.
    pub(super) fn table(&self) -> String {
        let mut units: Vec<&str> = Vec::new();
        for (unit, _) in self.rows.iter().flat_map(|row| &row.figures) {
            if !units.contains(&unit.as_str()) {
                units.push(unit);
            }
        }
        let mut refusals = Vec::new();
        let mut table = String::from("| | |");
        for unit in &units {
            let _ = write!(table, " {unit} | × |");
        }
        let _ = write!(
            table,
            "\n| --- | --- |{}",
            " ---: | ---: |".repeat(units.len())
        );
        for row in &self.rows {
            // A baseline that was measured twice is that of the row's own run.
            let baselines = || self.rows.iter().filter(|other| other.name == row.baseline);
            let baseline = baselines()
                .find(|other| other.run == row.run)
                .or_else(|| baselines().next());
            let to = match row.baseline == row.name {
                true => "",
                false => row.baseline.as_str(),
            };
            let _ = write!(table, "\n| {} | {to} |", row.name);
            for unit in &units {
                let value = row.get(unit).map_or_else(String::new, shown);
                let ratio = match baseline.map(|baseline| row.ratio(baseline, unit)) {
                    Some(Ok(Some(ratio))) => format!("{ratio:.3}"),
                    Some(Err(refusal)) => {
                        refusals.push(refusal);
                        "refused".to_owned()
                    }
                    _ => String::new(),
                };
                let _ = write!(table, " {value} | {ratio} |");
            }
        }
        for refusal in refusals {
            let _ = write!(table, "\n{refusal}");
        }
        table
    }
}

fn shown(value: f64) -> String {
    match value {
        value if value >= 1000.0 => format!("{value:.0}"),
        value => format!("{value:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(id: &str, rows: &[(&str, f64)]) -> Figures {
        let mut figures = Figures {
            run: id.to_owned(),
            rows: Vec::new(),
        };
        figures.add(rows.iter().map(|(name, value)| {
            let mut row = Row::new(name, "base");
            row.set("instructions", *value);
            row
        }));
        figures
    }

    #[test]
    fn a_run_has_ratios() {
        let table = run("1", &[("base", 200.0), ("ours", 150.0)]).table();
        assert!(table.contains("| ours | base | 150.0 | 0.750 |"), "{table}");
    }

    #[test]
    fn two_runs_have_none() {
        let runs = vec![run("1", &[("base", 200.0)]), run("2", &[("ours", 150.0)])];
        let table = Figures::together(runs).table();
        assert!(
            table.contains("| ours | base | 150.0 | refused |"),
            "{table}"
        );
        assert!(table.contains("they are two runs"), "{table}");
        assert!(!table.contains("0.75"), "{table}");
    }
}
