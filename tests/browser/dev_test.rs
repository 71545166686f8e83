//! `sampan dev` in a browser: the page follows what its author saves, where the author was reading.

use std::path::Path;

use crate::dev::Dev;
use crate::program::{House, copy};
use crate::tab::Tab;

/// On a copy of our own course and theme.
fn dev() -> Dev {
    let (house, ours) = (House::new(), Path::new(env!("CARGO_MANIFEST_DIR")));
    for folder in ["content", "exercises", "theme"] {
        copy(&ours.join(folder), &house.path("course").join(folder));
    }
    std::fs::copy(ours.join("book.toml"), house.path("course/book.toml")).unwrap();
    Dev::begin(house, &["--theme", "course/theme"])
}

fn save(dev: &Dev, from: &str, to: &str) {
    let text = std::fs::read_to_string(dev.file(PAGE)).unwrap();
    assert!(text.contains(from), "{from}");
    std::fs::write(dev.file(PAGE), text.replacen(from, to, 1)).unwrap();
}

const PAGE: &str = "content/en/docker/volumes.md";
const OVERLAY: &str = "document.getElementById('sampan-dev')?.shadowRoot";

#[tokio::test(flavor = "multi_thread")]
async fn the_page_follows_a_save_where_its_author_was_reading() {
    let dev = dev();
    let tab = Tab::open(&format!("{}en/docker/volumes.html", dev.address)).await;
    let _: bool = tab.eval("(scrollTo(0, 400), window.before = true)").await;
    save(&dev, "\n## ", "\nA sentence of the author.\n\n## ");
    tab.until("!window.before && document.body.innerText.includes('A sentence of the author.')").await;
    tab.until("scrollY === 400").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_lies_over_the_page_until_it_is_mended() {
    let dev = dev();
    let tab = Tab::open(&format!("{}en/docker/volumes.html", dev.address)).await;
    save(&dev, "\n## ", "\n[one](nowhere.md)\n\n{{#figure none}}\n\n## ");
    let text = format!("{OVERLAY}?.textContent");
    for words in [PAGE, "nowhere.md", "figure `none`", "^^^", "help:"] {
        tab.until(&format!("{text}?.includes({words:?})")).await;
    }
    tab.until(&format!("{OVERLAY}?.querySelectorAll('li').length >= 2")).await;
    // It is dressed by its own style, which the policy of our pages lets through.
    tab.until(&format!("getComputedStyle({OVERLAY}?.querySelector('section') ?? document.body).position === 'fixed'"))
        .await;
    save(&dev, "[one](nowhere.md)\n\n{{#figure none}}\n\n", "");
    tab.until("!document.getElementById('sampan-dev')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_style_is_swapped_under_the_page() {
    let dev = dev();
    let tab = Tab::open(&format!("{}en/docker/volumes.html", dev.address)).await;
    let _: bool = tab.eval("(window.before = true)").await;
    let css = std::fs::read_to_string(dev.file("theme/static/site.css")).unwrap();
    std::fs::write(dev.file("theme/static/site.css"), css + "\nh1 { color: rgb(1, 2, 3) }\n").unwrap();
    tab.until("getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'").await;
    let kept: bool = tab.eval("window.before === true").await;
    assert!(kept, "the page was loaded anew");
}
