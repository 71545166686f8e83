//! `env`: prints what a shell evaluates to work on an exercise, as `minikube docker-env` does.

use crate::cli::exit::Exit;
use crate::cli::ui::Ui;
use crate::cli::wire::{Wired, exercise_id, refused};
use crate::course::ExerciseId;
use crate::tutor::quoted;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The exercise, as docker/keep-the-data; else the one started last
    #[arg(value_parser = exercise_id)]
    id: Option<ExerciseId>,
    /// The shell to write for: bash, zsh, fish (else by SHELL)
    #[arg(long)]
    shell: Option<String>,
}

/// Prints `export` lines, or JSON.
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
    let shell = args.shell.as_ref().or(wired.config.shell.as_ref()).map_or("bash", String::as_str);
    let fish = shell.ends_with("fish");
    let lines = env.variables.iter().map(|(name, value)| line(fish, name, value));
    ui.raw(&lines.collect::<String>());
    Ok(Exit::Passed)
}

fn line(fish: bool, name: &str, value: &str) -> String {
    if fish {
        format!("set -gx {name} {};\n", fish_quoted(value))
    } else {
        format!("export {name}={}\n", quoted(value))
    }
}

/// In fish a backslash also escapes within single quotes.
fn fish_quoted(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_the_shell() {
        assert_eq!(line(false, "A", "it's $(x)"), "export A='it'\\''s $(x)'\n");
        assert_eq!(line(true, "A", r"it's \n"), "set -gx A 'it\\'s \\\\n';\n");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "asks a real shell what it reads back")]
    fn a_shell_reads_back_what_was_meant() {
        let value = "unix:///a b/it's $(here)/`docker`.sock";
        let script = format!("{}printf %s \"$DOCKER_HOST\"", line(false, "DOCKER_HOST", value));
        let read_back = std::process::Command::new("bash").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&read_back.stdout), value);
    }
}
