//! The figures of a run, and the table that they make.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::comparisons::{COMPARISONS, Comparison, Goal};

/// What was measured, and in which run.
#[derive(Serialize, Deserialize)]
pub(super) struct Figures {
    run: String,
    /// What belongs to the run as a whole, such as the machine.
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    failures: Vec<String>,
    figures: Vec<Figure>,
    /// Comparisons that a part makes of its own.
    #[serde(default)]
    more: Vec<More>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Figure {
    subject: String,
    unit: String,
    value: f64,
    run: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct More {
    unit: String,
    ours: String,
    baseline: String,
    #[serde(default)]
    goal: Goal,
    #[serde(default)]
    obstacle: Option<String>,
}

impl Figures {
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        Self {
            run: now.unwrap_or_default().as_secs().to_string(),
            notes: Vec::new(),
            failures: Vec::new(),
            figures: Vec::new(),
            more: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// A part could not be measured.
    pub(super) fn fail(&mut self, why: String) {
        self.failures.push(why);
    }

    pub(super) fn is_whole(&self) -> bool {
        self.failures.is_empty()
    }

    pub(super) fn set(&mut self, subject: &str, unit: &str, value: f64) {
        self.figures.push(Figure {
            subject: subject.to_owned(),
            unit: unit.to_owned(),
            value,
            run: self.run.clone(),
        });
    }

    /// Adds a line to the table.
    pub(super) fn compare(&mut self, comparison: &Comparison<'_>) {
        self.more.push(More {
            unit: comparison.unit.to_owned(),
            ours: comparison.ours.to_owned(),
            baseline: comparison.baseline.to_owned(),
            goal: comparison.goal,
            obstacle: comparison.obstacle.map(str::to_owned),
        });
    }

    /// The figures of several runs, each of which stays of its own.
    pub(super) fn together(runs: Vec<Self>) -> Self {
        let mut together = Self::new();
        for run in runs {
            together.notes.extend(run.notes);
            together.failures.extend(run.failures);
            together.figures.extend(run.figures);
            together.more.extend(run.more);
        }
        together
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

    /// As Markdown: each figure beside its baseline's, their ratio, and what is aimed at; then what keeps a goal from
    /// being reached, and what was not measured.
    pub(super) fn table(&self) -> String {
        let mut table = String::from(
            "| what | of | figure | beside | figure | × | to reach | |\n\
             | --- | --- | ---: | --- | ---: | ---: | ---: | --- |",
        );
        let mut remarks = Remarks::default();
        for comparison in COMPARISONS {
            self.line(&mut table, comparison, &mut remarks);
        }
        for more in &self.more {
            let comparison = Comparison {
                unit: &more.unit,
                ours: &more.ours,
                baseline: &more.baseline,
                goal: more.goal,
                obstacle: more.obstacle.as_deref(),
            };
            self.line(&mut table, &comparison, &mut remarks);
        }
        list(&mut table, "Missed, and why:", &remarks.obstacles);
        list(&mut table, "Not measured in this run:", &remarks.unmeasured);
        for line in remarks
            .refusals
            .iter()
            .chain(&self.notes)
            .chain(&self.failures)
        {
            let _ = write!(table, "\n\n{line}");
        }
        table
    }

    fn line(&self, table: &mut String, comparison: &Comparison<'_>, remarks: &mut Remarks) {
        let Comparison {
            unit,
            ours,
            baseline,
            goal,
            obstacle,
        } = comparison;
        let of = |subject: &str| {
            let subject = subject.to_owned();
            let figures = self.figures.iter();
            figures.filter(move |it| it.unit == *unit && it.subject == subject)
        };
        let Some(figure) = of(ours).next() else {
            if !matches!(goal, Goal::None) {
                remarks.unmeasured.push(format!("{ours}: {unit}"));
            }
            return;
        };
        // A baseline that was measured twice is that of the figure's own run.
        let beside = of(baseline).find(|it| it.run == figure.run);
        let beside = beside.or_else(|| of(baseline).next());
        let ratio = match beside {
            // A machine that was busy in one of two runs would be told as a change.
            Some(beside) if beside.run != figure.run => {
                remarks.refusals.push(format!(
                    "No ratio of {unit} between `{ours}` of run {} and `{baseline}` of run {}: they are two runs.",
                    figure.run, beside.run
                ));
                Err("refused")
            }
            Some(beside) if beside.value > 0.0 => Ok(figure.value / beside.value),
            _ => Err("not measured"),
        };
        let (aim, is_met) = goal.judge(figure.value, ratio.ok());
        if is_met == Some(false) {
            let obstacle = obstacle.unwrap_or("not known");
            remarks
                .obstacles
                .push(format!("{ours}, {unit}: {obstacle}"));
        }
        let _ = write!(
            table,
            "\n| {unit} | {ours} | {} | {baseline} | {} | {} | {aim} | {} |",
            shown(figure.value),
            beside.map_or_else(String::new, |it| shown(it.value)),
            match ratio {
                Ok(ratio) => shown_ratio(ratio),
                Err(why) => why.to_owned(),
            },
            match is_met {
                Some(true) => "met",
                Some(false) => "**missed**",
                None => "",
            }
        );
    }
}

/// What stands below the table.
#[derive(Default)]
struct Remarks {
    obstacles: Vec<String>,
    unmeasured: Vec<String>,
    refusals: Vec<String>,
}

fn list(table: &mut String, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = write!(table, "\n\n{heading}\n");
    }
    for line in lines {
        let _ = write!(table, "\n- {line}");
    }
}

impl Goal {
    /// As the table says it, and whether it is met.
    fn judge(self, figure: f64, ratio: Option<f64>) -> (String, Option<bool>) {
        match self {
            Self::None => (String::new(), None),
            Self::RatioAtMost(most) => (format!("≤ {most}"), ratio.map(|it| it <= most)),
            Self::RatioAtLeast(least) => (format!("≥ {least}"), ratio.map(|it| it >= least)),
            Self::AtMost(most) => (format!("figure ≤ {most}"), Some(figure <= most)),
        }
    }
}

fn shown(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

fn shown_ratio(ratio: f64) -> String {
    match ratio {
        ratio if ratio >= 10.0 => format!("{ratio:.1}"),
        ratio if ratio < 0.1 => format!("{ratio:.4}"),
        ratio => format!("{ratio:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::comparisons::{INSTRUCTIONS, METHOD, REQWEST};
    use super::*;

    fn run(id: &str, figures: &[(&str, f64)]) -> Figures {
        let mut run = Figures::new();
        id.clone_into(&mut run.run);
        for (subject, value) in figures {
            run.set(subject, INSTRUCTIONS, *value);
        }
        run
    }

    #[test]
    fn a_run_has_ratios() {
        let table = run("1", &[(REQWEST, 200.0), (METHOD, 150.0)]).table();
        let line =
            format!("| {INSTRUCTIONS} | {METHOD} | 150 | {REQWEST} | 200 | 0.750 | ≤ 1 | met |");
        assert!(table.contains(&line), "{table}");
    }

    #[test]
    fn a_missed_goal_is_told_with_its_reason() {
        let mut run = run("1", &[(REQWEST, 200.0), (METHOD, 300.0)]);
        run.compare(&Comparison {
            unit: INSTRUCTIONS,
            ours: METHOD,
            baseline: REQWEST,
            goal: Goal::RatioAtLeast(2.0),
            obstacle: Some("an experiment says why"),
        });
        let table = run.table();
        assert!(table.contains("| 1.500 | ≤ 1 | **missed** |"), "{table}");
        let why = format!("- {METHOD}, {INSTRUCTIONS}: an experiment says why");
        assert!(table.contains(&why), "{table}");
    }

    #[test]
    fn what_was_not_measured_is_told() {
        let table = run("1", &[(REQWEST, 200.0)]).table();
        let line = format!("Not measured in this run:\n\n- {METHOD}: {INSTRUCTIONS}");
        assert!(table.contains(&line), "{table}");
    }

    #[test]
    fn two_runs_have_none() {
        let runs = vec![run("1", &[(REQWEST, 200.0)]), run("2", &[(METHOD, 150.0)])];
        let table = Figures::together(runs).table();
        assert!(table.contains("| 200 | refused | ≤ 1 |  |"), "{table}");
        assert!(table.contains("they are two runs"), "{table}");
        assert!(!table.contains("0.75"), "{table}");
    }
}
