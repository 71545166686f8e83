//! Every look as an author writes it, and what is refused.

use super::{Duration, Lang, Look, Read, duration, read};
use crate::course::{CanRule, Deed, HttpTarget, Inside, StepKind};

fn exercise(look: &str) -> Read {
    let text = format!(
        r#"format = 1
level = "beginner"
minutes = 5
[[checks]]
id = "a"
{look}
that = "true"
say = {{ en = "a" }}
"#
    );
    read("exercise.toml", &text, &[Lang::en()], |_| false)
}

#[track_caller]
fn case(look: &str, expected: Look) {
    let found = exercise(&format!("look = {{ {look} }}"));
    assert_eq!(found.problems, []);
    let name = expected.variable();
    assert_eq!(found.manifest.unwrap().checks[0].looks, [(name.to_owned(), expected)].into());
}

#[track_caller]
fn refused(look: &str, words: &str) {
    let problems = exercise(look).problems;
    assert!(problems.len() == 1 && problems[0].words.contains(words) && problems[0].line == 6, "{look}: {problems:?}");
}

fn text(text: &str) -> String {
    text.to_owned()
}

/// Mistakes without number are told up to a number, so that the file is read in time.
#[test]
fn a_manifest_of_mistakes_alone_is_refused_in_time() {
    let begun = std::time::Instant::now();
    let text = format!("format = 1\n{}", "[[checks]]\nthat = 1\n".repeat(20_000));
    let found = read("exercise.toml", &text, &[Lang::en()], |_| true).problems;
    assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
    assert!((1000..1200).contains(&found.len()), "{}", found.len());
}

#[test]
fn every_look_of_docker_and_the_workspace_can_be_written() {
    case(r#"container = { name = "a" }"#, Look::Container { name: text("a") });
    let look = Look::ContainerFile { container: text("a"), path: text("/data/x") };
    case(r#"container_file = { container = "a", path = "/data/x" }"#, look);
    case(r#"image = { name = "busybox:1.37" }"#, Look::Image { name: text("busybox:1.37") });
    case(r#"volume = { name = "a" }"#, Look::Volume { name: text("a") });
    case(r#"network = { name = "a" }"#, Look::Network { name: text("a") });
    let to = HttpTarget::Published { port: 8080 };
    case(r#"http = { published = 8080, path = "/" }"#, Look::Http { to, path: text("/") });
    case(r#"file = { path = "a/b" }"#, Look::File { path: text("a/b") });
    case(r#"dockerfile = { path = "Dockerfile" }"#, Look::Dockerfile { path: text("Dockerfile") });
    case(r#"manifest = { path = "web.yaml" }"#, Look::Manifest { path: text("web.yaml") });
    case(r#"compose = { path = "compose.yaml" }"#, Look::Compose { path: text("compose.yaml") });
    let chart = |values: &[&str], set: &[(&str, &str)], release: &str, namespace| Look::Chart {
        path: text("web"),
        values: values.iter().map(|name| text(name)).collect(),
        set: set.iter().map(|(key, value)| (text(key), text(value))).collect(),
        release: text(release),
        namespace,
    };
    case(r#"chart = { path = "web" }"#, chart(&[], &[], "release-name", None));
    case(
        r#"chart = { path = "web", values = ["night.yaml"], set = { replicas = 3, "image.tag" = "1.29" }, release = "a", namespace = "b" }"#,
        chart(&["night.yaml"], &[("image.tag", "\"1.29\""), ("replicas", "3")], "a", Some(text("b"))),
    );
    case("answer = {}", Look::Answer);
}

#[test]
fn every_look_of_a_cluster_can_be_written() {
    let look = Look::Resource { kind: text("Pod"), api: None, name: text("a") };
    case(r#"resource = { kind = "Pod", name = "a" }"#, look);
    let labels = [(text("kubernetes.io/x"), text("y"))].into();
    let look = Look::Resources { kind: text("Issuer"), api: Some(text("cert-manager.io/v1")), labels };
    case(r#"resources = { kind = "Issuer", api = "cert-manager.io/v1", labels = { "kubernetes.io/x" = "y" } }"#, look);
    case(r#"release = { name = "a" }"#, Look::Release { name: text("a") });
    let to = HttpTarget::Service { name: text("shop"), port: 80 };
    case(r#"events = { kind = "Pod", name = "a" }"#, Look::Events { kind: text("Pod"), name: text("a") });
    let subject = text("system:serviceaccount:{namespace}:robot");
    let rules = |namespace| Look::Rules { subject: subject.clone(), namespace };
    case(r#"rules = { as = "system:serviceaccount:{namespace}:robot" }"#, rules(None));
    case(r#"rules = { as = "system:serviceaccount:{namespace}:robot", namespace = "b" }"#, rules(Some(text("b"))));
    let of = Inside::Container { name: text("a") };
    case(r#"logs = { container = "a" }"#, Look::Logs { of: of.clone(), previous: false });
    let command = vec![text("id"), text("-u")];
    case(r#"run = { container = "a", command = ["id", "-u"] }"#, Look::Run { inside: of, command: command.clone() });
    let pod = |container| Inside::Pod { name: text("a"), container };
    case(
        r#"logs = { pod = "a", container = "b", previous = true }"#,
        Look::Logs { of: pod(Some(text("b"))), previous: true },
    );
    case(r#"run = { pod = "a", command = ["id", "-u"] }"#, Look::Run { inside: pod(None), command });
    let of_pod = HttpTarget::Pod { name: text("web"), port: 80 };
    case(r#"http = { pod = "web", port = 80, path = "/" }"#, Look::Http { to: of_pod, path: text("/") });
    case(r#"http = { service = "shop", port = 80, path = "/" }"#, Look::Http { to, path: text("/") });
}

#[test]
fn what_is_allowed_and_what_is_denied_is_asked_alike() {
    let rule = |verb: &str, resource: &str, namespace: Option<&str>| CanRule {
        verbs: vec![text(verb)],
        resource: text(resource),
        namespace: namespace.map(text),
        name: None,
        must: true,
    };
    let must_not = CanRule { must: false, ..rule("list", "pods", Some("kube-system")) };
    let rules = vec![rule("get", "pods/log", None), must_not];
    case(
        r#"can = { as = "system:serviceaccount:{namespace}:robot", allow = [{ verbs = ["get"], resource = "pods/log" }],
           deny = [{ verbs = ["list"], resource = "pods", namespace = "kube-system" }] }"#,
        Look::Can { subject: text("system:serviceaccount:{namespace}:robot"), rules },
    );
}

#[test]
fn a_look_that_could_do_harm_or_nothing_is_refused() {
    for name in ["--privileged", "a b", "$(id)", "", r"a\nb", ".."] {
        refused(&format!(r#"look = {{ container = {{ name = "{name}" }} }}"#), "is no name");
    }
    for path in ["../x", "/etc/passwd", "a/../../b", "a//b", "", r"a\\b", r"a\nb"] {
        refused(&format!(r#"look = {{ file = {{ path = "{path}" }} }}"#), "no path inside the workspace");
    }
    refused(r#"look = { container_file = { container = "a", path = "x" } }"#, "begins with `/`");
    refused(r#"look = { http = { published = 80, service = "a", port = 1, path = "/" } }"#, "either `published`");
    refused(r#"look = { can = { as = "x" } }"#, "nothing is asked");
    refused(r#"look = { chart = { path = "../x" } }"#, "no path inside the workspace");
    refused(r#"look = { chart = { path = "x", values = ["/etc/passwd"] } }"#, "no path inside the workspace");
    refused(r#"look = { chart = { path = "x", set = { "a=b,c" = 1 } } }"#, "is no path of a value");
    refused(r#"look = { chart = { path = "x", release = "-x" } }"#, "is no name");
    refused(r#"look = { logs = {} }"#, "no container is named");
    refused(r#"look = { logs = { container = "a", previous = true } }"#, "keeps no log");
    refused(r#"look = { run = { container = "a", command = [] } }"#, "no program is named");
    refused(r#"look = { run = { container = "-a", command = ["id"] } }"#, "is no name");
    refused(r#"look = { answer = { text = 1 } }"#, "text");
    refused(r#"looks = { "a b" = { volume = { name = "a" } } }"#, "cannot be a name");
    refused(r#"looks = { begun = { volume = { name = "a" } } }"#, "cannot be a name");
}

#[test]
fn a_duration_has_a_unit() {
    assert_eq!(duration("90s"), Some(Duration::from_secs(90)));
    assert_eq!(duration("2m"), Some(Duration::from_secs(120)));
    for text in ["", "s", "90", "-1s", "1h", "1.5s", "秒", "18446744073709551615m", "99999999999999999999m"] {
        assert_eq!(duration(text), None, "{text:?}");
    }
}

#[test]
fn every_step_of_a_set_up_can_be_written() {
    let text = r#"format = 1
level = "beginner"
minutes = 5
needs = ["docker"]
images = ["busybox:1.37"]
[[setup]]
file = { path = "film.bin", zeros = 1_000 }
[[setup]]
file = { path = "run.sh", from = "setup/run.sh", executable = true }
[[setup]]
volume = { name = "notes" }
[[setup]]
network = { name = "shop" }
[[setup]]
build = { image = "shop:1", context = "setup/shop", within = "60s" }
[[setup]]
tag = { image = "busybox:1.37", name = "old:1" }
[[setup]]
container = { name = "web", image = "shop:1", ports = ["127.0.0.1:8080:80"], mounts = ["notes:/data"], network = "shop", memory = "64m" }
[[setup]]
container = { name = "job", image = "busybox:1.37", network = "none" }
[[setup]]
copy = { file = "setup/run.sh", container = "web", path = "/run.sh" }
[[checks]]
id = "a"
look = { answer = {} }
that = "true"
say = { en = "a" }
"#;
    let is_there = |path: &str| ["setup/run.sh", "setup/shop/Dockerfile"].contains(&path);
    let found = read("exercise.toml", text, &[Lang::en()], is_there);
    assert_eq!(found.problems, []);
    let setup = found.manifest.unwrap().setup;
    let kinds: Vec<Deed> = setup.iter().enumerate().map(|(at, step)| Deed::of(at, &step.what)).collect();
    let name = |text: &str| text.to_owned();
    let expected = [
        Deed::File { step: 0, path: name("film.bin") },
        Deed::File { step: 1, path: name("run.sh") },
        Deed::Volume { step: 2, name: name("notes") },
        Deed::Network { step: 3, name: name("shop") },
        Deed::Image { step: 4, name: name("shop:1") },
        Deed::Image { step: 5, name: name("old:1") },
        Deed::Container { step: 6, name: name("web") },
        Deed::Container { step: 7, name: name("job") },
        Deed::Copy { step: 8, container: name("web"), path: name("/run.sh") },
    ];
    assert_eq!(kinds, expected);
    assert_eq!((setup[4].within, setup[6].within), (Duration::from_secs(60), Duration::from_secs(30)));
    let StepKind::Container(web) = &setup[6].what else { panic!("{:?}", setup[6]) };
    assert_eq!((web.memory, web.mounts.len(), web.network.as_deref()), (Some(64 << 20), 1, Some("shop")));
}
