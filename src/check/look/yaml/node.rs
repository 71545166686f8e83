//! YAML as a tree that knows where each of its nodes stands.

use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use serde_saphyr::{Location, Spanned};

/// A YAML node whose children know their lines.
#[derive(Debug)]
pub(in crate::check::look) enum Node {
    Null,
    Scalar(Value),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

impl Node {
    pub(in crate::check::look) fn to_json(&self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Scalar(value) => value.clone(),
            Self::List(items) => items.iter().map(|item| item.value.to_json()).collect(),
            Self::Map(entries) => {
                let entries = entries.iter().map(|(key, node)| (key.value.clone(), node.value.to_json()));
                Value::Object(entries.collect::<Map<_, _>>())
            }
        }
    }

    /// Where the node at a JSON pointer stands: the key of a map's entry, since that is what a learner reads.
    pub(super) fn at(&self, pointer: &str) -> Option<Location> {
        let mut here = self;
        let mut place = None;
        for part in pointer.split('/').skip(1) {
            let part = part.replace("~1", "/").replace("~0", "~");
            let (location, next) = match here {
                Self::Map(entries) => {
                    // Of a key that is there twice, the last counts.
                    entries
                        .iter()
                        .rev()
                        .find(|(key, _)| key.value == part)
                        .map(|(key, node)| (key.referenced, &node.value))
                }
                Self::List(items) => items.get(part.parse::<usize>().ok()?).map(|item| (item.referenced, &item.value)),
                Self::Null | Self::Scalar(_) => None,
            }?;
            place = Some(location);
            here = next;
        }
        place
    }
}

/// Every key that a map has twice, and where it stands again.
pub(super) fn twice(node: &Node, found: &mut Vec<(Location, String)>) {
    match node {
        Node::Null | Node::Scalar(_) => {}
        Node::List(items) => items.iter().for_each(|item| twice(&item.value, found)),
        Node::Map(entries) => {
            let mut seen = HashSet::new();
            for (key, inner) in entries {
                if !seen.insert(key.value.as_str()) {
                    found.push((key.referenced, key.value.clone()));
                }
                twice(&inner.value, found);
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyNode)
    }
}

struct AnyNode;

impl<'de> Visitor<'de> for AnyNode {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("YAML")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Node, E> {
        Ok(Node::Scalar(truth.into()))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Node, E> {
        Ok(Node::Scalar(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node, E> {
        Ok(Node::Scalar(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Node, E> {
        Ok(Number::from_f64(number).map_or(Node::Null, |number| Node::Scalar(Value::Number(number))))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node, E> {
        Ok(Node::Scalar(text.into()))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        Node::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Node, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Node::Map(entries))
    }
}
