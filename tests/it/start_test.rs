//! A start as whoever asked for it is told: each step with its number and its time, a failure at its step, and what comes
//! of starting again. Nothing here needs an engine.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sampan::check::World;
use sampan::check::fake::Script;
use sampan::course::{ExerciseId, Lang};
use sampan::engine::Engines;
use sampan::sandbox::Sandbox;
use sampan::site::Source;
use sampan::store::Store;
use sampan::tutor::{EngineSettings, Learner, Machine, StepState, StepView, Tutor, TutorError, open_course};

const EXERCISE: &str = r#"format = 1
level = "beginner"
minutes = 5

[[setup]]
file = { path = "site/index.html", text = "hello from {namespace}" }
[[setup]]
file = { path = "film.bin", zeros = 1000 }
[[setup]]
file = { path = "run.sh", from = "setup/run.sh", executable = true }

[[checks]]
id = "a"
look = { answer = {} }
that = "true"
say = { en = "a", zh-cn = "a" }
"#;

struct House {
    folder: tempfile::TempDir,
    store: Store,
    tutor: Tutor,
    told: Mutex<Vec<StepView>>,
}

fn id() -> ExerciseId {
    "docker/keep-the-data".parse().unwrap()
}

impl House {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let course = folder.path().join("course");
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/good"), &course);
        let exercise = course.join("exercises/docker/keep-the-data");
        std::fs::write(exercise.join("exercise.toml"), EXERCISE).unwrap();
        std::fs::remove_dir_all(exercise.join("wrong")).unwrap();
        std::fs::create_dir(exercise.join("setup")).unwrap();
        std::fs::write(exercise.join("setup/run.sh"), "echo run\n").unwrap();
        let (library, problems) = open_course(&Source::Dir(course));
        let engines = Engines::new(EngineSettings::default());
        let sandbox = Sandbox::new(engines, folder.path().join("sampan"), folder.path().join("kube"), vec![]);
        let store = Store::in_memory().await.unwrap();
        let world = World::Scripted(Script::default());
        let machine = Machine { program: PathBuf::from("/opt/sampan"), ..Machine::default() };
        let tutor = Tutor::new(library, problems, world, sandbox, store.clone(), machine);
        Self { folder, store, tutor, told: Mutex::default() }
    }

    fn workspace(&self, path: &str) -> PathBuf {
        self.folder.path().join("sampan/docker/keep-the-data").join(path)
    }

    async fn start(&self) -> Result<(), TutorError> {
        self.told.lock().unwrap().clear();
        let tell = |step| self.told.lock().unwrap().push(step);
        self.tutor.start(&Learner::me(), &id(), &Lang::en(), tell).await.map(drop)
    }

    /// What was told, a line each.
    fn told(&self) -> Vec<String> {
        let word = |state| match state {
            StepState::Begun => "begun",
            StepState::Done => "done",
            StepState::Failed => "failed",
        };
        let told = self.told.lock().unwrap();
        told.iter().map(|step| format!("{}/{} {} {}", step.number, step.total, word(step.state), step.text)).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn every_step_is_told_with_its_number_as_it_begins_and_as_it_ends() {
    let house = House::new().await;
    house.start().await.unwrap();
    let steps = [
        "Looking whether everything is there",
        "Making the workspace",
        "Writing `site/index.html` into the workspace",
        "Writing `film.bin` into the workspace",
        "Writing `run.sh` into the workspace",
    ];
    let told = steps.iter().zip(1..).flat_map(|(text, n)| ["begun", "done"].map(|word| format!("{n}/5 {word} {text}")));
    assert_eq!(house.told(), told.chain(["5/5 done Ready".to_owned()]).collect::<Vec<_>>());
    let timed = house.told.lock().unwrap().iter().filter(|step| step.took_ms.is_some()).count();
    assert_eq!(timed, steps.len(), "each step says how long it took, once it is done");
    assert_eq!(std::fs::read_to_string(house.workspace("site/index.html")).unwrap(), "hello from sampan-keep-the-data");
    assert_eq!(std::fs::metadata(house.workspace("film.bin")).unwrap().len(), 1000);
    assert_eq!(std::fs::read_to_string(house.workspace("run.sh")).unwrap(), "echo run\n");
}

#[tokio::test]
async fn a_failure_names_its_step_and_the_next_start_goes_on() {
    let house = House::new().await;
    // A file of the learner's stands where a folder is needed.
    std::fs::create_dir_all(house.workspace("")).unwrap();
    std::fs::write(house.workspace("site"), "mine").unwrap();
    let failed = house.start().await.unwrap_err();
    assert!(matches!(&failed, TutorError::AtStep { number: 3, total: 5, .. }), "{failed:?}");
    assert_eq!(house.told().last().unwrap(), "3/5 failed Writing `site/index.html` into the workspace");
    for (lang, words) in [("en", "Step 3 of 5 failed (Writing `site/index.html`"), ("zh-cn", "第 3 步（共 5 步）失败")]
    {
        let (message, help) = failed.words(&Lang::new(lang));
        assert!(message.contains(words) && help.is_some_and(|help| help.contains("sampan stop")), "{message}");
    }
    let open = house.store.start(&Learner::me(), &id()).await.unwrap().unwrap();
    assert_eq!(open.begun, None);
    assert_eq!(
        house.store.made(&Learner::me(), &id(), &open).await.unwrap().len(),
        2,
        "written down before it is done"
    );

    std::fs::remove_file(house.workspace("site")).unwrap();
    std::fs::write(house.workspace("run.sh"), "echo mine\n").unwrap();
    house.start().await.unwrap();
    let again = house.store.start(&Learner::me(), &id()).await.unwrap().unwrap();
    assert_eq!((again.sequence, again.begun.is_some()), (open.sequence, true), "it is the same start");
    assert_eq!(std::fs::read_to_string(house.workspace("run.sh")).unwrap(), "echo mine\n", "what is there stays");
}
