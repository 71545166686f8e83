//! `task.<lang>.md` → the task, its hints in order, and what is said when it is solved.

use std::ops::Range;

use super::markdown::{self, Link};
use crate::course::{Lang, Problem, Task};

/// More hints help nobody, and each costs as much as the whole file is long.
const MOST: usize = 100;

/// Cuts a task file at its headings and checks the Markdown of each piece; gives the links that it makes, too.
pub(super) fn read(file: &str, text: &str, lang: &Lang, problems: &mut Vec<Problem>) -> (Task, Vec<Link>) {
    let mut task = Task::default();
    let mut pieces = pieces(text);
    if let Some(more) = pieces.get(MOST) {
        let at = more.heading.clone();
        problems.push(Problem::at(file, text, at, "a task has fewer sections than this").help("take it apart"));
        pieces.truncate(MOST);
    }
    let mut solved = false;
    let mut links = Vec::new();
    for piece in &pieces {
        let body = text[piece.body.clone()].trim().to_owned();
        let found = markdown::fragment(file, text, piece.body.clone(), lang);
        problems.extend(found.problems);
        links.extend(found.links);
        let help = "write `# Title`, the task, each hint under `## Hint`, and last `## After`";
        let at = |words: &str| Problem::at(file, text, piece.heading.clone(), words).help(help);
        match piece.title {
            Title::None if body.is_empty() => {}
            Title::None => problems.push(at("a task begins with its title: `# Title`")),
            Title::Task(title) if task.title.is_empty() => (task.title, task.body) = (title.to_owned(), body),
            Title::Task(_) => problems.push(at("a task has one title")),
            Title::Hint if solved => problems.push(at("hints come before `## After`")),
            Title::Hint if body.is_empty() => problems.push(at("this hint says nothing")),
            Title::Hint => task.hints.push(body),
            Title::After if solved => problems.push(at("there is already an `## After`")),
            Title::After => (solved, task.after) = (true, body),
            Title::Other(name) => {
                let help = Some(super::near::known(name, ["Hint", "After"], ""));
                let mut problem = at("a task has the sections `## Hint` and `## After`, in every language");
                problem.help = help;
                problems.push(problem);
            }
        }
    }
    if task.title.is_empty() && !pieces.iter().any(|piece| matches!(piece.title, Title::None) && !piece.body.is_empty())
    {
        problems.push(Problem::at(file, text, 0..0, "the task has no title").help("begin with `# Title`"));
    }
    (task, links)
}

enum Title<'a> {
    None,
    Task(&'a str),
    Hint,
    After,
    Other(&'a str),
}

struct Piece<'a> {
    title: Title<'a>,
    heading: Range<usize>,
    body: Range<usize>,
}

/// The pieces between headings of the first and second level; a `#` inside a code block is none.
fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = vec![Piece { title: Title::None, heading: 0..0, body: 0..0 }];
    let (mut at, mut fenced) = (0, false);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        fenced ^= line.trim_start().starts_with("```");
        let title = if fenced { None } else { title(line.trim_end()) };
        match title {
            Some(title) => pieces.push(Piece { title, heading: at..at + line.trim_end().len(), body: end..end }),
            None => pieces.last_mut().expect("begins with one").body.end = end,
        }
        at = end;
    }
    pieces
}

fn title(line: &str) -> Option<Title<'_>> {
    if let Some(title) = line.strip_prefix("# ") {
        return Some(Title::Task(title.trim()));
    }
    match line.strip_prefix("## ")?.trim() {
        "Hint" => Some(Title::Hint),
        "After" => Some(Title::After),
        other => Some(Title::Other(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Task, Vec<Problem>) {
        let mut problems = Vec::new();
        (read("task.en.md", text, &Lang::en(), &mut problems).0, problems)
    }

    #[test]
    fn hints_keep_their_order_and_a_comment_in_code_is_no_heading() {
        let text =
            "# T\n\nDo it.\n\n```sh\n# not a title\n## Hint\n```\n\n## Hint\none\n\n## Hint\ntwo\n\n## After\ndone\n";
        let (task, problems) = parse(text);
        assert_eq!(problems, []);
        assert_eq!((task.title.as_str(), task.hints.len(), task.after.as_str()), ("T", 2, "done"));
        assert_eq!(task.hints, ["one", "two"]);
        assert!(task.body.contains("# not a title"));
    }

    #[test]
    fn a_misspelt_section_is_named_at_its_line() {
        let (_, problems) = parse("# T\n\n## Hnit\nx\n");
        assert_eq!((problems[0].line, problems[0].help.as_deref()), (3, Some("did you mean `Hint`?")));
    }

    #[test]
    fn a_task_of_countless_sections_is_refused_at_once() {
        let begun = std::time::Instant::now();
        let (task, problems) = parse(&format!("# T\n{}", "## Hint\nx\n".repeat(10_000)));
        assert!(begun.elapsed() < std::time::Duration::from_secs(2), "{:?}", begun.elapsed());
        assert_eq!((problems.len(), problems[0].line, task.hints.len()), (1, 198, 98));
    }
}
