//! Code blocks: what their info string says, and their HTML (pure). Sessions show prompt, command and output apart.

use std::collections::BTreeSet;

use super::console::{self, Kind};
use super::highlight::{self, Language};
use super::html::escape;
use super::looks::is_inside;
use super::near::did_you_mean;
use crate::course::Lang;
use crate::words;

/// What stands behind the three backticks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Info {
    /// `console`, `yaml`, or nothing.
    pub(super) kind: String,
    /// The name of the file that the block is.
    pub(super) file: Option<String>,
    /// Lines to mark, from 1.
    pub(super) mark: BTreeSet<usize>,
    /// Why a session is not run.
    pub(super) skip: Option<String>,
    language: Language,
}

/// Reads an info string as `yaml {file=web.yaml mark=3,5-7}`; `Err` holds words and help.
pub(super) fn info(text: &str) -> Result<Info, (String, Option<String>)> {
    let (kind, rest) = text.split_once('{').unwrap_or((text, "}"));
    let kind = kind.trim();
    let language = highlight::language(kind).map_err(|help| (format!("there is no language `{kind}`"), Some(help)))?;
    let mut info = Info { kind: kind.to_owned(), language, ..Info::default() };
    let mut rest = rest.trim().strip_suffix('}').ok_or_else(|| plain("the `{` is not closed"))?.trim();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=').ok_or_else(|| plain(&format!("`{rest}` has no value")))?;
        let (value, after) = value(after).ok_or_else(|| plain("a quote is not closed"))?;
        set(&mut info, key.trim(), value)?;
        rest = after.trim_start();
    }
    Ok(info)
}

fn plain(words: &str) -> (String, Option<String>) {
    (words.to_owned(), None)
}

/// A value in quotes or up to the next space, and what follows it.
fn value(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"'),
        None => Some(text.split_once(' ').unwrap_or((text, ""))),
    }
}

fn set(info: &mut Info, key: &str, value: &str) -> Result<(), (String, Option<String>)> {
    match key {
        "file" if info.kind == "console" => return Err(plain("a session is no file")),
        "file" if is_inside(value) => info.file = Some(value.to_owned()),
        "file" => return Err(plain(&format!("`{value}` is no path inside the workspace"))),
        "mark" => info.mark = mark(value).ok_or_else(|| plain(&format!("`{value}` are no lines: write `3,5-7`")))?,
        "skip" if info.kind != "console" => return Err(plain("only a `console` block is run, and so skipped")),
        "skip" if value.trim().is_empty() => return Err(plain("`skip` says why: `{skip=\"needs a browser\"}`")),
        "skip" => info.skip = Some(value.to_owned()),
        _ => {
            let help = did_you_mean(key, ["file", "mark", "skip"]);
            return Err((format!("a code block has no `{key}`"), help));
        }
    }
    Ok(())
}

fn mark(text: &str) -> Option<BTreeSet<usize>> {
    let mut out = BTreeSet::new();
    for piece in text.split(',') {
        let (first, last) = piece.split_once('-').unwrap_or((piece, piece));
        let (first, last) = (first.trim().parse::<usize>().ok()?, last.trim().parse::<usize>().ok()?);
        if first == 0 || last < first || last - first > 1000 {
            return None;
        }
        out.extend(first..=last);
    }
    Some(out)
}

/// A file as HTML, with its name.
pub(super) fn file(path: &str, text: &str, lang: &Lang) -> String {
    let kind = highlight::of_file(path);
    let language = highlight::language(kind).unwrap_or_default();
    html(&Info { kind: kind.to_owned(), file: Some(path.to_owned()), language, ..Info::default() }, text, lang)
}

/// The block as HTML.
pub(super) fn html(info: &Info, text: &str, lang: &Lang) -> String {
    if info.kind == "console" {
        return session(info, text, lang);
    }
    let caption = info.file.as_ref().map_or(String::new(), |file| format!("<figcaption>{}</figcaption>", escape(file)));
    let class =
        if info.kind.is_empty() { String::new() } else { format!(" class=\"language-{}\"", escape(&info.kind)) };
    let mut code = String::new();
    for (number, line) in highlight::lines(info.language, text).into_iter().enumerate() {
        let line = if info.mark.contains(&(number + 1)) { format!("<mark>{line}</mark>") } else { line };
        code.push_str(&line);
        code.push('\n');
    }
    format!("<figure class=\"code\">{caption}<pre><code{class}>{code}</code></pre></figure>\n")
}

/// A session: the commands alone are in `.cmd`, so that a copy button takes nothing else.
fn session(info: &Info, text: &str, lang: &Lang) -> String {
    let lines = console::lines(text);
    let mut commands = commands(&lines).into_iter();
    let mut code = String::new();
    for (kind, line) in lines {
        let mut command = || commands.next().unwrap_or_default();
        let line = match kind {
            Kind::Command => format!("<span class=\"p\">$ </span><span class=\"cmd\">{}</span>", command()),
            Kind::Continuation => format!("<span class=\"p\">&gt; </span><span class=\"cmd\">{}</span>", command()),
            Kind::Output => format!("<span class=\"out\">{}</span>", escape(&softened(line))),
            Kind::Code(exit) => {
                let words = words::say(lang, "site-exit-code", &[("code", exit.to_string().into())]);
                format!("<span class=\"exit\">{}</span>", escape(&words))
            }
        };
        code.push_str(&line);
        code.push('\n');
    }
    let skip = if info.skip.is_some() { " data-skip" } else { "" };
    format!("<pre class=\"session\"{skip}><code>{code}</code></pre>\n")
}

/// The lines of a session's commands with their colours; a command is read with its continuations.
fn commands(lines: &[(Kind, &str)]) -> Vec<String> {
    let mut commands: Vec<String> = Vec::new();
    for (kind, line) in lines {
        match (kind, commands.last_mut()) {
            (Kind::Continuation, Some(command)) => command.push_str(&format!("\n{line}")),
            (Kind::Command | Kind::Continuation, _) => commands.push((*line).to_owned()),
            (Kind::Output | Kind::Code(_), _) => {}
        }
    }
    // A line end at the end makes even an empty line a line.
    commands.iter().flat_map(|command| highlight::lines(Language::Shell, &format!("{command}\n"))).collect()
}

/// What stands for anything is shown as an ellipsis.
fn softened(line: &str) -> String {
    if line.trim() == "..." { "…".to_owned() } else { line.replace("[..]", "…") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_info_string_says_file_lines_and_why_not_run() {
        let found = info("yaml {file=web.yaml mark=3,5-7}").unwrap();
        assert_eq!((found.kind.as_str(), found.file.as_deref()), ("yaml", Some("web.yaml")));
        assert_eq!(found.mark, BTreeSet::from([3, 5, 6, 7]));
        assert_eq!(info("console {skip=\"needs a browser\"}").unwrap().skip.as_deref(), Some("needs a browser"));
        assert_eq!(info("").unwrap(), Info::default());
    }

    #[test]
    fn a_wrong_one_is_refused() {
        for text in [
            "yaml {file=../x}",
            "yaml {mark=0}",
            "yaml {skip=\"x\"}",
            "console {file=x}",
            "yaml {file",
            "console {skip=\"x}",
        ] {
            assert!(info(text).is_err(), "{text:?} should be refused");
        }
        assert_eq!(info("yaml {fiel=x}").unwrap_err().1.as_deref(), Some("did you mean `file`?"));
    }

    #[test]
    fn a_language_that_is_not_known_is_near_to_one() {
        assert_eq!(info("ymal").unwrap_err().1.as_deref(), Some("did you mean `yaml`?"));
        assert!(info("cobol {file=x}").unwrap_err().0.contains("`cobol`"));
    }

    #[test]
    fn a_marked_line_is_whole_within_a_text_of_several() {
        let html = html(&info("toml {mark=2}").unwrap(), "a = \"\"\"\nb\n\"\"\"\n", &Lang::en());
        assert!(html.contains("\n<mark><span class=\"s\">b</span></mark>\n<span class=\"s\">"), "{html}");
    }

    #[test]
    fn a_copied_session_is_its_commands() {
        let html = html(&info("console").unwrap(), "$ docker ps\nID [..]\n...\n", &Lang::en());
        assert!(html.contains("<span class=\"cmd\"><span class=\"f\">docker</span> ps</span>"), "{html}");
        assert!(html.contains("<span class=\"out\">ID …</span>\n<span class=\"out\">…</span>"), "{html}");
    }
}
