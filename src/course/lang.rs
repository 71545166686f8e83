//! Languages are data: a folder and a line in `book.toml` make one.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A language of the course by its folder's name, lower case: `en`, `zh-cn`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lang(Arc<str>);

impl Lang {
    /// The language of a folder, in any letter case and with `_` or `-`: `zh-CN`, `zh_CN` and `zh-cn` are one.
    pub fn new(folder: &str) -> Self {
        Self(folder.to_ascii_lowercase().replace('_', "-").into())
    }

    /// English, the language every course falls back to.
    pub fn en() -> Self {
        Self::new("en")
    }

    /// The folder and URL segment: `zh-cn`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The BCP 47 tag for `<html lang>` and Fluent, region in upper case: `zh-CN`.
    pub fn tag(&self) -> String {
        match self.0.split_once('-') {
            Some((language, region)) if region.len() == 2 => format!("{language}-{}", region.to_ascii_uppercase()),
            _ => self.0.to_string(),
        }
    }

    /// Whether two texts of this language are joined without a space at a line's end.
    pub fn is_han(&self) -> bool {
        self.0.starts_with("zh") || self.0.starts_with("ja")
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One thing in several languages; never empty where the course has been read without problems.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localized<T>(BTreeMap<Lang, T>);

impl<T> Default for Localized<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Localized<T> {
    /// The thing in `lang`, else in English, else in any language.
    pub fn get(&self, lang: &Lang) -> Option<&T> {
        self.0.get(lang).or_else(|| self.0.get(&Lang::en())).or_else(|| self.0.values().next())
    }

    /// The thing in exactly `lang`.
    pub fn only(&self, lang: &Lang) -> Option<&T> {
        self.0.get(lang)
    }

    pub fn insert(&mut self, lang: Lang, thing: T) {
        self.0.insert(lang, thing);
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Lang, &T)> {
        self.0.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same languages with each thing changed.
    pub fn map<U>(&self, change: impl Fn(&T) -> U) -> Localized<U> {
        self.0.iter().map(|(lang, thing)| (lang.clone(), change(thing))).collect()
    }
}

impl Localized<String> {
    /// The text in `lang`, else in English, else in any language, else nothing.
    pub fn text(&self, lang: &Lang) -> &str {
        self.get(lang).map_or("", String::as_str)
    }
}

impl<T> FromIterator<(Lang, T)> for Localized<T> {
    fn from_iter<I: IntoIterator<Item = (Lang, T)>>(things: I) -> Self {
        Self(things.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_one_however_it_is_written() {
        assert_eq!(Lang::new("zh_CN"), Lang::new("zh-cn"));
        assert_eq!(Lang::new("zh-cn").tag(), "zh-CN");
        assert_eq!(Lang::new("en").tag(), "en");
    }

    #[test]
    fn a_missing_language_falls_back_to_english() {
        let both: Localized<String> =
            [(Lang::en(), "boat".to_owned()), (Lang::new("zh-cn"), "船".to_owned())].into_iter().collect();
        assert_eq!(both.text(&Lang::new("zh-cn")), "船");
        assert_eq!(both.text(&Lang::new("fr")), "boat");
    }
}
