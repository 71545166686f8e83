//! The terminal program from outside: what it prints where, and how it ends. No engine is needed.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::program::{House, Server, course, said};

const DOCKERFILE: &str = "docker/write-a-dockerfile";

/// What solves the exercise on Dockerfiles.
pub(crate) fn solve(house: &House) {
    let workspace = house.workspace(DOCKERFILE);
    let dockerfile = "FROM nginx:1.29-alpine\nCOPY deploy/default.conf /etc/nginx/conf.d/\n\
                      COPY site/ /usr/share/nginx/html/\nRUN date > /usr/share/nginx/html/built.txt\n";
    std::fs::write(workspace.join("deploy/Dockerfile"), dockerfile).unwrap();
    std::fs::write(workspace.join(".dockerignore"), "booking.env\nsite/drafts\n").unwrap();
}

/// An exercise that needs no engine, and whose course comes from a folder.
pub(crate) const OWN: &str = r#"
format = 1
level = "beginner"
minutes = 5
needs = []

[[checks]]
id = "note"
look = { file = { path = "note.txt" } }
that = "object != null"
say = { en = "a note", zh-cn = "一张便条" }

[[checks]]
id = "port"
look = { answer = {} }
that = "object.text == '80'"
say = { en = "the port", zh-cn = "端口号" }
"#;

#[test]
fn wrong_use_is_64_and_says_what_is_right() {
    let house = House::new();
    for (arguments, expected) in [
        (&["nonsense"][..], "unrecognized subcommand"),
        (&["start", "Bad"], "part/name"),
        (&["start"], "<ID>"),
        (&["start", "docker/none"], "sampan list"),
        (&["check"], "sampan start ID"),
        (&["--lang", "tlh", "list"], "en, zh-cn"),
        (&["check", "--answer", "port", DOCKERFILE], "CHECK=TEXT"),
        (&["check", "--answer", "nothing=80", DOCKERFILE], "nothing"),
    ] {
        let said = house.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (Some(64), ""), "{arguments:?}: {said:#?}");
        assert!(said.err.contains(expected), "{arguments:?}: {said:#?}");
    }
    assert!(house.well(&["--help"]).contains("completions"));
    assert!(house.well(&["--version"]).starts_with("sampan "));
}

#[test]
fn a_file_exercise_is_done_in_the_terminal() {
    let house = House::new();
    let not_started = house.run(&["check", DOCKERFILE]);
    assert_eq!(not_started.code, Some(1), "{not_started:#?}");
    let started = house.run(&["start", DOCKERFILE]);
    assert_eq!(started.code, Some(0), "{started:#?}");
    let workspace = house.workspace(DOCKERFILE);
    assert!(started.out.contains(&format!("cd {}", workspace.display())), "{started:#?}");
    assert!(started.err.contains("sampan check --watch"), "{started:#?}");

    let open = house.run(&["check"]);
    assert_eq!(open.code, Some(1), "the one that was started last: {open:#?}");
    for words in ["not yet:", "found: file `deploy/Dockerfile` does not exist", "see: cat deploy/Dockerfile", "learn:"]
    {
        assert!(open.out.contains(words), "{words}: {open:#?}");
    }
    assert!(!open.out.contains("cannot tell"), "{open:#?}");

    assert!(house.well(&["hint"]).contains("Hint 1 of 3"));
    let hints = house.well(&["hint"]);
    assert!(hints.contains("Hint 1 of 3") && hints.contains("Hint 2 of 3"), "{hints}");

    let unsure = house.run(&["solution"]);
    assert_eq!((unsure.code, unsure.out.as_str()), (Some(1), ""), "{unsure:#?}");
    assert!(unsure.err.contains("--yes"), "{unsure:#?}");
    assert!(house.well(&["solution", "--yes"]).contains("COPY site/"));

    solve(&house);
    assert!(house.well(&["check"]).contains("All checks have passed."));
    assert!(house.well(&["solution"]).contains("COPY site/"), "after success nothing is asked");
    assert!(house.well(&["progress"]).starts_with("1 of "));
    let done = house.well(&["list"]).lines().any(|line| line.contains(DOCKERFILE) && line.contains("done"));
    assert!(done);
    // What was solved stays done, whatever becomes of the files.
    std::fs::remove_file(workspace.join(".dockerignore")).unwrap();
    assert_eq!(house.run(&["check"]).code, Some(1));
    assert!(house.well(&["progress"]).starts_with("1 of "));

    assert!(house.run(&["stop"]).err.contains("Your files are in"));
    assert!(workspace.join("deploy/Dockerfile").exists());
    assert_eq!(house.run(&["check"]).code, Some(64), "nothing is started any more");
}

#[test]
fn a_reset_moves_the_workspace_aside_and_three_copies_stay() {
    let house = House::new();
    house.well(&["start", DOCKERFILE]);
    let aside = house.path("sampan/.aside");
    for round in 1..=5 {
        std::fs::write(house.workspace(DOCKERFILE).join("mine.txt"), round.to_string()).unwrap();
        let said = house.run(&["reset"]);
        assert_eq!(said.code, Some(0), "{said:#?}");
        assert!(said.err.contains(&aside.display().to_string()), "{said:#?}");
        assert!(!house.workspace(DOCKERFILE).join("mine.txt").exists());
        assert!(house.workspace(DOCKERFILE).join("site/index.html").exists(), "it starts anew");
    }
    let copies = std::fs::read_dir(aside).unwrap().map(|entry| entry.unwrap().path().join("mine.txt"));
    let mut kept: Vec<String> = copies.map(|file| std::fs::read_to_string(file).unwrap()).collect();
    kept.sort();
    assert_eq!(kept, ["3", "4", "5"]);
}

#[test]
fn data_goes_to_standard_output_and_talk_to_standard_error() {
    let house = House::new();
    let start = house.run(&["start", DOCKERFILE, "--json"]);
    let view: serde_json::Value = serde_json::from_str(&start.out).unwrap();
    assert_eq!(view["standing"], "open");
    assert!(start.err.contains("Making the workspace"), "{start:#?}");
    for (arguments, field) in [
        (&["list"][..], "/exercises/docker~1write-a-dockerfile"),
        (&["progress"], "/next"),
        (&["check"], "/checks/0/see"),
        (&["hint"], "/texts/0"),
        (&["solution", "--yes"], "/files/0/text"),
        (&["env"], "/workspace"),
        (&["doctor"], "/0/text"),
    ] {
        let value = house.json(&[&["--json"], arguments].concat());
        assert!(value.pointer(field).is_some_and(serde_json::Value::is_string), "{arguments:?}: {value}");
    }
    assert_eq!(house.json(&["lint", "--json"])["problems"], serde_json::json!([]), "the embedded course has none");
}

#[test]
fn colour_goes_where_it_is_wanted() {
    let house = House::new();
    house.well(&["start", DOCKERFILE]);
    let escape = |said: crate::program::Said| format!("{}{}", said.out, said.err).contains('\u{1b}');
    assert!(!escape(house.run(&["check"])), "a pipe");
    let forced = house.with("CLICOLOR_FORCE", "1");
    assert!(escape(forced.run(&["check"])));
    let refused = House::new().with("NO_COLOR", "1").with("TERM", "xterm-256color");
    refused.well(&["start", DOCKERFILE]);
    assert!(!escape(said(&mut in_a_terminal(&refused, &["check"]))), "NO_COLOR");
    let wanted = House::new().with("TERM", "xterm-256color");
    wanted.well(&["start", DOCKERFILE]);
    assert!(escape(said(&mut in_a_terminal(&wanted, &["check"]))), "a terminal");
}

#[test]
fn the_language_is_the_wished_one_else_the_systems() {
    let house = House::new();
    let ask = |house: &House, arguments: &[&str]| house.run(&[arguments, &["check"]].concat()).err;
    assert!(ask(&house, &[]).contains("No exercise has been started"));
    for wish in ["zh-cn", "zh_CN", "zh"] {
        assert!(ask(&house, &["--lang", wish]).contains("没有"), "{wish}");
    }
    let chinese = House::new().with("LANG", "zh_CN.UTF-8");
    assert!(ask(&chinese, &[]).contains("没有"));
    assert!(ask(&chinese, &["--lang", "en"]).contains("No exercise has been started"));
    assert!(ask(&chinese.with("SAMPAN_LANG", "en"), &[]).contains("No exercise has been started"));
    // The same attempt in both languages.
    house.well(&["start", DOCKERFILE, "--lang", "zh-cn"]);
    solve(&house);
    assert!(house.well(&["check", "--lang", "zh-cn"]).contains("通过"));
    assert!(house.well(&["progress", "--lang", "en"]).starts_with("1 of "));
}

#[test]
fn shells_complete_the_commands() {
    let house = House::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = house.well(&["completions", shell]);
        assert!(script.contains("sampan") && script.contains("completions"), "{shell}");
    }
    let file = house.path("completion.bash");
    std::fs::write(&file, house.well(&["completions", "bash"])).unwrap();
    let line = format!(
        ". {}; COMP_WORDS=(sampan re); COMP_CWORD=1; _sampan sampan re sampan; echo \"${{COMPREPLY[*]}}\"",
        file.display()
    );
    let said = said(&mut house.command_of("bash", &["-c", &line]));
    assert_eq!(said.out.trim(), "reset", "{said:#?}");
}

#[test]
fn a_watch_ends_when_all_is_solved() {
    let house = House::new();
    house.well(&["start", DOCKERFILE]);
    let mut watch = house.command(&["check", "--watch"]);
    let mut watch = watch.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut lines = BufReader::new(watch.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.contains("not yet")), "the first reading tells what is to do");
    solve(&house);
    let rest: Vec<String> = lines.collect();
    assert_eq!(watch.wait().unwrap().code(), Some(0), "{rest:?}");
    assert!(rest.iter().any(|line| line.contains("All checks have passed.")), "{rest:?}");
}

#[test]
fn a_language_that_the_course_has_not_is_wrong_use() {
    let said = House::new().run(&["--lang", "fr", "list"]);
    assert_eq!((said.code, said.out.as_str()), (Some(64), ""), "{said:#?}");
    assert!(said.err.contains("`fr`") && said.err.contains("zh-cn"), "{said:#?}");
}

#[test]
fn what_is_not_started_has_no_environment() {
    let house = House::new();
    let said = house.run(&["env", "docker/keep-the-data"]);
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "nothing that a shell would evaluate: {said:#?}");
    assert!(said.err.contains("Start it first"), "{said:#?}");
}

#[test]
fn r24_a50_a51_a_course_from_a_folder_is_trusted_once_and_again_after_a_change() {
    let house = House::new();
    let course = course(&house.path(""), OWN);
    let (folder, id) = (course.to_str().unwrap(), "docker/keep-the-data");
    let refused = house.run(&["--course", folder, "start", id]);
    assert_eq!(refused.code, Some(1), "{refused:#?}");
    assert!(refused.err.contains("This course comes from a folder"), "{refused:#?}");
    assert!(!house.workspace(id).exists(), "nothing of it has been made");
    assert!(house.well(&["--course", folder, "list"]).contains(id), "reading it is free");

    let agreed = house.run(&["--course", folder, "--yes", "start", id]);
    assert_eq!(agreed.code, Some(0), "{agreed:#?}");
    let again = house.run(&["--course", folder, "check", id]);
    assert!(again.code == Some(1) && !again.err.contains("This course comes from a folder"), "{again:#?}");

    let task = course.join("exercises/docker/keep-the-data/task.en.md");
    std::fs::write(&task, std::fs::read_to_string(&task).unwrap() + "\nOne more line.\n").unwrap();
    let changed = house.run(&["--course", folder, "check", id]);
    assert!(changed.code == Some(1) && changed.err.contains("This course comes from a folder"), "{changed:#?}");
    assert_eq!(changed.out, "", "no check has been made");
}

/// The same command where standard input, output and error are a terminal.
fn in_a_terminal(house: &House, arguments: &[&str]) -> std::process::Command {
    let program = env!("CARGO_BIN_EXE_sampan");
    let line: Vec<String> = std::iter::once(&program).chain(arguments).map(|word| format!("'{word}'")).collect();
    house.command_of("script", &["--quiet", "--return", "--command", &line.join(" "), "/dev/null"])
}

#[test]
#[cfg(target_os = "linux")]
fn a_question_in_a_terminal_takes_yes_and_else_is_no() {
    for (typed, code, shown) in [("\n", 1, false), ("n\n", 1, false), ("yes\n", 0, true), ("y\n", 0, true)] {
        let house = House::new();
        house.well(&["start", DOCKERFILE]);
        let (reader, mut writer) = std::io::pipe().unwrap();
        std::io::Write::write_all(&mut writer, typed.as_bytes()).unwrap();
        let said = said(in_a_terminal(&house, &["solution"]).stdin(reader));
        assert_eq!((said.code, said.out.contains("COPY site/")), (Some(code), shown), "{typed:?}: {said:#?}");
        assert!(said.out.contains("[y/N]"), "{said:#?}");
        drop(writer);
    }
}

#[test]
fn an_answer_is_given_in_the_terminal() {
    let house = House::new();
    let course = course(&house.path(""), OWN);
    let (folder, id) = (course.to_str().unwrap(), "docker/keep-the-data");
    let run = |more: &[&str]| house.run(&[&["--course", folder, "--yes"], more].concat());
    assert_eq!(run(&["start", id]).code, Some(0));
    let open = run(&["check"]);
    assert!(open.out.contains("check --answer port="), "{open:#?}");
    std::fs::write(house.workspace(id).join("note.txt"), "x").unwrap();
    assert_eq!(run(&["check", "--answer", "port=81"]).code, Some(1));
    assert_eq!(run(&["check", "--answer", "port=80"]).code, Some(0));
    assert_eq!(run(&["check"]).code, Some(0), "it is remembered");
}

#[test]
fn lint_lists_every_problem_and_the_rest_still_works() {
    let house = House::new();
    let course = course(&house.path(""), &OWN.replace("minutes = 5", "minutes = \"five\"").replace("path =", "pth ="));
    let page = course.join("content/en/docker/volumes.md");
    std::fs::write(&page, std::fs::read_to_string(&page).unwrap() + "\n<b>html</b>\n\n[x](nowhere.md)\n").unwrap();
    let folder = course.to_str().unwrap();
    let lint = house.run(&["--course", folder, "lint"]);
    assert_eq!((lint.code, lint.out.lines().count()), (Some(1), 1), "a line for the translation: {lint:#?}");
    for place in ["exercise.toml:4:11", "exercise.toml:9:19", "did you mean `path`", "content/en/docker/volumes.md:"] {
        assert!(lint.err.contains(place), "{place}: {}", lint.err);
    }
    let problems = house.json(&["--course", folder, "lint", "--json"]);
    assert!(problems["problems"].as_array().unwrap().len() >= 4, "{problems}");
    let listed = house.run(&["--course", folder, "list"]);
    assert!(listed.code == Some(0) && listed.err.contains(" lint`"), "{listed:#?}");
    let out = house.path("out");
    assert_eq!(house.run(&["--course", folder, "build", "--out", out.to_str().unwrap()]).code, Some(1));
    assert!(!out.exists(), "a course with problems is not written");
    assert_eq!(house.run(&["lint"]).code, Some(0), "the embedded course");
}

#[test]
fn a_folder_that_is_no_course_is_named() {
    let house = House::new();
    for folder in ["missing", "empty"] {
        let at = house.path(folder);
        if folder == "empty" {
            std::fs::create_dir(&at).unwrap();
        }
        let lint = house.run(&["--course", at.to_str().unwrap(), "lint"]);
        assert_eq!(lint.code, Some(1), "{lint:#?}");
        assert!(lint.err.contains("book.toml"), "{lint:#?}");
    }
}

#[test]
fn build_replaces_a_site_and_nothing_else() {
    let house = House::new();
    let out = house.path("out/site");
    let build = || house.run(&["build", "--out", out.to_str().unwrap()]);
    assert_eq!(build().code, Some(0));
    assert!(out.join("zh-cn/docker/volumes.html").exists());
    std::fs::write(out.join("old.html"), "x").unwrap();
    assert_eq!(build().code, Some(0));
    assert!(!out.join("old.html").exists(), "replaced as a whole");
    let mine = house.path("mine");
    std::fs::create_dir(&mine).unwrap();
    std::fs::write(mine.join("thesis.txt"), "x").unwrap();
    let refused = house.run(&["build", "--out", mine.to_str().unwrap()]);
    assert_eq!(refused.code, Some(2), "{refused:#?}");
    assert!(refused.err.contains("nothing was changed"), "{refused:#?}");
    assert_eq!(std::fs::read_dir(&mine).unwrap().count(), 1);
}

#[test]
fn f11_a_second_server_leads_to_the_first() {
    let house = House::new();
    let first = house.serve(&[]);
    let second = house.run(&["serve", "--no-browser", "--port", "0"]);
    assert_eq!(second.code, Some(0), "{second:#?}");
    assert!(second.err.contains(&format!("http://127.0.0.1:{}/", first.port)), "{second:#?}");
    assert!(second.err.contains("already runs"), "{second:#?}");
    let opened = house.run(&["open", "--no-browser"]);
    assert!(opened.code == Some(0) && opened.err.contains("#code="), "{opened:#?}");
    let token = house.well(&["open", "--bearer"]);
    let (status, progress) = first.ask(token.trim(), "GET /api/progress", "").unwrap();
    assert_eq!((status, progress["exercises"][DOCKERFILE].as_str()), (200, Some("untouched")));
    // The terminal works beside it, and the server sees what it did.
    house.well(&["start", DOCKERFILE]);
    solve(&house);
    house.well(&["check"]);
    let (_, progress) = first.ask(token.trim(), "GET /api/progress", "").unwrap();
    assert_eq!(progress["exercises"][DOCKERFILE], "done");
}

#[test]
fn without_a_server_open_says_how_to_start_one() {
    let said = House::new().run(&["open", "--no-browser"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:#?}");
    assert!(said.err.contains("Start it with `sampan`"), "{said:#?}");
}

#[test]
fn r17_f12_a_port_that_is_taken_is_named_with_its_holder_and_another_offered() {
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = holder.local_addr().unwrap().port();
    let said = House::new().run(&["serve", "--no-browser", "--port", &port.to_string()]);
    assert_eq!(said.code, Some(2), "{said:#?}");
    assert!(said.err.contains(&format!("Port {port} is taken by")), "{said:#?}");
    if cfg!(target_os = "linux") {
        assert!(said.err.contains(&format!("(pid {})", std::process::id())), "{said:#?}");
    }
    let offered = said.err.split("--port ").nth(1).unwrap().trim_end().trim_end_matches('`');
    assert!(offered.parse::<u16>().is_ok_and(|other| other != port), "{said:#?}");
    assert!(!said.err.contains("#code="), "no link: {said:#?}");
}

#[test]
fn r45_f15_a_server_that_is_told_to_end_ends_soon_and_well() {
    let house = House::new();
    let mut server = house.serve(&[]);
    let token = house.well(&["open", "--bearer"]);
    // A client that says nothing, and one that watches.
    let _silent = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let mut watching = std::net::TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    let request = format!(
        "GET /api/exercises/{DOCKERFILE}/events HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nAuthorization: Bearer {}\r\n\r\n",
        server.port,
        token.trim()
    );
    std::io::Write::write_all(&mut watching, request.as_bytes()).unwrap();
    std::io::Read::read_exact(&mut watching, &mut [0; 12]).unwrap();
    let (code, took) = server.terminate();
    assert_eq!(code, Some(0));
    assert!(took < Duration::from_secs(11), "{took:?}");
    assert!(!house.path("data/run/server.json").exists(), "its notice is down");
    assert_eq!(house.run(&["open", "--no-browser"]).code, Some(2));
}

#[test]
fn f17_homes_that_cannot_be_used_are_named_with_what_to_do() {
    let house = House::new();
    let file = house.path("file");
    std::fs::write(&file, "x").unwrap();
    let inside = file.join("data");
    for (variable, value, expected) in [
        ("HOME", "here", "`HOME` is `here`, which is not an absolute path"),
        ("SAMPAN_DATA", "here", "`SAMPAN_DATA` is `here`"),
        ("SAMPAN_DATA", inside.to_str().unwrap(), "df -h"),
        ("SAMPAN_DATA", "/proc/sampan", "df -h"),
    ] {
        for command in [&["list"][..], &["serve", "--no-browser", "--port", "0"], &["doctor"]] {
            let mut command = house.command(command);
            let said = said(command.env(variable, value));
            assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{variable}={value}: {said:#?}");
            assert!(said.err.contains(expected) && said.err.contains(value), "{variable}={value}: {said:#?}");
        }
    }
}

#[test]
fn f17_without_a_home_the_accounts_own_is_used() {
    let house = House::new();
    let said = said(house.command(&["list"]).env_remove("HOME"));
    assert_eq!(said.code, Some(0), "{said:#?}");
    assert!(house.path("data/sampan.db").exists());
}

/// A home that may be read only: the page is served from elsewhere, and a start says what is wrong.
#[test]
fn f17_workspaces_that_cannot_be_made_are_named() {
    let house = House::new().with("SAMPAN_WORKSPACES", "/proc/sampan");
    let start = house.run(&["start", DOCKERFILE]);
    assert_eq!(start.code, Some(2), "{start:#?}");
    assert!(start.err.contains("/proc/sampan") && start.err.contains("df -h"), "{start:#?}");
    let mut server = Server::begin(house.command(&["serve", "--port", "0"]));
    assert_eq!(server.terminate().0, Some(0), "no browser is opened, the link was said");
    // The start goes on where it stopped.
    let mended = said(house.command(&["start", DOCKERFILE]).env("SAMPAN_WORKSPACES", house.path("elsewhere")));
    assert_eq!(mended.code, Some(0), "{mended:#?}");
}

#[test]
fn f10_a_damaged_database_is_refused_and_left_alone() {
    let house = House::new();
    house.well(&["start", DOCKERFILE]);
    let database = house.path("data/sampan.db");
    // What is still in the WAL would hide the damage, and rightly so.
    let _ = std::fs::remove_file(house.path("data/sampan.db-wal"));
    let mut bytes = std::fs::read(&database).unwrap();
    bytes[..4096].fill(0x5a);
    std::fs::write(&database, &bytes).unwrap();
    let said = house.run(&["list"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:#?}");
    assert!(said.err.contains("damaged") && said.err.contains("sampan.db-wal"), "{said:#?}");
    assert_eq!(std::fs::read(&database).unwrap(), bytes, "nothing has been written to it");
    assert!(house.run(&["list", "--lang", "zh-cn"]).err.contains("已损坏"));
}

#[test]
fn r16_f17_whatever_the_umask_others_may_read_nothing_of_ours() {
    let house = House::new();
    let program = env!("CARGO_BIN_EXE_sampan");
    let serve = format!("umask 000; exec '{program}' --lang en serve --port 0");
    let mut server = Server::begin(house.command_of("bash", &["-c", &serve]));
    for arguments in ["open --bearer", "start docker/write-a-dockerfile", "check"] {
        said(&mut house.command_of("bash", &["-c", &format!("umask 000; '{program}' {arguments}")]));
    }
    for folder in ["data", "data/run", "sampan"] {
        assert_eq!(mode(&house.path(folder)), 0o700, "{folder}");
    }
    let files = files(&house.path("data"));
    assert!(files.len() > 2, "{files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    server.kill();
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
