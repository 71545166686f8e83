//! Shell: which program a terminal runs, and how it is told which exercise it is in. Pure.
//!
//! A learner's own start-up files are read, as in any terminal. What they say of Docker and the cluster is put right
//! after them, since a `KUBECONFIG` in a profile would lead to another cluster without a word; and the prompt says
//! which exercise this is.

use std::path::{Path, PathBuf};

use crate::quoting;

/// The shells whose prompt and start-up files are known; all others are started as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bash,
    Zsh,
    Fish,
    Other,
}

/// A shell program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shell {
    program: PathBuf,
    kind: Kind,
}

/// How a shell is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Launch {
    pub(super) program: PathBuf,
    pub(super) arguments: Vec<String>,
    pub(super) env: Vec<(String, String)>,
    /// A start-up file to write into its folder, if it wants one.
    pub(super) file: Option<(&'static str, String)>,
}

impl Shell {
    pub fn new(program: PathBuf) -> Self {
        let kind = match program.file_name().and_then(|name| name.to_str()) {
            Some("bash") => Kind::Bash,
            Some("zsh") => Kind::Zsh,
            Some("fish") => Kind::Fish,
            _ => Kind::Other,
        };
        Self { program, kind }
    }

    /// How it is started with these variables; `folder` is where its start-up file will lie.
    pub(super) fn launch(&self, env: &[(String, String)], label: &str, folder: &Path) -> Launch {
        let text = |path: PathBuf| path.display().to_string();
        let mut env = env.to_vec();
        let home = env.iter().find(|(name, _)| name == "HOME").map(|(_, home)| home.clone()).unwrap_or_default();
        let (arguments, file) = match self.kind {
            Kind::Bash => {
                let lines = format!(
                    "[ -f ~/.bashrc ] && . ~/.bashrc\n{}PS1={}\"$PS1\"\n",
                    exports(&env),
                    quoting::posix(&format!("\\[\\e[36m\\]({label})\\[\\e[0m\\] "))
                );
                let rc = text(folder.join("bashrc"));
                (vec!["--rcfile".into(), rc, "-i".into()], Some(("bashrc", lines)))
            }
            Kind::Zsh => {
                let own = env.iter().find(|(name, _)| name == "ZDOTDIR").map_or(home.as_str(), |(_, own)| own);
                let own = quoting::posix(own);
                let lines = format!(
                    "ZDOTDIR={own}\n[ -f \"$ZDOTDIR/.zshenv\" ] && . \"$ZDOTDIR/.zshenv\"\n\
                     [ -f \"$ZDOTDIR/.zshrc\" ] && . \"$ZDOTDIR/.zshrc\"\n{}PROMPT={}\"$PROMPT\"\n",
                    exports(&env),
                    quoting::posix(&format!("%F{{cyan}}({label})%f "))
                );
                env.retain(|(name, _)| name != "ZDOTDIR");
                env.push(("ZDOTDIR".into(), text(folder.to_owned())));
                (vec!["-i".into()], Some((".zshrc", lines)))
            }
            Kind::Fish => {
                let mut lines: String =
                    ours(&env).map(|(name, value)| format!("set -gx {name} {}\n", quoting::fish(value))).collect();
                lines.push_str(
                    "functions --query fish_prompt; and functions --copy fish_prompt sampan_own_prompt\n\
                     function fish_prompt\n  set_color cyan\n",
                );
                lines.push_str(&format!("  printf '(%s) ' {}\n", quoting::fish(label)));
                lines.push_str(
                    "  set_color normal\n  functions --query sampan_own_prompt; and sampan_own_prompt\nend\n",
                );
                let file = quoting::fish(&text(folder.join("init.fish")));
                (
                    vec!["--interactive".into(), "--init-command".into(), format!("source {file}")],
                    Some(("init.fish", lines)),
                )
            }
            Kind::Other => {
                env.push(("PS1".into(), format!("({label}) $ ")));
                (vec!["-i".into()], None)
            }
        };
        Launch { program: self.program.clone(), arguments, env, file }
    }
}

/// Where the exercise's engines are: the variables that a profile must not change.
fn ours(env: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    const OURS: [&str; 3] = ["DOCKER_HOST", "KUBECONFIG", "NAMESPACE"];
    env.iter().filter(|(name, _)| OURS.contains(&name.as_str())).map(|(name, value)| (name.as_str(), value.as_str()))
}

fn exports(env: &[(String, String)]) -> String {
    ours(env).map(|(name, value)| format!("export {name}={}\n", quoting::posix(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(program: &str, env: &[(&str, &str)]) -> Launch {
        let env: Vec<_> = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Shell::new(program.into()).launch(&env, "docker/x", Path::new("/run/t 1"))
    }

    #[test]
    fn r26_a53_a_profile_cannot_lead_elsewhere() {
        for program in ["/bin/bash", "/usr/bin/zsh", "/usr/bin/fish"] {
            let launch = launch(program, &[("HOME", "/home/x"), ("KUBECONFIG", "/it's here"), ("LANG", "C")]);
            let (_, text) = launch.file.expect(program);
            let own = text.find("rc").unwrap_or(0);
            let ours = text.find("KUBECONFIG").expect(program);
            assert!(ours > own, "after the learner's own files: {text}");
            assert!(!text.contains("LANG") && text.contains("docker/x"), "{text}");
        }
        let other = launch("/bin/dash", &[]);
        assert_eq!((other.arguments, other.file), (vec!["-i".to_owned()], None));
    }

    #[test]
    fn zsh_reads_the_learners_files_through_ours() {
        let launch = launch("/bin/zsh", &[("HOME", "/home/x")]);
        assert_eq!(launch.env.last(), Some(&("ZDOTDIR".to_owned(), "/run/t 1".to_owned())));
        assert!(launch.file.unwrap().1.starts_with("ZDOTDIR=/home/x\n"));
    }
}
