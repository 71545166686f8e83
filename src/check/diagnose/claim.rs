//! A PersistentVolumeClaim without a volume: its class, or a volume that is almost what it wants.

use super::super::cel::quantity::Quantity;
use super::field::Field;
use super::pod::name;
use super::snapshot::Snapshot;
use crate::course::{Cause, Diagnosis};

/// Why a claim is not bound.
pub(super) fn of(claim: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let phase = claim.at("status.phase").filter(|phase| phase.plain() == "Pending")?;
    let Diagnosis { cause, mut evidence } = cause(claim, seen)?;
    evidence.push(phase.evidence());
    Some(Diagnosis { cause, evidence })
}

fn cause(claim: &Field<'_>, seen: &Snapshot) -> Option<Diagnosis> {
    let own = name(claim);
    let shown = |cause: Cause, fields: Vec<Field<'_>>| {
        Some(Diagnosis { cause, evidence: fields.iter().map(Field::evidence).collect() })
    };
    if let Some(volume) =
        claim.at("spec.volumeName").filter(|volume| seen.one("PersistentVolume", &volume.plain()).is_none())
    {
        let cause = Cause::ClaimVolumeMissing { claim: own, volume: volume.plain() };
        return shown(cause, vec![volume]);
    }
    let written = claim.at("spec.storageClassName");
    let name = written.as_ref().map(Field::plain).unwrap_or_default();
    let class = (!name.is_empty()).then(|| seen.one("StorageClass", &name)).flatten();
    let Some(class) = class else {
        // Only a volume that lies ready can help, and one may be almost what is wanted.
        if let Some(almost) = almost(claim, &name, seen) {
            return Some(almost);
        }
        let event = told(claim, "FailedBinding", seen);
        if name.is_empty() {
            let mut found = shown(Cause::ClaimNoClass { claim: own }, written.into_iter().collect())?;
            found.evidence.extend(event);
            return Some(found);
        }
        let mut found = shown(Cause::ClaimClassMissing { claim: own, class: name }, written.into_iter().collect())?;
        found.evidence.extend(told(claim, "ProvisioningFailed", seen));
        return Some(found);
    };
    if let Some(failed) = told(claim, "ProvisioningFailed", seen) {
        return Some(Diagnosis { cause: Cause::ClaimProvisioningFailed { claim: own }, evidence: vec![failed] });
    }
    let waits = class.at("volumeBindingMode").filter(|mode| mode.plain() == "WaitForFirstConsumer")?;
    shown(Cause::ClaimWaitsForPod { claim: own }, vec![waits])
}

fn told(claim: &Field<'_>, reason: &str, seen: &Snapshot) -> Option<crate::course::Evidence> {
    seen.events(claim).into_iter().find(|event| event.reason() == reason).map(|event| event.evidence())
}

/// A free volume of the same class that differs in one thing.
fn almost(claim: &Field<'_>, class: &str, seen: &Snapshot) -> Option<Diagnosis> {
    let volumes = seen.all("PersistentVolume");
    let is_free = |volume: &&Field<'_>| {
        volume.is("status.phase", "Available") && volume.text("spec.storageClassName").unwrap_or_default() == class
    };
    volumes.iter().filter(is_free).find_map(|volume| differs(claim, volume))
}

fn differs(claim: &Field<'_>, volume: &Field<'_>) -> Option<Diagnosis> {
    let (wanted, there) = (claim.at("spec.resources.requests.storage")?, volume.at("spec.capacity.storage")?);
    let (claim_name, volume_name) = (name(claim), name(volume));
    if Quantity::parse(&wanted.plain())? > Quantity::parse(&there.plain())? {
        let evidence = vec![wanted.evidence(), there.evidence()];
        let (wanted, there) = (wanted.plain(), there.plain());
        return Some(Diagnosis {
            cause: Cause::ClaimSize { claim: claim_name, wanted, volume: volume_name, there },
            evidence,
        });
    }
    let (wanted, there) = (claim.at("spec.accessModes")?, volume.at("spec.accessModes")?);
    let modes = |of: &Field<'_>| of.items().map(|mode| mode.plain()).collect::<Vec<_>>();
    let has = modes(&there);
    if modes(&wanted).iter().all(|mode| has.contains(mode)) {
        return None;
    }
    let evidence = vec![wanted.evidence(), there.evidence()];
    let (wanted, there) = (modes(&wanted).join(", "), has.join(", "));
    Some(Diagnosis {
        cause: Cause::ClaimAccessMode { claim: claim_name, wanted, volume: volume_name, there },
        evidence,
    })
}
