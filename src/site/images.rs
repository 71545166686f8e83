//! Pictures of a course: files below `content/` of a fixed list of types, put into the site under a name that changes
//! with their content.
//!
//! A drawing (`svg`) is shown as a picture, in which nothing runs; since it can be opened by itself as well, one with a
//! script in it is refused.

use bytes::Bytes;
use roxmltree::{Document, ParsingOptions};

use super::include::follow;
use super::load::{self, Tree};
use super::near::did_you_mean;

/// What a picture may be.
const TYPES: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg"];

/// A picture that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Image {
    /// Its path in the course.
    pub(super) file: String,
    /// Its path from the root of the site.
    pub(super) path: String,
    pub(super) width: usize,
    pub(super) height: usize,
}

/// The picture that a page names, by its path from the page; `Err` holds words and help.
pub(super) fn find(tree: &Tree, page: &str, dest: &str) -> Result<Image, (String, String)> {
    if dest.contains(':') || dest.starts_with("//") {
        let help = "put the file beside the page: a course needs no network".to_owned();
        return Err((format!("`{dest}` is no file of the course"), help));
    }
    let home = || "pictures lie below `content/`, and are named by their path from the page".to_owned();
    let file = follow(page, dest).filter(|file| file.starts_with("content/"));
    let file = file.ok_or_else(|| (format!("`{dest}` leads out of `content/`"), home()))?;
    let kind = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if !TYPES.contains(&&*kind) {
        return Err((format!("`{dest}` is no picture"), format!("what may stand here: `{}`", TYPES.join("`, `"))));
    }
    let Some(bytes) = tree.bytes(&file) else {
        let names: Vec<String> = tree.below("content").map(|(path, _)| format!("content/{path}")).collect();
        let near = did_you_mean(&file, names.iter().map(String::as_str));
        return Err((format!("there is no `{file}`"), near.unwrap_or_else(home)));
    };
    let (width, height) = if kind == "svg" {
        let text = tree.text(&file).unwrap_or_default();
        drawing(text).map_err(|(words, help)| (format!("`{file}` {words}"), help.to_owned()))?
    } else {
        let size = imagesize::blob_size(bytes).ok().filter(|size| size.width > 0 && size.height > 0);
        let size = size.ok_or_else(|| {
            (format!("`{file}` is no sound picture"), "save it again as PNG, JPEG, GIF or WebP".to_owned())
        })?;
        (size.width, size.height)
    };
    let path = site_path(&file, &kind, bytes);
    Ok(Image { file, path, width, height })
}

/// Where a picture of the course lies in the site, and its bytes.
pub(super) fn published(tree: &Tree, file: &str) -> Option<(String, Bytes)> {
    let bytes = tree.shared(file)?;
    let (_, kind) = file.rsplit_once('.')?;
    Some((site_path(file, &kind.to_ascii_lowercase(), &bytes), bytes))
}

fn site_path(file: &str, kind: &str, bytes: &[u8]) -> String {
    let (_, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    // Nothing in it needs escaping, in a link or on any disk.
    let plain: String = stem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let dot = if plain.is_empty() { "" } else { "." };
    format!("static/pictures/{plain}{dot}{}.{kind}", &load::digest(bytes)[..8])
}

type Words = (&'static str, &'static str);

/// The size of a drawing that does nothing.
fn drawing(text: &str) -> Result<(usize, usize), Words> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: 100_000, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|_| ("is no XML", "export it once more"))?;
    let acts = |node: roxmltree::Node<'_, '_>| {
        let foreign = matches!(node.tag_name().name(), "script" | "foreignObject" | "iframe" | "handler");
        foreign || node.attributes().any(|a| a.name().starts_with("on") || a.value().trim().starts_with("javascript:"))
    };
    if document.descendants().filter(roxmltree::Node::is_element).any(acts) {
        return Err(("has a script in it", "export it as a plain drawing"));
    }
    let root = document.root_element();
    let number = |text: &str| text.trim().trim_end_matches("px").parse::<f64>().ok().filter(|n| *n >= 1.0);
    let own = |name: &str| root.attribute(name).and_then(number);
    let view = root.attribute("viewBox").and_then(|view| {
        let numbers: Vec<_> = view.split([' ', ',']).filter(|n| !n.is_empty()).filter_map(number_of).collect();
        (numbers.len() == 4).then(|| (numbers[2], numbers[3]))
    });
    let size = own("width").zip(own("height")).or(view.filter(|(width, height)| *width >= 1.0 && *height >= 1.0));
    let (width, height) = size.ok_or(("says no size", "give it a `viewBox`, or `width` and `height`"))?;
    Ok((width.round() as usize, height.round() as usize))
}

fn number_of(text: &str) -> Option<f64> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(svg: &str, expected: Result<(usize, usize), &str>) {
        assert_eq!(drawing(svg).map_err(|(words, _)| words), expected);
    }

    #[test]
    fn r21_a_drawing_says_its_size_and_does_nothing() {
        case("<svg width=\"10px\" height=\"20\"/>", Ok((10, 20)));
        case("<svg width=\"100%\" viewBox=\"0 0 30,40.4\"/>", Ok((30, 40)));
        case("<svg/>", Err("says no size"));
        case("<svg viewBox=\"0 0 1 1\"><script/></svg>", Err("has a script in it"));
        case("<svg viewBox=\"0 0 1 1\" onload=\"x\"/>", Err("has a script in it"));
        case("<svg viewBox=\"0 0 1 1\"><a href=\" javascript:x\"/></svg>", Err("has a script in it"));
    }

    #[test]
    fn a_name_in_the_site_is_plain_and_changes_with_the_content() {
        let path = |bytes| site_path("content/en/a/卷 1.PNG", "png", bytes);
        assert!(path(b"1").starts_with("static/pictures/1.") && path(b"1").ends_with(".png"));
        assert_ne!(path(b"1"), path(b"2"));
    }
}
