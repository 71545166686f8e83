//! A container that is well, and not in the network that a check asks about.

use super::docker::name;
use super::field::Field;
use crate::course::{Cause, Check, Diagnosis, That};
use serde_json::{Map, Value as Json};

/// Where a check reads a network of the container that it is not in: `object.NetworkSettings.Networks.shop`.
pub(super) fn of(check: &Check, container: &Field<'_>) -> Option<Diagnosis> {
    let networks = container.at("NetworkSettings.Networks")?;
    let named: Vec<&str> = match &check.that {
        That::Holds(that) => asked(that).collect(),
        That::Fits(shapes) => shapes.iter().flat_map(shaped).collect(),
    };
    let network = named.into_iter().find(|name| networks.key(name).is_none())?;
    let there = networks.entries().map(|(name, _)| name).collect::<Vec<_>>().join(", ");
    let cause = Cause::DockerNotAttached { container: name(container), network: network.to_owned(), there };
    Some(Diagnosis { cause, evidence: vec![networks.evidence()] })
}

/// The networks that a shape names.
fn shaped(shape: &Json) -> impl Iterator<Item = &str> {
    let networks = shape.pointer("/NetworkSettings/Networks").and_then(Json::as_object);
    networks.into_iter().flat_map(Map::keys).map(String::as_str)
}

/// The networks that an expression names: after a dot, in brackets, or as the text that is looked for `in` them.
fn asked(that: &str) -> impl Iterator<Item = &str> {
    const PATH: &str = "NetworkSettings.Networks";
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    let after = that.split(PATH).skip(1).filter_map(move |rest| {
        let bare = rest.trim_start_matches(['.', '?', '[', '\'', '"']);
        // A name in quotes may hold dots.
        let is_part = |c: char| is_name(c) || c == '.' && rest.starts_with('[');
        Some(&bare[..bare.find(|c| !is_part(c)).unwrap_or(bare.len())]).filter(|name| !name.is_empty())
    });
    let quoted = that.split(['\'', '"']).collect::<Vec<_>>();
    let before: Vec<&str> = quoted
        .windows(2)
        .filter(|pair| pair[1].trim_start().starts_with("in ") && pair[1].contains(PATH))
        .map(|pair| pair[0])
        .collect();
    after.filter(|name| !["exists", "all", "size", "map", "filter", "orValue"].contains(name)).chain(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_network_is_read_out_of_each_form() {
        let of = |that: &'static str| asked(that).collect::<Vec<_>>();
        assert_eq!(of("has(object.NetworkSettings.Networks.shop)"), ["shop"]);
        assert_eq!(of("object.NetworkSettings.Networks['my-net'].IPAddress != ''"), ["my-net"]);
        assert_eq!(of("'shop' in object.NetworkSettings.Networks"), ["shop"]);
        assert_eq!(of("object.NetworkSettings.Networks.?shop.hasValue()"), ["shop"]);
        assert_eq!(of("object.NetworkSettings.Networks.exists(n, n == 'x')"), [""; 0]);
        let shape = serde_json::json!({"NetworkSettings": {"Networks": {"shop": {}}}});
        assert_eq!(shaped(&shape).collect::<Vec<_>>(), ["shop"]);
    }
}
