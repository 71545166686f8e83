//! The doctor: whether engines, programs, data and account are as exercises need them, each with what to do.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::check::World;
use crate::course::{Lang, Unreachable};
use crate::engine::find_program;
use crate::quoting;
use crate::words::{self, FluentValue};

use super::{DoctorView, Health, Tutor, TutorError};

/// The programs that lessons use in a terminal.
const PROGRAMS: [&str; 4] = ["docker", "kubectl", "helm", "minikube"];

impl Tutor {
    /// Looks at everything, side by side.
    pub async fn doctor(&self, lang: &Lang) -> Vec<DoctorView> {
        let (docker, cluster, data) =
            futures_util::join!(self.see_docker(lang), self.see_cluster(lang), self.see_data(lang));
        let mut items: Vec<_> = [docker, cluster].into_iter().flatten().collect();
        items.extend(PROGRAMS.map(|program| self.see_program(program, lang)));
        items.extend([data, self.see_access(lang), self.see_account(lang), self.see_course(lang)]);
        items
    }

    async fn see_docker(&self, lang: &Lang) -> Option<DoctorView> {
        let World::Real(engines) = &self.0.world else { return None };
        let found = engines
            .docker()
            .await
            .map(|docker| vec![("version", docker.version.clone().into()), ("at", docker.endpoint.clone().into())]);
        Some(engine("docker", found, lang))
    }

    async fn see_cluster(&self, lang: &Lang) -> Option<DoctorView> {
        let World::Real(engines) = &self.0.world else { return None };
        let found = engines.cluster().await.map(|cluster| {
            vec![
                ("version", cluster.version.clone().into()),
                ("context", cluster.context.clone().into()),
                ("at", cluster.server.clone().into()),
            ]
        });
        Some(engine("cluster", found, lang))
    }

    fn see_program(&self, program: &str, lang: &Lang) -> DoctorView {
        match find_program(&self.0.machine.programs, program) {
            Some(path) => {
                let text = words::say(lang, "tutor-doctor-program-ok", &[("path", shown(&path))]);
                DoctorView { name: format!("`{program}`"), state: Health::Ok, text, help: None }
            }
            None => {
                let (text, help) = words::unreachable(lang, &Unreachable::ProgramMissing { program: program.into() });
                DoctorView { name: format!("`{program}`"), state: Health::Missing, text, help: Some(help) }
            }
        }
    }

    /// Writes, since a full or foreign disk shows itself only then.
    async fn see_data(&self, lang: &Lang) -> DoctorView {
        let path = ("path", shown(&self.0.machine.data));
        match self.0.store.set_setting("doctor", &chrono::Utc::now().to_rfc3339()).await {
            Ok(()) => view("data", Health::Ok, &[path], lang),
            Err(error) => {
                let detail = match TutorError::from(error) {
                    TutorError::Internal(inside) => format!("{inside:#}"),
                    other => other.words(lang).0,
                };
                view("data", Health::Bad, &[path, ("detail", detail.into())], lang)
            }
        }
    }

    /// Kubeconfigs hold what lets anybody in who can read them: the learner's own, and those of exercises.
    fn see_access(&self, lang: &Lang) -> DoctorView {
        let theirs = match &self.0.world {
            World::Real(engines) => engines.settings().kubeconfigs.clone(),
            World::Scripted(_) => Vec::new(),
        };
        let ours = std::fs::read_dir(self.0.machine.data.join("kube")).into_iter().flatten().flatten();
        let open = theirs.into_iter().chain(ours.map(|file| file.path())).filter(|path| is_open(path));
        let open: Vec<String> = open.map(|path| quoting::posix(&path.display().to_string())).collect();
        let state = if open.is_empty() { Health::Ok } else { Health::Remark };
        view("access", state, &[("paths", open.join(" ").into())], lang)
    }

    fn see_account(&self, lang: &Lang) -> DoctorView {
        view("root", if self.0.machine.is_root { Health::Remark } else { Health::Ok }, &[], lang)
    }

    fn see_course(&self, lang: &Lang) -> DoctorView {
        let problems = self.0.problems.iter().filter(|problem| !problem.is_gap()).count();
        let exercises = self.course().exercises.len();
        let state = if problems == 0 { Health::Ok } else { Health::Bad };
        view("course", state, &[("problems", problems.into()), ("exercises", exercises.into())], lang)
    }
}

type Args = [(&'static str, FluentValue<'static>)];

fn view(key: &str, state: Health, args: &Args, lang: &Lang) -> DoctorView {
    let say = |ending: &str| words::say(lang, &format!("tutor-doctor-{key}{ending}"), args);
    match state {
        Health::Ok => DoctorView { name: say(""), state, text: say("-ok"), help: None },
        Health::Remark | Health::Missing | Health::Bad => {
            DoctorView { name: say(""), state, text: say("-bad"), help: Some(say("-help")) }
        }
    }
}

fn engine(key: &str, found: Result<Vec<(&'static str, FluentValue<'static>)>, Unreachable>, lang: &Lang) -> DoctorView {
    let why = match found {
        Ok(args) => return view(key, Health::Ok, &args, lang),
        Err(why) => why,
    };
    let state = match why {
        Unreachable::Down { .. } | Unreachable::NoContext { .. } => Health::Missing,
        Unreachable::TooSlow { .. }
        | Unreachable::NoPermission { .. }
        | Unreachable::Denied { .. }
        | Unreachable::Expired { .. }
        | Unreachable::Tls { .. }
        | Unreachable::TooOld { .. }
        | Unreachable::NotLocal { .. }
        | Unreachable::BadConfig { .. }
        | Unreachable::ImageMissing { .. }
        | Unreachable::ProgramMissing { .. }
        | Unreachable::ProgramEnded { .. }
        | Unreachable::LoginFailed { .. }
        | Unreachable::NotFollowed { .. }
        | Unreachable::NotStarted
        | Unreachable::Disk { .. }
        | Unreachable::Failed { .. }
        | Unreachable::BadCheck { .. } => Health::Bad,
    };
    let (text, help) = words::unreachable(lang, &why);
    DoctorView { name: words::say(lang, &format!("tutor-doctor-{key}"), &[]), state, text, help: Some(help) }
}

/// Whether others of this machine may read a file; one that cannot be asked about is told elsewhere.
fn is_open(path: &Path) -> bool {
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o077 != 0)
}

fn shown(path: &Path) -> FluentValue<'static> {
    path.display().to_string().into()
}
