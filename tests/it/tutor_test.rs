//! A learner's story with a scripted world: what is shown, what is remembered, and what happens when things go wrong.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use sampan::check::fake::Script;
use sampan::check::{self, Place, World};
use sampan::course::{Engine, ExerciseId, Lang, Look, Outcome, QuizAnswer, Standing, Unreachable};
use sampan::engine::Engines;
use sampan::sandbox::Sandbox;
use sampan::site::{Library, Source};
use sampan::store::Store;
use sampan::tutor::{
    CheckState, EngineSettings, FilesView, Learner, Machine, ReportView, StepKind, StepView, Tutor, TutorError,
    open_course,
};
use serde_json::json;
use tempfile::TempDir;

/// Nothing here needs an engine to be started, so everything but the looking is real.
const EXERCISE: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = []

[[checks]]
id = "volume"
look = { volume = { name = "notes" } }
that = "object != null"
say = { en = "a volume named `notes` exists", zh-cn = "存在名为 `notes` 的数据卷" }
see = "docker volume ls"
learn = "docker/volumes.md#volumes"

[[checks]]
id = "running"
look = { container = { name = "web" } }
that = "object.State.Running"
say = { en = "`web` runs", zh-cn = "`web` 在运行" }
after = ["volume"]

[[checks]]
id = "port"
look = { answer = {} }
that = "object.text == '80'"
say = { en = "you know the port", zh-cn = "你知道端口号" }
"#;

struct House {
    folder: TempDir,
    script: Script,
    store: Store,
    tutor: Tutor,
}

fn me() -> Learner {
    Learner::me()
}

fn id() -> ExerciseId {
    "docker/keep-the-data".parse().unwrap()
}

fn volume() -> Look {
    Look::Volume { name: "notes".into() }
}

fn web() -> Look {
    Look::Container { name: "web".into() }
}

impl House {
    async fn new() -> Self {
        Self::with(Store::in_memory().await.unwrap(), tempfile::tempdir().unwrap(), Script::default())
    }

    fn with(store: Store, folder: TempDir, script: Script) -> Self {
        let tutor = tutor(folder.path(), &store, &script);
        Self { folder, script, store, tutor }
    }

    async fn started() -> Self {
        let house = Self::new().await;
        house.tutor.start(&me(), &id(), &Lang::en(), |_| {}).await.unwrap();
        house
    }

    async fn check(&self) -> ReportView {
        self.tutor.check(&me(), &id(), &Lang::en()).await.unwrap()
    }

    /// Lets all checks pass.
    async fn solve(&self) {
        self.script.found(&volume(), json!({"Name": "notes"}));
        self.script.found(&web(), json!({"State": {"Running": true}}));
        let port = "port".parse().unwrap();
        self.tutor.answer(&me(), &id(), &port, " 80 ", &Lang::en()).await.unwrap();
    }

    async fn rows(&self) -> Vec<String> {
        let attempts = self.store.attempts(&me(), &id()).await.unwrap();
        attempts.iter().map(|row| format!("{} {}", row.check, if row.passed { "passed" } else { "not yet" })).collect()
    }
}

fn tutor(folder: &Path, store: &Store, script: &Script) -> Tutor {
    let course = folder.join("course");
    if !course.exists() {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
        let exercise = course.join("exercises/docker/keep-the-data");
        std::fs::write(exercise.join("exercise.toml"), EXERCISE).unwrap();
        std::fs::remove_dir_all(exercise.join("wrong")).unwrap();
        std::fs::create_dir(exercise.join("start")).unwrap();
        std::fs::write(exercise.join("start/notes.txt"), "begin here\n").unwrap();
    }
    house_of(folder, store, script)
}

/// A tutor of the course in `folder`, whose world is a script.
pub(crate) fn house_of(folder: &Path, store: &Store, script: &Script) -> Tutor {
    let (library, problems) = open_course(&Source::Dir(folder.join("course")));
    let engines = Engines::new(EngineSettings::default());
    let sandbox = Sandbox::new(engines, folder.join("work space"), folder.join("kube"), vec![]);
    let machine = Machine { program: PathBuf::from("/opt/sampan"), ..Machine::default() };
    Tutor::new(library, problems, World::Scripted(script.clone()), sandbox, store.clone(), machine)
}

pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

fn states(report: &ReportView) -> Vec<CheckState> {
    report.checks.iter().map(|check| check.state).collect()
}

/// Waits for a report in which the checks are in these states; the readings before it do not count.
async fn until(
    live: &mut (impl Stream<Item = Result<ReportView, TutorError>> + Unpin),
    wanted: &[CheckState],
) -> ReportView {
    let found = async {
        loop {
            match live.next().await.unwrap() {
                Ok(report) if states(&report) == wanted => return report,
                _ => {}
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(10), found).await.expect("the report that was waited for")
}

use CheckState::{CannotTell, NotYet, Passed, Unknown, Waiting};

#[tokio::test]
async fn from_start_to_solved() {
    let house = House::new().await;
    let (tutor, en) = (&house.tutor, Lang::en());
    let view = tutor.exercise(&me(), &id(), &en).await.unwrap();
    assert_eq!((view.standing, view.started, view.report), (Standing::Untouched, false, None));
    assert!(matches!(tutor.check(&me(), &id(), &en).await, Err(TutorError::NotStarted)));
    assert!(matches!(tutor.env(&me(), &id()).await, Err(TutorError::NotStarted)));
    assert!(house.script.asked().is_empty(), "nothing is asked before the start");

    let view = tutor.start(&me(), &id(), &en, |_| {}).await.unwrap();
    assert_eq!((view.standing, view.started, view.solved), (Standing::Open, true, false));
    let workspace = house.folder.path().join("work space/docker/keep-the-data");
    assert_eq!(std::fs::read_to_string(workspace.join("notes.txt")).unwrap(), "begin here\n");
    let line = format!(r#"cd '{}' && eval "$(/opt/sampan env docker/keep-the-data)""#, workspace.display());
    assert_eq!(view.paste, line);

    let report = house.check().await;
    assert_eq!(states(&report), [NotYet, Waiting, NotYet]);
    assert_eq!(report.checks[0].found.as_deref(), Some("volume `notes` does not exist"));
    assert_eq!(report.checks[0].learn.as_ref().unwrap().href, "/en/docker/volumes.html#volumes");
    assert_eq!(report.checks[2].found.as_deref(), Some("no answer yet"));
    assert!(report.checks[2].asks && !report.checks[0].asks);

    house.solve().await;
    let report = house.check().await;
    assert_eq!((states(&report), report.solved), (vec![Passed; 3], true));
    assert_eq!(report.checks[2].answer.as_deref(), Some("80"));
    let progress = tutor.progress(&me()).await.unwrap();
    assert_eq!(progress.exercises[&id()], Standing::Done);
    assert_eq!(progress.next, None);

    let view = tutor.stop(&me(), &id(), &en).await.unwrap();
    assert_eq!((view.started, view.solved, view.standing), (false, true, Standing::Done));
    assert!(workspace.join("notes.txt").exists(), "a stop keeps the files");
}

#[tokio::test]
async fn the_reader_s_language_is_in_every_text() {
    let house = House::started().await;
    let zh = Lang::new("zh-cn");
    let report = house.tutor.check(&me(), &id(), &zh).await.unwrap();
    assert_eq!(report.checks[0].say, "存在名为 `notes` 的数据卷");
    assert_eq!(report.checks[0].found.as_deref(), Some("数据卷 `notes` 不存在"));
    assert_eq!(report.checks[0].learn.as_ref().unwrap().href, "/zh-cn/docker/volumes.html#volumes");
}

#[tokio::test]
async fn r36_cannot_tell_is_shown_and_never_remembered() {
    let house = House::started().await;
    house.script.found(&volume(), json!({}));
    house.check().await;
    let before = house.rows().await;
    let down = Unreachable::Down { engine: Engine::Docker, at: "unix:///x.sock".into() };
    house.script.engine(Engine::Docker, Some(down));
    let report = house.check().await;
    assert_eq!(states(&report), [CannotTell, Waiting, NotYet]);
    assert!(report.checks[0].remedy.is_some(), "it says what to do");
    assert_eq!(house.rows().await, before);
}

#[tokio::test]
async fn a_tick_goes_back_and_solved_stays() {
    let house = House::started().await;
    house.solve().await;
    assert!(house.check().await.solved);
    house.script.absent(&volume());
    let report = house.check().await;
    assert_eq!((states(&report), report.solved), (vec![NotYet, Waiting, Passed], true));
    assert_eq!(house.rows().await.last().map(String::as_str), Some("volume not yet"));
}

#[tokio::test]
async fn r37_f1_a_frozen_engine_keeps_no_page_waiting() {
    let house = House::started().await;
    house.script.delay(Duration::from_secs(8));
    let begun = std::time::Instant::now();
    let view = house.tutor.exercise(&me(), &id(), &Lang::en()).await.unwrap();
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
    assert!(view.started);
    assert_eq!(states(&view.report.unwrap()), [Unknown; 3]);
}

#[tokio::test]
async fn r38_a_second_request_joins_the_reading_under_way() {
    let house = House::started().await;
    let before = house.script.asked().len();
    house.script.delay(Duration::from_millis(200));
    let (one, two) = tokio::join!(house.check(), house.check());
    assert_eq!(one.sequence, two.sequence);
    let volumes = house.script.asked()[before..].iter().filter(|look| **look == volume()).count();
    assert_eq!(volumes, 1);
}

#[tokio::test]
async fn all_who_look_share_one_loop_that_ends_with_the_last() {
    let house = House::started().await;
    let (en, zh) = (Lang::en(), Lang::new("zh-cn"));
    let mut one = Box::pin(house.tutor.live(&me(), &id(), &en));
    let mut two = Box::pin(house.tutor.live(&me(), &id(), &zh));
    until(&mut one, &[NotYet, Waiting, NotYet]).await;
    until(&mut two, &[NotYet, Waiting, NotYet]).await;
    house.script.found(&volume(), json!({}));
    let (first, second) =
        tokio::join!(until(&mut one, &[Passed, NotYet, NotYet]), until(&mut two, &[Passed, NotYet, NotYet]));
    assert_eq!(first.sequence, second.sequence, "one reading for both");

    drop((one, two));
    tokio::time::sleep(Duration::from_millis(100)).await;
    let asked = house.script.asked().len();
    house.script.absent(&volume());
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(house.script.asked().len(), asked, "nothing is asked when nobody looks");
}

#[tokio::test]
async fn all_who_follow_the_files_are_told_the_same_and_a_late_one_at_once() {
    let house = House::started().await;
    let follow = || Box::pin(house.tutor.follow_files(&me(), &id()));
    let names = |shown: Option<Result<Option<FilesView>, TutorError>>| -> Option<Vec<String>> {
        let view = shown.unwrap().unwrap();
        view.map(|view| view.files.into_iter().map(|file| file.path).collect())
    };
    let (mut one, mut two) = (follow(), follow());
    drop((one.next().await, two.next().await));
    std::fs::write(house.folder.path().join("work space").join(id().as_str()).join("new.txt"), "x").unwrap();
    let (first, second) = tokio::join!(one.next(), two.next());
    let first = names(first);
    assert_eq!(first, names(second));
    assert!(first.as_ref().unwrap().iter().any(|name| name == "new.txt"), "{first:?}");
    assert_eq!(names(follow().next().await), first, "who comes late is told at once");
    house.tutor.stop(&me(), &id(), &Lang::en()).await.unwrap();
    let (first, second) = tokio::join!(one.next(), two.next());
    assert_eq!((names(first), names(second)), (None, None));
}

#[tokio::test]
async fn a_change_during_a_reading_is_seen_by_one_more() {
    let house = House::started().await;
    house.script.found(&volume(), json!({}));
    house.script.delay(Duration::from_millis(100));
    let en = Lang::en();
    let mut live = Box::pin(house.tutor.live(&me(), &id(), &en));
    until(&mut live, &[Passed, NotYet, NotYet]).await;
    tokio::time::sleep(Duration::from_millis(1500)).await; // all that was due for earlier changes is done
    // A check of somebody else has seen the volume, and is looking at the container, when the volume goes.
    let gone = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        house.script.absent(&volume());
        std::time::Instant::now()
    };
    let (stale, gone) = tokio::join!(house.check(), gone);
    assert_eq!(stale.checks[0].state, Passed);
    until(&mut live, &[NotYet, Waiting, NotYet]).await;
    // The reading that follows every change a second later would see it too, but late.
    assert!(gone.elapsed() < Duration::from_millis(800), "{:?}", gone.elapsed());
}

#[tokio::test]
async fn what_a_command_of_another_process_does_is_seen_live() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sampan.db");
    let (here, there) = (Store::open(&path).await.unwrap(), Store::open(&path).await.unwrap());
    let script = Script::default();
    let house = House::with(here, folder, script.clone());
    let command = tutor(house.folder.path(), &there, &script);
    let en = Lang::en();
    let mut live = Box::pin(house.tutor.live(&me(), &id(), &en));
    until(&mut live, &[Unknown; 3]).await;
    command.start(&me(), &id(), &en, |_| {}).await.unwrap();
    until(&mut live, &[NotYet, Waiting, NotYet]).await;
    command.answer(&me(), &id(), &"port".parse().unwrap(), "80", &en).await.unwrap();
    until(&mut live, &[NotYet, Waiting, Passed]).await;
    command.stop(&me(), &id(), &en).await.unwrap();
    until(&mut live, &[Unknown; 3]).await;
}

/// Starts, and ends the task as it is about to do a step, as a killed process would.
async fn cut_at(tutor: &Tutor, step: StepKind) -> bool {
    let tutor = tutor.clone();
    let end = move |view: StepView| assert!(view.step != step, "killed");
    tokio::spawn(async move { tutor.start(&me(), &id(), &Lang::en(), end).await.map(drop) }).await.is_err()
}

#[tokio::test]
async fn r31_a_start_that_was_cut_short_converges() {
    let house = House::new().await;
    let en = Lang::en();
    let killed = cut_at(&house.tutor, StepKind::Workspace).await;
    assert!(killed, "the deed was written down, and not done");
    let open = house.store.start(&me(), &id()).await.unwrap().unwrap();
    assert_eq!(open.begun, None);
    assert_eq!(house.store.made(&me(), &id(), &open).await.unwrap(), ["\"workspace\""]);
    assert!(!house.tutor.exercise(&me(), &id(), &en).await.unwrap().started);

    assert!(cut_at(&house.tutor, StepKind::Done).await);
    let view = house.tutor.start(&me(), &id(), &en, |_| {}).await.unwrap();
    assert!(view.started);
    let open = house.store.start(&me(), &id()).await.unwrap().unwrap();
    assert_eq!(open.sequence, 1, "it is the same start");
    assert!(house.folder.path().join("work space/docker/keep-the-data/notes.txt").exists());
}

#[tokio::test]
async fn a_reset_moves_the_files_aside_and_forgets_the_answers() {
    let house = House::started().await;
    house.solve().await;
    let workspace = house.folder.path().join("work space/docker/keep-the-data");
    std::fs::write(workspace.join("mine.txt"), "mine").unwrap();
    let en = Lang::en();
    let preview = house.tutor.reset_preview(&me(), &id(), &en).await.unwrap();
    assert_eq!((preview.things, preview.workspace), (vec![], workspace.display().to_string()));
    assert!(workspace.join("mine.txt").exists(), "a preview changes nothing");
    let view = house.tutor.reset(&me(), &id(), &en, |_| {}).await.unwrap();
    assert!(view.started && view.solved);
    assert!(workspace.join("notes.txt").exists() && !workspace.join("mine.txt").exists());
    assert_eq!(states(&view.report.unwrap()), [Passed, Passed, NotYet]);
    assert_eq!(house.store.start(&me(), &id()).await.unwrap().unwrap().sequence, 2);
}

#[tokio::test]
async fn r29_d2_a_hundred_resets_come_to_the_same() {
    let house = House::started().await;
    let root = house.folder.path().join("work space");
    let workspace = root.join("docker/keep-the-data");
    let names = |folder: &Path| -> Vec<_> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect()
    };
    for round in 0..100 {
        std::fs::write(workspace.join("mine.txt"), round.to_string()).unwrap();
        std::fs::write(workspace.join("notes.txt"), "changed").unwrap();
        let view = house.tutor.reset(&me(), &id(), &Lang::en(), |_| {}).await.unwrap();
        assert_eq!(states(&view.report.unwrap()), [NotYet, Waiting, NotYet], "round {round}");
        assert_eq!(names(&workspace), ["notes.txt"], "round {round}");
        assert_eq!(std::fs::read_to_string(workspace.join("notes.txt")).unwrap(), "begin here\n", "round {round}");
    }
    let mut kept: Vec<String> = names(&root.join(".aside"))
        .iter()
        .map(|copy| root.join(".aside").join(copy).join("mine.txt"))
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    kept.sort();
    assert_eq!(kept, ["97", "98", "99"], "the newest three copies of the learner's work");
}

#[tokio::test]
async fn f9_what_cannot_be_saved_is_said_and_then_mends() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("sampan.db")).await.unwrap();
    let house = House::with(store, folder, Script::default());
    house.tutor.start(&me(), &id(), &Lang::en(), |_| {}).await.unwrap();
    house.store.limit_pages(0).await.unwrap();
    // Enough rows that the pages there are cannot hold them.
    let port = "port".parse().unwrap();
    let mut refused = None;
    for round in 0..100 {
        let text = format!("{round}{}", "x".repeat(2000));
        let learner = Learner::new(&format!("learner {round}"));
        let start = house.tutor.start(&learner, &id(), &Lang::en(), |_| {}).await;
        let answer = match start {
            Ok(_) => house.tutor.answer(&learner, &id(), &port, &text, &Lang::en()).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = answer {
            refused = Some(error);
            break;
        }
    }
    assert!(matches!(refused, Some(TutorError::NotSaved)), "{refused:?}");
    house.store.limit_pages(1000).await.unwrap();
    house.tutor.answer(&me(), &id(), &port, "80", &Lang::en()).await.unwrap();
}

#[tokio::test]
async fn help_comes_step_by_step() {
    let house = House::started().await;
    let en = Lang::en();
    let first = house.tutor.hint(&me(), &id(), &en).await.unwrap();
    assert_eq!((first.shown, first.texts.len()), (vec![1], 1));
    for _ in 0..first.total {
        house.tutor.hint(&me(), &id(), &en).await.unwrap();
    }
    let last = house.tutor.hint(&me(), &id(), &en).await.unwrap();
    assert_eq!((last.shown.len(), last.texts.len(), last.waits), (last.total, last.total, None));

    assert!(matches!(house.tutor.solution(&me(), &id(), false).await, Err(TutorError::AskFirst)));
    let sure = house.tutor.solution(&me(), &id(), true).await.unwrap();
    assert_eq!(sure.files[0].path, "solve.sh");
    assert!(house.tutor.solution(&me(), &id(), false).await.is_ok(), "seen once, it needs no second question");
    assert!(house.tutor.exercise(&me(), &id(), &en).await.unwrap().solution_shown);
}

#[tokio::test]
async fn a_solved_exercise_shows_its_solution_without_a_question() {
    let house = House::started().await;
    house.solve().await;
    assert!(house.tutor.solution(&me(), &id(), false).await.is_ok());
}

#[tokio::test]
async fn answers_to_a_quiz_are_judged_and_kept() {
    let house = House::new().await;
    let (quiz, en) = ("docker/volumes".parse().unwrap(), Lang::en());
    let questions = house.tutor.course().quizzes[&quiz].questions.clone();
    // By the numbers of the page: the file's first answer is the right one.
    let page = |question: usize, answer| questions[question].as_shown(answer).unwrap();
    let answer = async |question: usize, given: &QuizAnswer| {
        house.tutor.quiz_answer(&me(), &quiz, &questions[question].id, given.clone(), &en).await
    };
    let wrong = answer(0, &page(0, QuizAnswer::Choice(vec![1]))).await.unwrap();
    assert!(!wrong.right && wrong.text.is_none(), "{wrong:?}");
    assert!(wrong.chosen[0].because.starts_with("Stopping ends the process"), "{wrong:?}");
    let right = answer(0, &page(0, QuizAnswer::Choice(vec![0]))).await.unwrap();
    assert!(right.right && right.learn.is_some() && right.text.is_some(), "{right:?}");
    let near = answer(1, &QuizAnswer::Text("Volume".into())).await.unwrap();
    assert_eq!(near.text.as_deref(), Some("A volume has a <em>name</em>."));
    assert!(answer(1, &QuizAnswer::Text("Bind  Mount".into())).await.unwrap().right);
    let steps = page(3, QuizAnswer::Order(vec![0, 1, 2]));
    assert!(answer(3, &steps).await.unwrap().right);
    assert!(
        !answer(3, &QuizAnswer::Order(vec![0, 1, 2])).await.unwrap().right,
        "the page's order is not the right one"
    );
    assert!(answer(3, &steps).await.unwrap().right);
    let none = answer(1, &QuizAnswer::Choice(vec![0])).await;
    assert!(matches!(none, Err(TutorError::NoSuchQuestion(_))));
    let kept = house.store.quiz_attempts(&me(), &quiz, "stop-or-rm").await.unwrap();
    assert_eq!(kept.iter().map(|(_, right)| *right).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn a_quiz_is_there_again_until_it_is_begun_anew() {
    let house = House::new().await;
    let (quiz, zh) = ("docker/volumes".parse().unwrap(), Lang::new("zh-cn"));
    for text in ["volume", "绑定挂载"] {
        let given = QuizAnswer::Text(text.into());
        house.tutor.quiz_answer(&me(), &quiz, "type-the-kind", given, &Lang::en()).await.unwrap();
    }
    house.tutor.quiz_answer(&me(), &quiz, "misspelt", QuizAnswer::Choice(vec![2]), &Lang::en()).await.unwrap();
    let view = house.tutor.quiz_answers(&me(), &quiz, &zh).await.unwrap();
    assert_eq!(view.answers.keys().collect::<Vec<_>>(), ["misspelt", "type-the-kind"]);
    let typed = &view.answers["type-the-kind"];
    assert_eq!(typed.answer, QuizAnswer::Text("绑定挂载".into()), "the last word counts");
    assert!(typed.verdict.right && typed.verdict.text.as_ref().unwrap().starts_with("绑定挂载绑定"), "{typed:?}");
    assert_eq!(view.answers["misspelt"].answer, QuizAnswer::Choice(vec![2]), "by the number of the page");

    // A moment later, so that it is after the last answer by the clock, too.
    tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    house.tutor.quiz_again(&me(), &quiz).await.unwrap();
    assert!(house.tutor.quiz_answers(&me(), &quiz, &zh).await.unwrap().answers.is_empty());
    assert_eq!(house.store.quiz_attempts(&me(), &quiz, "type-the-kind").await.unwrap().len(), 2, "nothing is lost");
}

#[tokio::test]
async fn an_answer_belongs_to_a_check_that_asks() {
    let house = House::new().await;
    let answer = async |check: &str| {
        house.tutor.answer(&me(), &id(), &check.parse().unwrap(), "80", &Lang::en()).await.map(drop)
    };
    assert!(matches!(answer("port").await, Err(TutorError::NotStarted)));
    assert!(matches!(answer("volume").await, Err(TutorError::NoSuchCheck(_))));
    assert!(matches!(answer("nothing").await, Err(TutorError::NoSuchCheck(_))));
    let nowhere = house.tutor.check(&me(), &"docker/none".parse().unwrap(), &Lang::en()).await;
    assert!(matches!(nowhere, Err(TutorError::NoSuchExercise(_))));
}

#[test]
fn every_refusal_has_words_in_both_languages() {
    let causes = vec![
        Unreachable::ImageMissing { image: "busybox:1.37".into() },
        Unreachable::ImageMissing { image: "nginx:1".into() },
    ];
    let x = || "x".to_owned();
    let errors = [
        TutorError::NoSuchExercise(x()),
        TutorError::NoSuchCheck(x()),
        TutorError::NoSuchQuestion(x()),
        TutorError::NotStarted,
        TutorError::Taken { things: vec![] },
        TutorError::AskFirst,
        TutorError::Unavailable(causes),
        TutorError::SetUp { found: x() },
        TutorError::Refused { detail: x() },
        TutorError::Broken { detail: x() },
        TutorError::NotTrusted,
        TutorError::NotSaved,
        TutorError::Busy,
        TutorError::Internal(std::sync::Arc::new(std::io::Error::other("secret").into())),
    ];
    for error in &errors {
        for lang in [Lang::en(), Lang::new("zh-cn")] {
            let (message, help) = error.words(&lang);
            for text in [Some(message), help].into_iter().flatten() {
                assert!(!text.is_empty() && !text.contains("Unknown") && !text.contains('{'), "{error:?}: {text}");
                assert!(!text.contains("secret"), "a learner gets nothing internal: {text}");
            }
        }
    }
    let (message, _) = errors[6].words(&Lang::en());
    assert!(message.contains("busybox:1.37") && message.contains("nginx:1"), "{message}");
}

/// A container that never ran is gone as well, and has written nothing.
#[tokio::test]
async fn in_keep_the_data_a_volume_alone_is_a_volume_alone() {
    let (library, _) = Library::open(&Source::Embedded);
    let exercise = &library.course.exercises[&"docker/keep-the-data".parse().unwrap()];
    let script = Script::default();
    script.found(&Look::Volume { name: "notes".into() }, json!({ "Name": "notes" }));
    let place = Place { begun: Some(chrono::Utc::now()), ..Place::default() };
    let report = check::run(exercise, &World::Scripted(script), &place).await;
    let passed = report.outcomes.iter().filter(|(_, outcome)| *outcome == Some(Outcome::Passed));
    assert_eq!(passed.map(|(id, _)| id.as_str()).collect::<Vec<_>>(), ["volume"]);
}
