//! Near spellings: what an author probably meant (pure).

/// The word of `known` that `word` is nearest to, if it is near at all.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = if word.chars().count() < 4 { 1 } else { 2 };
    known
        .into_iter()
        // Measuring takes the product of both lengths, and two letters take no more than eight bytes.
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 8)
        .map(|candidate| (strsim::osa_distance(word, candidate), candidate))
        .filter(|(distance, _)| (1..=limit).contains(distance))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// "did you mean", where there is something to mean.
pub(super) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(word, known).map(|near| format!("did you mean `{near}`?"))
}

/// The nearest name, else all there are, else `otherwise`: there is always something to do.
pub(super) fn known<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, otherwise: &str) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    did_you_mean(word, known.iter().copied()).unwrap_or_else(|| match known.len() {
        0 => otherwise.to_owned(),
        1..=16 => format!("what may stand here: `{}`", known.join("`, `")),
        _ => format!("what may stand here: `{}` …", known[..16].join("`, `")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_word_is_not() {
        let known = ["name", "labels", "container", "container_file"];
        assert_eq!(nearest("nmae", known), Some("name"));
        assert_eq!(nearest("contaner", known), Some("container"));
        assert_eq!(nearest("volume", known), None);
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("name", ["name"]), None);
    }
}
