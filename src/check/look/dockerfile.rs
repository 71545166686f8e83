//! A Dockerfile of the workspace, parsed: `object.stages[]` of `image`, `name`, `line`, `instructions[]`.
//!
//! An instruction has `keyword` in capitals, `flags` and `arguments` as lists of texts, `form` (`exec`, `shell` or
//! none), `to` (where `ADD` and `COPY` put things, as a whole path; empty where it is not known) and `line`. What a
//! shell gets stays one text; `ENV`, `ARG` and `LABEL` are split into `key=value`.

mod refused;
mod slip;

use parse_dockerfile::{
    Command, Flag, HealthcheckArguments, Instruction, JsonOrStringArray, Source, Span, UnescapedString,
};
use serde_json::{Value, json};

use super::files::{Text, with_text};
use crate::check::query::{Fact, Place};
use crate::course::{Flaw, Mistake, Slip, Unreachable};

/// What stands behind a keyword.
#[derive(Default)]
struct Parts {
    flags: Vec<String>,
    arguments: Vec<String>,
    form: Option<&'static str>,
}

pub(super) async fn look(place: &Place, path: &str) -> Result<Fact, Unreachable> {
    let file = path.to_owned();
    with_text(place, path, move |text: Text| fact(&file, &text.text)).await
}

/// The stages of a Dockerfile's text, or where it does not parse.
pub(super) fn fact(file: &str, text: &str) -> Fact {
    match parse_dockerfile::parse(text) {
        Ok(parsed) => {
            let written = Written::of(text);
            let refused = refused::all(&parsed).into_iter().map(|(at, slip)| written.mistake(file, at, slip));
            let refused: Vec<_> = refused.collect();
            if !refused.is_empty() {
                return super::yaml::invalid(refused);
            }
            let stages: Vec<Value> = parsed.stages().map(|stage| shown_stage(&written, &stage)).collect();
            Fact::Object(Some(json!({ "stages": stages })))
        }
        Err(error) => {
            let whole = error.to_string();
            let detail = whole.rsplit_once(" at line ").map_or(whole.as_str(), |(detail, _)| detail).to_owned();
            let (line, column) = place(text, error.line(), error.column());
            let flaw = Flaw::Syntax { slip: slip::of(&detail, word(text, line, column)) };
            Fact::Invalid(vec![Mistake { file: file.to_owned(), line, column, flaw }])
        }
    }
}

/// A place in characters; the parser counts columns in bytes.
fn place(text: &str, line: usize, column: usize) -> (usize, usize) {
    let written = line.checked_sub(1).and_then(|above| text.lines().nth(above)).unwrap_or_default();
    let before = column.checked_sub(1).and_then(|bytes| written.get(..bytes));
    (line, before.map_or(0, |before| before.chars().count() + 1))
}

/// The word that stands at a place.
fn word(text: &str, line: usize, column: usize) -> &str {
    let written = line.checked_sub(1).and_then(|above| text.lines().nth(above)).unwrap_or_default();
    let at = written.char_indices().nth(column.saturating_sub(1)).map_or(written.len(), |(at, _)| at);
    written[at..].split_whitespace().next().unwrap_or_default()
}

/// A text and the ends of its lines: there may be as many instructions as lines, and each tells its own.
struct Written<'a> {
    text: &'a str,
    ends: Vec<usize>,
}

impl<'a> Written<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, ends: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    fn line(&self, at: usize) -> usize {
        self.ends.partition_point(|end| *end < at) + 1
    }

    /// A slip at a byte of the text.
    fn mistake(&self, file: &str, at: usize, slip: Slip) -> Mistake {
        let line = self.line(at);
        let start = line.checked_sub(2).map_or(0, |above| self.ends[above] + 1);
        let column = self.text.get(start..at).map_or(0, |before| before.chars().count() + 1);
        Mistake { file: file.to_owned(), line, column, flaw: Flaw::Syntax { slip } }
    }
}

fn shown_stage(written: &Written<'_>, stage: &parse_dockerfile::Stage<'_, '_>) -> Value {
    let mut folder = None;
    let show = |instruction| shown(written, instruction, &mut folder);
    let instructions: Vec<Value> = stage.instructions.iter().map(show).collect();
    json!({
        "image": stage.from.image.value,
        "name": stage.from.as_.as_ref().map(|(_, name)| &name.value),
        "line": written.line(stage.from.from.span.start),
        "instructions": instructions,
    })
}

/// An instruction; `folder` is the working directory there, none while it is what the base image says.
fn shown(written: &Written<'_>, instruction: &Instruction<'_>, folder: &mut Option<String>) -> Value {
    let span = keyword(instruction);
    let Parts { flags, arguments, form } = parts(written.text, instruction);
    let whole = |path: Option<&String>| path.and_then(|path| whole_path(folder.as_deref(), path));
    let to = match instruction {
        Instruction::Add(_) | Instruction::Copy(_) => whole(arguments.last()).unwrap_or_default(),
        _ => String::new(),
    };
    if let Instruction::Workdir(_) = instruction {
        *folder = whole(arguments.last());
    }
    let keyword = written.text.get(span.clone()).unwrap_or_default().to_ascii_uppercase();
    json!({ "keyword": keyword, "flags": flags, "arguments": arguments, "form": form, "to": to, "line": written.line(span.start) })
}

/// A path from a working directory as a whole one, which ends in `/` where it names a folder; none where neither says
/// where it begins.
fn whole_path(folder: Option<&str>, path: &str) -> Option<String> {
    let from = if path.starts_with('/') { "" } else { folder? };
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let is_folder =
        parts.is_empty() || path.ends_with('/') || path == "." || path.ends_with("/.") || path.ends_with("..");
    Some(format!("/{}{}", parts.join("/"), if is_folder && !parts.is_empty() { "/" } else { "" }))
}

/// Where an instruction's keyword stands.
fn keyword(instruction: &Instruction<'_>) -> Span {
    let keyword = match instruction {
        Instruction::Add(it) => &it.add,
        Instruction::Arg(it) => &it.arg,
        Instruction::Cmd(it) => &it.cmd,
        Instruction::Copy(it) => &it.copy,
        Instruction::Entrypoint(it) => &it.entrypoint,
        Instruction::Env(it) => &it.env,
        Instruction::Expose(it) => &it.expose,
        Instruction::From(it) => &it.from,
        Instruction::Healthcheck(it) => &it.healthcheck,
        Instruction::Label(it) => &it.label,
        Instruction::Maintainer(it) => &it.maintainer,
        Instruction::Onbuild(it) => &it.onbuild,
        Instruction::Run(it) => &it.run,
        Instruction::Shell(it) => &it.shell,
        Instruction::Stopsignal(it) => &it.stopsignal,
        Instruction::User(it) => &it.user,
        Instruction::Volume(it) => &it.volume,
        Instruction::Workdir(it) => &it.workdir,
        _ => return 0..0,
    };
    keyword.span.clone()
}

fn parts(text: &str, instruction: &Instruction<'_>) -> Parts {
    let plain = |arguments: Vec<String>| Parts { arguments, ..Parts::default() };
    let one = |argument: &UnescapedString<'_>| plain(vec![argument.value.to_string()]);
    match instruction {
        Instruction::Add(it) => copied(&it.options, &it.src, &it.dest),
        Instruction::Copy(it) => copied(&it.options, &it.src, &it.dest),
        Instruction::Run(it) => Parts { flags: flags(&it.options), ..run(&it.arguments, &it.here_docs) },
        Instruction::Cmd(it) => command(&it.arguments),
        Instruction::Entrypoint(it) => command(&it.arguments),
        Instruction::Healthcheck(it) => {
            let arguments = match &it.arguments {
                HealthcheckArguments::Cmd { arguments, .. } => command(arguments),
                _ => plain(vec!["NONE".to_owned()]),
            };
            Parts { flags: flags(&it.options), ..arguments }
        }
        Instruction::Shell(it) => Parts { form: Some("exec"), ..plain(texts(&it.arguments)) },
        Instruction::Expose(it) => plain(texts(&it.arguments)),
        Instruction::Volume(it) => match &it.arguments {
            JsonOrStringArray::Json(list) => plain(texts(&list.value)),
            JsonOrStringArray::String(list) => plain(texts(list)),
        },
        Instruction::Arg(it) => plain(pairs(&it.arguments.value)),
        Instruction::Env(it) => plain(pairs(&it.arguments.value)),
        Instruction::Label(it) => plain(pairs(&it.arguments.value)),
        Instruction::Maintainer(it) => one(&it.name),
        Instruction::Stopsignal(it) => one(&it.arguments),
        Instruction::User(it) => one(&it.arguments),
        Instruction::Workdir(it) => one(&it.arguments),
        Instruction::Onbuild(it) => {
            let rest = text.get(keyword(&it.instruction).start..).unwrap_or_default();
            plain(rest.lines().next().map(str::to_owned).into_iter().collect())
        }
        _ => Parts::default(),
    }
}

fn copied(options: &[Flag<'_>], sources: &[Source<'_>], to: &UnescapedString<'_>) -> Parts {
    let source = |source: &Source<'_>| match source {
        Source::Path(path) => path.value.to_string(),
        Source::HereDoc(text) => text.value.to_string(),
        _ => String::new(),
    };
    let arguments = sources.iter().map(source).chain([to.value.to_string()]).collect();
    Parts { flags: flags(options), arguments, form: None }
}

/// A command, with the here-documents that stand below it as further arguments.
fn run(command_line: &Command<'_>, here_docs: &[parse_dockerfile::HereDoc<'_>]) -> Parts {
    let mut parts = command(command_line);
    parts.arguments.extend(here_docs.iter().map(|text| text.value.to_string()));
    parts
}

fn command(command: &Command<'_>) -> Parts {
    let (form, arguments) = match command {
        Command::Exec(list) => ("exec", texts(&list.value)),
        Command::Shell(line) => ("shell", vec![line.value.trim().to_owned()]),
        _ => return Parts::default(),
    };
    Parts { flags: Vec::new(), arguments, form: Some(form) }
}

fn texts(list: &[UnescapedString<'_>]) -> Vec<String> {
    list.iter().map(|text| text.value.to_string()).collect()
}

/// Flags as they are written: `--from=build`.
fn flags(options: &[Flag<'_>]) -> Vec<String> {
    let written = |flag: &Flag<'_>| match &flag.value {
        Some(value) => format!("--{}={}", flag.name.value, value.value),
        None => format!("--{}", flag.name.value),
    };
    options.iter().map(written).collect()
}

/// `A=1 B="two words"` as `A=1` and `B=two words`; the old `ENV A 1` as `A=1`.
fn pairs(raw: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let (mut quote, mut escaped) = (None, false);
    for c in raw.trim().chars() {
        let last = words.last_mut().expect("never empty");
        match (c, quote) {
            _ if escaped => {
                last.push(c);
                escaped = false;
            }
            ('\\', _) => escaped = true,
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (c, None) if c.is_whitespace() => words.push(String::new()),
            (c, _) => last.push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    match words.split_first() {
        Some((key, rest)) if !key.contains('=') && !rest.is_empty() => vec![format!("{key}={}", rest.join(" "))],
        _ => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Arity;

    fn stages(text: &str) -> Value {
        match fact("Dockerfile", text) {
            Fact::Object(Some(object)) => object["stages"].clone(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn stages_and_instructions_are_told_as_written() {
        let text = "# syntax=docker/dockerfile:1\nARG V=3\nFROM golang:$V AS build\nWORKDIR /src\ncopy go.mod ./\nRUN --mount=type=cache,target=/root go build \\\n  -o /app .\n\nFROM scratch\nCOPY --from=build /app /app\nUSER 65534\nEXPOSE 80 443/udp\nENTRYPOINT [\"/app\", \"-v\"]\nCMD serve --now\n";
        let stages = stages(text);
        assert_eq!(
            (&stages[0]["image"], &stages[0]["name"], &stages[0]["line"]),
            (&json!("golang:$V"), &json!("build"), &json!(3))
        );
        assert_eq!(stages[1]["name"], Value::Null);
        let first = &stages[0]["instructions"];
        assert_eq!(
            first[1],
            json!({"keyword": "COPY", "flags": [], "arguments": ["go.mod", "./"], "form": null, "to": "/src/", "line": 5})
        );
        assert_eq!(
            (&first[2]["form"], &first[2]["flags"]),
            (&json!("shell"), &json!(["--mount=type=cache,target=/root"]))
        );
        assert!(first[2]["arguments"][0].as_str().unwrap().starts_with("go build"));
        let second = &stages[1]["instructions"];
        assert_eq!(second[0]["flags"], json!(["--from=build"]));
        assert_eq!((&second[1]["arguments"], &second[2]["arguments"]), (&json!(["65534"]), &json!(["80", "443/udp"])));
        assert_eq!((&second[3]["form"], &second[3]["arguments"]), (&json!("exec"), &json!(["/app", "-v"])));
        assert_eq!(
            (&second[4]["form"], &second[4]["arguments"], &second[4]["line"]),
            (&json!("shell"), &json!(["serve --now"]), &json!(14))
        );
    }

    #[test]
    fn a_long_file_is_read_in_time() {
        let begun = std::time::Instant::now();
        let stages = stages(&format!("FROM a\n{}", "USER a\n".repeat(40_000)));
        assert_eq!(stages[0]["instructions"][39_999]["line"], 40_001);
        assert!(begun.elapsed() < std::time::Duration::from_secs(3), "{:?}", begun.elapsed());
    }

    #[test]
    fn pairs_are_split() {
        let table: &[(&str, &[&str])] = &[
            ("A=1 B=\"two words\" C='x y'", &["A=1", "B=two words", "C=x y"]),
            ("A two words", &["A=two words"]),
            ("A=a\\ b", &["A=a b"]),
            ("V", &["V"]),
        ];
        for (raw, expected) in table {
            assert_eq!(pairs(raw), *expected, "{raw}");
        }
    }

    #[test]
    fn what_does_not_parse_is_told_with_its_place() {
        let (word, name) = ("COPY".to_owned(), "a".to_owned());
        let instruction =
            |word: &str, near: Option<&str>| Slip::Instruction { word: word.to_owned(), near: near.map(str::to_owned) };
        let table = [
            ("FROM a\nRUNN b\n", 2, instruction("RUNN", Some("RUN"))),
            ("FROM a\nsteer b\n", 2, instruction("steer", None)),
            ("Form a\n", 1, instruction("Form", Some("FROM"))),
            ("FROM a\nENV A\n", 2, Slip::Pair { word: "ENV".to_owned(), pair: "A".to_owned() }),
            ("FROM a AS\n", 1, Slip::StageName),
            ("FROM a AS Build x\n", 1, Slip::StageName),
            ("FROM a b\n", 1, Slip::Expected { what: "AS".to_owned() }),
            ("FROM a\n\nCOPY one\n", 3, Slip::Arguments { word, wanted: Arity::TwoOrMore }),
            ("FROM a\nEXPOSE\n", 2, Slip::Arguments { word: "EXPOSE".to_owned(), wanted: Arity::OneOrMore }),
            ("FROM a\nUSER\n", 2, Slip::Arguments { word: "USER".to_owned(), wanted: Arity::One }),
            ("RUN a\n", 1, Slip::FromFirst),
            ("", 0, Slip::NoStage),
            ("FROM x AS a\nFROM y AS a\n", 2, Slip::StageTwice { name }),
            ("FROM a\nSHELL sh\n", 2, Slip::Json),
            ("FROM a\nRUN <<END\nls\n", 4, Slip::HereDoc { end: "END".to_owned() }),
            ("FROM a\nFROM b as\n", 2, Slip::StageName),
        ];
        for (text, at, expected) in table {
            match fact("Dockerfile", text) {
                Fact::Invalid(mistakes) => {
                    let found = mistakes.into_iter().map(|mistake| (mistake.line, mistake.flaw)).collect::<Vec<_>>();
                    assert_eq!(found, [(at, Flaw::Syntax { slip: expected })], "{text:?}");
                }
                other => panic!("{text:?}: {other:?}"),
            }
        }
        let Fact::Invalid(mistakes) = fact("Dockerfile", "FROM a\nRUNN b\n") else { panic!("it parses") };
        assert_eq!(mistakes[0].column, 1);
        let Fact::Invalid(mistakes) = fact("Dockerfile", "FROM a\nLABEL a=b\nENV 数据 \nEXPOSE 数据 x") else {
            panic!("it is taken")
        };
        let places: Vec<_> = mistakes.iter().map(|mistake| (mistake.line, mistake.column)).collect();
        assert_eq!(places, [(3, 5), (4, 8), (4, 11)], "all of them, in reading order");
        let Fact::Invalid(mistakes) = fact("Dockerfile", "FROM a\nRUN <<EOF\n数据") else { panic!("it parses") };
        assert_eq!((mistakes[0].line, mistakes[0].column), (3, 3), "columns count characters");
    }

    #[test]
    fn where_things_are_put_is_a_whole_path() {
        let text = "FROM a\nCOPY a x\nCOPY a /x\nWORKDIR /srv\nCOPY a .\nCOPY a b/\nWORKDIR ../b/c\nADD a ../d\nCOPY a ./\n\
            RUN x\nFROM b\nCOPY a y\n";
        let Fact::Object(Some(object)) = fact("Dockerfile", text) else { panic!("it parses") };
        let of = |stage: usize| -> Vec<String> {
            let all = object["stages"][stage]["instructions"].as_array().unwrap();
            all.iter().map(|one| one["to"].as_str().unwrap().to_owned()).collect()
        };
        assert_eq!(of(0), ["", "/x", "", "/srv/", "/srv/b/", "", "/b/d", "/b/c/", ""]);
        assert_eq!(of(1), [""]);
    }
}
