//! Pages for everybody: no violation of WCAG 2.2 level A or AA that axe-core can see, in both languages and themes, on a
//! desktop and on a phone; and a walk through a lesson with nothing but a keyboard.

use serde::Deserialize;

use crate::program::Program;
use crate::tab::Tab;

/// Run inside the page by the debugger, where the page's own policy does not reach.
const AXE: &str = include_str!("vendor/axe-core/axe.min.js");

/// The kinds of page: the front page, a lesson with exercise and quiz, one with a figure and a table, the glossary,
/// and one that is not there.
const KINDS: [&str; 5] =
    ["index.html", "docker/volumes.html", "rbac/roles.html", "glossary.html", "docker/nothing.html"];

#[derive(Deserialize)]
struct Violation {
    id: String,
    help: String,
    nodes: Vec<String>,
}

async fn violations(tab: &Tab) -> Vec<String> {
    let _: bool = tab.eval(&format!("(() => {{ {AXE}; return true }})()")).await;
    let run = "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }) \
        .then((found) => found.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.map((n) => n.html.slice(0, 160)) })))";
    let found: Vec<Violation> = tab.eval(run).await;
    found.into_iter().map(|v| format!("{}: {}\n    {}", v.id, v.help, v.nodes.join("\n    "))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_shuts_anybody_out() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    let mut wrong = Vec::new();
    for lang in ["en", "zh-cn"] {
        for kind in KINDS {
            for (theme, width) in [("light", 1280), ("dark", 1280), ("light", 390), ("dark", 390)] {
                tab.look(theme, width).await;
                tab.goto(&program.url(&format!("{lang}/{kind}"))).await;
                tab.until("document.readyState === 'complete'").await;
                let found = violations(&tab).await;
                wrong.extend(found.into_iter().map(|words| format!("{lang}/{kind} {theme} {width}: {words}")));
            }
        }
    }
    // The box of the search, with results in it.
    for theme in ["light", "dark"] {
        tab.look(theme, 1280).await;
        tab.goto(&program.url("zh-cn/docker/volumes.html")).await;
        tab.keys(&["/"]).await;
        tab.until("document.activeElement.matches('dialog input')").await;
        let _: bool = tab.eval("(document.activeElement.value = '数据卷', document.activeElement.dispatchEvent(new InputEvent('input')))").await;
        tab.until("document.querySelector('dialog [role=option]')").await;
        wrong.extend(violations(&tab).await.into_iter().map(|words| format!("search {theme}: {words}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Presses Tab until what has the focus fits, as someone does who looks for it.
async fn tab_to(tab: &Tab, selector: &str) {
    for _ in 0..120 {
        tab.keys(&["Tab"]).await;
        let visible = "document.activeElement.getBoundingClientRect().width > 0";
        if tab.eval::<bool>(&format!("document.activeElement.matches({selector:?}) && {visible}")).await {
            let outline: String = tab.eval("getComputedStyle(document.activeElement).outlineStyle").await;
            assert_ne!(outline, "none", "the focus on `{selector}` cannot be seen");
            return;
        }
    }
    panic!("no way leads to `{selector}`");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lesson_is_read_with_the_keyboard_alone() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;

    // From the front page into a lesson, past the menu.
    tab.goto(&program.url("en/index.html")).await;
    tab_to(&tab, ".skip").await;
    tab.keys(&["Enter"]).await;
    tab.until("document.activeElement.id === 'content'").await;
    tab_to(&tab, "a[href$='start/how-it-works.html']").await;
    tab.keys(&["Enter"]).await;
    tab.until("location.pathname.endsWith('/en/start/how-it-works.html') && document.readyState === 'complete'").await;

    // The exercise begins.
    tab_to(&tab, "[data-exercise] .live-top button").await;
    tab.keys(&["Enter"]).await;
    tab.until("document.querySelector('[data-check].not-yet')").await;

    // A question is answered with the arrows and Enter.
    tab_to(&tab, ".question input[type=radio]").await;
    tab.keys(&["ArrowDown"]).await;
    tab.until("document.querySelector('.question input[type=radio]:checked')").await;
    tab_to(&tab, ".question button[type=submit]").await;
    tab.keys(&["Enter"]).await;
    tab.until("document.querySelector('.question .verdict').textContent.trim() !== ''").await;

    // The other language, on the same page.
    tab.goto(&program.url("en/start/how-it-works.html")).await;
    tab_to(&tab, ".langs a[hreflang='zh-CN']").await;
    tab.keys(&["Enter"]).await;
    tab.until("location.pathname.endsWith('/zh-cn/start/how-it-works.html')").await;
}
