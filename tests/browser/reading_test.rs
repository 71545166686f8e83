//! Reading: pages, languages, and nothing from anywhere else.

use crate::program::Program;
use crate::tab::Tab;

#[tokio::test(flavor = "multi_thread")]
async fn r22_a71_a_lesson_asks_little_and_nobody_else() {
    let program = Program::serve();
    let tab = Tab::open("about:blank").await;
    let asked = tab.requests(&program.url("en/docker/volumes.html")).await;
    let ours = program.url("");
    let strangers: Vec<_> = asked.iter().filter(|url| !url.starts_with(&ours) && !url.starts_with("data:")).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
    let first = asked.iter().filter(|url| !url.contains("/api/") && !url.starts_with("data:")).count();
    assert!((1..=6).contains(&first), "{asked:?}");
    let sizes = "['navigation', 'resource'].flatMap(t => performance.getEntriesByType(t)).map(e => [e.name, e.encodedBodySize])";
    let sizes: Vec<(String, usize)> = tab.eval(sizes).await;
    let bytes: usize = sizes.iter().map(|(_, bytes)| bytes).sum();
    assert!(sizes.len() > 1 && (1..=40 << 10).contains(&bytes), "{bytes} bytes: {sizes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_language_switch_stays_on_the_page() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/docker/volumes.html")).await;
    tab.click("a[hreflang=zh-CN]").await;
    tab.until("location.pathname === '/zh-cn/docker/volumes.html' && document.documentElement.lang === 'zh-CN'").await;
    tab.click("a[hreflang=en]").await;
    tab.until("location.pathname === '/en/docker/volumes.html'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_follows_the_readers_language() {
    let program = Program::serve();
    let tab = Tab::with_arguments(&program.url(""), &[("accept-lang", "zh-CN"), ("lang", "zh-CN")]).await;
    tab.until("location.pathname.startsWith('/zh-cn/')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn r19_nothing_in_a_page_breaks_its_own_policy() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/index.html")).await;
    for page in ["en/docker/volumes.html", "zh-cn/rbac/roles.html", "en/kubernetes/services.html"] {
        tab.goto(&program.url(page)).await;
        let wrong: Vec<String> =
            tab.eval("[...document.querySelectorAll('[style], style, script:not([src]):not([type])')].map(e => e.outerHTML.slice(0, 80))").await;
        assert!(wrong.is_empty(), "{page}: {wrong:?}");
        let wide: bool = tab.eval("document.documentElement.scrollWidth > innerWidth").await;
        assert!(!wide, "{page} scrolls sideways");
    }
}
