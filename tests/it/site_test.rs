//! A whole course through the library: the good fixture has no problem, each broken one has exactly its own.

use std::fs;
use std::path::{Path, PathBuf};

use sampan::course::{ExerciseId, Lang, Problem};
use sampan::site::{Library, Options, Site, Source, Step};
use sampan::tutor::open_course;

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn good() -> Library {
    let (library, problems) = Library::open(&Source::Dir(fixtures().join("good")));
    assert_eq!(problems, [], "the good course has no problem");
    library
}

pub(crate) fn zh() -> Lang {
    Lang::new("zh-cn")
}

#[test]
fn the_good_course_is_read_whole() {
    let library = good();
    let course = &library.course;
    assert_eq!(course.langs, [Lang::en(), zh()]);
    assert_eq!(course.parts.len(), 1);
    assert_eq!((course.parts[0].name.as_str(), course.parts[0].title.text(&zh())), ("docker", "Docker"));
    let lesson = &course.parts[0].lessons[0];
    assert_eq!(lesson.title.text(&zh()), "容器没了，数据还在");
    assert_eq!((lesson.minutes, lesson.owns.volumes.as_slice()), (Some(12), &["diary".to_owned()][..]));
    let exercise = &course.exercises[&"docker/keep-the-data".parse().unwrap()];
    assert_eq!((exercise.checks.len(), exercise.wrong.len(), exercise.solution.len()), (4, 5, 1));
    assert!(exercise.solution[0].executable, "a script is executable, whatever its mode");
    assert_eq!(exercise.checks[3].looks.keys().collect::<Vec<_>>(), ["note", "reader"]);
    assert_eq!(course.quizzes[&"docker/volumes".parse().unwrap()].questions.len(), 4);
}

/// Each folder changes the good course in one way, and names every problem that must come of it.
#[test]
fn w2_w5_each_broken_course_has_exactly_its_problems() {
    let mut wrong = Vec::new();
    let mut folders: Vec<PathBuf> =
        fs::read_dir(fixtures().join("broken")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() > 50, "the fixtures are there");
    for folder in folders {
        let root = changed(&folder);
        let (library, problems) = open_course(&Source::Dir(root.path().to_owned()));
        let found: String = problems.iter().map(told).collect();
        let expected = fs::read_to_string(folder.join("expected.txt")).unwrap_or_default();
        if found != expected {
            wrong.push(format!("## {}\n{found}-- expected\n{expected}", folder.file_name().unwrap().display()));
        }
        // Whoever reads of a problem reads what to do.
        for problem in problems.iter().filter(|problem| problem.help.as_ref().is_none_or(String::is_empty)) {
            wrong.push(format!("## {}\nno help: {problem}", folder.file_name().unwrap().display()));
        }
        // What is sound still makes a site, and every problem can be shown.
        assert!(library.build(&Options::served()).files.contains_key("index.html"));
        assert!(problems.iter().all(|p| library.excerpt(p, "error", "help", false).contains(&p.words)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn told(problem: &Problem) -> String {
    let help = problem.help.as_ref().map_or(String::new(), |help| format!("  help: {help}\n"));
    let gap = problem.gap.as_ref().map_or(String::new(), |lang| format!("  gap: {lang}\n"));
    format!("{problem}\n{help}{gap}")
}

/// A copy of the good course with a fixture's `change.txt` done and what lies in its `add/` put in.
pub(crate) fn changed(fixture: &Path) -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    let mut file = PathBuf::new();
    let (mut old, mut new): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    let script = fs::read_to_string(fixture.join("change.txt")).unwrap_or_default();
    for line in script.lines().chain(["@ "]) {
        match line.split_at(line.len().min(2)) {
            ("- ", text) => old.push(text),
            ("+ ", text) => new.push(text),
            ("@ ", path) => {
                replace(&file, &old.join("\n"), &new.join("\n"));
                (file, old, new) = (root.path().join(path), Vec::new(), Vec::new());
            }
            _ => fs::remove_file(root.path().join(line.strip_prefix("gone ").unwrap_or("?"))).unwrap(),
        }
    }
    if fixture.join("add").is_dir() {
        copy(&fixture.join("add"), root.path());
    }
    root
}

fn replace(file: &Path, old: &str, new: &str) {
    if !old.is_empty() {
        let text = fs::read_to_string(file).unwrap();
        assert_eq!(text.matches(old).count(), 1, "{}: {old:?}", file.display());
        fs::write(file, text.replace(old, new)).unwrap();
    }
}

pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.as_ref().unwrap().file_name()));
        if from.is_dir() { copy(&from, &to) } else { fs::write(&to, fs::read(&from).unwrap()).unwrap() }
    }
}

pub(crate) fn page(library: &Library, path: &str, served: bool) -> String {
    String::from_utf8(library.build(&Options { served, ..Options::default() }).files[path].to_vec()).unwrap()
}

#[test]
fn a_served_page_keeps_the_answers_to_itself() {
    let library = good();
    let served = page(&library, "en/docker/volumes.html", true);
    let published = page(&library, "en/docker/volumes.html", false);
    assert!(served.contains("<html lang=\"en\" data-lang=\"en\" data-root=\"../../\" data-served>"));
    assert!(!served.contains("data-key") && !served.contains("sampan start"));
    assert!(published.contains("data-key=\"") && published.contains("<code>sampan start docker/keep-the-data</code>"));
    assert!(!served.contains("solve.sh"), "the solution comes by the tutor alone");
    for html in [served, published] {
        assert!(
            html.contains("data-exercise=\"docker/keep-the-data\"") && html.contains("data-check=\"written-before\"")
        );
        assert!(!html.contains("Only <code>docker rm</code> deletes it"), "the explanation is part of the answer");
        assert!(html.contains("<title id=\"mounts-title\">One path in a container"));
    }
}

#[test]
fn a_page_speaks_its_own_language_throughout() {
    let html = page(&good(), "zh-cn/docker/volumes.html", true);
    assert!(html.contains("<html lang=\"zh-CN\"") && html.contains("<title>容器没了，数据还在"));
    for words in [
        "留住数据",
        "提示 1/3",
        "12 分钟",
        "存在名为 <code>notes</code> 的数据卷",
        "由 Docker 保管",
        "仍在该容器的可写层里",
    ] {
        assert!(html.contains(words), "{words}");
    }
    for words in ["Keep the data", "Hint 1", "minutes", "kept by Docker", "site-"] {
        assert!(!html.contains(words), "{words}");
    }
}

/// Every `href` and `src` of the built folder leads to a file of it, and to an id that is there.
#[test]
fn all_links_are_relative_and_lead_somewhere() {
    links_lead_somewhere(&good().build(&Options::default()));
}

fn links_lead_somewhere(site: &Site) {
    let mut seen = 0;
    for (path, bytes) in site.files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        for link in html.split(&[' ', '\n'][..]).filter_map(|w| w.strip_prefix("href=\"").or(w.strip_prefix("src=\"")))
        {
            let link = link.split('"').next().unwrap();
            if link.starts_with("https://") {
                continue;
            }
            let (file, id) = link.split_once('#').unwrap_or((link, ""));
            let file = if file.is_empty() { path.clone() } else { joined(path, file) };
            let target = site.files.get(&file).unwrap_or_else(|| panic!("{path}: {link}"));
            let target = String::from_utf8_lossy(target);
            assert!(id.is_empty() || target.contains(&format!("id=\"{id}\"")), "{path}: {link}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen} links");
}

fn joined(page: &str, link: &str) -> String {
    let mut steps: Vec<&str> = page.split('/').collect();
    steps.pop();
    for step in link.split('/') {
        if step == ".." { steps.pop().map(|_| ()).unwrap() } else { steps.push(step) }
    }
    steps.join("/")
}

#[test]
fn sessions_and_files_come_in_the_order_of_the_page() {
    let library = good();
    let lesson = "docker/volumes".parse().unwrap();
    let steps = library.steps(&lesson, &Lang::en());
    let Some(Step::Session(first)) = steps.first() else { panic!("{steps:?}") };
    assert_eq!((first.line, first.commands.len(), first.commands[4].code), (19, 5, 1));
    let sessions = library.steps(&lesson, &zh()).into_iter().filter(|step| matches!(step, Step::Session(_)));
    assert_eq!(sessions.count(), 2);
    let line = fs::read_to_string(fixtures().join("good/content/en/docker/volumes.md")).unwrap();
    assert!(line.lines().nth(first.commands[0].line - 1).unwrap().ends_with(&first.commands[0].text));
}

#[test]
fn a_missing_page_is_shown_in_english_and_a_stale_one_says_so() {
    let root = changed(&fixtures().join("broken/translation-missing"));
    let (library, _) = Library::open(&Source::Dir(root.path().to_owned()));
    let html = page(&library, "zh-cn/docker/volumes.html", true);
    assert!(html.contains("banner missing") && html.contains("<article data-page=\"docker/volumes\" lang=\"en\""));
    assert!(html.contains("Data that outlives a container") && html.contains("留住数据"));

    let file = "content/zh-cn/docker/volumes.md";
    let good = fs::read_to_string(fixtures().join("good").join(file)).unwrap();
    for (hash, stale) in [("0000000000000000", true), ("416e22a2c4b3088b", false)] {
        fs::write(
            root.path().join(file),
            good.replacen("minutes: 12", &format!("minutes: 12\nsource_hash: {hash:?}"), 1),
        )
        .unwrap();
        let (library, problems) = Library::open(&Source::Dir(root.path().to_owned()));
        assert_eq!(problems.iter().map(|p| p.line).collect::<Vec<_>>(), if stale { vec![5] } else { vec![] });
        assert_eq!(page(&library, "zh-cn/docker/volumes.html", true).contains("banner stale"), stale, "{hash}");
    }
}

#[test]
fn a_site_replaces_an_older_one_and_nothing_else() {
    let (site, root) = (good().build(&Options::default()), tempfile::tempdir().unwrap());
    let out = root.path().join("new/site");
    site.write(&out).unwrap();
    fs::write(out.join("old.html"), "old").unwrap();
    site.write(&out).unwrap();
    assert!(out.join("en/docker/volumes.html").is_file() && !out.join("old.html").exists());
    let left: Vec<_> = fs::read_dir(out.parent().unwrap()).unwrap().collect();
    assert_eq!(left.len(), 1, "no temporary folder stays");

    let mine = root.path().join("mine");
    fs::create_dir(&mine).unwrap();
    fs::write(mine.join("thesis.txt"), "mine").unwrap();
    assert!(site.write(&mine).unwrap_err().to_string().contains("nothing was changed"));
    assert_eq!(fs::read_to_string(mine.join("thesis.txt")).unwrap(), "mine");
}

#[test]
fn a_section_is_found_by_what_learn_says() {
    let section = good().section("docker/volumes.md#volumes", &zh()).unwrap();
    assert_eq!(
        (section.href.as_str(), section.title.as_str()),
        ("docker/volumes.html#volumes", "可写层之外的三种位置")
    );
    assert_eq!(good().section("docker/volumes.md#nothing", &zh()), None);
}

#[test]
fn a_bad_expression_is_shown_where_it_stands() {
    let library = good();
    let id: ExerciseId = "docker/keep-the-data".parse().unwrap();
    let that = "object.Mounts.exists(m, m.Type == 'volume' && m.Name == 'notes' && m.Destination == '/data')";
    let (_, expressions) = library.expressions().find(|(exercise, _)| **exercise == id).unwrap();
    let nth = expressions.iter().position(|expression| expression.text == that);
    assert_eq!(expressions[nth.unwrap()].variables.as_deref(), Some(&["object".to_owned(), "begun".to_owned()][..]));
    let problem = library.expression_problem(&id, nth, Some((1, 8)), "no such function");
    assert_eq!((problem.line, problem.column), (30, 16));
    assert!(library.excerpt(&problem, "error", "help", false).contains("exercise.toml:30:16"));
}

#[test]
fn a_course_is_not_led_out_of_its_folder() {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    std::os::unix::fs::symlink("/etc/passwd", root.path().join("content/en/docker/secret.md")).unwrap();
    std::os::unix::fs::symlink("/etc", root.path().join("exercises/etc")).unwrap();
    let (_, problems) = Library::open(&Source::Dir(root.path().to_owned()));
    let told: Vec<_> = problems.iter().map(ToString::to_string).collect();
    let expected =
        ["content/en/docker/secret.md", "exercises/etc"].map(|p| format!("{p}: is neither a file nor a folder"));
    assert_eq!(told, expected);
}

/// W1: cut at every byte, each kind of file of ours is still read, or refused with its name.
#[test]
fn w1_a_file_cut_anywhere_is_no_panic() {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    for file in [
        "book.toml",
        "content/figures/mounts.svg",
        "content/zh-cn/docker/volumes.md",
        "exercises/docker/keep-the-data/exercise.toml",
        "exercises/docker/keep-the-data/task.en.md",
    ] {
        let whole = fs::read(root.path().join(file)).unwrap();
        for length in (0..whole.len()).step_by(whole.len() / 20 + 1) {
            fs::write(root.path().join(file), &whole[..length]).unwrap();
            let (library, problems) = Library::open(&Source::Dir(root.path().to_owned()));
            assert!(problems.iter().all(|p| !library.excerpt(p, "error", "help", false).is_empty()));
            assert!(library.build(&Options::default()).files.contains_key("index.html"));
        }
        fs::write(root.path().join(file), &whole).unwrap();
    }
}

/// W3: what other systems make of a text file is read as well.
#[test]
fn w3_byte_order_marks_and_other_line_ends_do_not_matter() {
    let root = tempfile::tempdir().unwrap();
    copy(&fixtures().join("good"), root.path());
    for file in texts(root.path()) {
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    let (theirs, problems) = Library::open(&Source::Dir(root.path().to_owned()));
    assert_eq!(problems, []);
    let ours = good();
    assert_eq!(page(&ours, "zh-cn/docker/volumes.html", true), page(&theirs, "zh-cn/docker/volumes.html", true));
    let lesson = "docker/volumes".parse().unwrap();
    assert_eq!(ours.steps(&lesson, &zh()), theirs.steps(&lesson, &zh()));
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            out.extend(texts(&path));
        } else if ["md", "toml", "svg"].iter().any(|ending| path.extension().is_some_and(|e| e == *ending)) {
            out.push(path);
        }
    }
    out
}

/// `sampan` without arguments shows the course in the binary.
#[test]
fn the_embedded_course_opens_in_both_languages() {
    let (library, problems) = Library::open(&Source::Embedded);
    assert_eq!(library.course.langs.len(), 2, "{problems:?}");
    links_lead_somewhere(&library.build(&Options::default()));
}
