//! What `helm template` complains of, as one of our own flaws. It says it in words alone, so the words are read. Pure.
//!
//! Helm 3 writes one line, Helm 4 several; both are one text here.

use crate::course::ChartFlaw;

/// A complaint with the file that it is about; line and column from 1, 0 where unknown.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::check::look) struct Said {
    /// As helm writes it, from the chart's name on: `web/templates/service.yaml`.
    pub(in crate::check::look) file: Option<String>,
    pub(in crate::check::look) line: usize,
    pub(in crate::check::look) column: usize,
    pub(in crate::check::look) flaw: ChartFlaw,
}

/// Reads helm's complaint.
pub(in crate::check::look) fn of(stderr: &str) -> Said {
    let lines = stderr.lines().skip_while(|line| !line.starts_with("Error: "));
    let lines: Vec<&str> = lines.take_while(|line| !line.starts_with("Use --debug")).map(str::trim).collect();
    let joined = lines.join(" ");
    let text = joined.strip_prefix("Error: ").unwrap_or(&joined).trim();
    let text = text.strip_prefix("template: ").unwrap_or(text);
    let nowhere = |flaw| Said { file: None, line: 0, column: 0, flaw };
    values(text).or_else(|| placed(text)).unwrap_or_else(|| nowhere(loose(text)))
}

/// A complaint that begins with its place, or holds it in brackets.
fn placed(text: &str) -> Option<Said> {
    for (before, is_said) in [("parse error at (", false), ("execution error at (", true)] {
        if let Some(rest) = text.strip_prefix(before) {
            let (place, words) = rest.split_once("): ")?;
            let (file, line, column) = place_of(place)?;
            let flaw = if is_said { ChartFlaw::Said { words: short(words) } } else { loose(words) };
            return Some(Said { file: Some(file), line, column, flaw });
        }
    }
    if let Some(rest) = text.strip_prefix("YAML parse error on ") {
        let (file, words) = rest.split_once(": ")?;
        // The reader behind helm names no line where it is the first.
        let flaw = match number_after(words, "yaml: line ") {
            Some(line) => ChartFlaw::Yaml { line },
            None if words.contains("to JSON: yaml: ") => ChartFlaw::Yaml { line: 1 },
            None => loose(words),
        };
        return Some(Said { file: Some(file.to_owned()), line: 0, column: 0, flaw });
    }
    for before in ["cannot load ", "failed to parse "] {
        if let Some(rest) = text.strip_prefix(before) {
            let (file, words) = rest.split_once(": ")?;
            let line = number_after(words, "yaml: line ").unwrap_or(0);
            let flaw = ChartFlaw::Yaml { line };
            return Some(Said { file: Some(file.to_owned()), line, column: 0, flaw });
        }
    }
    let (place, words) = text.split_once(" executing ").map(|(place, words)| (place.trim_end_matches(':'), words))?;
    let (file, line, column) = place_of(place)?;
    // A chain of `include` names each place; the last one is where it went wrong.
    let inner = words.rsplit_once(": executing ").and_then(|(before, words)| {
        let place = before.rsplit(' ').next()?;
        Some((place_of(place)?, words))
    });
    let ((file, line, column), words) = inner.unwrap_or(((file, line, column), words));
    Some(Said { file: Some(file), line, column, flaw: executing(words) })
}

/// `"web/templates/x.yaml" at <.Values.a.b>: nil pointer evaluating interface {}.b`.
fn executing(words: &str) -> ChartFlaw {
    let expression = words.split_once(" at <").and_then(|(_, rest)| rest.split_once('>')).map(|(inside, _)| inside);
    let complaint = words.split_once(">:").map_or(words, |(_, complaint)| complaint).trim();
    if let (Some(expression), Some((_, field))) = (expression, complaint.split_once("nil pointer evaluating ")) {
        let field = field.rsplit('.').next().unwrap_or_default().to_owned();
        return ChartFlaw::Nil { expression: short(expression), field };
    }
    loose(complaint)
}

/// A complaint by its words alone.
fn loose(words: &str) -> ChartFlaw {
    let quoted = |before: &str| {
        let (_, rest) = words.split_once(before)?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    if let Some(name) = quoted("no template \"") {
        return ChartFlaw::Template { name };
    }
    if words.contains("not defined")
        && let Some(name) = quoted("function \"")
    {
        return ChartFlaw::Function { name };
    }
    if words.contains("unexpected EOF") {
        return ChartFlaw::End;
    }
    if let Some((_, name)) = words.split_once("missing in charts/ directory: ") {
        return ChartFlaw::Dependency { name: short(name) };
    }
    if let Some(rest) = words.strip_prefix("validation: chart.metadata.")
        && let Some(field) = rest.strip_suffix(" is required")
    {
        return ChartFlaw::Field { path: field.to_owned() };
    }
    ChartFlaw::Other { detail: short(words) }
}

/// `values don't meet the specifications …: web: - at '/replicaCount': got string, want integer`.
fn values(text: &str) -> Option<Said> {
    let rest = text.strip_prefix("values don't meet the specifications")?;
    let (_, rest) = rest.split_once("- at '")?;
    let (path, detail) = rest.split_once("': ")?;
    let detail = short(detail.split(" - at '").next().unwrap_or_default());
    let path = path.trim_start_matches('/').replace('/', ".");
    Some(Said { file: None, line: 0, column: 0, flaw: ChartFlaw::Value { path, detail } })
}

/// `web/templates/x.yaml:16:3`.
fn place_of(place: &str) -> Option<(String, usize, usize)> {
    let mut parts = place.trim().split(':');
    let file = parts.next().filter(|file| file.contains('/') && !file.contains(' '))?;
    let line = parts.next()?.parse().ok()?;
    let column = parts.next().and_then(|column| column.parse::<usize>().ok()).map_or(0, |column| column + 1);
    Some((file.to_owned(), line, column))
}

fn number_after(words: &str, before: &str) -> Option<usize> {
    let (_, rest) = words.split_once(before)?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn short(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(160).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(stderr: &str, file: Option<&str>, at: (usize, usize), flaw: ChartFlaw) {
        let expected = Said { file: file.map(str::to_owned), line: at.0, column: at.1, flaw };
        assert_eq!(of(stderr), expected, "{stderr}");
    }

    #[test]
    fn both_helms_are_understood() {
        let nil = || ChartFlaw::Nil { expression: ".Values.imag.repository".into(), field: "repository".into() };
        let deployment = Some("web/templates/deployment.yaml");
        case(
            "Error: web/templates/deployment.yaml:41:28\n  executing \"web/templates/deployment.yaml\" at <.Values.imag.repository>:\n    nil pointer evaluating interface {}.repository\n\nUse --debug flag to render out invalid YAML\n",
            deployment,
            (41, 29),
            nil(),
        );
        case(
            "Error: template: web/templates/deployment.yaml:41:28: executing \"web/templates/deployment.yaml\" at <.Values.imag.repository>: nil pointer evaluating interface {}.repository\n",
            deployment,
            (41, 29),
            nil(),
        );
        let service = Some("web/templates/service.yaml");
        let name = || "no.such".to_owned();
        case(
            "Error: web/templates/service.yaml:16:3\n  executing \"web/templates/service.yaml\" at <include \"no.such\" .>:\n    error calling include:\ntemplate: no template \"no.such\" associated with template \"gotpl\"\n",
            service,
            (16, 4),
            ChartFlaw::Template { name: name() },
        );
        let foo = || "foo".to_owned();
        case(
            "Error: parse error at (web/templates/service.yaml:16): function \"foo\" not defined\n",
            service,
            (16, 0),
            ChartFlaw::Function { name: foo() },
        );
        case(
            "Error: parse error at (web/templates/service.yaml:17): unexpected EOF\n",
            service,
            (17, 0),
            ChartFlaw::End,
        );
        case(
            "walk.go: found symbolic link\nError: execution error at (web/templates/service.yaml:16:3): set the tag\n",
            service,
            (16, 4),
            ChartFlaw::Said { words: "set the tag".into() },
        );
    }

    #[test]
    fn values_and_files_are_told() {
        let yaml = "error converting YAML to JSON: yaml: line 11: mapping values are not allowed in this context";
        let service = Some("web/templates/service.yaml");
        let stderr = format!("Error: YAML parse error on web/templates/service.yaml: {yaml}\n");
        case(&stderr, service, (0, 0), ChartFlaw::Yaml { line: 11 });
        let stderr = "Error: YAML parse error on web/templates/service.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n";
        case(stderr, service, (0, 0), ChartFlaw::Yaml { line: 1 });
        let stderr = format!("Error: cannot load values.yaml: cannot unmarshal yaml document: {yaml}\n");
        case(&stderr, Some("values.yaml"), (11, 0), ChartFlaw::Yaml { line: 11 });
        let stderr = "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nweb:\n- at '/image/tag': got number, want string\n- at '/x': y\n\n";
        let flaw = ChartFlaw::Value { path: "image.tag".into(), detail: "got number, want string".into() };
        case(stderr, None, (0, 0), flaw);
        case(
            "Error: validation: chart.metadata.version is required\n",
            None,
            (0, 0),
            ChartFlaw::Field { path: "version".into() },
        );
        case(
            "Error: an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: db\n",
            None,
            (0, 0),
            ChartFlaw::Dependency { name: "db".into() },
        );
        case("Error: something new\n", None, (0, 0), ChartFlaw::Other { detail: "something new".into() });
    }
}
