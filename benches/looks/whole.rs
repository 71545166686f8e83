//! Whole exercises of the course, solved, beside the bare calls for the same questions and a script of them.

use std::path::{Path, PathBuf};

use chrono::Utc;
use futures_util::StreamExt;
use http::Request;
use k8s_openapi::api::apps::v1::Deployment;
use k8s_openapi::api::core::v1::Secret;
use kube::ResourceExt;
use kube::api::{Api, ListParams};
use sampan::check::{self, Place, World};
use sampan::course::{Exercise, Outcome};
use sampan::engine::{ClusterEngine, DockerEngine, Engines};
use sampan::site::{Library, Source};

use crate::host;
use crate::program::{House, said};
use crate::table::Table;

const DOCKER: &str = "docker/keep-the-data";
const KUBERNETES: &str = "kubernetes/deploy-and-scale";
const HELM: &str = "helm/install-a-release";

pub(crate) async fn measure(table: &Table) {
    let (library, _) = Library::open(&Source::Dir(PathBuf::from(env!("CARGO_MANIFEST_DIR"))));
    let engines = host::engines();
    let exercise = |id: &str| library.course.exercises[&id.parse().unwrap()].clone();
    if let Ok(docker) = engines.docker().await {
        Solved::with(exercise(DOCKER), &engines, table, async |solved| solved.docker(&docker).await).await;
    }
    if let Ok(cluster) = engines.cluster().await {
        Solved::with(exercise(KUBERNETES), &engines, table, async |solved| solved.kubernetes(&cluster).await).await;
        Solved::with(exercise(HELM), &engines, table, async |solved| solved.helm(&cluster).await).await;
    }
}

/// An exercise that has been started and solved as its author does it, so that every check is asked.
struct Solved<'a> {
    exercise: Exercise,
    world: World,
    place: Place,
    table: &'a Table,
}

impl<'a> Solved<'a> {
    async fn with(exercise: Exercise, engines: &Engines, table: &'a Table, measure: impl AsyncFnOnce(&Self)) {
        let id = exercise.id.to_string();
        if !table.wants(&id) {
            return;
        }
        let house = House::with_engines();
        let begun = Some(Utc::now());
        house.well(&["--yes", "start", &id]);
        let workspace = house.workspace(&id);
        let solve = Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises").join(&id).join("solution");
        crate::program::copy(&solve, &workspace);
        let env = house.well(&["env", &id, "--shell", "bash"]);
        let both = format!("{env}\ncd {}; . ./solve.sh", workspace.display());
        let done = said(&mut house.command_of("bash", &["-euo", "pipefail", "-c", &both]));
        assert_eq!(done.code, Some(0), "{id}: {done:#?}");
        let namespace = format!("sampan-{}", id.rsplit('/').next().unwrap());
        let place = Place { namespace, workspace, begun, ..Place::default() };
        measure(&Self { exercise, world: World::Real(engines.clone()), place, table }).await;
        house.well(&["--yes", "stop", &id]);
    }

    async fn beside(&self, bare: impl AsyncFn(), script: &str) {
        let ours = async || {
            let report = check::run(&self.exercise, &self.world, &self.place).await;
            assert!(report.outcomes.iter().all(|(_, outcome)| *outcome == Some(Outcome::Passed)), "{report:?}");
        };
        self.table.row(&format!("exercise {}", self.exercise.id), ours, bare, &["bash", "-euc", script]).await;
    }

    async fn docker(&self, docker: &DockerEngine) {
        let client = &docker.client;
        let file = async || {
            let options = bollard::query_parameters::DownloadFromContainerOptionsBuilder::new().path("/data/today");
            let mut parts = client.download_from_container("reader", Some(options.build())).boxed();
            while let Some(part) = parts.next().await {
                part.unwrap();
            }
        };
        let bare = async || {
            let (volume, reader, writer) = (
                client.inspect_volume("notes"),
                client.inspect_container("reader", None),
                client.inspect_container("writer", None),
            );
            let (volume, reader, writer, ()) = tokio::join!(volume, reader, writer, file());
            assert!(volume.is_ok() && reader.is_ok() && writer.is_err());
        };
        let script = "docker volume inspect notes; docker inspect reader; docker inspect writer || true; \
                      docker cp reader:/data/today -";
        self.beside(bare, script).await;
    }

    async fn kubernetes(&self, cluster: &ClusterEngine) {
        let deployments: Api<Deployment> = Api::namespaced(cluster.client.clone(), &self.place.namespace);
        let bare = async || drop(deployments.get("tickets").await.unwrap());
        let script = format!("kubectl -n {} get deployment tickets -o json", self.place.namespace);
        self.beside(bare, &script).await;
    }

    async fn helm(&self, cluster: &ClusterEngine) {
        let space = &self.place.namespace;
        let secrets: Api<Secret> = Api::namespaced(cluster.client.clone(), space);
        let deployments: Api<Deployment> = Api::namespaced(cluster.client.clone(), space);
        let page = format!("/api/v1/namespaces/{space}/services/night-shop:80/proxy/");
        let values = self.place.workspace.join("shop/values.yaml");
        let bare = async || {
            let release = async {
                let params = ListParams::default().labels("owner=helm,name=night");
                let newest = secrets.list_metadata(&params).await.unwrap().items[0].name_any();
                secrets.get(&newest).await.unwrap();
            };
            let request = Request::get(&page).body(Vec::new()).unwrap();
            let (deployment, page) = (deployments.get("night-shop"), cluster.client.request_text(request));
            let ((), deployment, page, values) = tokio::join!(release, deployment, page, tokio::fs::read(&values));
            assert!(deployment.is_ok() && page.is_ok() && values.is_ok());
        };
        let script = format!(
            "helm -n {space} status night -o json; helm -n {space} get values night; cat {}; \
             kubectl -n {space} get deployment night-shop -o json; kubectl get --raw {page}",
            values.display()
        );
        self.beside(bare, &script).await;
    }
}
