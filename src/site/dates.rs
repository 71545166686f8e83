//! Days as readers of a language write them (pure).

use chrono::{Datelike, NaiveDate};

use crate::course::Lang;
use crate::words;

/// A day in words: `24 November 2026`, `2026 年 11 月 24 日`.
pub(super) fn day(date: NaiveDate, lang: &Lang) -> String {
    let number = |value: u32| value.into();
    let year = date.year().to_string();
    words::say(lang, "site-day", &[("year", year.into()), ("month", number(date.month())), ("day", number(date.day()))])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_as_its_readers_do() {
        let case = |lang: &str| day(NaiveDate::from_ymd_opt(2026, 11, 4).unwrap(), &Lang::new(lang));
        assert_eq!(case("en"), "4 November 2026");
        assert_eq!(case("zh-cn"), "2026 年 11 月 4 日");
    }
}
