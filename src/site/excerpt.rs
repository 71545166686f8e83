//! A problem as it is shown to its author: file, line, the words in question underlined, and what to do.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::course::Problem;

/// Draws a problem over its file's text, with `error_word` in the head (`error`, `错误`); plain, or in colour. What a
/// translation lacks has a milder one.
pub(super) fn draw(problem: &Problem, text: Option<&str>, error_word: &str, help_word: &str, coloured: bool) -> String {
    let level = if problem.is_gap() { Level::WARNING } else { Level::ERROR };
    let title = level.with_name(error_word).primary_title(problem.words.as_str());
    let renderer = if coloured { Renderer::styled() } else { Renderer::plain() };
    let help = problem.help.as_deref().map(|help| Level::HELP.with_name(help_word).message(help));
    match text.filter(|_| problem.line > 0) {
        Some(text) => {
            let mark = AnnotationKind::Primary.span(range(problem, text));
            let group = title.element(Snippet::source(text).path(problem.file.as_str()).annotation(mark));
            renderer.render(&[group.elements(help)])
        }
        None => {
            let place = annotate_snippets::Origin::path(problem.file.as_str());
            renderer.render(&[title.element(place).elements(help)])
        }
    }
}

/// The bytes that a problem's place means.
fn range(problem: &Problem, text: &str) -> std::ops::Range<usize> {
    let start: usize = text.split_inclusive('\n').take(problem.line - 1).map(str::len).sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let byte = |chars: usize| start + line.chars().take(chars).map(char::len_utf8).sum::<usize>();
    match problem.column {
        0 => start..start + line.len(),
        column => byte(column - 1)..byte(column - 1 + problem.width.max(1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_is_underlined_and_the_help_is_there() {
        let text = "id = 1\nnmae = 2\n";
        let problem = Problem::at("x.toml", text, 7..11, "unknown key").help("did you mean `name`?");
        let drawn = draw(&problem, Some(text), "error", "help", false);
        assert!(drawn.starts_with("error: unknown key"), "{drawn}");
        assert!(
            drawn.contains("x.toml:2:1") && drawn.contains("^^^^\n") && drawn.contains("help: did you mean"),
            "{drawn}"
        );
    }

    #[test]
    fn a_place_at_the_very_end_does_not_fall_off() {
        let problem = Problem { line: 9, column: 7, width: 3, ..Problem::of_file("x.toml", "end") };
        assert!(draw(&problem, Some("卷"), "error", "help", false).contains("x.toml"));
        assert!(draw(&Problem::of_file("x.toml", "end"), None, "error", "help", false).contains("x.toml"));
    }
}
