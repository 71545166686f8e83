//! Diffs: a line at a time, by its first letters (pure).

use super::paint::{Class, Paint, line_end};

const HEADS: &[&str] = &["---", "+++", "@@", "diff ", "index "];

pub(super) fn read(paint: &mut Paint<'_>) {
    let text = paint.text;
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        let class = match line.as_bytes().first() {
            _ if HEADS.iter().any(|head| line.starts_with(head)) => Class::Head,
            Some(b'+') => Class::Inserted,
            Some(b'-') => Class::Deleted,
            _ => Class::Plain,
        };
        paint.mark(at..end, class);
        at = end + 1;
    }
}
