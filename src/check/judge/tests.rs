//! Tables: an expression, what was found, and what it comes to.

use std::time::Duration;

use serde_json::{Value as Json, json};

use super::*;
use crate::check::cel::apart_blocking;
use crate::course::{CanRule, DockerKind, Flaw, HttpTarget, Lang, Localized, Mistake, Silence, SoughtKind};

fn container(name: &str) -> Look {
    Look::Container { name: name.into() }
}

fn question(that: &str, facts: &[(&str, Look, Fact)]) -> Question {
    Question {
        looks: facts.iter().map(|(name, look, _)| ((*name).to_owned(), look.clone())).collect(),
        facts: facts.iter().map(|(name, _, fact)| ((*name).to_owned(), Arc::new(fact.clone()))).collect(),
        begun: Some("2026-01-02T03:04:05Z".parse().unwrap()),
        that: that.into(),
        lets: Lets::new(),
        found: None,
    }
}

#[track_caller]
fn outcome(question: Question) -> Outcome {
    apart_blocking(Duration::from_secs(20), move || judge(&question)).unwrap()
}

/// Judges an expression over a container `web`, which is absent where `object` is null.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a table reads better without references")]
fn case(that: &str, object: Json, expected: Outcome) {
    let fact = Fact::Object(Some(object).filter(|object| !object.is_null()));
    assert_eq!(outcome(question(that, &[("object", container("web"), fact)])), expected, "{that}");
}

fn missing(path: &str) -> Outcome {
    Outcome::NotYet(Finding::Missing { path: path.into() })
}

fn value(path: &str, value: &str) -> Outcome {
    Outcome::NotYet(Finding::Value { path: path.into(), value: value.into() })
}

fn absent(kind: SoughtKind, name: &str) -> Outcome {
    Outcome::NotYet(Finding::Absent { kind, name: name.into() })
}

const CONTAINER: SoughtKind = SoughtKind::Docker(DockerKind::Container);

fn of_cluster(kind: &str) -> SoughtKind {
    SoughtKind::Object(kind.into())
}

fn passed() -> Outcome {
    Outcome::Passed
}

#[test]
fn absence_is_not_yet_and_is_named() {
    let web = || absent(CONTAINER, "web");
    let three = || json!({"spec": {"replicas": 3}});
    case("object == null", Json::Null, passed());
    case("object != null", Json::Null, web());
    case("object != null && object.spec.replicas == 3", three(), passed());
    case("object != null && object.spec.replicas == 3", Json::Null, web());
    case("object.spec.replicas == 3", Json::Null, web());
    case("has(object.spec)", Json::Null, web());
    case("has(object.spec)", three(), passed());
    case("has(object.spec.paused)", three(), missing("object.spec.paused"));
    case("object.?spec.?replicas.orValue(0) == 0", Json::Null, passed());
    case("object.?spec.?replicas.orValue(0) == 3", Json::Null, web());
    case("object.status.readyReplicas == 3", three(), missing("object.status"));
    case("object.status.readyReplicas == 3", json!({"status": {}}), missing("object.status.readyReplicas"));
    case("object.spec.replicas.of == 3", three(), missing("object.spec.replicas.of"));
    case("object.nothing == 1 || true", three(), passed());
    case("object.nothing == 1 && false", three(), missing("object.nothing"));
    case("object.spec.replicas == '3'", three(), value("object.spec.replicas", "3"));
}

#[test]
fn the_part_that_does_not_hold_is_the_one_that_is_shown() {
    let object = || json!({"spec": {"replicas": 3}, "status": {"readyReplicas": 1}});
    case("object.spec.replicas == 2", object(), value("object.spec.replicas", "3"));
    let both = "object.spec.replicas == 3 && object.status.readyReplicas == 3";
    case(both, object(), value("object.status.readyReplicas", "1"));
    case(both, json!({"spec": {"replicas": 3}, "status": {}}), missing("object.status.readyReplicas"));
    case("object == null || object.status.readyReplicas == 0", object(), value("object.status.readyReplicas", "1"));
    case("object.spec['replicas'] > 3", object(), value("object.spec.replicas", "3"));
    case("object.Labels['a/b'] == 'c'", json!({"Labels": {}}), missing("object.Labels['a/b']"));
    case("object.Args[1] == 'c'", json!({"Args": ["a"]}), missing("object.Args[1]"));
    case(
        "begun < timestamp('2020-01-01T00:00:00Z')",
        object(),
        value("begun < timestamp('2020-01-01T00:00:00Z')", "false"),
    );
}

#[test]
fn nulls_of_an_engine_are_like_missing_fields() {
    case("object.?endpoints.orValue([]).size() == 0", json!({"endpoints": null}), passed());
    case("object.endpoints.size() == 0", json!({"endpoints": null}), missing("object.endpoints"));
}

#[test]
fn a_type_that_does_not_fit_is_not_yet() {
    case("object.n + 1 == 2", json!({"n": "1"}), value("object.n", "\"1\""));
    case("object.n.size() == 2", json!({"n": 1}), value("object.n", "1"));
    case("object.n > 'a'", json!({"n": 1}), value("object.n", "1"));
    case("int(object.text) == 3", json!({"text": "three"}), value("object.text", "\"three\""));
    case("timestamp(object.text) < begun", json!({"text": "today"}), value("object.text", "\"today\""));
    case(
        "!quantity(object.memory).isGreaterThan(quantity('128Mi'))",
        json!({"memory": "1 GB"}),
        value("object.memory", "\"1 GB\""),
    );
    case("10 / object.n == 3", json!({"n": 0}), value("object.n", "0"));
    case("object.a == object.b", json!({"a": [1], "b": {"c": 1}}), value("object.a", "[1]"));
}

#[test]
fn numbers_compare_whatever_they_are_made_of() {
    case("object.n == 3 && object.n + 1 == 4", json!({"n": 3}), passed());
    case("object.n == 18446744073709551615u", json!({"n": u64::MAX}), passed());
    case("object.n > 0.5", json!({"n": 0.75}), passed());
    case("quantity(object.m) == quantity('0.1')", json!({"m": "100m"}), passed());
    case("quantity(object.m).isLessThan(quantity('1Gi'))", json!({"m": "128Mi"}), passed());
}

#[test]
fn what_an_author_must_mend_is_cannot_tell() {
    for that in ["object.n", "nothing == 1", "object.n.nothing()", "object.n ==", "nothing(object.n)"] {
        let fact = Fact::Object(Some(json!({"n": 3})));
        let outcome = outcome(question(that, &[("object", container("web"), fact)]));
        assert!(matches!(outcome, Outcome::CannotTell(Unreachable::BadCheck { .. })), "{that}: {outcome:?}");
    }
}

#[test]
fn many_things_are_a_list() {
    let look =
        || Look::Resources { kind: "Pod".into(), api: None, labels: [("app".to_owned(), "web".to_owned())].into() };
    let judged =
        |that: &str, objects: Vec<Json>| outcome(question(that, &[("objects", look(), Fact::Objects(objects))]));
    let pod = || json!({"metadata": {"name": "a"}});
    assert_eq!(judged("objects.size() == 1", vec![pod()]), passed());
    assert_eq!(judged("objects.size() == 1", vec![]), absent(of_cluster("Pod"), "app=web"));
    assert_eq!(judged("objects[0].metadata.name == 'b'", vec![pod()]), value("objects[0].metadata.name", "\"a\""));
    assert_eq!(judged("objects[1].metadata.name == 'b'", vec![pod()]), missing("objects[1]"));
    let list = r#"[{"metadata":{"name":"a"}}]"#;
    assert_eq!(judged("objects.exists(o, o.metadata.name == 'b')", vec![pod()]), value("objects", list));
    assert_eq!(judged("objects.exists(o, o.nothing == 'b')", vec![pod()]), value("objects", list));
}

#[test]
fn a_file_that_does_not_parse_is_told_with_its_place() {
    let mistake = |line| {
        let flaw = Flaw::MissingField { path: "kind".into() };
        Mistake { file: "web.yaml".into(), line, column: 5, flaw }
    };
    let fact = Fact::Invalid(vec![mistake(3), mistake(9)]);
    let finding = Finding::Invalid(vec![mistake(3), mistake(9)]);
    let look = Look::Manifest { path: "web.yaml".into() };
    assert_eq!(outcome(question("objects.size() == 1", &[("objects", look, fact)])), Outcome::NotYet(finding));
}

#[test]
fn values_are_cut_and_tamed() {
    let long = outcome(question(
        "object.t == ''",
        &[("object", container("web"), Fact::Object(Some(json!({"t": "船".repeat(500)}))))],
    ));
    let Outcome::NotYet(Finding::Value { value, .. }) = long else { panic!("{long:?}") };
    assert_eq!((value.chars().count(), value.chars().last()), (200, Some('…')));
    assert_eq!(finding::cut("a\nb\u{1b}[2Jc\u{202e}d"), "a b[2Jcd");
}

/// The author's words, in both languages, over a container `web`.
#[track_caller]
fn said(say: &str, with: &[(&str, &str)], that: &str, object: Json) -> Outcome {
    let fact = Fact::Object(Some(object).filter(|object| !object.is_null()));
    let mut question = question(that, &[("object", container("web"), fact)]);
    let say: Localized<String> =
        [(Lang::en(), say.to_owned()), (Lang::new("zh-cn"), format!("中{say}"))].into_iter().collect();
    let with = with.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    question.found = Some(Found { say, with });
    outcome(question)
}

#[track_caller]
fn says(outcome: Outcome, expected: &str) {
    let Outcome::NotYet(Finding::Said(said)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(said.text(&Lang::en()), expected);
    assert_eq!(said.text(&Lang::new("zh-cn")), format!("中{expected}"));
}

#[test]
fn the_authors_words_are_filled_in_every_language() {
    let ready = ("ready", "object.status.?readyReplicas.orValue(0)");
    let that = "object.status.readyReplicas == 3";
    says(said("{ready} of 3", &[ready], that, json!({"status": {}})), "0 of 3");
    says(said("{ready} of 3 {more}", &[ready], that, json!({"status": {"readyReplicas": 2}})), "2 of 3 {more}");
    assert_eq!(said("{ready} of 3", &[ready], that, Json::Null), absent(CONTAINER, "web"));
    let kinds =
        [("t", "object.text"), ("l", "object.list"), ("o", "object.?text"), ("b", "begun"), ("d", "object.n / 2.0")];
    let object = json!({"text": "{l}\u{7}", "list": ["a", 1], "n": 3.0});
    says(
        said("{t} {l} {o} {b} {d}", &kinds, "object.text == ''", object),
        "{l} [\"a\",1] {l} 2026-01-02T03:04:05Z 1.5",
    );
}

#[test]
fn the_expressions_of_the_docker_example() {
    let that = "object.Mounts.exists(m, m.Type == 'volume' && m.Name == 'notes' && m.Destination == '/data')";
    let volume = json!({"Mounts": [{"Type": "volume", "Name": "notes", "Destination": "/data"}]});
    case(that, volume, passed());
    case(that, json!({"Mounts": []}), value("object.Mounts", "[]"));
    case(
        that,
        json!({"Mounts": [{"Type": "bind", "Destination": "/data"}]}),
        value("object.Mounts", r#"[{"Destination":"/data","Type":"bind"}]"#),
    );
    case(that, Json::Null, absent(CONTAINER, "web"));

    let that = "note.text.trim() == 'kept' && timestamp(note.modified) < timestamp(reader.State.StartedAt)";
    let note = || Look::ContainerFile { container: "reader".into(), path: "/data/today".into() };
    let judged = |text: &str, modified: &str, reader: Fact| {
        let file = Fact::Object(Some(json!({"text": text, "modified": modified})));
        outcome(question(that, &[("note", note(), file), ("reader", container("reader"), reader)]))
    };
    let reader = || Fact::Object(Some(json!({"State": {"StartedAt": "2026-01-02T03:04:05.123456789Z"}})));
    let (before, after) = ("2026-01-02T03:04:05.123456788Z", "2026-01-02T11:04:05.12345679+08:00");
    assert_eq!(judged("kept\n", before, reader()), passed());
    assert_eq!(judged("kept\n", after, reader()), value("note.modified", &format!("{after:?}")));
    assert_eq!(judged("lost\n", before, reader()), value("note.text", r#""lost\n""#));
    assert_eq!(judged("kept\n", before, Fact::Object(None)), absent(CONTAINER, "reader"));
    let gone = question(that, &[("note", note(), Fact::Object(None)), ("reader", container("reader"), reader())]);
    assert_eq!(outcome(gone), absent(SoughtKind::File, "reader:/data/today"));
}

#[test]
fn the_expressions_of_the_kubernetes_example() {
    let that = "object.metadata.generation == 1 && timestamp(object.metadata.creationTimestamp) <= begun";
    case(that, json!({"metadata": {"generation": 1, "creationTimestamp": "2026-01-02T03:04:05Z"}}), passed());
    let later = json!({"metadata": {"generation": 1, "creationTimestamp": "2026-01-02T03:04:06Z"}});
    case(that, later, value("object.metadata.creationTimestamp", "\"2026-01-02T03:04:06Z\""));

    let that = "objects.exists(s, s.?endpoints.orValue([]).exists(e, e.conditions.ready && e.targetRef.name.startsWith('shop-')))";
    let labels = [("kubernetes.io/service-name".to_owned(), "shop".to_owned())].into();
    let look = Look::Resources { kind: "EndpointSlice".into(), api: None, labels };
    let judged = |slices: Json| {
        let slices = Fact::Objects(slices.as_array().unwrap().clone());
        outcome(question(that, &[("objects", look.clone(), slices)]))
    };
    let endpoint = |ready: bool, name: &str| json!({"conditions": {"ready": ready}, "targetRef": {"name": name}});
    assert_eq!(judged(json!([{"endpoints": [endpoint(true, "own"), endpoint(true, "shop-1")]}])), passed());
    assert_eq!(judged(json!([{"endpoints": null}, {"endpoints": [endpoint(true, "shop-1")]}])), passed());
    assert!(matches!(judged(json!([{"endpoints": null}])), Outcome::NotYet(_)));
    assert!(matches!(judged(json!([{"endpoints": [endpoint(false, "shop-1")]}])), Outcome::NotYet(_)));
    assert_eq!(judged(json!([])), absent(of_cluster("EndpointSlice"), "kubernetes.io/service-name=shop"));

    let that = "object.status == 200";
    says(said("HTTP {status}", &[("status", "object.status")], that, json!({"status": 404, "body": ""})), "HTTP 404");
}

#[test]
fn a_silence_is_an_answer_and_told_as_what_it_is() {
    let http = |port| Look::Http { to: HttpTarget::Published { port }, path: "/".into() };
    let answered = || Fact::Object(Some(json!({"status": 500, "headers": {}, "body": ""})));
    let unanswered = || Outcome::NotYet(Finding::Unanswered(Silence::Refused));
    let judged = |that: &str, found: Option<Found>, fact: Fact| {
        outcome(Question { found, ..question(that, &[("object", http(80), fact)]) })
    };
    let say = Localized::from_iter([(Lang::en(), "HTTP {status}".to_owned())]);
    let found = Found { say, with: [("status".to_owned(), "object.status".to_owned())].into() };
    for found in [None, Some(found)] {
        assert_eq!(judged("object.status == 200", found.clone(), Fact::Silent(Silence::Refused)), unanswered());
        assert_eq!(judged("object.body == 'x'", found.clone(), Fact::Silent(Silence::Refused)), unanswered());
        assert_eq!(judged("object.status == 0", found.clone(), Fact::Silent(Silence::Refused)), passed());
        assert_eq!(judged("object.error == 'refused'", found.clone(), Fact::Silent(Silence::Refused)), passed());
        assert!(!matches!(judged("object.status == 200", found, answered()), Outcome::NotYet(Finding::Unanswered(_))));
    }
    // The one that must be silent is not blamed for the other.
    let both = [("shut", http(80), Fact::Silent(Silence::Refused)), ("open", http(81), answered())];
    assert_eq!(outcome(question("shut.status == 0 && open.status == 200", &both)), value("open.status", "500"));
}

#[test]
fn the_expressions_of_the_rbac_example() {
    let list = ("list", "object.denied.join(', ')");
    let denied = json!({"allowed": [], "denied": ["get pods", "list pods"]});
    says(said("refused: {list}", &[list], "object.denied.size() == 0", denied), "refused: get pods, list pods");
    let rights = |that: &str, [allowed, denied, lacking, surplus]: [&[&str]; 4]| {
        let rule = CanRule { verbs: vec![], resource: "pods".into(), namespace: None, name: None, must: true };
        let look = Look::Can { subject: "dev".into(), rules: vec![rule] };
        let fact = json!({"allowed": allowed, "denied": denied, "lacking": lacking, "surplus": surplus});
        outcome(question(that, &[("object", look, Fact::Object(Some(fact)))]))
    };
    let wrong = |deed: &str, must| {
        Outcome::NotYet(Finding::Rights { subject: "dev".into(), deeds: vec![deed.to_owned()], must })
    };
    let too_much = [&["get pods", "delete pods"][..], &[], &[], &["delete pods"]];
    assert_eq!(rights("object.surplus.size() == 0", too_much), wrong("delete pods", false));
    assert_eq!(rights("object.surplus == [] && object.lacking == []", too_much), wrong("delete pods", false));
    assert_eq!(rights("object.allowed.size() == 1", too_much), wrong("delete pods", false));
    let too_little = [&[][..], &["get pods"], &["get pods"], &[]];
    assert_eq!(rights("object.lacking.size() == 0", too_little), wrong("get pods", true));
    assert_eq!(rights("object.denied.size() == 0", too_little), wrong("get pods", true));
    let right = [&["get pods"][..], &["delete pods"], &[], &[]];
    assert_eq!(rights("object.surplus == [] && object.lacking == []", right), passed());
    assert_eq!(rights("object.allowed == []", right), value("object.allowed", r#"["get pods"]"#));
    case("object.allowed.size() == 0", json!({"allowed": [], "denied": ["get pods"]}), passed());

    let that = "role != null && binding.roleRef.kind == 'Role' && binding.roleRef.name == 'pod-reader'";
    let resource = |kind: &str, name: &str| Look::Resource { kind: kind.into(), api: None, name: name.into() };
    let judged = |role: Fact, binding: Fact| {
        let role = ("role", resource("Role", "pod-reader"), role);
        outcome(question(that, &[role, ("binding", resource("RoleBinding", "robot"), binding)]))
    };
    let role = || Fact::Object(Some(json!({"rules": []})));
    let binding = |kind: &str| Fact::Object(Some(json!({"roleRef": {"kind": kind, "name": "pod-reader"}})));
    assert_eq!(judged(role(), binding("Role")), passed());
    assert_eq!(judged(role(), binding("ClusterRole")), value("binding.roleRef.kind", "\"ClusterRole\""));
    assert_eq!(judged(Fact::Object(None), binding("Role")), absent(of_cluster("Role"), "pod-reader"));
    assert_eq!(judged(role(), Fact::Object(None)), absent(of_cluster("RoleBinding"), "robot"));
}

/// Judges shapes over what a look found.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "a table reads better without references")]
fn shaped(shapes: Json, look: Look, fact: Fact, found: Option<Found>) -> Outcome {
    let name = look.variable();
    let that = That::Fits(shapes.as_array().unwrap().clone());
    outcome(Question { that, found, ..question("true", &[(name, look, fact)]) })
}

#[test]
fn one_of_several_shapes_is_enough() {
    let found = |json: Json| Fact::Object(Some(json).filter(|json| !json.is_null()));
    let judged = |json: Json| {
        shaped(
            json!([{"State": {"Running": true}}, {"State": {"Status": "created"}}]),
            container("web"),
            found(json),
            None,
        )
    };
    assert_eq!(judged(json!({"State": {"Running": true, "Status": "running"}})), passed());
    assert_eq!(judged(json!({"State": {"Running": false, "Status": "created"}})), passed());
    let differs = |path: &str, found: &str, wanted: &str| {
        Outcome::NotYet(Finding::Differs { path: path.into(), found: Some(found.into()), wanted: wanted.into() })
    };
    assert_eq!(
        judged(json!({"State": {"Running": false, "Status": "exited"}})),
        differs("State.Running", "false", "true")
    );
    assert_eq!(judged(Json::Null), absent(CONTAINER, "web"));

    let say = Localized::from_iter([(Lang::en(), "it is {status}".to_owned())]);
    let authors = Found { say, with: [("status".to_owned(), "object.State.Status".to_owned())].into() };
    let told = |json: Json| {
        shaped(json!([{"State": {"Running": true}}]), container("web"), found(json), Some(authors.clone()))
    };
    let Outcome::NotYet(Finding::Said(said)) = told(json!({"State": {"Status": "exited"}})) else { panic!() };
    assert_eq!(said.text(&Lang::en()), "it is exited");
    assert_eq!(told(Json::Null), absent(CONTAINER, "web"), "what is not there is told as that");

    let labels = [("app".to_owned(), "web".to_owned())].into();
    let pods = || Look::Resources { kind: "Pod".into(), api: None, labels };
    assert_eq!(shaped(json!([{"a": 1}]), pods(), Fact::Objects(vec![]), None), absent(of_cluster("Pod"), "app=web"));
    let http = Look::Http { to: HttpTarget::Published { port: 80 }, path: "/".into() };
    let silent = || Fact::Silent(Silence::Refused);
    let answered = shaped(json!([{"status": 200}]), http.clone(), silent(), None);
    assert_eq!(answered, Outcome::NotYet(Finding::Unanswered(Silence::Refused)));
    assert_eq!(shaped(json!([{"status": 0}]), http, silent(), None), passed());
}

#[test]
fn a_name_is_told_by_what_it_stands_for() {
    let judged = |that: &str, object: Json| {
        let lets = [("ready", "object.status.ready"), ("all", "ready == 3"), ("far", "object.far.away")];
        let lets = lets.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
        let fact = Fact::Object(Some(object));
        outcome(Question { lets, ..question(that, &[("object", container("web"), fact)]) })
    };
    assert_eq!(judged("all", json!({"status": {"ready": 3}})), passed());
    assert_eq!(judged("all", json!({"status": {"ready": 2}})), value("object.status.ready", "2"));
    assert_eq!(judged("object.a == 1 && all", json!({"a": 1, "status": {}})), missing("object.status.ready"));
    assert_eq!(judged("all || far", json!({"status": {"ready": 3}})), passed());
}

#[test]
fn r28_what_costs_too_much_is_cannot_tell() {
    let numbers: Vec<u32> = (0..2000).collect();
    let fact = Fact::Object(Some(json!({ "n": numbers })));
    let outcome =
        outcome(question("object.n.exists(a, object.n.exists(b, a + b == -1))", &[("object", container("web"), fact)]));
    let Outcome::CannotTell(Unreachable::BadCheck { detail }) = outcome else { panic!("{outcome:?}") };
    assert!(detail.starts_with("evaluating it costs more than 1000000"), "{detail}");
}

#[test]
fn the_extensions_are_there() {
    for that in [
        "['b', 'a'].sort() == ['a', 'b'] && [1, 1].distinct() == [1]",
        "math.greatest(1, 2) == 2 && math.ceil(1.2) == 2.0",
        "' a '.trim() == 'a' && 'a,b'.split(',').join('-') == 'a-b' && 'A'.lowerAscii() == 'a'",
        "'web-1'.matches('^web-[0-9]+$') && 'abc'.substring(1) == 'bc'",
        "duration('1h') > duration('59m') && begun + duration('1s') > begun",
        "optional.of(1).orValue(2) == 1 && optional.none().orValue(2) == 2",
        "{'a': 1}.exists(k, k == 'a') && [1, 2].existsOne(x, x == 1) && [1, 2].map(x, x * 2) == [2, 4]",
        "'%s is %d'.format(['a', 1]) == 'a is 1' && type(1) == int",
    ] {
        case(that, json!({}), passed());
    }
}

#[test]
fn expressions_as_long_as_they_may_be_do_not_end_the_process() {
    let long = [
        format!("object{}", ".a".repeat(1000)),
        format!("object{} == 1", "['a']".repeat(400)),
        format!("1{} == 1", "+1".repeat(1000)),
        format!("true{}", "||true".repeat(330)),
        format!("true{}", "&&false".repeat(280)),
        format!("{}true", "!".repeat(2000)),
        format!("{}1 == 1", "-".repeat(2000)),
        format!("'a'{} == 'a'", ".trim()".repeat(280)),
        format!("{}1{} == 1", "(".repeat(1000), ")".repeat(1000)),
        format!("{}1{} == 1", "[".repeat(1000), "]".repeat(1000)),
        format!("{}1{} == 1", "size([".repeat(250), "])".repeat(250)),
    ];
    for that in long {
        let fact = Fact::Object(Some(json!({})));
        outcome(question(&that, &[("object", container("web"), fact)]));
    }
}
