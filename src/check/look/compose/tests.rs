//! Tables: a Compose file, and what is found or wrong in it.
#![expect(clippy::disallowed_methods, reason = "makes the files that are read")]

use std::fs;

use serde_json::json;

use super::*;
use crate::course::{ComposePart, Form, Given};

const SHOP: &str = "services:
  web:
    image: nginx:${TAG:-1.29}-alpine
    ports: [\"${PORT}:80\"]
    environment: [GREETING=hi, PORT, NOTHING]
    volumes:
      - ./html:/usr/share/nginx/html:ro
      - data:/data
    depends_on: [db]
    healthcheck: {test: wget -q localhost, interval: 90s}
  db:
    build: .
    command: serve --name 'a b'
    env_file: db.env
volumes:
  data:
";

/// What a file comes to in a folder `shop` with a `.env` and a `db.env`.
fn found(text: &str) -> Fact {
    let root = tempfile::tempdir().unwrap();
    let workspace = root.path().join("Shop.1");
    fs::create_dir(&workspace).unwrap();
    fs::write(workspace.join(".env"), "PORT=8080\nFLAG=true\nMANY=3\n").unwrap();
    fs::write(workspace.join("db.env"), "A=1\nB=$PORT\n").unwrap();
    fact(&workspace, "compose.yaml", text).unwrap()
}

#[track_caller]
fn object(text: &str) -> Value {
    match found(text) {
        Fact::Object(Some(object)) => object,
        other => panic!("{other:?}"),
    }
}

/// All that is wrong, each with its line.
#[track_caller]
fn all(text: &str, expected: &[(usize, Flaw)]) {
    match found(text) {
        Fact::Invalid(mistakes) => {
            let found: Vec<_> = mistakes.into_iter().map(|mistake| (mistake.line, mistake.flaw)).collect();
            assert_eq!(found, expected, "{text}");
        }
        other => panic!("{text}: {other:?}"),
    }
}

#[track_caller]
fn said(text: &str, at: usize, expected: &Flaw) {
    all(text, &[(at, expected.clone())]);
}

/// The shop with one piece of text replaced, and what is wrong with it then.
#[track_caller]
fn wrong(from: &str, to: &str, line: usize, flaw: &Flaw) {
    assert!(SHOP.contains(from), "{from}");
    said(&SHOP.replacen(from, to, 1), line, flaw);
}

fn compose(flaw: ComposeFlaw) -> Flaw {
    Flaw::Compose { flaw }
}

fn undefined(part: ComposePart, name: &str, near: Option<&str>) -> Flaw {
    compose(ComposeFlaw::Undefined { part, name: name.into(), near: near.map(str::to_owned) })
}

fn form(form: Form, found: &str) -> Flaw {
    compose(ComposeFlaw::Form { form, found: found.into() })
}

#[test]
fn short_forms_are_found_long() {
    let shop = object(SHOP);
    let web = &shop["services"]["web"];
    assert_eq!((&shop["name"], &web["image"]), (&json!("shop1"), &json!("nginx:1.29-alpine")));
    assert_eq!(web["ports"], json!([{"mode": "ingress", "target": 80, "published": "8080", "protocol": "tcp"}]));
    assert_eq!(web["environment"], json!({"GREETING": "hi", "PORT": "8080", "NOTHING": null}));
    assert_eq!(
        web["volumes"],
        json!([
            {"type": "bind", "source": "./html", "target": "/usr/share/nginx/html", "read_only": true, "bind": {"create_host_path": true}},
            {"type": "volume", "source": "data", "target": "/data", "volume": {}},
        ])
    );
    assert_eq!(web["depends_on"], json!({"db": {"condition": "service_started", "required": true}}));
    assert_eq!(web["healthcheck"], json!({"test": ["CMD-SHELL", "wget -q localhost"], "interval": "1m30s"}));
    let db = &shop["services"]["db"];
    assert_eq!(db["build"], json!({"context": ".", "dockerfile": "Dockerfile"}));
    assert_eq!(db["command"], json!(["serve", "--name", "a b"]));
    assert_eq!(db["environment"], json!({"A": "1", "B": "8080"}));
    assert_eq!(shop["volumes"], json!({"data": {"name": "shop1_data"}}));
    assert_eq!(shop["networks"], json!({"default": {"name": "shop1_default", "ipam": {}}}));
}

#[test]
fn services_extend_others_and_share_what_is_anchored() {
    let text = "x-a: &a {restart: always}\nservices:\n  a: {<<: *a, image: i, environment: {X: 1, Y: 1}}\n  b: {extends: a, environment: {Y: 2}, command: [x]}\n";
    let found = object(text);
    let b = &found["services"]["b"];
    assert_eq!(
        (&b["image"], &b["restart"], &b["environment"]),
        (&json!("i"), &json!("always"), &json!({"X": "1", "Y": "2"}))
    );
    let text = "services:\n  a: {image: i, read_only: \"${FLAG}\", deploy: {replicas: \"${MANY}\"}}\n";
    let a = object(text)["services"]["a"].clone();
    assert_eq!((&a["read_only"], &a["deploy"]["replicas"]), (&json!(true), &json!(3)));
}

#[test]
fn what_compose_would_refuse_is_told_with_its_line() {
    let unknown = |field: &str, inside: &str, near: &str| Flaw::UnknownField {
        field: field.into(),
        inside: inside.into(),
        near: Some(near.into()),
    };
    wrong("    image:", "    imag:", 3, &unknown("imag", "services.web", "image"));
    wrong("services:", "service:", 1, &unknown("service", "", "services"));
    let list =
        Flaw::Type { path: "services.web.ports".into(), wanted: vec![Type::List], found: Given::Text("80".into()) };
    wrong("ports: [\"${PORT}:80\"]", "ports: \"80\"", 4, &list);
    wrong("${PORT}:80", "x:80", 4, &form(Form::Port, "x:80"));
    wrong("${PORT}", "$ {PORT}", 4, &form(Form::Variable, "$ {PORT}:80"));
    wrong("data:/data", "dat:/data", 8, &undefined(ComposePart::Volume, "dat", Some("data")));
    wrong("[db]", "[database]", 9, &undefined(ComposePart::Service, "database", None));
    wrong("90s", "90x", 10, &form(Form::Duration, "90x"));
    wrong("    build: .\n", "", 11, &compose(ComposeFlaw::NoImage { service: "db".into() }));
    wrong(
        "    build: .\n",
        "    build: .\n    depends_on: [web]\n",
        13,
        &compose(ComposeFlaw::Circle { name: "db".into() }),
    );
    wrong("db.env", "none.env", 14, &compose(ComposeFlaw::NoFile { name: "none.env".into() }));
    wrong("'a b'", "'a b", 13, &form(Form::Command, "serve --name 'a b"));
    wrong(
        "${TAG:-1.29}",
        "${TAG:?set it}",
        3,
        &compose(ComposeFlaw::Required { variable: "TAG".into(), said: "set it".into() }),
    );
    wrong(
        "    depends_on: [db]",
        "    depends_on: [db]\n    networks: [front]",
        10,
        &undefined(ComposePart::Network, "front", None),
    );
    wrong(
        "  db:\n",
        "  db:\n    restart: {}\n",
        12,
        &Flaw::Type { path: "services.db.restart".into(), wanted: vec![Type::Text], found: Given::Map },
    );
    let choice = Flaw::Choice {
        path: "services.web.depends_on.db.condition".into(),
        allowed: ["service_started", "service_healthy", "service_completed_successfully"].map(str::to_owned).into(),
        found: Given::Text("healthy".into()),
    };
    wrong("[db]", "{db: {condition: healthy}}", 9, &choice);
    said("services: {}\n", 1, &compose(ComposeFlaw::NoService));
    said("", 0, &compose(ComposeFlaw::NoService));
    said("services:\n\tweb:\n", 2, &Flaw::Tab);
    said("services:\n  a: {image: x}\n  a: {image: y}\n", 3, &Flaw::Twice { key: "a".into() });
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let text = "services:
  a:
    imag: nginx
  b:
    image: x
    ports: [\"x:80\"]
    command: serve 'b
    volumes: [\"dat:/data\"]
    environment: [\"A=$ {B}\"]
    depends_on: [z]
  c:
    image: x
    image: y
    networks: [front]
    env_file: none.env
    stop_grace_period: 5x
volumes:
  data:
";
    let unknown = Flaw::UnknownField { field: "imag".into(), inside: "services.a".into(), near: Some("image".into()) };
    let b = [
        (6, form(Form::Port, "x:80")),
        (7, form(Form::Command, "serve 'b")),
        (8, undefined(ComposePart::Volume, "dat", Some("data"))),
        (9, form(Form::Variable, "A=$ {B}")),
        (10, undefined(ComposePart::Service, "z", None)),
    ];
    let c = [
        (13, Flaw::Twice { key: "image".into() }),
        (14, undefined(ComposePart::Network, "front", None)),
        (15, compose(ComposeFlaw::NoFile { name: "none.env".into() })),
        (16, form(Form::Duration, "5x")),
    ];
    // That `a` has no image is told once: it follows.
    all(text, &[&[(3, unknown)], &b[..], &c].concat());
    // What is misspelt at the top is why the services lack it.
    let top = Flaw::UnknownField { field: "volume".into(), inside: String::new(), near: Some("volumes".into()) };
    all("services: {a: {image: x, volumes: [\"data:/data\"]}}\nvolume: {data: }\n", &[(2, top)]);
}

#[test]
fn variables_that_cannot_be_read_cannot_be_told() {
    let root = tempfile::tempdir().unwrap();
    let long = "x".repeat(300);
    let asked = |text: &str| fact(root.path(), "compose.yaml", text);
    let disk = |asked: Result<Fact, Unreachable>, name: &str| match asked {
        Err(Unreachable::Disk { path, .. }) => assert!(path.ends_with(name), "{path}"),
        other => panic!("{other:?}"),
    };
    disk(asked(&format!("services: {{a: {{image: x, env_file: {long}}}}}\n")), &long);
    // Not even an `env_file` that may be missing: we do not know whether it is.
    let optional = format!("services: {{a: {{image: x, env_file: [{{path: {long}, required: false}}]}}}}\n");
    disk(asked(&optional), &long);
    std::os::unix::fs::symlink(&long, root.path().join(".env")).unwrap();
    disk(asked("services: {a: {image: x}}\n"), ".env");
}

#[tokio::test]
async fn what_leads_to_other_files_cannot_be_told() {
    let root = tempfile::tempdir().unwrap();
    let place = Place { workspace: root.path().to_owned(), ..Place::default() };
    assert_eq!(look(&place, "compose.yaml").await, Ok(Fact::Object(None)));
    for (text, field) in [
        ("include: [other.yaml]\nservices: {a: {image: x}}\n", "include"),
        ("services: {a: {extends: {file: other.yaml, service: b}}}\n", "extends.file"),
    ] {
        fs::write(root.path().join("compose.yaml"), text).unwrap();
        let expected = Unreachable::NotFollowed { file: "compose.yaml".into(), field: field.into() };
        assert_eq!(look(&place, "compose.yaml").await, Err(expected));
    }
}
