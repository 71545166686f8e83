//! The whole course on paper, as a reader's browser prints it.

use std::process::Command;

use chromiumoxide::cdp::browser_protocol::page::PrintToPdfParams;

use crate::program::House;
use crate::tab::Tab;

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_course_prints_on_many_pages() {
    let house = House::new();
    let site = house.path("site");
    house.well(&["build", "--single", "--out", "site"]);
    for lang in ["en", "zh-cn"] {
        let tab = Tab::open(&format!("file://{}/{lang}/single.html", site.display())).await;
        let wide: bool = tab.eval("document.documentElement.scrollWidth > innerWidth").await;
        assert!(!wide, "{lang} scrolls sideways");
        let lessons: usize = tab.eval("document.querySelectorAll('article').length").await;
        let print = PrintToPdfParams { prefer_css_page_size: Some(true), ..PrintToPdfParams::default() };
        let pdf = tab.page.pdf(print).await.unwrap();
        let pages = pages(&pdf);
        assert!(pages > lessons && pages < lessons * 12, "{lang}: {pages} pages for {lessons} lessons");
        let file = house.path(&format!("{lang}.pdf"));
        std::fs::write(&file, pdf).unwrap();
        let headings: Vec<String> =
            tab.eval("[...document.querySelectorAll('article :is(h2, h3)')].map(h => h.innerText.trim())").await;
        no_heading_ends_a_page(&file, &headings);
    }
}

/// Chromium writes the objects of pages uncompressed.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    text.split("/Type /Page").skip(1).filter(|rest| !rest.starts_with('s')).count()
}

/// Where `pdftotext` is there to read it; a test host has it, and CI takes nothing less.
#[expect(clippy::print_stderr, reason = "a skip is said")]
fn no_heading_ends_a_page(pdf: &std::path::Path, headings: &[String]) {
    let read = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output();
    let Ok(output) = read else {
        let required = std::env::var("SAMPAN_LIVE").is_ok_and(|wish| wish == "require");
        assert!(!required, "there is no `pdftotext` (Debian: poppler-utils) to read what was printed");
        return eprintln!("skipped: no `pdftotext` to read where pages end");
    };
    let text = String::from_utf8_lossy(&output.stdout);
    for page in text.split('\u{c}') {
        let last = page.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        assert!(last.is_empty() || !headings.iter().any(|heading| heading == last), "a page ends with `{last}`");
    }
}
