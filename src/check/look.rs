//! World: what can be looked at, and the one place that sends each query to the file which knows how to ask it.
//!
//! Looking never creates, changes or deletes anything. Absence is an answer (`Fact::Object(None)`), not an error.

mod chart;
mod cluster;
mod compose;
mod container_file;
mod docker;
mod dockerfile;
pub(super) mod events;
mod files;
#[cfg(test)]
mod fuzz;
mod http;
mod kept;
mod logs;
mod manifest;
mod pod;
mod release;
mod rules;
mod run;
mod yaml;

pub(in crate::check) use cluster::{Wanted, groups, is_name, printed};
pub(in crate::check) use events::about;

use serde_json::json;

use super::World;
use super::query::{Fact, Place, Query};
use crate::course::{HttpTarget, Inside, Look, Unreachable};
use crate::engine::Engines;

impl World {
    /// Asks one question; `container` is the one that a file's question is about, where it has been seen already.
    pub(crate) async fn look(
        &self,
        query: &Query,
        container: Option<&Fact>,
        place: &Place,
    ) -> Result<Fact, Unreachable> {
        match self {
            Self::Real(engines) => ask(engines, query, container, place).await,
            Self::Scripted(script) => match script.answer(query).await {
                Some(answer) => answer,
                None => ask_nobody(query, place).await,
            },
        }
    }
}

/// Asks the engine that the look is about.
async fn ask(engines: &Engines, query: &Query, container: Option<&Fact>, place: &Place) -> Result<Fact, Unreachable> {
    match &query.look {
        Look::Container { name } => docker::container(&engines.docker().await?, name).await.map(Fact::Object),
        Look::ContainerFile { container: name, path } => {
            container_file::look(&engines.docker().await?, name, path, container).await.map(Fact::Object)
        }
        Look::Image { name } => docker::image(&engines.docker().await?, name).await.map(Fact::Object),
        Look::Volume { name } => docker::volume(&engines.docker().await?, name).await.map(Fact::Object),
        Look::Network { name } => docker::network(&engines.docker().await?, name).await.map(Fact::Object),
        Look::Resource { kind, api, name } => {
            cluster::resource(&engines.cluster().await?, kind, api.as_deref(), name, place).await
        }
        Look::Resources { kind, api, labels } => {
            cluster::resources(&engines.cluster().await?, kind, api.as_deref(), labels, place).await
        }
        Look::Can { subject, rules } => cluster::can(&engines.cluster().await?, subject, rules, place).await,
        Look::Rules { subject, namespace } => {
            let namespace = namespace.as_ref().unwrap_or(&place.namespace);
            rules::look(&engines.cluster().await?, subject, namespace).await
        }
        Look::Events { kind, name } => events::look(&engines.cluster().await?, kind, name, place).await,
        Look::Logs { of: Inside::Container { name }, .. } => logs::container(&engines.docker().await?, name).await,
        Look::Logs { of: Inside::Pod { name, container }, previous } => {
            logs::pod(&engines.cluster().await?, (name, container.as_deref()), *previous, place).await
        }
        Look::Run { inside: Inside::Container { name }, command } => {
            run::container(&engines.docker().await?, name, command).await
        }
        Look::Run { inside: Inside::Pod { name, container }, command } => {
            run::pod(&engines.cluster().await?, (name, container.as_deref()), command, place).await
        }
        Look::Release { name } => release::look(&engines.cluster().await?, name, place).await,
        Look::Http { to: HttpTarget::Published { port }, path } => {
            http::published(&engines.docker().await?, *port, path, place).await
        }
        Look::Http { to: HttpTarget::Service { name, port }, path } => {
            http::service(&engines.cluster().await?, name, *port, path, place).await
        }
        Look::Http { to: HttpTarget::Pod { name, port }, path } => {
            http::pod(&engines.cluster().await?, name, *port, path, place).await
        }
        Look::File { .. }
        | Look::Dockerfile { .. }
        | Look::Manifest { .. }
        | Look::Compose { .. }
        | Look::Chart { .. }
        | Look::Answer => ask_nobody(query, place).await,
    }
}

/// Answers what needs no engine: the workspace's files and the learner's typed answers. In a scripted world, a thing
/// of an engine that the script does not mention is absent.
async fn ask_nobody(query: &Query, place: &Place) -> Result<Fact, Unreachable> {
    match &query.look {
        Look::File { path } => files::look(place, path).await,
        Look::Dockerfile { path } => dockerfile::look(place, path).await,
        Look::Manifest { path } => manifest::look(place, path).await,
        Look::Compose { path } => compose::look(place, path).await,
        Look::Chart { path, values, set, release, namespace } => {
            chart::look(place, &chart::Chart { path, values, set, release, namespace: namespace.as_deref() }).await
        }
        Look::Answer => Ok(Fact::Object(typed(query, place))),
        Look::Resources { .. } | Look::Events { .. } => Ok(Fact::Objects(Vec::new())),
        Look::Container { .. }
        | Look::ContainerFile { .. }
        | Look::Image { .. }
        | Look::Volume { .. }
        | Look::Network { .. }
        | Look::Resource { .. }
        | Look::Can { .. }
        | Look::Rules { .. }
        | Look::Logs { .. }
        | Look::Run { .. }
        | Look::Release { .. }
        | Look::Http { .. } => Ok(Fact::Object(None)),
    }
}

/// What the learner typed; blanks are no answer.
fn typed(query: &Query, place: &Place) -> Option<serde_json::Value> {
    let text = place.answers.get(query.answer_to.as_ref()?)?;
    (!text.trim().is_empty()).then(|| json!({ "text": text }))
}
