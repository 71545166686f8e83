//! A port of the machine at which nothing answers: who publishes it, who publishes another, and what listens inside.

use super::docker::{self, listed};
use super::field::Field;
use super::snapshot::Snapshot;
use crate::course::{Cause, Diagnosis, DockerKind, Look};

/// Why nothing answers at a published port.
pub(super) fn of(port: u16, seen: &Snapshot) -> Option<Diagnosis> {
    let all = seen.docker(DockerKind::Container);
    let wanted = i64::from(port);
    let publishes = |one: &&Field<'_>| one.list("Ports").any(|of| of.number("PublicPort") == Some(wanted));
    if let Some(one) = all.iter().find(publishes) {
        return unheard(one, port, seen);
    }
    // One that was to publish it and does not run says why itself.
    let stopped = all.iter().filter(|one| !one.is("State", "running")).filter_map(|one| inspected(one, seen));
    let mut stopped = stopped.filter(|one| bound(one).any(|(_, public)| public == wanted));
    if let Some(one) = stopped.next() {
        return docker::of(&one, seen);
    }
    // Another container of the learner's is no answer to what the exercise asks.
    let running = || all.iter().filter(|one| one.is("State", "running") && seen.is_about(&listed(one)));
    let other = running().find_map(|one| Some((one, one.list("Ports").find(|of| of.number("PublicPort").is_some())?)));
    if let Some((one, there)) = other {
        let container = listed(one);
        let (public, private) = (there.number("PublicPort")?, there.number("PrivatePort")?);
        let cause = Cause::DockerOtherPort { port, container, there: format!("{public}:{private}") };
        return Some(Diagnosis { cause, evidence: vec![there.evidence()] });
    }
    let (one, inside) = running().find_map(|one| Some((one, one.list("Ports").next()?)))?;
    let there = inside.number("PrivatePort")?.to_string();
    let cause = Cause::DockerPortNotPublished { port, container: listed(one), there };
    Some(Diagnosis { cause, evidence: vec![inside.evidence()] })
}

/// It is published: then the container is not well, or nothing listens where the port leads to.
fn unheard(one: &Field<'_>, port: u16, seen: &Snapshot) -> Option<Diagnosis> {
    let whole = inspected(one, seen)?;
    if let Some(diagnosis) = docker::of(&whole, seen) {
        return Some(diagnosis);
    }
    let of_port = one.list("Ports").find(|of| of.number("PublicPort") == Some(port.into()))?;
    let inside = u16::try_from(of_port.number("PrivatePort")?).ok()?;
    let exposed = whole.at("Config.ExposedPorts");
    let evidence = [Some(of_port), exposed].into_iter().flatten().map(|field| field.evidence()).collect();
    Some(Diagnosis { cause: Cause::DockerNobodyListens { container: listed(one), port, inside }, evidence })
}

fn inspected<'a>(one: &Field<'_>, seen: &'a Snapshot) -> Option<Field<'a>> {
    seen.thing(&Look::Container { name: listed(one) })
}

/// The ports inside with those of the machine that were asked for.
fn bound<'a>(one: &Field<'a>) -> impl Iterator<Item = (&'a str, i64)> + use<'a> {
    let bindings = one.at("HostConfig.PortBindings");
    let each = bindings.into_iter().flat_map(|all| all.entries().collect::<Vec<_>>());
    each.flat_map(|(inside, of)| of.items().map(move |one| (inside, one)).collect::<Vec<_>>())
        .filter_map(|(inside, one)| Some((inside, one.text("HostPort")?.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use serde_json::json;

    use super::super::super::query::Fact;
    use super::super::snapshot::{Answer, Wish};
    use super::*;

    #[test]
    fn another_container_of_the_learners_is_not_named() {
        let port = |public: u16| json!({ "PublicPort": public, "PrivatePort": 80, "Type": "tcp" });
        let one = |name: &str, public| json!({ "Names": [name], "State": "running", "Ports": [port(public)] });
        let cause = |named: &[&str]| {
            let mut seen = Snapshot::new("", Vec::new()).about(named.iter().map(|name| (*name).to_owned()).collect());
            let all = Fact::Objects(vec![one("/own-database", 5432), one("/web", 8080)]);
            seen.add(Wish::Docker(DockerKind::Container), Answer::Fact(Arc::new(all)));
            of(8085, &seen).map(|diagnosis| diagnosis.cause)
        };
        let other = |container: &str, there: &str| {
            Some(Cause::DockerOtherPort { port: 8085, container: container.into(), there: there.into() })
        };
        assert_eq!(cause(&["web"]), other("web", "8080:80"));
        assert_eq!(cause(&["window"]), None);
        assert_eq!(cause(&[]), other("own-database", "5432:80"), "where no container is named, any may be it");
    }
}
