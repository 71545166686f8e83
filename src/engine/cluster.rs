//! Which cluster: the context by its name, from the learner's own kubeconfig, refused unless it is on this machine.
//!
//! Never by name alone: the API server's address decides, and where that is a private one, minikube's mark in the
//! kubeconfig or the cluster's single node.
#![expect(clippy::disallowed_methods, reason = "reads certificates from disk")]

use std::io::ErrorKind;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use k8s_openapi::api::core::v1::Node;
use kube::Config;
use kube::api::{Api, ListParams};
use kube::config::{AuthInfo, Cluster, KubeConfigOptions, Kubeconfig, KubeconfigError, NamedExtension};

use super::locality::{self, Nearness};
use super::{
    ANSWER, CONNECT, ClusterEngine, EngineSettings, FoundContext, Inner, cause, certificate, kinds, plugin, rest,
};
use crate::course::{Engine, Unreachable};

/// What minikube writes beside the clusters and contexts that it makes.
const MINIKUBE: &str = "minikube.sigs.k8s.io";
/// Keeps the client from reading `HTTPS_PROXY`; it is taken out again before anything is sent.
const UNUSED_PROXY: &str = "http://127.0.0.1:9";

/// A context with all that belongs to it, read from the learner's files.
pub(super) struct Found {
    context: String,
    file: PathBuf,
    server: String,
    by_minikube: bool,
    cluster: Cluster,
    pub(super) user: AuthInfo,
    pub(super) entry: Kubeconfig,
}

/// Connects to the learner's cluster and asks for its version.
pub(super) async fn connect(settings: EngineSettings, home: Weak<Inner>) -> Result<ClusterEngine, Unreachable> {
    let named = settings.context_named.is_some();
    let found = in_background(move || find(&settings)).await?;
    let nearness = if named { Nearness::Here } else { nearness_of(&found).await? };
    let not_local = Unreachable::NotLocal { engine: Engine::Cluster, at: found.server.clone() };
    if nearness == Nearness::Far {
        return Err(not_local);
    }
    let engine = open(found, home).await?;
    if nearness == Nearness::Private && !single_node(&engine).await? {
        return Err(not_local);
    }
    Ok(engine)
}

/// Where the settings' context is defined, and whether it leads to this machine.
pub(super) async fn look_at(settings: EngineSettings) -> Result<FoundContext, Unreachable> {
    let found = in_background(move || find(&settings)).await?;
    let kubeconfig = found.file.clone();
    let local = match nearness_of(&found).await? {
        Nearness::Here => true,
        Nearness::Private => single_node(&open(found, Weak::new()).await?).await?,
        Nearness::Far => false,
    };
    Ok(FoundContext { kubeconfig, local })
}

/// How near a context's cluster is; one that minikube made is here, also behind a private address.
async fn nearness_of(found: &Found) -> Result<Nearness, Unreachable> {
    match nearness(&found.server).await? {
        Nearness::Private if found.by_minikube => Ok(Nearness::Here),
        nearness => Ok(nearness),
    }
}

/// The context that the learner named, else the chosen one, else the kubeconfig's current one.
pub(super) fn find(settings: &EngineSettings) -> Result<Found, Unreachable> {
    let files = files(settings);
    let first = files.first().map_or_else(String::new, |file| file.display().to_string());
    let mut read = Vec::new();
    for file in files {
        if let Some(config) = read_file(&file)? {
            read.push((file, config));
        }
    }
    let wished = settings.context_named.clone().or_else(|| settings.context_chosen.clone());
    let current = || read.iter().find_map(|(_, config)| config.current_context.clone());
    let context = wished.or_else(current).filter(|name| !name.is_empty()).unwrap_or_default();
    let holds = |config: &Kubeconfig| config.contexts.iter().any(|named| named.name == context);
    let file = read.iter().find(|(_, config)| holds(config)).map(|(file, _)| file.clone());
    let no_context = || Unreachable::NoContext { file: first.clone(), context: context.clone() };
    let file = file.ok_or_else(no_context)?;
    let merged = read.into_iter().map(|(_, config)| config).try_fold(Kubeconfig::default(), Kubeconfig::merge);
    let merged = merged.map_err(|error| bad_config(&file, &error))?;
    pick(&merged, &context, file).ok_or_else(no_context)
}

/// The learner's own kubeconfigs: none of ours, none from a workspace or a course.
fn files(settings: &EngineSettings) -> Vec<PathBuf> {
    let theirs = |file: &PathBuf| {
        let ours = !settings.ours.as_os_str().is_empty() && is_inside(file, &settings.ours);
        !file.as_os_str().is_empty() && !ours && !settings.never.iter().any(|never| is_inside(file, never))
    };
    let files: Vec<PathBuf> = settings.kubeconfigs.iter().filter(|file| theirs(file)).cloned().collect();
    if files.is_empty() {
        settings.kubeconfig_home.iter().filter(|file| theirs(file)).cloned().collect()
    } else {
        files
    }
}

/// Whether a path lies in a folder, links followed.
pub(super) fn is_inside(path: &Path, folder: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    match (real(path), real(folder)) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

/// One kubeconfig with absolute paths; none where there is no such file.
fn read_file(file: &Path) -> Result<Option<Kubeconfig>, Unreachable> {
    let at = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    match Kubeconfig::read_from(&at) {
        Ok(config) => Ok(Some(config)),
        Err(KubeconfigError::ReadConfig(error, _)) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(KubeconfigError::ReadConfig(error, _)) if error.kind() == ErrorKind::PermissionDenied => {
            Err(Unreachable::NoPermission { engine: Engine::Cluster, at: at.display().to_string() })
        }
        Err(error) => Err(bad_config(&at, &error)),
    }
}

/// A context with its cluster and its user, and a kubeconfig of nothing else.
fn pick(all: &Kubeconfig, context: &str, file: PathBuf) -> Option<Found> {
    let named = all.contexts.iter().find(|named| named.name == context)?;
    let inner = named.context.as_ref()?;
    let named_cluster = all.clusters.iter().find(|named| named.name == inner.cluster)?;
    let cluster = named_cluster.cluster.clone()?;
    let named_user = inner.user.as_ref().and_then(|user| all.auth_infos.iter().find(|named| named.name == *user));
    let by_minikube = marked(cluster.extensions.as_deref()) || marked(inner.extensions.as_deref());
    Some(Found {
        context: context.to_owned(),
        file,
        server: cluster.server.clone()?,
        by_minikube,
        cluster,
        user: named_user.and_then(|named| named.auth_info.clone()).unwrap_or_default(),
        entry: Kubeconfig {
            api_version: Some("v1".to_owned()),
            kind: Some("Config".to_owned()),
            current_context: Some(context.to_owned()),
            contexts: vec![named.clone()],
            clusters: vec![named_cluster.clone()],
            auth_infos: named_user.cloned().into_iter().collect(),
            ..Kubeconfig::default()
        },
    })
}

fn marked(extensions: Option<&[NamedExtension]>) -> bool {
    extensions.unwrap_or_default().iter().any(|named| named.extension["provider"] == MINIKUBE)
}

async fn nearness(server: &str) -> Result<Nearness, Unreachable> {
    let down = || Unreachable::Down { engine: Engine::Cluster, at: server.to_owned() };
    let uri: http::Uri = server.parse().map_err(|_| down())?;
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let addresses: Vec<IpAddr> = match host.parse() {
        Ok(address) => vec![address],
        Err(_) => {
            let found = tokio::net::lookup_host((host, uri.port_u16().unwrap_or(443))).await.map_err(|_| down())?;
            found.map(|address| address.ip()).collect()
        }
    };
    Ok(locality::nearness(&addresses, locality::is_own))
}

/// Opens both clients: one for questions, and one that bears the silence of a watch.
async fn open(found: Found, home: Weak<Inner>) -> Result<ClusterEngine, Unreachable> {
    readable(&found)?;
    let expires = end_of_certificate(&found.user);
    let mut private = found.entry.clone();
    if let Some(cluster) = private.clusters.first_mut().and_then(|named| named.cluster.as_mut()) {
        cluster.proxy_url = Some(UNUSED_PROXY.to_owned());
    }
    let options = KubeConfigOptions { context: Some(found.context.clone()), ..KubeConfigOptions::default() };
    let config = Config::from_custom_kubeconfig(private, &options).await;
    let mut config = config.map_err(|error| bad_config(&found.file, &error))?;
    config.proxy_url = None;
    config.connect_timeout = Some(CONNECT);
    config.default_retry = false;
    let mut quick = config.clone();
    (quick.read_timeout, quick.reset_reader_on_write) = (Some(ANSWER), true);
    let why = |error| cause::at(cause::from_cluster(error), &found.server);
    let plugin = plugin::of(&found.user);
    let (one, other) = (home.clone(), home.clone());
    let make = move || Ok((rest::client(quick, one)?, rest::client(config, other)?));
    let (client, watch) = plugin::run(plugin.as_deref(), make).await?;
    let version = client.apiserver_version().await;
    let version = version.map_err(|error| cause::expired(why(error), expires, Utc::now()))?.git_version;
    let (context, kubeconfig, server) = (found.context, found.file, found.server);
    Ok(ClusterEngine {
        client,
        watch,
        context,
        kubeconfig,
        server,
        version,
        entry: Arc::new(found.entry),
        expires,
        kinds: kinds::Known::default(),
        home,
    })
}

/// Whether the files that the context names can be read: the client's own error would not say which could not.
fn readable(found: &Found) -> Result<(), Unreachable> {
    let user = &found.user;
    let of_cluster = found.cluster.certificate_authority.iter();
    let named = of_cluster.chain(&user.client_certificate).chain(&user.client_key).chain(&user.token_file);
    for path in named {
        match std::fs::File::open(path) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::PermissionDenied => {
                return Err(Unreachable::NoPermission { engine: Engine::Cluster, at: path.clone() });
            }
            Err(error) => return Err(failed(format!("{path}: {error}"))),
        }
    }
    Ok(())
}

pub(super) fn end_of_certificate(user: &AuthInfo) -> Option<DateTime<Utc>> {
    let pem = match (&user.client_certificate_data, &user.client_certificate) {
        (Some(data), _) => STANDARD.decode(data).ok()?,
        (None, Some(path)) => std::fs::read(path).ok()?,
        (None, None) => return None,
    };
    certificate::end_of(&String::from_utf8(pem).ok()?)
}

async fn single_node(engine: &ClusterEngine) -> Result<bool, Unreachable> {
    let nodes = Api::<Node>::all(engine.client.clone());
    match nodes.list_metadata(&ListParams::default().limit(2)).await {
        Ok(nodes) => Ok(nodes.items.len() == 1),
        Err(kube::Error::Api(status)) if matches!(status.code, 401 | 403) => Ok(false),
        Err(error) => Err(engine.why(error)),
    }
}

/// Reading files blocks, so it has a thread of its own.
async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unreachable> + Send + 'static,
) -> Result<T, Unreachable> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(failed(error.to_string())))
}

/// The first line says what and where; a parser may draw the place below it.
fn bad_config(file: &Path, error: &KubeconfigError) -> Unreachable {
    let detail = error.to_string().lines().next().unwrap_or_default().to_owned();
    Unreachable::BadConfig { file: file.display().to_string(), detail }
}

fn failed(detail: String) -> Unreachable {
    Unreachable::Failed { engine: Engine::Cluster, detail }
}
