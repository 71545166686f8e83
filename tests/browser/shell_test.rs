//! What surrounds the prose, as a reader meets it: nothing moves while a page loads, one is led on, and found again.

use chromiumoxide::cdp::browser_protocol::emulation::{SetCpuThrottlingRateParams, SetDeviceMetricsOverrideParams};

use crate::program::{House, Program};
use crate::tab::Tab;

/// What has moved by itself since the page began to load, and how far: a thousandth of the window is seen by nobody.
const MOVED: &str = "new Promise((done) => { const moved = []; \
    const name = (node) => node?.outerHTML?.slice(0, 80) ?? node?.textContent; \
    const shift = (entry) => `${entry.value} of ${entry.sources.map((source) => name(source.node))}`; \
    new PerformanceObserver((list) => moved.push(...list.getEntries().filter((entry) => entry.value > 0.001).map(shift))) \
        .observe({ type: 'layout-shift', buffered: true }); \
    setTimeout(() => done(moved), 600); })";

#[tokio::test(flavor = "multi_thread")]
async fn nothing_moves_while_a_page_loads() {
    let program = Program::serve();
    let tab = Tab::open("about:blank").await;
    // On a slow machine a page comes in pieces.
    tab.page.execute(SetCpuThrottlingRateParams::new(8.0)).await.unwrap();
    for page in ["en/index.html", "zh-cn/docker/volumes.html", "en/kubernetes/deployments.html"] {
        tab.goto(&program.url(page)).await;
        let moved: Vec<String> = tab.eval(MOVED).await;
        assert_eq!(moved, [""; 0], "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_leads_to_where_one_left_off() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/index.html")).await;
    tab.until("document.querySelector('[data-begin]').pathname.endsWith('/start/how-it-works.html')").await;
    tab.goto(&program.url("en/kubernetes/services.html")).await;
    tab.goto(&program.url("zh-cn/index.html")).await;
    tab.until("document.querySelector('[data-begin]').pathname === '/zh-cn/kubernetes/services.html'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_heading_one_reads_is_marked() {
    let program = Program::serve();
    let tab = Tab::open("about:blank").await;
    tab.page.execute(SetDeviceMetricsOverrideParams::new(1600, 900, 1.0, false)).await.unwrap();
    tab.goto(&program.url("en/docker/volumes.html")).await;
    tab.until("document.querySelector('.contents details').open").await;
    let _: bool = tab.eval("(document.getElementById('volumes').scrollIntoView(), true)").await;
    tab.until("document.querySelector('.contents [aria-current]')?.getAttribute('href') === '#volumes'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_folded_is_open_on_paper() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/docker/volumes.html")).await;
    let closed = "document.querySelectorAll('article details:not([open])').length";
    let _: bool = tab.eval("dispatchEvent(new Event('beforeprint'))").await;
    let count: usize = tab.eval(closed).await;
    assert_eq!(count, 0);
    let _: bool = tab.eval("dispatchEvent(new Event('afterprint'))").await;
    let count: usize = tab.eval(closed).await;
    assert!(count > 0, "what was folded is folded again");
}

/// A published site, read from the disk: `/` leads to the reader's language, a wrong address speaks that of its path.
#[tokio::test(flavor = "multi_thread")]
async fn pages_in_no_language_find_the_readers() {
    let house = House::new();
    house.well(&["build", "--out", "site"]);
    let url = |path: &str| format!("file://{}", house.path("site").join(path).display());
    let chinese = [("accept-lang", "zh-CN"), ("lang", "zh-CN")];
    let tab = Tab::with_arguments(&url("index.html"), &chinese).await;
    tab.until("location.pathname.endsWith('/zh-cn/index.html')").await;
    tab.goto(&url("404.html")).await;
    let shown = "[...document.querySelectorAll('[data-choice]')].filter((e) => e.checkVisibility()).map((e) => e.lang)";
    tab.until(&format!("String({shown}) === 'zh-CN'")).await;
}
