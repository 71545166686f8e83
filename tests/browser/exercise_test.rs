//! An exercise in the page: start, ticks, hints, solution, reset.

use std::fs;

use crate::program::Program;
use crate::tab::Tab;

const CARD: &str = "[data-exercise='docker/write-a-dockerfile']";

#[tokio::test(flavor = "multi_thread")]
async fn r7_without_signing_in_a_page_says_how() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/docker/dockerfile.html")).await;
    tab.until(&format!("document.querySelector(\"{CARD}\").innerText.includes('sampan open')")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_link_says_so_where_it_leads() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/#code=used")).await;
    tab.until("document.querySelector('.refused')?.innerText.includes('sampan open')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_exercise_turns_by_itself_in_both_languages() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url("en/docker/dockerfile.html")).await;
    tab.press(CARD, "Start").await;
    tab.until(&format!("document.querySelector(\"{CARD} [data-check].not-yet\")")).await;
    let workspace = program.workspace("docker/write-a-dockerfile");
    assert!(workspace.is_dir(), "{}", workspace.display());

    solve(&workspace);
    tab.until(&format!(
        "[...document.querySelectorAll(\"{CARD} [data-check]\")].every(c => c.classList.contains('passed'))"
    ))
    .await;

    // Progress belongs to the exercise, not to the language.
    tab.goto(&program.url("zh-cn/docker/dockerfile.html")).await;
    tab.until(&format!(
        "[...document.querySelectorAll(\"{CARD} [data-check]\")].every(c => c.classList.contains('passed'))"
    ))
    .await;

    // A tick may go back; solved stays.
    fs::remove_file(workspace.join("deploy/Dockerfile")).unwrap();
    tab.until(&format!("document.querySelector(\"{CARD} [data-check].not-yet\")")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_and_a_stop_in_a_terminal_are_seen_in_the_page() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url("en/docker/dockerfile.html")).await;
    let phase = |name: &str| format!("document.querySelector(\"{CARD}\").dataset.phase === '{name}'");
    tab.until(&phase("fresh")).await;
    let _: bool =
        tab.eval(&format!("(document.querySelector(\"{CARD}\").scrollIntoView({{block: 'center'}}), true)")).await;

    program.run(&["start", "docker/write-a-dockerfile"]);
    tab.until(&format!("document.querySelector(\"{CARD} [data-check].not-yet\")")).await;
    program.run(&["--yes", "stop", "docker/write-a-dockerfile"]);
    tab.until(&phase("fresh")).await;
}

/// Puts the solution's files where the learner would write them.
fn solve(workspace: &std::path::Path) {
    let solution =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises/docker/write-a-dockerfile/solution");
    let done = std::process::Command::new("bash")
        .arg("-euo")
        .arg("pipefail")
        .arg(solution.join("solve.sh"))
        .current_dir(workspace)
        .status();
    assert!(done.unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
async fn hints_come_one_at_a_time_and_the_solution_after_a_second_question() {
    let program = Program::serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url("en/docker/dockerfile.html")).await;
    tab.press(CARD, "Start").await;
    let visible = format!("[...document.querySelectorAll(\"{CARD} .hint\")].filter(h => h.checkVisibility()).length");
    tab.press(CARD, "Hint").await;
    tab.until(&format!("{visible} === 1")).await;
    tab.press(CARD, "Hint 2").await;
    tab.until(&format!("{visible} === 2")).await;

    tab.press(CARD, "Solution").await;
    tab.until(&format!("document.querySelector(\"{CARD}\").innerText.includes('Are you sure')")).await;
    let shown: bool = tab.eval(&format!("Boolean(document.querySelector(\"{CARD} .files figure\"))")).await;
    assert!(!shown, "the solution is shown before the second question");
    tab.press(CARD, "Show me the solution").await;
    tab.until(&format!("document.querySelector(\"{CARD} .files\").innerText.includes('solve.sh')")).await;
}
