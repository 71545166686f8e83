//! Joins configuration, course and tutor for one command, and asks the two questions that come before anything runs:
//! may a course from a folder be run, and may an engine that is not on this machine be used.

use crate::cli::Common;
use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::config::Config;
use crate::course::problem::only_gaps;
use crate::course::{Course, ExerciseId, Lang, Mirror, Problem};
use crate::site::{Library, Source};
use crate::tutor::{
    EngineSettings, Learner, Machine, NamedContext, Settings, Tutor, TutorError, open_course_as_author_through,
    open_course_through,
};

/// What a command works with.
pub(super) struct Wired {
    pub(super) tutor: Tutor,
    pub(super) learner: Learner,
    pub(super) config: Config,
}

impl Wired {
    /// Opens the course, the store and the engines' settings, and talks in a language of the course from then on;
    /// connects to nothing, unless a context that is named cannot be told to be of this machine otherwise.
    ///
    /// # Errors
    /// How the program ends where the learner says no, or the store cannot be opened; it has been said.
    pub(super) async fn open(common: &Common, config: Config, ui: &Ui) -> Result<(Self, Ui), Exit> {
        let course = open_course_through(&source(common), mirror(common, &config));
        Self::of(course, common, config, ui).await
    }

    /// The same for the course's author, whose preprocessors are run.
    ///
    /// # Errors
    /// As those of `open`.
    pub(super) async fn open_as_author(common: &Common, config: Config, ui: &Ui) -> Result<(Self, Ui), Exit> {
        let course = open_course_as_author_through(&source(common), mirror(common, &config));
        Self::of(course, common, config, ui).await
    }

    async fn of(
        (library, problems): (Library, Vec<Problem>),
        common: &Common,
        config: Config,
        ui: &Ui,
    ) -> Result<(Self, Ui), Exit> {
        let ui = speaking(&library.course, common, ui)?;
        if !only_gaps(&problems) {
            ui.talk(&ui.words("cli-problems-short", &[("count", count(&problems).into())]));
        }
        if !named_docker_agreed(common, &ui) {
            return Err(Exit::WrongUse);
        }
        let tutor = Tutor::open(library, problems, settings(common, &config)).await;
        let tutor = tutor.map_err(|error| refused(&error, &ui))?;
        let named = tutor.named_context().await.map_err(|error| refused(&error, &ui))?;
        if !named.is_none_or(|named| named_context_agreed(&named, &ui)) {
            return Err(Exit::WrongUse);
        }
        Ok((Self { tutor, learner: Learner::me(), config }, ui))
    }

    /// The exercise that was named, or the one started last.
    pub(super) async fn exercise(&self, id: Option<&ExerciseId>, ui: &Ui) -> anyhow::Result<Option<ExerciseId>> {
        if let Some(id) = id {
            return Ok(Some(id.clone()));
        }
        let open = self.tutor.started_last(&self.learner).await.map_err(|error| plain(&error, &ui.lang))?;
        if open.is_none() {
            ui.talk(&ui.words("cli-nothing-started", &[]));
        }
        Ok(open)
    }

    /// Asks once before anything of a course from a folder is run; what is embedded is ours.
    ///
    /// # Errors
    /// When the answer cannot be kept.
    pub(super) async fn trusted(&self, ui: &Ui) -> anyhow::Result<bool> {
        if self.tutor.is_trusted() {
            return Ok(true);
        }
        ui.talk(&ui.words("cli-trust", &[]));
        for line in self.tutor.would_run(&ui.lang) {
            ui.talk(&format!("  {line}"));
        }
        if !ui.agreed(&ui.words("cli-trust-question", &[])) {
            return Ok(false);
        }
        self.tutor.trust().await.map_err(|error| plain(&error, &ui.lang))?;
        Ok(true)
    }
}

/// Where images are taken from: what the flag says, else what the settings say.
fn mirror<'a>(common: &'a Common, config: &'a Config) -> Option<&'a Mirror> {
    common.mirror.as_ref().or(config.mirror.as_ref())
}

/// The course that the flags name.
pub(super) fn source(common: &Common) -> Source {
    common.course.clone().map_or(Source::Embedded, Source::Dir)
}

/// Prints every problem of a course with its place, and what translations lack as such; what is sound is used.
pub(super) fn report(library: &Library, problems: &[Problem], ui: &Ui) {
    let [error, gap, help] = ["cli-word-error", "cli-word-gap", "cli-word-help"].map(|id| ui.words(id, &[]));
    for problem in problems {
        let head = if problem.is_gap() { &gap } else { &error };
        ui.drawn(&library.excerpt(problem, head, &help, true));
    }
    if !only_gaps(problems) {
        ui.talk(&ui.words("cli-problems", &[("count", count(problems).into())]));
    }
}

/// How many there are, but for gaps.
fn count(problems: &[Problem]) -> usize {
    problems.iter().filter(|problem| !problem.is_gap()).count()
}

/// The same talk in a language of the course: the one that is named, else the system's if it is there, else the source.
///
/// # Errors
/// When the course has not the language that is named; it has been said.
pub(super) fn speaking(course: &Course, common: &Common, ui: &Ui) -> Result<Ui, Exit> {
    let named = named(course, common, ui)?;
    let lang = named.into_iter().next().or_else(|| ui.lang.nearest(&course.langs).cloned());
    Ok(Ui { lang: lang.unwrap_or_else(|| course.source()), ..ui.clone() })
}

/// The languages that are named, as the course calls them.
///
/// # Errors
/// When the course has not one of them; it has been said.
pub(super) fn named(course: &Course, common: &Common, ui: &Ui) -> Result<Vec<Lang>, Exit> {
    let missing = |name: &Lang| {
        let names: Vec<&str> = course.langs.iter().map(Lang::as_str).collect();
        let args = [("name", name.to_string().into()), ("names", names.join(", ").into())];
        ui.talk(&ui.words("cli-no-such-lang", &args));
        Exit::WrongUse
    };
    common.lang.iter().map(|name| name.nearest(&course.langs).cloned().ok_or_else(|| missing(name))).collect()
}

/// A Docker engine that is named may be anywhere; the learner confirms one that is elsewhere, each time.
fn named_docker_agreed(common: &Common, ui: &Ui) -> bool {
    let mut far = common.docker.iter().filter(|host| !host.starts_with("unix://"));
    far.all(|host| ui.agreed(&ui.words("cli-use-docker", &[("name", host.clone().into())])))
}

/// A context that is named is used without a question where it leads to this machine, and to the cluster that exercises
/// have met so far.
fn named_context_agreed(named: &NamedContext, ui: &Ui) -> bool {
    let name = ("name", named.name.clone().into());
    if let Some(kept) = &named.kept {
        ui.talk(&ui.words("cli-other-context", &[name.clone(), ("kept", kept.clone().into())]));
    }
    let question = match (named.far, &named.kept) {
        (true, _) => "cli-use-context",
        (false, Some(_)) => "cli-other-context-question",
        (false, None) => return true,
    };
    ui.agreed(&ui.words(question, &[name]))
}

/// What the tutor needs to know of this process.
pub(super) fn settings(common: &Common, config: &Config) -> Settings {
    let engines = EngineSettings {
        docker_host: config.engines.docker_host.clone(),
        docker_context: config.engines.docker_context.clone(),
        docker_config: config.engines.docker_config.clone(),
        kubeconfigs: config.engines.kubeconfigs.clone(),
        kubeconfig_home: config.engines.kubeconfig_home.clone(),
        docker_named: common.docker.first().cloned(),
        context_named: common.context.clone(),
        never: common.course.iter().cloned().collect(),
        ..EngineSettings::default()
    };
    let machine = Machine {
        program: config.program.clone(),
        programs: config.programs.clone(),
        data: config.places.data.clone(),
        is_root: config.is_root,
    };
    Settings { workspaces: config.places.workspaces.clone(), engines, machine, trusted: common.course.is_none() }
}

/// A tutor's refusal as an error for the terminal: the sentence, and what to do.
pub(super) fn plain(error: &TutorError, lang: &Lang) -> anyhow::Error {
    let (message, help) = error.words(lang);
    match help {
        Some(help) => anyhow::anyhow!("{message} {help}"),
        None => anyhow::anyhow!(message),
    }
}

/// Answers a refusal: the sentence, what to do, and how the program ends.
pub(super) fn refused(error: &TutorError, ui: &Ui) -> Exit {
    let (message, help) = error.words(&ui.lang);
    ui.talk(&message);
    if let Some(help) = help {
        ui.talk(&help);
    }
    exit(error)
}

fn exit(error: &TutorError) -> Exit {
    match error {
        TutorError::AtStep { why, .. } => exit(why),
        TutorError::NoSuchExercise(_)
        | TutorError::NoSuchCheck(_)
        | TutorError::NoSuchQuestion(_)
        | TutorError::NoSuchThing(_) => Exit::WrongUse,
        TutorError::NotStarted | TutorError::AskFirst | TutorError::NotTrusted => Exit::NotYet,
        TutorError::Taken { .. } | TutorError::PortsTaken { .. } => Exit::NotYet,
        TutorError::Unavailable(_)
        | TutorError::SetUp { .. }
        | TutorError::Refused { .. }
        | TutorError::Broken { .. }
        | TutorError::NotSaved
        | TutorError::Busy
        | TutorError::Newer
        | TutorError::Damaged
        | TutorError::Gone
        | TutorError::File { .. }
        | TutorError::FileChanged { .. }
        | TutorError::Internal(_) => Exit::CannotTell,
    }
}

/// The exercise id of an argument, refused by clap with the words of the id itself.
pub(super) fn exercise_id(text: &str) -> Result<ExerciseId, String> {
    text.parse::<ExerciseId>().map_err(|error| error.to_string())
}
