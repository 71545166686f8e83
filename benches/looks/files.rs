//! Looks at files of the workspace, beside reading them, and beside the program that would read them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sampan::check::{Place, World};
use sampan::course::Look;

use crate::host;
use crate::table::Table;
use crate::things::place;

const DOCKERFILE: &str = "FROM debian:12-slim AS build\nWORKDIR /app\nCOPY . .\nRUN make\n\
    FROM nginx:1.29-alpine\nCOPY --from=build /app/out /usr/share/nginx/html\nEXPOSE 80\nUSER 101\n";
const MANIFEST: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  \
    selector:\n    matchLabels: { app: web }\n  template:\n    metadata:\n      labels: { app: web }\n    spec:\n      \
    containers:\n        - name: web\n          image: nginx:1.29-alpine\n          ports:\n            - containerPort: 80\n\
    ---\napiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector: { app: web }\n  ports:\n    - port: 80\n";
const COMPOSE: &str = "name: shop\nservices:\n  web:\n    image: nginx:1.29-alpine\n    ports: ['8080:80']\n    \
    environment: { GREETING: hi }\n    depends_on: [db]\n  db:\n    image: busybox:1.37\n    volumes: ['data:/data']\n\
    volumes:\n  data:\n";
const TEMPLATE: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}-page\ndata:\n  \
    greeting: {{ .Values.greeting | quote }}\n";

/// Writes a small chart.
pub(crate) fn chart(folder: &Path) {
    fs::create_dir_all(folder.join("templates")).unwrap();
    fs::write(folder.join("Chart.yaml"), "apiVersion: v2\nname: shop\nversion: 0.1.0\nappVersion: '1'\n").unwrap();
    fs::write(folder.join("values.yaml"), "greeting: Open by day\n").unwrap();
    fs::write(folder.join("templates/page.yaml"), TEMPLATE).unwrap();
}

pub(crate) async fn measure(table: &Table) {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    for (name, text) in [("Dockerfile", DOCKERFILE), ("web.yaml", MANIFEST), ("compose.yaml", COMPOSE)] {
        fs::write(path(name), text).unwrap();
    }
    chart(&path("shop"));
    let programs: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect();
    let check = "port".parse().unwrap();
    let answers = BTreeMap::from([(check, "8080".to_owned())]);
    let place = Place { workspace: folder.path().to_owned(), programs, answers, ..place("") };
    let world = World::Real(host::engines());
    let at = (&world, &place);
    let read = async |name: &str| drop(tokio::fs::read(path(name)).await.unwrap());
    let words = ["cat", &path("web.yaml").display().to_string()];
    let look = Look::File { path: "web.yaml".into() };
    table.look("`file`", at, &look, async || read("web.yaml").await, &words).await;
    let look = Look::Dockerfile { path: "Dockerfile".into() };
    let words = ["cat", &path("Dockerfile").display().to_string()];
    table.look("`dockerfile`", at, &look, async || read("Dockerfile").await, &words).await;
    let look = Look::Manifest { path: "web.yaml".into() };
    let words = ["kubectl", "create", "--dry-run=client", "-o", "json", "-f", &path("web.yaml").display().to_string()];
    table.look("`manifest`", at, &look, async || read("web.yaml").await, &words).await;
    let look = Look::Compose { path: "compose.yaml".into() };
    let file = path("compose.yaml").display().to_string();
    let words = ["docker", "compose", "-f", &file, "config", "--format", "json"];
    table.look("`compose`", at, &look, async || read("compose.yaml").await, &words).await;
    rendered(&world, &place, table).await;
}

/// A chart is rendered by the program itself, which is thus both the bare call and the script.
async fn rendered(world: &World, place: &Place, table: &Table) {
    let folder = place.workspace.join("shop");
    let path = folder.display().to_string();
    let template = async || {
        let output = tokio::process::Command::new("helm").args(["template", "web", &path]).output().await.unwrap();
        assert!(output.status.success());
    };
    let look = Look::Chart {
        path: "shop".into(),
        values: vec![],
        set: BTreeMap::new(),
        release: "web".into(),
        namespace: None,
    };
    table.look("`chart`", (world, place), &look, template, &["helm", "template", "web", &path]).await;
}
