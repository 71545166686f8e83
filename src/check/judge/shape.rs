//! Whether what was found fits a shape, and where it differs from the nearest one. Pure.
//!
//! A shape is a part of an object: every key that it gives must be there, and fit. In a list of tables each item fits an
//! item of its own in what was found, wherever that stands; any other list, as a command, is one value.

use serde_json::{Map, Value as Json};

use super::finding::cut;
use crate::check::cel::walk::{Link, Path};
use crate::course::Finding;

/// Where a thing is not as a shape says.
#[derive(Debug, Clone, PartialEq)]
struct Difference {
    path: Path,
    what: What,
}

#[derive(Debug, Clone, PartialEq)]
enum What {
    /// Another value, or none.
    Value { found: Option<Json>, wanted: Json },
    /// A list without an item as this one.
    NoItem { wanted: Json },
}

/// How far a thing is from a shape: how many values are not as they should be, and the first difference.
#[derive(Debug, Clone, Default, PartialEq)]
struct Distance {
    wrong: usize,
    first: Option<Difference>,
}

impl Distance {
    fn one(wrong: usize, path: &Path, what: What) -> Self {
        Self { wrong, first: Some(Difference { path: path.clone(), what }) }
    }

    fn and(self, other: Self) -> Self {
        Self { wrong: self.wrong + other.wrong, first: self.first.or(other.first) }
    }
}

/// What to say of a thing that fits none of these shapes; none where it fits one.
pub(super) fn one(shapes: &[Json], thing: &Json) -> Option<Finding> {
    let path = Path { root: String::new(), links: Vec::new() };
    told(nearest(shapes, thing, &path))
}

/// The same of a list of things, of which one must fit.
pub(super) fn any(shapes: &[Json], things: &[Json], name: &str) -> Option<Finding> {
    let path = |at| Path { root: name.to_owned(), links: vec![Link::Index(at)] };
    let distances = things.iter().enumerate().map(|(at, thing)| nearest(shapes, thing, &path(at)));
    let none = || {
        let path = Path { root: name.to_owned(), links: Vec::new() };
        Distance::one(1, &path, What::NoItem { wanted: shapes.first().cloned().unwrap_or_default() })
    };
    told(distances.min_by_key(|distance| distance.wrong).unwrap_or_else(none))
}

fn nearest(shapes: &[Json], thing: &Json, path: &Path) -> Distance {
    let distances = shapes.iter().map(|shape| distance(shape, Some(thing), path));
    distances.min_by_key(|distance| distance.wrong).unwrap_or_default()
}

fn told(distance: Distance) -> Option<Finding> {
    let Difference { path, what } = distance.first?;
    let path = cut(path.to_string().trim_start_matches('.'));
    let json = |value: &Json| cut(&value.to_string());
    Some(match what {
        What::Value { found, wanted } => {
            Finding::Differs { path, found: found.as_ref().map(json), wanted: json(&wanted) }
        }
        What::NoItem { wanted } => Finding::NoItem { path, wanted: json(&wanted) },
    })
}

fn distance(shape: &Json, thing: Option<&Json>, path: &Path) -> Distance {
    let thing = thing.filter(|thing| !thing.is_null());
    match (shape, thing) {
        (Json::Object(shape), Some(Json::Object(thing))) => of_object(shape, thing, path),
        (Json::Array(shape), Some(Json::Array(things))) if are_tables(shape) => of_list(shape, things, path),
        (shape, Some(thing)) if is_same(shape, thing) => Distance::default(),
        (shape, thing) => {
            let what = What::Value { found: thing.cloned(), wanted: shape.clone() };
            Distance::one(values(shape), path, what)
        }
    }
}

fn of_object(shape: &Map<String, Json>, thing: &Map<String, Json>, path: &Path) -> Distance {
    let inside =
        shape.iter().map(|(key, part)| distance(part, thing.get(key), &longer(path, Link::Field(key.clone()))));
    inside.fold(Distance::default(), Distance::and)
}

/// Each item of the shape is given an item of its own; where that cannot be, what comes nearest to it is told.
fn of_list(shape: &[Json], things: &[Json], path: &Path) -> Distance {
    let distance = |wanted: usize, at: usize| distance(&shape[wanted], things.get(at), &longer(path, Link::Index(at)));
    let fits = |wanted: usize, at: usize| distance(wanted, at).wrong == 0;
    let mut given: Vec<Option<usize>> = vec![None; things.len()];
    let lacking: Vec<usize> =
        (0..shape.len()).filter(|wanted| !give(*wanted, &fits, &mut given, &mut vec![false; things.len()])).collect();
    let mut left: Vec<usize> = (0..things.len()).filter(|at| given[*at].is_none()).collect();
    let mut all = Distance::default();
    for wanted in lacking {
        let near = left.iter().map(|at| (distance(wanted, *at), *at)).min_by_key(|(distance, _)| distance.wrong);
        // An item with nothing in common is another item, not this one with a mistake.
        let near = near.filter(|(distance, _)| distance.wrong < values(&shape[wanted]));
        all = all.and(match near {
            Some((distance, taken)) => {
                left.retain(|at| *at != taken);
                distance
            }
            None => Distance::one(values(&shape[wanted]), path, What::NoItem { wanted: shape[wanted].clone() }),
        });
    }
    all
}

/// Gives an item of the shape one that fits it, and if need be gives others another one.
fn give(wanted: usize, fits: &impl Fn(usize, usize) -> bool, given: &mut [Option<usize>], tried: &mut [bool]) -> bool {
    for at in 0..given.len() {
        if tried[at] || !fits(wanted, at) {
            continue;
        }
        tried[at] = true;
        if given[at].is_none_or(|other| give(other, fits, given, tried)) {
            given[at] = Some(wanted);
            return true;
        }
    }
    false
}

fn longer(path: &Path, link: Link) -> Path {
    let mut path = path.clone();
    path.links.push(link);
    path
}

fn are_tables(list: &[Json]) -> bool {
    !list.is_empty() && list.iter().all(Json::is_object)
}

/// How many values a shape asks for.
fn values(shape: &Json) -> usize {
    match shape {
        Json::Object(map) => map.values().map(values).sum::<usize>().max(1),
        Json::Array(list) if are_tables(list) => list.iter().map(values).sum(),
        Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => 1,
    }
}

/// Whether two values are equal; whole numbers and others by what they are worth.
fn is_same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (a, b) => a == b,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn deployment() -> Json {
        json!({
            "metadata": {"name": "web", "labels": {"app": "web", "app.kubernetes.io/part-of": "shop"}},
            "spec": {"replicas": 2, "template": {"spec": {"containers": [
                {"name": "log", "image": "busybox:1.37", "command": ["sleep", "3600"]},
                {"name": "web", "image": "nginx:1.29", "ports": [{"containerPort": 80}], "resources": null},
            ]}}},
        })
    }

    #[expect(clippy::needless_pass_by_value, reason = "a table reads better without references")]
    fn containers(list: Json) -> Json {
        json!({"spec": {"template": {"spec": {"containers": list}}}})
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table reads better without references")]
    fn fits(shapes: Json) {
        assert_eq!(one(shapes.as_array().unwrap(), &deployment()), None, "{shapes}");
    }

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table reads better without references")]
    fn differs(shapes: Json, path: &str, found: Option<&str>, wanted: &str) {
        let finding =
            Finding::Differs { path: path.to_owned(), found: found.map(str::to_owned), wanted: wanted.to_owned() };
        assert_eq!(one(shapes.as_array().unwrap(), &deployment()), Some(finding), "{shapes}");
    }

    #[test]
    fn every_key_that_is_given_must_be_there_with_an_equal_value() {
        fits(json!([{"spec": {"replicas": 2}}]));
        fits(json!([{"spec": {"replicas": 2.0}, "metadata": {"labels": {"app": "web"}}}]));
        fits(json!([{"spec": {}}]));
        differs(json!([{"spec": {"replicas": 3}}]), "spec.replicas", Some("2"), "3");
        differs(json!([{"spec": {"replicas": "2"}}]), "spec.replicas", Some("2"), "\"2\"");
        differs(json!([{"spec": {"paused": true}}]), "spec.paused", None, "true");
        differs(json!([{"spec": {"strategy": {"type": "Recreate"}}}]), "spec.strategy", None, r#"{"type":"Recreate"}"#);
        let label = "metadata.labels['app.kubernetes.io/part-of']";
        differs(
            json!([{"metadata": {"labels": {"app.kubernetes.io/part-of": "x"}}}]),
            label,
            Some("\"shop\""),
            "\"x\"",
        );
        differs(json!([{"spec": {"replicas": {"a": 1}}}]), "spec.replicas", Some("2"), r#"{"a":1}"#);
    }

    #[test]
    fn one_of_several_shapes_is_enough_and_the_nearest_is_told() {
        let far = json!({"spec": {"replicas": 5, "paused": true}, "metadata": {"name": "other"}});
        let near = json!({"spec": {"replicas": 2}, "metadata": {"name": "wbe"}});
        fits(json!([far, {"spec": {"replicas": 2}}]));
        differs(json!([far, near]), "metadata.name", Some("\"web\""), "\"wbe\"");
        differs(json!([near, far]), "metadata.name", Some("\"web\""), "\"wbe\"");
    }

    #[test]
    fn an_item_fits_wherever_it_stands_and_none_fits_twice() {
        fits(json!([containers(json!([{"name": "web"}]))]));
        fits(json!([containers(json!([{"name": "web"}, {"image": "busybox:1.37"}]))]));
        // The first could take either, so that the second gets its own.
        fits(json!([containers(json!([{}, {"name": "log"}]))]));
        fits(json!([containers(json!([{"name": "web", "ports": [{"containerPort": 80}]}]))]));
        let image = "spec.template.spec.containers[1].image";
        let wanted = json!([containers(json!([{"name": "web", "image": "nginx:1.28"}]))]);
        differs(wanted, image, Some("\"nginx:1.29\""), "\"nginx:1.28\"");
        let twice = containers(json!([{"name": "web"}, {"name": "web"}]));
        let path = "spec.template.spec.containers".to_owned();
        let no_item = Finding::NoItem { path, wanted: r#"{"name":"web"}"#.to_owned() };
        assert_eq!(one(&[twice], &deployment()), Some(no_item));
    }

    #[test]
    fn a_list_of_plain_values_is_one_value() {
        let command = |words: Json| json!([containers(json!([{"name": "log", "command": words}]))]);
        fits(command(json!(["sleep", "3600"])));
        let path = "spec.template.spec.containers[0].command";
        for other in [json!(["sleep"]), json!(["3600", "sleep"]), json!([])] {
            let wanted = other.to_string();
            differs(command(other), path, Some(r#"["sleep","3600"]"#), &wanted);
        }
    }

    #[test]
    fn of_many_things_one_must_fit() {
        let pods = [json!({"phase": "Pending", "node": "a"}), json!({"phase": "Running", "node": "b"})];
        let shape = |node: &str| [json!({"phase": "Running", "node": node})];
        assert_eq!(any(&shape("b"), &pods, "objects"), None);
        let finding = Finding::Differs {
            path: "objects[0].phase".to_owned(),
            found: Some("\"Pending\"".to_owned()),
            wanted: "\"Running\"".to_owned(),
        };
        assert_eq!(any(&shape("a"), &pods, "objects"), Some(finding));
        let nothing =
            Finding::NoItem { path: "objects".to_owned(), wanted: r#"{"node":"a","phase":"Running"}"#.to_owned() };
        assert_eq!(any(&shape("a"), &[], "objects"), Some(nothing));
    }
}
