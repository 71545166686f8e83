//! Languages are data: a folder and a line in `book.toml` make one.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language of the course by its folder's name, lower case: `en`, `zh-cn`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lang(Arc<str>);

impl Lang {
    /// The language of a folder, in any letter case and with `_` or `-`: `zh-CN`, `zh_CN` and `zh-cn` are one.
    pub fn new(folder: &str) -> Self {
        Self(folder.to_ascii_lowercase().replace('_', "-").into())
    }

    /// English, the language of a course that names none, and the one whose words the program never lacks.
    pub fn en() -> Self {
        Self::new("en")
    }

    /// The folder and URL segment: `zh-cn`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What is meant by this wish: the same language, else the first with the same first part (`zh`, `zh-TW` → `zh-cn`).
    pub fn nearest<'a>(&self, known: impl IntoIterator<Item = &'a Self> + Clone) -> Option<&'a Self> {
        let exact = known.clone().into_iter().find(|lang| *lang == self);
        exact.or_else(|| known.into_iter().find(|lang| lang.primary() == self.primary()))
    }

    /// The first part: `zh` of `zh-cn`.
    fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
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

/// One thing in several languages, the source language first; never empty where the course has been read without
/// problems. Whoever asks for a language that lacks it gets the source's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Localized<T>(Vec<(Lang, T)>);

impl<T> Default for Localized<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Localized<T> {
    /// The thing in `lang`, else in the source language.
    pub fn get(&self, lang: &Lang) -> Option<&T> {
        self.found(lang).map(|(_, thing)| thing)
    }

    /// The same with the language that it is in.
    pub fn found(&self, lang: &Lang) -> Option<(&Lang, &T)> {
        self.0.iter().find(|(own, _)| own == lang).or(self.0.first()).map(|(own, thing)| (own, thing))
    }

    /// The thing in exactly `lang`.
    pub fn only(&self, lang: &Lang) -> Option<&T> {
        self.iter().find(|(own, _)| *own == lang).map(|(_, thing)| thing)
    }

    /// Adds a language, or changes what it says.
    pub fn insert(&mut self, lang: Lang, thing: T) {
        match self.0.iter_mut().find(|(own, _)| *own == lang) {
            Some((_, old)) => *old = thing,
            None => self.0.push((lang, thing)),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&Lang, &T)> {
        self.0.iter().map(|(lang, thing)| (lang, thing))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The same languages with each thing changed.
    pub fn map<U>(&self, change: impl Fn(&T) -> U) -> Localized<U> {
        self.iter().map(|(lang, thing)| (lang.clone(), change(thing))).collect()
    }
}

impl Localized<String> {
    /// The text in `lang`, else in the source language, else nothing.
    pub fn text(&self, lang: &Lang) -> &str {
        self.get(lang).map_or("", String::as_str)
    }
}

/// A table of languages, in its order.
impl<T: Serialize> Serialize for Localized<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Localized<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Table(PhantomData))
    }
}

struct Table<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Table<T> {
    type Value = Localized<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table of languages")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut all = Localized::default();
        while let Some((lang, thing)) = map.next_entry()? {
            all.insert(lang, thing);
        }
        Ok(all)
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
    fn a_missing_language_falls_back_to_the_source() {
        let of = |langs: [(&str, &str); 2]| -> Localized<String> {
            langs.into_iter().map(|(lang, text)| (Lang::new(lang), text.to_owned())).collect()
        };
        let both = of([("en", "boat"), ("zh-cn", "船")]);
        assert_eq!((both.text(&Lang::new("zh-cn")), both.text(&Lang::new("fr"))), ("船", "boat"));
        let han = of([("zh-cn", "船"), ("en", "boat")]);
        assert_eq!(han.found(&Lang::new("fr")).unwrap().0, &Lang::new("zh-cn"));
        let kept = serde_json::to_string(&han).unwrap();
        assert_eq!(kept, r#"{"zh-cn":"船","en":"boat"}"#);
        assert_eq!(serde_json::from_str::<Localized<String>>(&kept).unwrap(), han, "the source stays the first");
    }

    #[test]
    fn a_wish_leads_to_a_language_that_there_is() {
        let known = ["en", "ja", "zh-cn", "zh-tw"].map(Lang::new);
        let of = |wish| Lang::new(wish).nearest(&known).map(Lang::as_str);
        for (wish, expected) in [
            ("en", "en"),
            ("en_GB", "en"),
            ("zh", "zh-cn"),
            ("zh-Hans", "zh-cn"),
            ("zh_TW", "zh-tw"),
            ("ZH_cn", "zh-cn"),
            ("ja-JP", "ja"),
        ] {
            assert_eq!(of(wish), Some(expected), "{wish}");
        }
        assert_eq!((of("fr"), of(""), of("z")), (None, None, None));
    }
}
