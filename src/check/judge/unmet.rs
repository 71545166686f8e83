//! The parts of a check that do not hold, and what each of them reads: a diagnosis is told only of what is asked. Pure.

use serde_json::Value as Json;

use super::{Question, bind};
use crate::check::cel::reads::{Read, Reads, reads};
use crate::check::cel::{Ready, ready, walk};
use crate::course::That;

/// What each part reads that does not hold, in the order in which they are written.
pub(crate) fn unmet(question: &Question) -> Vec<Reads> {
    match &question.that {
        That::Holds(that) => {
            let Ok(ready) = ready(that, &question.lets) else { return Vec::new() };
            let context = bind(question);
            let holds = |part| Ready::execute_part(part, &context) == Ok(cel::Value::Bool(true));
            let open = walk::conjuncts(ready.expression()).into_iter().filter(|part| !holds(part));
            open.map(reads).collect()
        }
        That::Fits(shapes) => {
            let mut all = Reads::default();
            for (root, shape) in question.looks.keys().flat_map(|root| shapes.iter().map(move |shape| (root, shape))) {
                shaped(&Read { root: root.clone(), fields: Vec::new() }, shape, &mut all);
            }
            vec![all]
        }
    }
}

/// What a shape reads: the fields that it gives a value for.
fn shaped(here: &Read, shape: &Json, all: &mut Reads) {
    match shape {
        Json::Object(fields) => {
            for (name, shape) in fields {
                let mut below = here.clone();
                below.fields.push(name.clone());
                shaped(&below, shape, all);
            }
        }
        Json::Array(items) if items.iter().any(Json::is_object) => {
            items.iter().for_each(|item| shaped(here, item, all));
        }
        Json::String(text) => {
            all.texts.insert(text.clone());
            all.fields.insert(here.clone());
        }
        Json::Array(_) | Json::Null | Json::Bool(_) | Json::Number(_) => _ = all.fields.insert(here.clone()),
    }
}
