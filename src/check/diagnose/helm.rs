//! A Helm release that is not deployed.

use super::field::Field;
use crate::course::{Cause, Diagnosis};

/// Why a release is not as it should be. One that is deployed is well; its objects have diagnoses of their own.
pub(super) fn of(it: &Field<'_>) -> Option<Diagnosis> {
    let release = it.text("name")?.to_owned();
    let status = it.text("status")?;
    let cause = match status {
        "failed" => Cause::HelmFailed { release, revision: it.number("version").unwrap_or_default() },
        "pending-install" | "pending-upgrade" | "pending-rollback" => {
            Cause::HelmPending { release, status: status.to_owned() }
        }
        "uninstalled" | "uninstalling" => Cause::HelmUninstalled { release },
        _ => return None,
    };
    let shown = [it.at("status"), it.at("description"), it.at("version")].into_iter().flatten();
    Some(Diagnosis { cause, evidence: shown.map(|field| field.evidence()).collect() })
}
