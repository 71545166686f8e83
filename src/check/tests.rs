//! A reading as a whole, over a scripted world.

use super::*;
use crate::course::{DockerKind, Engine, ExerciseId, Expression, Finding, Level, Localized, Owns, SoughtKind};
use serde_json::json;

fn container(name: &str) -> Look {
    Look::Container { name: name.into() }
}

pub(super) fn check(id: &str, looks: &[(&str, Look)], that: &str, after: &[&str]) -> Check {
    Check {
        id: id.parse().unwrap(),
        looks: looks.iter().map(|(name, look)| ((*name).to_owned(), look.clone())).collect(),
        that: that.into(),
        lets: Lets::new(),
        found: None,
        say: Localized::default(),
        see: None,
        learn: None,
        after: after.iter().map(|id| id.parse().unwrap()).collect(),
    }
}

pub(super) fn exercise(checks: Vec<Check>) -> Exercise {
    let id: ExerciseId = "docker/web".parse().unwrap();
    Exercise {
        id,
        level: Level::Beginner,
        minutes: 5,
        needs: Vec::new(),
        images: Vec::new(),
        owns: Owns::default(),
        within: Duration::from_millis(300),
        setup: Vec::new(),
        checks,
        hint_when: BTreeMap::new(),
        lets: Lets::new(),
        task: Localized::default(),
        start: Vec::new(),
        manifests: Vec::new(),
        solution: Vec::new(),
        right: Vec::new(),
        wrong: Vec::new(),
    }
}

fn two_checks() -> Exercise {
    let running = check("running", &[("object", container("web"))], "object.State.Running", &["exists"]);
    let again = check("again", &[("object", container("db"))], "object != null", &["running"]);
    exercise(vec![again, check("exists", &[("object", container("web"))], "object != null", &[]), running])
}

fn place() -> Place {
    Place { namespace: "sampan-web".into(), begun: Some(chrono::DateTime::UNIX_EPOCH), ..Place::default() }
}

fn outcomes(report: &Report) -> Vec<(&str, Option<&Outcome>)> {
    report.outcomes.iter().map(|(id, outcome)| (id.as_str(), outcome.as_ref())).collect()
}

#[tokio::test]
async fn checks_wait_for_those_before_them_and_each_question_is_asked_once() {
    let script = fake::Script::default();
    let world = World::Scripted(script.clone());
    let report = run(&two_checks(), &world, &place()).await;
    let absent =
        Outcome::NotYet(Finding::Absent { kind: SoughtKind::Docker(DockerKind::Container), name: "web".into() });
    assert_eq!(outcomes(&report), [("again", None), ("exists", Some(&absent)), ("running", None)]);
    assert_eq!(script.asked(), [container("web")]);

    script.found(&container("web"), json!({"State": {"Running": true}}));
    script.found(&container("db"), json!({}));
    let report = run(&two_checks(), &world, &place()).await;
    assert!(report.solved(), "{report:?}");
    assert_eq!(script.asked(), [container("web"), container("web"), container("db")]);
}

#[tokio::test]
async fn r36_what_keeps_us_from_looking_is_never_not_yet() {
    let script = fake::Script::default();
    let down = Unreachable::Down { engine: Engine::Docker, at: "/x.sock".into() };
    script.engine(Engine::Docker, Some(down.clone()));
    let pod = Look::Resource { kind: "Pod".into(), api: None, name: "web".into() };
    let both = check("both", &[("a", container("web")), ("b", pod)], "a == null || b == null", &[]);
    let report = run(&exercise(vec![both.clone()]), &World::Scripted(script.clone()), &place()).await;
    assert_eq!(outcomes(&report), [("both", Some(&Outcome::CannotTell(down)))]);

    script.engine(Engine::Docker, None);
    script.delay(Duration::from_secs(5));
    let report = run(&exercise(vec![both.clone()]), &World::Scripted(script.clone()), &place()).await;
    let slow = Unreachable::TooSlow { engine: Some(Engine::Docker), limit: Duration::from_millis(300) };
    assert_eq!(outcomes(&report), [("both", Some(&Outcome::CannotTell(slow)))]);
}

#[tokio::test]
async fn nothing_is_asked_before_the_start() {
    let script = fake::Script::default();
    let place = Place { begun: None, ..place() };
    let report = run(&two_checks(), &World::Scripted(script.clone()), &place).await;
    let not_started = Outcome::CannotTell(Unreachable::NotStarted);
    assert_eq!(outcomes(&report), [("again", None), ("exists", Some(&not_started)), ("running", None)]);
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn answers_are_the_learners_own_words() {
    let port = check("port", &[("object", Look::Answer)], "object.text.trim() == '80'", &[]);
    let other = check("other", &[("object", Look::Answer)], "object.text != ''", &[]);
    let exercise = exercise(vec![port, other]);
    let mut place = place();
    place.answers.insert("port".parse().unwrap(), " 80 ".into());
    place.answers.insert("other".parse().unwrap(), "  ".into());
    let report = run(&exercise, &World::Scripted(fake::Script::default()), &place).await;
    let none = Outcome::NotYet(Finding::Absent { kind: SoughtKind::Answer, name: "object".into() });
    assert_eq!(outcomes(&report), [("port", Some(&Outcome::Passed)), ("other", Some(&none))]);
}

#[tokio::test]
async fn a_wait_ends_when_it_holds_or_says_what_was_there_last() {
    let script = fake::Script::default();
    let world = World::Scripted(script.clone());
    let look = Look::Resource { kind: "Deployment".into(), api: None, name: "{namespace}".into() };
    let filled = Look::Resource { kind: "Deployment".into(), api: None, name: "sampan-web".into() };
    let until = "object.status.availableReplicas == 2";
    let place = Place { begun: None, ..place() };
    script.found(&filled, json!({"status": {"availableReplicas": 1}}));
    let last = wait(&look, until, &world, &place, Duration::from_millis(250)).await;
    let finding = Finding::Value { path: "object.status.availableReplicas".into(), value: "1".into() };
    assert_eq!(last, Err(Outcome::NotYet(finding)));
    let later = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        script.found(&filled, json!({"status": {"availableReplicas": 2}}));
    };
    let (held, ()) = tokio::join!(wait(&look, until, &world, &place, Duration::from_secs(10)), later);
    assert_eq!(held, Ok(()));
}

#[test]
fn expressions_that_cannot_be_evaluated_are_listed_with_their_place() {
    let expression = |text: &str, variables: Option<&[&str]>, asks| Expression {
        text: text.to_owned(),
        variables: variables.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        checks: if asks { Some(vec!["bad".to_owned()]) } else { None },
        ..Expression::default()
    };
    let note: Option<&[&str]> = Some(&["note", "begun"]);
    let found = compile(vec![
        expression("note.trimm()", note, false),
        expression("note.size(", note, false),
        expression("note.a == 1 &&\n objct.b.exists(o, o == note) ", note, false),
        expression("object.a == 1", Some(&["object"]), false),
        expression("objects.a == 1", Some(&["object"]), false),
        expression("outcome('bad') != 'passed'", Some(&["begun"]), true),
        expression("outcome('bad') != 'passed'", note, false),
        expression("facts('bad').object.n == 1 ||\n outcome('good') != 'passed'", Some(&["begun"]), true),
        expression("anything.goes == 1", None, false),
        expression("but not this(", None, false),
    ]);
    let numbers: Vec<_> = found.iter().map(|bad| bad.nth.unwrap()).collect();
    assert_eq!(numbers, [0, 1, 2, 4, 6, 7, 9], "{found:?}");
    assert_eq!(found[2].at, Some((2, 2)));
    assert_eq!((found[5].at, found[5].message.as_str()), (Some((2, 10)), "no check is called `good`; there are: bad"));
    assert_eq!(found[2].message, "nothing is called `objct` here; there are: note, begun");
}

#[tokio::test]
async fn a_look_that_the_end_of_a_wait_cuts_short_blames_no_engine() {
    let script = fake::Script::default();
    let look = container("web");
    script.found(&look, json!({ "n": 1 }));
    script.delay(Duration::from_millis(80));
    let world = World::Scripted(script.clone());
    let last = wait(&look, "object.n == 2", &world, &place(), Duration::from_millis(250)).await;
    assert!(matches!(last, Err(Outcome::NotYet(_))), "{last:?}");
    script.delay(Duration::from_secs(10));
    let last = wait(&look, "object.n == 2", &world, &place(), Duration::from_millis(250)).await;
    assert!(matches!(last, Err(Outcome::CannotTell(Unreachable::TooSlow { .. }))), "{last:?}");
}

#[tokio::test]
async fn r37_a_look_ends_at_its_deadline() {
    let script = fake::Script::default();
    script.found(&container("web"), json!({}));
    script.delay(Duration::from_secs(30));
    let mut exercise = exercise(vec![check("web", &[("object", container("web"))], "object != null", &[])]);
    exercise.within = Duration::from_millis(200);
    let begun = Instant::now();
    let report = run(&exercise, &World::Scripted(script), &place()).await;
    let outcome = report.outcome(&"web".parse().unwrap());
    assert!(matches!(outcome, Some(Outcome::CannotTell(Unreachable::TooSlow { .. }))), "{outcome:?}");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn an_expression_that_never_ends_takes_nothing_from_the_others() {
    let script = fake::Script::default();
    let numbers: Vec<u32> = (0..20_000).collect();
    script.found(&container("web"), json!({ "n": numbers }));
    let looks = [("object", container("web"))];
    let endless = check("endless", &looks, "object.n.exists(a, object.n.exists(b, a + b == -1))", &[]);
    let mut exercise = exercise(vec![endless, check("quick", &looks, "object.n.size() == 20000", &[])]);
    exercise.within = Duration::from_secs(2);
    let report = run(&exercise, &World::Scripted(script), &place()).await;
    let endless = report.outcome(&"endless".parse().unwrap());
    assert!(matches!(endless, Some(Outcome::CannotTell(Unreachable::BadCheck { .. }))), "{endless:?}");
    assert_eq!(report.outcome(&"quick".parse().unwrap()), Some(&Outcome::Passed));
}
