//! `env`: prints what a shell evaluates to work on an exercise, as `minikube docker-env` does.

use std::path::Path;

use clap::ValueEnum;

use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::{Wired, exercise_id, refused};
use crate::course::ExerciseId;
use crate::quoting;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The exercise, as docker/keep-the-data; else the one started last
    #[arg(value_parser = exercise_id)]
    id: Option<ExerciseId>,
    /// The shell to write for; else the one that asks, else that of SHELL
    #[arg(long)]
    shell: Option<Shell>,
}

/// A shell whose words we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell", alias = "pwsh")]
    Power,
}

/// Prints lines that set the variables, or JSON.
pub(super) async fn run(args: &Args, wired: &Wired, ui: &Ui) -> anyhow::Result<Exit> {
    let Some(id) = wired.exercise(args.id.as_ref(), ui).await? else { return Ok(Exit::WrongUse) };
    let env = match wired.tutor.env(&wired.learner, &id).await {
        Ok(env) => env,
        Err(error) => return Ok(refused(&error, ui)),
    };
    if ui.json {
        ui.data(&env)?;
        return Ok(Exit::Passed);
    }
    let asking = wired.config.parent.as_deref().and_then(Shell::of);
    let usual = wired.config.shell.as_deref().and_then(Shell::of);
    let shell = args.shell.or(asking).or(usual).unwrap_or(Shell::Bash);
    let lines = env.variables.iter().map(|(name, value)| shell.line(name, value));
    ui.raw(&lines.collect::<String>());
    Ok(Exit::Passed)
}

impl Shell {
    /// The shell that a program's name or path stands for; a login shell has a hyphen before it.
    fn of(program: &str) -> Option<Self> {
        let name = Path::new(program).file_stem()?.to_str()?;
        match name.trim_start_matches('-') {
            "bash" | "sh" | "dash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "fish" => Some(Self::Fish),
            "pwsh" | "powershell" => Some(Self::Power),
            _ => None,
        }
    }

    /// A line that sets a variable.
    fn line(self, name: &str, value: &str) -> String {
        match self {
            Self::Bash | Self::Zsh => format!("export {name}={}\n", quoting::posix(value)),
            Self::Fish => format!("set -gx {name} {};\n", quoting::fish(value)),
            Self::Power => format!("$Env:{name} = {}\n", quoting::power(value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARD: &str = "unix:///a b/it's \\ $(here)/`docker` \"x\" \u{2019}.sock";

    #[test]
    fn values_are_quoted_for_the_shell() {
        assert_eq!(Shell::Bash.line("A", "it's $(x)"), "export A='it'\\''s $(x)'\n");
        assert_eq!(Shell::Fish.line("A", r"it's \n"), "set -gx A 'it\\'s \\\\n';\n");
        assert_eq!(Shell::Power.line("A", "it's $(x) \u{2019}"), "$Env:A = 'it''s $(x) \u{2019}\u{2019}'\n");
    }

    #[test]
    fn a_shell_is_known_by_its_program() {
        let of = ["/usr/bin/zsh", "-bash", "pwsh.exe", "fish", "/bin/sh"].map(Shell::of);
        let expected = [Shell::Zsh, Shell::Bash, Shell::Power, Shell::Fish, Shell::Bash].map(Some);
        assert_eq!(of, expected);
        assert_eq!(["make", ""].map(Shell::of), [None, None]);
    }

    /// Of the shells that are installed here, each reads back what was meant; `bash` is everywhere.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "asks real shells what they read back")]
    fn a_shell_reads_back_what_was_meant() {
        let shells = [
            (Shell::Bash, "bash", "printf %s \"$DOCKER_HOST\""),
            (Shell::Zsh, "zsh", "printf %s \"$DOCKER_HOST\""),
            (Shell::Fish, "fish", "printf %s $DOCKER_HOST"),
            (Shell::Power, "pwsh", "[Console]::Out.Write($Env:DOCKER_HOST)"),
        ];
        let mut asked = Vec::new();
        for (shell, program, print) in shells {
            let option = if shell == Shell::Power { "-Command" } else { "-c" };
            let script = format!("{}{print}", shell.line("DOCKER_HOST", HARD));
            let Ok(said) = std::process::Command::new(program).args([option, &script]).output() else { continue };
            assert_eq!(String::from_utf8_lossy(&said.stdout), HARD, "{program}");
            asked.push(program);
        }
        assert!(asked.contains(&"bash"), "{asked:?}");
    }
}
