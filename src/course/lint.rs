//! Rules a good course obeys, checked over the whole of it once it has been read.

use super::{Course, Problem};

/// What is wrong with a course that each of its files by itself cannot show.
pub fn lint(course: &Course) -> Vec<Problem> {
    let mut problems = Vec::new();
    unique_names(course, &mut problems);
    problems
}

/// Exercise names become namespaces, so two parts cannot share one.
fn unique_names(course: &Course, problems: &mut Vec<Problem>) {
    let mut seen = std::collections::BTreeMap::new();
    for id in course.exercises.keys() {
        if let Some(first) = seen.insert(id.name(), id) {
            let file = format!("exercises/{id}/exercise.toml");
            let words = format!("the exercise `{first}` has the same name");
            problems.push(Problem::of_file(file, words).help("rename one of them: the name becomes a namespace"));
        }
    }
}
