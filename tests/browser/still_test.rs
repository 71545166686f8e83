//! What does not move, and what does: nothing under the reader's eyes when a tick comes; what happens in the world, while
//! it happens; and what a narrow page has room for.

use crate::desk::{CARD, opened, serve, view};
use crate::program::{House, Program};
use crate::tab::Tab;

/// Where each check and each button below them stands.
async fn places(tab: &Tab) -> Vec<f64> {
    tab.eval(&format!(
        "[...document.querySelectorAll(\"{CARD} [data-check], {CARD} .live-bottom > .row button\")].map(one => one.getBoundingClientRect().top)"
    ))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_check_and_no_button_moves_when_a_tick_comes() {
    let program = serve();
    let tab = opened(&program).await;
    let folder = program.workspace("docker/write-a-dockerfile");
    tab.until(&format!("document.querySelectorAll(\"{CARD} .not-yet dl\").length > 1")).await;
    let _: bool = tab.eval(&format!("(document.querySelector(\"{CARD} h4\").scrollIntoView(), true)")).await;
    let before = places(&tab).await;
    assert!(before.len() > 6, "{before:?}");
    let same = |now: &[f64]| now.len() == before.len() && now.iter().zip(&before).all(|(a, b)| (a - b).abs() < 1.0);

    std::fs::write(folder.join(".dockerignore"), "booking.env\nsite/drafts\n").unwrap();
    tab.until(&format!("document.querySelectorAll(\"{CARD} .passed\").length === 2")).await;
    let now = places(&tab).await;
    assert!(same(&now), "after a tick: {before:?}, {now:?}");

    let solution =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/docker/write-a-dockerfile/solution");
    let solve = std::process::Command::new("bash").arg(solution.join("solve.sh")).current_dir(&folder).status();
    assert!(solve.unwrap().success());
    tab.until(&format!("document.querySelector(\"{CARD}\").dataset.phase === 'solved'")).await;
    tab.until(&format!("document.querySelector(\"{CARD} .said.solved\")?.checkVisibility()")).await;
    let now = places(&tab).await;
    assert!(same(&now), "after the last: {before:?}, {now:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_narrow_page_has_room_for_the_tree_and_for_the_table_of_progress() {
    let program = serve();
    let tab = opened(&program).await;
    tab.look("light", 390).await;
    view(&tab, "Files", "document.querySelector('.tree button')").await;
    tab.press(".tree", "index.html").await;
    tab.until("document.querySelector('.code-editor')?.shadowRoot.activeElement").await;
    let [tree, line, sheet]: [f64; 3] = tab
        .eval("['.tree', '.tree li', '.place'].map(one => document.querySelector(one).getBoundingClientRect().height)")
        .await;
    assert!(tree >= 4.0 * line && sheet >= 4.0 * line, "tree {tree}, line {line}, sheet {sheet}");
    tab.goto(&program.url("en/progress.html")).await;
    tab.until("document.querySelector('.progress .table')").await;
    let cut: bool = tab
        .eval("[...document.querySelectorAll('.progress .table')].some(one => one.scrollWidth > one.clientWidth)")
        .await;
    assert!(!cut, "the table of progress is wider than the page");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_open_thing_prints_goes_on() {
    let is_there = std::env::var_os("DOCKER_HOST").is_some();
    assert!(is_there || std::env::var("SAMPAN_LIVE").as_deref() != Ok("require"), "DOCKER_HOST leads to no engine");
    if !is_there {
        return;
    }
    let program = Program::serve_in(House::with_engines().with("SHELL", "/bin/bash"));
    let card = "[data-exercise='docker/first-container']";
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url("en/docker/images.html")).await;
    tab.press(card, "Start").await;
    tab.press(card, "Open the workbench").await;
    let mut docker = program.house.command_of("docker", &["run", "--detach", "--name", "red", "busybox:1.37"]);
    let run = docker.args(["sh", "-c", "n=0; while :; do n=$((n+1)); echo line-$n-; sleep 1; done"]).output().unwrap();
    assert!(run.status.success(), "{run:?}");
    view(&tab, "What exists", "document.querySelector('.things [data-thing$=\"/red\"]')").await;
    tab.press(".things", "container").await;
    let last = "Number(document.querySelector('.past pre')?.textContent.match(/line-(\\d+)-(?!.*line-)/s)?.[1])";
    tab.until(&format!("{last} > 0")).await;
    let first: u32 = tab.eval(last).await;
    tab.until(&format!("{last} > {first} + 2")).await;
    tab.until("document.querySelector('.things .age').textContent !== ''").await;
    let age: String = tab.eval("document.querySelector('.things .age').textContent").await;
    tab.until(&format!("document.querySelector('.things .age').textContent !== {age:?}")).await;
    // The picture is there again, where it was asked for.
    tab.press(".world > .tools", "Picture").await;
    tab.until("document.querySelector('.picture svg')?.checkVisibility()").await;
    tab.goto(&program.url("en/docker/images.html")).await;
    tab.until("document.querySelector('.picture svg')?.checkVisibility()").await;
    let inside: bool = tab
        .eval("[...document.querySelectorAll('.picture .thing')].every(thing => { const room = thing.querySelector('rect').getBoundingClientRect(); return [...thing.querySelectorAll('text')].every(text => text.getBoundingClientRect().right <= room.right) })")
        .await;
    assert!(inside, "a label is wider than its box");
    program.run(&["--yes", "stop", "docker/first-container"]);
}
