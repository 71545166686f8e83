//! A quiz in the page, published and served: judged alike, kept, and begun anew.

use std::path::Path;

use crate::program::{House, Program};
use crate::tab::Tab;

/// The embedded course as a published site, and the address of a page of it.
fn published() -> (House, impl Fn(&str) -> String) {
    let house = House::new();
    let out = house.path("site");
    house.well(&["build", "--out", "site"]);
    (house, move |page: &str| format!("file://{}/{page}", out.display()))
}

/// Chooses the answer that holds `words`, and hands it in.
async fn choose(tab: &Tab, words: &str) {
    let find = format!("[...document.querySelectorAll('.choice')].find(c => c.textContent.includes({words:?}))");
    tab.until(&find).await;
    let _: bool = tab
        .eval(&format!(
            "((c) => {{ c.querySelector('input').click(); c.closest('form').requestSubmit(); return true }})({find})"
        ))
        .await;
}

/// Types an answer to the only question of a page that wants one.
async fn answer(tab: &Tab, words: &str) {
    let script = format!(
        "((i) => {{ i.value = {words:?}; i.dispatchEvent(new Event('input', {{ bubbles: true }})); i.form.requestSubmit(); return true }})(document.querySelector('.typed input'))"
    );
    let _: bool = tab.eval(&script).await;
}

/// Moves the steps of a page's only order until they stand as `wanted`, by their buttons, and hands them in.
async fn put_in_order(tab: &Tab, wanted: &[&str]) {
    let script = format!(
        "((wanted) => {{
            const list = document.querySelector('.order');
            wanted.forEach((words, place) => {{
                const at = () => [...list.children].findIndex((step) => step.textContent.includes(words));
                while (at() > place) list.children[at()].querySelector('button').click();
            }});
            list.closest('form').requestSubmit();
            return true;
        }})({wanted:?})"
    );
    let _: bool = tab.eval(&script).await;
}

fn says(words: &str) -> String {
    format!("[...document.querySelectorAll('.verdict')].some(v => v.innerText.includes({words:?}))")
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_judge_as_the_server_does() {
    let (_folder, url) = published();
    let tab = Tab::open(&url("en/docker/volumes.html")).await;
    let table = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/quiz-cases.json"));
    let script = format!(
        "((table) => table.cases.filter((c) => {{
            const none = {{ right: [], because: [], accept: [], near: [], otherwise: '', learn: null }};
            const found = sampan.judge({{ ...none, ...table.keys[c.key] }}, c.answer);
            const chosen = found.chosen.map((one) => [one.number, one.right, one.because]);
            const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
            return !same([found.right, found.incomplete, found.text, chosen], [c.right, c.incomplete, c.text, c.chosen]);
        }}).map((c) => c.name))({})",
        table.unwrap()
    );
    tab.until("window.sampan?.judge").await;
    assert_eq!(tab.eval::<Vec<String>>(&script).await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_quiz_explains_counts_and_remembers() {
    let (_folder, url) = published();
    let tab = Tab::open(&url("en/docker/volumes.html")).await;
    choose(&tab, "Gone, because stopping").await;
    tab.until("document.querySelector('.choice.wrong .why')?.innerText.includes('Stopping ends the process')").await;
    choose(&tab, "Still in the container").await;
    tab.until("document.querySelector('.choice.right .why')?.innerText.includes('A stopped container')").await;
    tab.until(&says("as long as the container")).await;
    answer(&tab, " Volume ").await;
    tab.until(&says("Docker chooses where it lies")).await;
    answer(&tab, "Bind  Mount").await;
    tab.until(&says("binds a host path")).await;
    choose(&tab, "It stops with an error").await;
    tab.until("document.querySelector('.score').innerText.startsWith('2 of 3')").await;

    // The same answers, on the next visit and in the other language.
    tab.goto(&url("zh-cn/docker/volumes.html")).await;
    tab.until("document.querySelector('.score')?.innerText === '3 题答对 2 题。'").await;
    tab.until("document.querySelector('.typed input').value === 'Bind  Mount'").await;
    tab.until("document.querySelectorAll('.choice.right, .choice.wrong').length === 2").await;
    tab.press(".quiz", "再做一次").await;
    tab.until("document.querySelector('.score').innerText === '' && !document.querySelector('.verdict p')").await;
    tab.goto(&url("en/docker/volumes.html")).await;
    let left: bool = tab.eval("Boolean(document.querySelector('.verdict p, .choice :checked'))").await;
    assert!(!left, "what was begun anew is empty");
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_are_put_in_order_with_the_keyboard() {
    const STEPS: &[&str] =
        &["stores the changed", "A new ReplicaSet is made", "starts a Pod", "becomes ready", "takes one"];
    let (_folder, url) = published();
    let tab = Tab::open(&url("en/kubernetes/deployments.html")).await;
    tab.until("document.querySelectorAll('.order button').length === 10").await;
    let _: bool = tab.eval("(document.querySelector('.order').closest('form').requestSubmit(), true)").await;
    tab.until(&says("what it waits for")).await;
    put_in_order(&tab, STEPS).await;
    tab.until(&says("An old Pod goes only when")).await;

    let last = ".order li:last-child button";
    let _: bool = tab.eval(&format!("(document.querySelector({last:?}).focus(), true)")).await;
    tab.page.find_element(last).await.unwrap().press_key("ArrowUp").await.unwrap();
    tab.until("document.querySelector('.order li:nth-child(4)').textContent.includes('takes one')").await;
    tab.until("document.activeElement.closest('.order li:nth-child(4)')").await;
    tab.until("document.querySelector('.order ~ [role=status]').textContent === 'Now step 4 of 5.'").await;
    assert!(!tab.eval::<bool>(&says("An old Pod")).await, "another order wants another verdict");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_served_quiz_is_judged_and_kept_by_the_server() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url("en/kubernetes/deployments.html")).await;
    let told: bool =
        tab.eval("/data-key|counts two where three|Only a change of/.test(document.documentElement.outerHTML)").await;
    assert!(!told, "the answers are the server's");
    choose(&tab, "The same Pod is started again").await;
    tab.until("document.querySelector('.choice.wrong .why')?.innerText.includes('does not come back')").await;
    put_in_order(
        &tab,
        &["stores the changed", "A new ReplicaSet is made", "starts a Pod", "becomes ready", "takes one"],
    )
    .await;
    tab.until(&says("An old Pod goes only when")).await;

    tab.goto(&program.url("zh-cn/kubernetes/deployments.html")).await;
    tab.until("document.querySelector('.choice.wrong .why')?.innerText.includes('被删掉的 Pod')").await;
    tab.until("document.querySelector('.order li').textContent.includes('API server 保存')").await;
    let kept: u32 = tab.eval("Object.keys(localStorage).filter(k => k.startsWith('sampan-quiz')).length").await;
    assert_eq!(kept, 0, "the server remembers, the browser need not");
    tab.press(".quiz", "再做一次").await;
    tab.until("!document.querySelector('.verdict p')").await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    tab.goto(&program.url("en/kubernetes/deployments.html")).await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let left: bool = tab.eval("Boolean(document.querySelector('.verdict p, .choice :checked'))").await;
    assert!(!left, "what was begun anew is empty");
}
