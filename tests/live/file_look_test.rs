//! Looks at files of a workspace, beside the programs that they stand in for: `docker compose config`, `helm template`.
#![expect(clippy::disallowed_methods, reason = "makes the files that are looked at, and starts the real programs")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]
#![expect(clippy::print_stderr, reason = "says what was measured")]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use sampan::check::{Place, World};
use sampan::course::{ChartFlaw, Finding, Flaw, Look, Mistake, Outcome, Unreachable};
use sampan::engine::find_program;
use serde_json::Value;

use crate::host;
use crate::things::{outcome, passed, place, timed};

/// Projects in as many short forms as there are; every volume, network and secret is used, since the program leaves
/// out what is not.
const PROJECTS: [&str; 3] = [
    r#"x-common: &common
  restart: unless-stopped
services:
  web:
    <<: *common
    image: "nginx:${TAG}-alpine"
    command: nginx -g 'daemon off;'
    ports: ["${PORT}:80", "127.0.0.1:81:81/udp", 9000, "3000-3001:3000-3001", {target: 5, published: 6}]
    environment: [A=1, PORT, NOTHING, "QUOTED=${EMPTY:-a b}"]
    volumes: ["./html:/srv:ro", "data:/data", /anonymous, {type: tmpfs, target: /t}, {type: bind, source: ./x, target: /x}]
    depends_on: [db]
    labels: [a=b, c]
    networks: [front]
    healthcheck: {test: wget -q localhost, interval: 90s, timeout: 1.5s, retries: 3}
    deploy: {replicas: 2, resources: {limits: {cpus: "0.5", memory: 64M}}}
    secrets: [pw]
    expose: [80, "90"]
    stop_grace_period: 5s
    extra_hosts: ["a:1.2.3.4"]
    dns: 1.1.1.1
    tmpfs: /run
    ulimits: {nofile: 10, nproc: {soft: 1, hard: 2}}
    sysctls: [a=1]
  db:
    build: .
    entrypoint: ["serve", "it"]
    env_file: app.env
    networks: {back: {aliases: [x]}, front: }
    volumes: ["data:/var/lib"]
networks: {front: , back: {internal: true}}
volumes: {data: }
secrets: {pw: {file: ./pw}}
"#,
    r#"name: harbour
services:
  a:
    build: {context: ./app, args: [X=1, PORT, GONE], target: dev}
    healthcheck: {disable: true}
    depends_on: {b: {condition: service_healthy}}
    pull_policy: never
    shm_size: 1g
    logging: {driver: json-file, options: {max-file: 3}}
    configs: [{source: c, target: /c}]
    read_only: "${FLAG}"
  b: {image: x, network_mode: none, environment: {ON: true, N: 1, V: }, user: "${USER_ID:-1000}"}
configs: {c: {content: hi}}
"#,
    r#"services:
  one: {image: "busybox:1.37", volumes: ["kept:/kept", "elsewhere:/e:ro"], networks: {default: {aliases: [uno]}}}
  two: {image: "busybox:1.37", cap_add: [NET_ADMIN], init: true, hostname: two, working_dir: /w, mem_limit: 32m}
volumes: {kept: {name: "really-kept"}, elsewhere: {external: true}}
"#,
];

const ENV: &str = "TAG=1.29\nexport PORT=8080 # of the web\nEMPTY=\nFLAG=true\n";

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = find_program(&std::env::split_paths(&path).collect::<Vec<_>>(), name);
    if found.is_none() {
        host::skip(name, "not in PATH");
    }
    found
}

fn compose(path: &str) -> Look {
    Look::Compose { path: path.to_owned() }
}

fn in_folder(folder: &Path) -> Place {
    Place { workspace: folder.to_owned(), ..place("harbour") }
}

/// Tables without the fields that are null, which no expression sees.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, inner| !inner.is_null());
            map.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a project as `docker compose config` prints it says of each field of each of its things, as expressions.
fn said_by(project: &Value) -> Vec<String> {
    let mut all = Vec::new();
    let own = project.as_object().unwrap().iter().filter(|(key, _)| !key.starts_with("x-"));
    for (key, value) in own {
        for (name, thing) in value.as_object().into_iter().flatten() {
            let path = format!("object.{key}['{name}']");
            let fields = thing.as_object().unwrap();
            all.extend(fields.iter().map(|(field, value)| format!("{path}['{field}'] == {value}")));
            all.push(format!("size({path}) == {}", fields.len()));
        }
    }
    all
}

#[tokio::test]
async fn compose_files_are_read_as_docker_compose_reads_them() {
    let Some(docker) = program("docker") else { return };
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("shop");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join(".env"), ENV).unwrap();
    fs::write(folder.join("app.env"), "A=1\nB=\"two $TAG\"\n").unwrap();
    let world = World::Real(host::engines());
    let place = in_folder(&folder);
    for project in PROJECTS {
        fs::write(folder.join("compose.yaml"), project).unwrap();
        let mut command = Command::new(&docker);
        command.args(["compose", "config", "--no-path-resolution", "--format", "json"]).current_dir(&folder);
        let printed = command.env_remove("PORT").env_remove("TAG").output().unwrap();
        if printed.stdout.is_empty() && String::from_utf8_lossy(&printed.stderr).contains("not a docker command") {
            return host::skip("docker compose", "the plug-in is not installed");
        }
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        let mut theirs: Value = serde_json::from_slice(&printed.stdout).unwrap();
        without_nulls(&mut theirs);
        for that in said_by(&theirs) {
            let found = outcome(&world, &place, &compose("compose.yaml"), &that).await;
            assert_eq!(found, Outcome::Passed, "{that}");
        }
        let name = format!("object.name == {}", theirs["name"]);
        passed(outcome(&world, &place, &compose("compose.yaml"), &name).await);
    }
    fs::write(folder.join("compose.yaml"), PROJECTS[0]).unwrap();
    let cost = timed(20, async || passed(outcome(&world, &place, &compose("compose.yaml"), "true").await)).await;
    eprintln!("compose: p50 {cost:?}");
}

#[tokio::test]
async fn a_bad_compose_file_is_not_yet_and_one_that_leads_elsewhere_cannot_be_told() {
    let root = tempfile::tempdir().unwrap();
    let (world, place) = (World::Real(host::engines()), in_folder(root.path()));
    let look = compose("compose.yaml");
    passed(outcome(&world, &place, &look, "object == null").await);
    fs::write(root.path().join("compose.yaml"), "services:\n  web:\n    imag: nginx\n").unwrap();
    let found = outcome(&world, &place, &look, "true").await;
    let Outcome::NotYet(Finding::Invalid(mistakes)) = &found else { panic!("{found:?}") };
    let told = |mistake: &Mistake| {
        mistake.line == 3 && matches!(&mistake.flaw, Flaw::UnknownField { field, .. } if field == "imag")
    };
    assert!(mistakes.len() == 1 && told(&mistakes[0]), "{found:?}");
    fs::write(root.path().join("compose.yaml"), "include: [a.yaml]\n").unwrap();
    let found = outcome(&world, &place, &look, "true").await;
    assert!(matches!(found, Outcome::CannotTell(Unreachable::NotFollowed { .. })), "{found:?}");
}

const TEMPLATE: &str = "apiVersion: apps/v1
kind: Deployment
metadata: {name: {{ .Release.Name }}, namespace: {{ .Release.Namespace }}}
spec:
  replicas: {{ .Values.replicas }}
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: \"nginx:{{ .Values.image.tag }}\"}]}
";

fn write_chart(folder: &Path, template: &str) {
    fs::create_dir_all(folder.join("web/templates")).unwrap();
    fs::write(folder.join("web/Chart.yaml"), "apiVersion: v2\nname: web\nversion: 0.1.0\n").unwrap();
    fs::write(folder.join("web/values.yaml"), "replicas: 1\nimage: {tag: \"1.29\"}\n").unwrap();
    fs::write(folder.join("night.yaml"), "replicas: 2\n").unwrap();
    fs::write(folder.join("web/templates/web.yaml"), template).unwrap();
}

fn chart(values: &[&str], set: &[(&str, &str)]) -> Look {
    Look::Chart {
        path: "web".to_owned(),
        values: values.iter().map(|&name| name.to_owned()).collect(),
        set: set.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect::<BTreeMap<_, _>>(),
        release: "sea".to_owned(),
        namespace: None,
    }
}

/// A folder in which the program is called `helm`.
fn as_helm(program: &Path, folder: &Path) -> Vec<PathBuf> {
    let programs = folder.join("programs");
    fs::create_dir(&programs).unwrap();
    symlink(program, programs.join("helm")).unwrap();
    vec![programs]
}

#[tokio::test]
async fn a_chart_is_rendered_by_helm_3_and_4() {
    for name in ["helm", "helm3"] {
        let Some(helm) = program(name) else { continue };
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("ws");
        write_chart(&folder, TEMPLATE);
        let place = Place { programs: as_helm(&helm, root.path()), ..in_folder(&folder) };
        let world = World::Real(host::engines());
        let web = "objects[0].metadata.name == 'sea' && objects[0].metadata.namespace == 'harbour'";
        passed(outcome(&world, &place, &chart(&[], &[]), web).await);
        passed(outcome(&world, &place, &chart(&["night.yaml"], &[]), "objects[0].spec.replicas == 2").await);
        let tag = "objects[0].spec.template.spec.containers[0].image == 'nginx:a,b' && objects[0].spec.replicas == 3";
        let set = [("image.tag", "\"a,b\""), ("replicas", "3")];
        passed(outcome(&world, &place, &chart(&["night.yaml"], &set), tag).await);
        let said = async |template: &str| {
            write_chart(&folder, template);
            let found = outcome(&world, &place, &chart(&[], &[]), "true").await;
            let Outcome::NotYet(Finding::Invalid(mistakes)) = found else { panic!("{name}: {found:?}") };
            let [Mistake { file, line, flaw: Flaw::Chart { flaw }, .. }] = &mistakes[..] else {
                panic!("{name}: {mistakes:?}")
            };
            assert_eq!(file, "web/templates/web.yaml", "{flaw:?}");
            (*line, flaw.clone())
        };
        let (line, flaw) = said(&TEMPLATE.replace(".Values.image", ".Values.imag")).await;
        assert!(line == 9 && matches!(&flaw, ChartFlaw::Nil { field, .. } if field == "tag"), "{name}: {flaw:?}");
        let (line, flaw) = said(&TEMPLATE.replace("{{ .Values.replicas }}", "{{ twice 2 }}")).await;
        assert_eq!((line, flaw), (5, ChartFlaw::Function { name: "twice".into() }), "{name}");
        let (line, flaw) = said("a: 1\n{{ fail \"set the port\" }}\n").await;
        assert_eq!((line, flaw), (2, ChartFlaw::Said { words: "set the port".into() }), "{name}");
        let (_, flaw) = said(&TEMPLATE.replace("replicas:", "replica:")).await;
        assert!(matches!(flaw, ChartFlaw::Object { .. }), "{name}: {flaw:?}");
        let (_, flaw) = said("a: b: c\n").await;
        assert!(matches!(flaw, ChartFlaw::Yaml { .. }), "{name}: {flaw:?}");
        write_chart(&folder, TEMPLATE);
        let cost = timed(10, async || passed(outcome(&world, &place, &chart(&[], &[]), "true").await)).await;
        eprintln!("chart by {name}: p50 {cost:?}");
    }
}

#[tokio::test]
async fn helm_runs_again_only_when_something_has_changed() {
    let root = tempfile::tempdir().unwrap();
    let (folder, runs, fake) = (root.path().join("ws"), root.path().join("runs"), root.path().join("fake"));
    let map = |name: &str| format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\n");
    let script = format!("#!/bin/sh\necho run >> {}\n/bin/cat web/templates/web.yaml\n", runs.display());
    fs::write(&fake, script).unwrap();
    fs::set_permissions(&fake, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let place = Place { programs: as_helm(&fake, root.path()), ..in_folder(&folder) };
    let world = World::Real(host::engines());
    let times = || fs::read_to_string(&runs).unwrap().lines().count();
    for (name, expected) in [("a", 1), ("b", 2), ("a", 2)] {
        write_chart(&folder, &map(name));
        for _ in 0..3 {
            passed(outcome(&world, &place, &chart(&[], &[]), &format!("objects[0].metadata.name == '{name}'")).await);
        }
        assert_eq!(times(), expected, "{name}");
    }
    passed(outcome(&world, &place, &chart(&[], &[("replicas", "3")]), "true").await);
    assert_eq!(times(), 3, "other arguments");
}

#[tokio::test]
async fn without_helm_or_in_its_time_a_chart_cannot_be_told() {
    let root = tempfile::tempdir().unwrap();
    let (world, mut place) = (World::Real(host::engines()), in_folder(root.path()));
    let absent = outcome(&world, &place, &chart(&[], &[]), "size(objects) == 1").await;
    assert!(matches!(absent, Outcome::NotYet(Finding::Absent { .. })), "{absent:?}");
    write_chart(root.path(), TEMPLATE);
    let found = outcome(&world, &place, &chart(&[], &[]), "true").await;
    assert_eq!(found, Outcome::CannotTell(Unreachable::ProgramMissing { program: "helm".into() }));
    // One that hangs is ended with the look, and so is what it started.
    let slow = root.path().join("slow");
    let pid = root.path().join("pid");
    fs::write(&slow, format!("#!/bin/sh\n/bin/sleep 60 &\necho $! > {}\nwait\n", pid.display())).unwrap();
    fs::set_permissions(&slow, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    place.programs = as_helm(&slow, root.path());
    let mut exercise = crate::things::exercise(&[(&chart(&[], &[]), "true")]);
    exercise.within = Duration::from_secs(1);
    let report = sampan::check::run(&exercise, &world, &place).await;
    let found = report.outcomes[0].1.clone().unwrap();
    assert!(matches!(found, Outcome::CannotTell(Unreachable::TooSlow { .. })), "{found:?}");
    let sleeper = PathBuf::from("/proc").join(fs::read_to_string(pid).unwrap().trim()).join("stat");
    let is_gone = || fs::read_to_string(&sleeper).map_or(true, |stat| stat.contains(") Z "));
    for _ in 0..50 {
        if is_gone() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("what helm started lives on");
}
