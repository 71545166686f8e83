//! A chart of the workspace, rendered by the learner's own `helm`: `objects`, validated as manifests are.
//!
//! `helm template` runs with an argument list, an environment of its own, empty settings in a folder that is removed
//! again, no cluster and no repository; what it prints is bounded, and it ends with the look. It runs again only when
//! something has changed of what it reads.
#![expect(clippy::disallowed_methods, reason = "starts `helm`, which renders charts")]

mod kept;
pub(super) mod said;

use std::collections::BTreeMap;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};

use self::kept::{Kept, Sources};
use self::said::Said;
use super::files::{Text, with_text};
use super::manifest;
use crate::check::query::{Fact, Place};
use crate::course::{ChartFlaw, DiskFault, Flaw, KubernetesRelease, Mistake, Unreachable};
use crate::engine::find_program;
use crate::offspring;

/// The most that is read of what helm prints.
const LARGEST: u64 = 4 << 20;

/// One for all workspaces: a digest stands for one chart in one state.
static KEPT: Kept = Kept::new();

/// What to render; the author's part of the look.
pub(super) struct Chart<'a> {
    pub(super) path: &'a str,
    pub(super) values: &'a [String],
    /// JSON by the path of a value: `image.tag`.
    pub(super) set: &'a BTreeMap<String, String>,
    pub(super) release: &'a str,
    pub(super) namespace: Option<&'a str>,
}

/// What helm printed.
struct Printed {
    is_good: bool,
    /// What ended it, where it did not end by itself.
    signal: Option<i32>,
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

pub(super) async fn look(place: &Place, chart: &Chart<'_>) -> Result<Fact, Unreachable> {
    let head = format!("{}/Chart.yaml", chart.path);
    let there = |_: Text| Fact::Object(Some(serde_json::Value::Null));
    if let Some(fact) = unfit(with_text(place, &head, there).await?) {
        return Ok(fact);
    }
    for name in chart.values {
        match with_text(place, name, there).await? {
            Fact::Object(None) => return Ok(invalid(name, 0, 0, ChartFlaw::NoFile { name: name.clone() })),
            found => {
                if let Some(fact) = unfit(found) {
                    return Ok(fact);
                }
            }
        }
    }
    let program = find_program(&place.programs, "helm");
    let program = program.ok_or_else(|| Unreachable::ProgramMissing { program: "helm".to_owned() })?;
    rendered(place, chart, program).await
}

/// What helm makes of the chart: what it made last time, if nothing has changed since.
async fn rendered(place: &Place, chart: &Chart<'_>, program: PathBuf) -> Result<Fact, Unreachable> {
    let sources = Sources {
        program,
        arguments: arguments(place, chart),
        workspace: place.workspace.clone(),
        folder: chart.path.to_owned(),
        values: chart.values.to_vec(),
        kubernetes: place.kubernetes,
    };
    let before = sources.digest().await;
    if let Some(fact) = before.and_then(|digest| KEPT.get(&digest)) {
        return Ok(fact);
    }
    let disk = |error: io::Error| {
        let path = sources.program.display().to_string();
        Unreachable::Disk { path, why: DiskFault::from(&error) }
    };
    let printed = helm(&sources, &place.programs).await.map_err(disk)?;
    if let Some(signal) = printed.signal {
        // A machine without memory ends it so: that says nothing of the chart.
        return Err(Unreachable::ProgramEnded { program: "helm".to_owned(), signal });
    }
    let fact = fact(chart, &printed, place.kubernetes);
    // What was saved while helm was reading belongs to neither state.
    if let Some(digest) = before.filter(|_| printed.is_good)
        && sources.digest().await == Some(digest)
    {
        KEPT.put(digest, &fact, printed.stdout.len());
    }
    Ok(fact)
}

/// What makes rendering pointless: a file that is not there, or cannot be read.
fn unfit(found: Fact) -> Option<Fact> {
    match found {
        Fact::Object(Some(_)) => None,
        Fact::Object(None) | Fact::Objects(_) | Fact::Silent(_) | Fact::Invalid(_) => Some(found),
    }
}

fn invalid(file: &str, line: usize, column: usize, flaw: ChartFlaw) -> Fact {
    Fact::Invalid(vec![mistake(file, line, column, flaw)])
}

fn mistake(file: &str, line: usize, column: usize, flaw: ChartFlaw) -> Mistake {
    Mistake { file: file.to_owned(), line, column, flaw: Flaw::Chart { flaw } }
}

/// What helm's answer comes to.
fn fact(chart: &Chart<'_>, printed: &Printed, release: KubernetesRelease) -> Fact {
    let chart_file = format!("{}/Chart.yaml", chart.path);
    if !printed.is_good {
        let Said { file, line, column, flaw } = said::of(&String::from_utf8_lossy(&printed.stderr));
        let file = file.map_or(chart_file, |file| in_workspace(chart, &file));
        return invalid(&file, line, column, flaw);
    }
    if printed.stdout.len() as u64 > LARGEST {
        return invalid(&chart_file, 0, 0, ChartFlaw::Other { detail: format!("> {LARGEST} bytes") });
    }
    let text = String::from_utf8_lossy(&printed.stdout);
    let in_template = |Mistake { line, flaw, .. }: Mistake| {
        let file = source(&text, line).map_or_else(|| chart_file.clone(), |source| in_workspace(chart, source));
        mistake(&file, 0, 0, ChartFlaw::Object { name: named(&text, line), flaw: Box::new(flaw) })
    };
    match manifest::fact(chart.path, &text, release) {
        Fact::Invalid(mistakes) => Fact::Invalid(mistakes.into_iter().map(in_template).collect()),
        found => found,
    }
}

/// The template that a line of the rendered text comes from.
fn source(text: &str, line: usize) -> Option<&str> {
    text.lines().take(line).filter_map(|line| line.strip_prefix("# Source: ")).last()
}

/// The rendered line, as a learner finds it in `helm template`.
fn named(text: &str, line: usize) -> String {
    text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().chars().take(80).collect()
}

/// `web/templates/x.yaml`, which begins with the chart's name, as a path of the workspace.
fn in_workspace(chart: &Chart<'_>, file: &str) -> String {
    match file.split_once('/') {
        Some((_, inside)) if file.contains("/templates/") || file.contains("/charts/") => {
            format!("{}/{inside}", chart.path)
        }
        _ => match chart.values.iter().find(|name| file.ends_with(name.as_str())) {
            Some(name) => name.clone(),
            None => format!("{}/{file}", chart.path),
        },
    }
}

/// Ends helm and all that it started.
struct Group(Option<Pid>);

impl Group {
    fn of(child: &Child) -> Self {
        Self(child.id().and_then(|id| Pid::from_raw(id.try_into().ok()?)))
    }

    fn end(&self) {
        if let Some(leader) = self.0 {
            // It has usually ended by itself, which is as good.
            kill_process_group(leader, Signal::KILL).ok();
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

async fn helm(sources: &Sources, programs: &[PathBuf]) -> io::Result<Printed> {
    let scratch = tempfile::Builder::new().prefix("sampan-helm-").tempdir()?;
    let mut command = Command::new(&sources.program);
    command.args(&sources.arguments).current_dir(&sources.workspace);
    command.env_clear().envs(environment(scratch.path(), programs)).envs([offspring::mark()]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.process_group(0).kill_on_drop(true).spawn()?;
    let group = Group::of(&child);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    // Who prints more than is read is ended, since nobody would take the rest from its pipe.
    let (stdout, stderr) = tokio::try_join!(bounded(stdout, &group), bounded(stderr, &group))?;
    let is_cut = stdout.len() as u64 > LARGEST || stderr.len() as u64 > LARGEST;
    let status = child.wait().await?;
    let signal = status.signal().filter(|_| !is_cut);
    Ok(Printed { is_good: status.success() || is_cut, signal, stdout, stderr })
}

async fn bounded(from: Option<impl AsyncRead + Unpin>, group: &Group) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(from) = from {
        from.take(LARGEST + 1).read_to_end(&mut bytes).await?;
    }
    if bytes.len() as u64 > LARGEST {
        group.end();
    }
    Ok(bytes)
}

fn arguments(place: &Place, chart: &Chart<'_>) -> Vec<String> {
    let namespace = chart.namespace.unwrap_or(&place.namespace);
    // A path with a dot in front is never taken for the name of a repository.
    let mut arguments = vec!["template".to_owned(), chart.release.to_owned(), format!("./{}", chart.path)];
    if !namespace.is_empty() {
        arguments.push(format!("--namespace={namespace}"));
    }
    arguments.extend(chart.values.iter().map(|name| format!("--values={name}")));
    arguments.extend(chart.set.iter().map(|(path, value)| format!("--set-json={path}={value}")));
    arguments
}

/// All that helm sees of the learner's surroundings: where programs are.
fn environment(scratch: &Path, programs: &[PathBuf]) -> Vec<(String, String)> {
    let path = std::env::join_paths(programs).unwrap_or_default().to_string_lossy().into_owned();
    let folder = |name: &str| scratch.join(name).display().to_string();
    let mut all = vec![
        ("PATH".to_owned(), path),
        ("HOME".to_owned(), scratch.display().to_string()),
        ("KUBECONFIG".to_owned(), "/dev/null".to_owned()),
    ];
    let own = ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_PLUGINS"];
    all.extend(own.map(|name| (name.to_owned(), folder(&name.to_lowercase()))));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::ManifestFlaw;

    fn chart<'a>(values: &'a [String], set: &'a BTreeMap<String, String>) -> Chart<'a> {
        Chart { path: "shop/web", values, set, release: "web", namespace: None }
    }

    fn rendered(text: &str) -> Fact {
        let printed = Printed { is_good: true, signal: None, stdout: text.into(), stderr: Vec::new() };
        fact(&chart(&[], &BTreeMap::new()), &printed, KubernetesRelease::default())
    }

    #[test]
    fn r25_a56_helm_is_asked_with_a_list_of_arguments() {
        let (values, set) = (["night.yaml".to_owned()], [("a.b".to_owned(), "\"x,y\"".to_owned())].into());
        let place = Place { namespace: "n".into(), ..Place::default() };
        let expected =
            ["template", "web", "./shop/web", "--namespace=n", "--values=night.yaml", "--set-json=a.b=\"x,y\""];
        assert_eq!(arguments(&place, &chart(&values, &set)), expected);
    }

    #[test]
    fn a_rendered_object_that_would_be_refused_names_its_template() {
        let good = "---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
        assert!(matches!(rendered(good), Fact::Objects(objects) if objects.len() == 1));
        let bad = format!(
            "{good}---\n# Source: web/templates/b.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndat: {{}}\n\
             ---\n# Source: web/templates/c.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: C}}\n"
        );
        let Fact::Invalid(mistakes) = rendered(&bad) else { panic!("it is valid") };
        let files: Vec<_> = mistakes.iter().map(|mistake| mistake.file.as_str()).collect();
        assert_eq!(files, ["shop/web/templates/b.yaml", "shop/web/templates/c.yaml"]);
        let Flaw::Chart { flaw: ChartFlaw::Object { name, flaw } } = &mistakes[0].flaw else { panic!("{mistakes:?}") };
        assert_eq!(name, "dat: {}");
        assert!(matches!(&**flaw, Flaw::Manifest { flaw: ManifestFlaw::UnknownField { field, .. } } if field == "dat"));
    }

    #[test]
    fn a_complaint_is_told_at_the_learners_own_path() {
        let stderr = b"Error: parse error at (web/templates/service.yaml:16): unexpected EOF\n".to_vec();
        let printed = Printed { is_good: false, signal: None, stdout: Vec::new(), stderr };
        let found = fact(&chart(&[], &BTreeMap::new()), &printed, KubernetesRelease::default());
        assert_eq!(found, invalid("shop/web/templates/service.yaml", 16, 0, ChartFlaw::End));
    }
}
