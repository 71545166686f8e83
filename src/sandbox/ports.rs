//! Ports of this machine that a set-up publishes, and who holds them already: told before anything is made.
//!
//! Docker's own words come too late, when half of the set-up is made, and do not say who it is. What another engine of
//! the machine or any other program holds shows only when one tries to listen there oneself, for a moment.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, TcpListener, UdpSocket};

use bollard::models::ContainerSummary;

use super::{Claim, Plot, SandboxError, docker, names};
use crate::course::{Publish, StepKind};
use crate::engine::Engines;

/// A port that is held by others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPort {
    pub port: u16,
    /// The container that publishes it; none where it is another program, or another engine's.
    pub by: Option<String>,
}

/// The ports of the set-up that others hold.
pub(super) async fn held(engines: &Engines, claim: Claim<'_>, plot: &Plot) -> Result<Vec<HeldPort>, SandboxError> {
    let wanted = published(claim);
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let docker = engines.docker().await?;
    let all = docker::summaries(&docker, None).await?;
    let (ours, others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|found| names::is_ours(found.labels.as_ref(), &plot.label));
    let is_here = docker.endpoint.starts_with("unix://");
    let by = |wish: &Publish| {
        let port = wish.published?;
        if let Some(holder) = others.iter().find(|other| publishes(other, port, wish.udp)) {
            return Some(HeldPort { port, by: Some(docker::name_of(holder)) });
        }
        let is_own = || ours.iter().any(|own| publishes(own, port, wish.udp));
        (is_here && is_taken(wish, port) && !is_own()).then_some(HeldPort { port, by: None })
    };
    Ok(wanted.into_iter().filter_map(by).collect())
}

/// The ports that the containers of a set-up publish.
fn published<'a>(claim: Claim<'a>) -> Vec<&'a Publish> {
    let ports = claim.setup.iter().flat_map(|step| match &step.what {
        StepKind::Container(new) => new.ports.as_slice(),
        StepKind::Apply(_) | StepKind::Wait { .. } | StepKind::Volume { .. } | StepKind::Network { .. } => &[],
        StepKind::Build { .. } | StepKind::Tag { .. } | StepKind::File(_) | StepKind::Copy { .. } => &[],
    });
    ports.filter(|wish| wish.published.is_some()).collect()
}

fn publishes(found: &ContainerSummary, port: u16, udp: bool) -> bool {
    let is_it = |of: &bollard::models::PortSummary| {
        of.public_port == Some(port) && (of.typ == Some(bollard::models::PortSummaryTypeEnum::UDP)) == udp
    };
    found.ports.iter().flatten().any(is_it)
}

/// Whether somebody listens there. What we may not try (a port below 1024) is not known to be taken.
fn is_taken(wish: &Publish, port: u16) -> bool {
    let address = wish.address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let tried = if wish.udp {
        UdpSocket::bind((address, port)).map(drop)
    } else {
        TcpListener::bind((address, port)).map(drop)
    };
    tried.is_err_and(|error| error.kind() == ErrorKind::AddrInUse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f4_a_port_is_taken_while_somebody_listens_there() {
        let holder = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = holder.local_addr().unwrap().port();
        let wish = Publish::parse(&format!("127.0.0.1:{port}:80")).unwrap();
        assert!(is_taken(&wish, port));
        assert!(!is_taken(&Publish { udp: true, ..wish.clone() }, port), "the same number of UDP is another port");
        drop(holder);
        assert!(!is_taken(&wish, port));
    }
}
