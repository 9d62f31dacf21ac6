//! Judges of the document alone.

use super::processes::{command, run};
use super::stage::Stage;

/// Redocly's strictest rules; `.redocly.lint-ignore.yaml` has the exceptions.
pub(super) fn redocly(stage: &Stage) -> Result<String, String> {
    let mut redocly = command(stage.tools.node_program("redocly"));
    redocly
        .args(["lint", "--extends=recommended-strict", "--max-problems=100"])
        .arg(
            stage
                .document_file()
                .strip_prefix(&stage.folder)
                .unwrap_or(&stage.document_file()),
        )
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .current_dir(&stage.folder);
    run(&mut redocly, "redocly lint")?;
    Ok("recommended-strict".to_owned())
}

pub(super) fn spectral(stage: &Stage) -> Result<String, String> {
    let mut spectral = command(stage.tools.node_program("spectral"));
    spectral
        .args(["lint", "--fail-severity=hint", "--ruleset"])
        .arg(stage.own("spectral.yaml"))
        .arg(stage.document_file());
    run(&mut spectral, "spectral lint")?;
    Ok("spectral:oas, down to hints".to_owned())
}

pub(super) fn openapi_spec_validator(stage: &Stage) -> Result<String, String> {
    for (schema, file) in [
        ("3.0", stage.document_file()),
        ("3.1", stage.variant_file("openapi-3.1")),
    ] {
        let mut validator = command(stage.tools.python_program("openapi-spec-validator"));
        validator.args(["--schema", schema]).arg(file);
        run(&mut validator, "openapi-spec-validator")?;
    }
    Ok("as 3.0 and as 3.1".to_owned())
}

/// A validator that reads OpenAPI 3.1 only where it is written so: `cargo xtask document --for openapi-3.1`.
pub(super) fn openapi_3_1(stage: &Stage) -> Result<String, String> {
    let mut validator = command(stage.tools.node_program("validate-api"));
    validator.arg(stage.variant_file("openapi-3.1"));
    run(&mut validator, "validate-api")?;
    Ok("@seriousme/openapi-schema-validator".to_owned())
}
