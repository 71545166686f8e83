//! What the workbench keeps: text that is not saved, what a shell put out, notes that are being written, and where one was.

use std::time::Duration;

use chromiumoxide::cdp::browser_protocol::input::InsertTextParams;

use crate::desk::{CARD, PAGE, SCREEN, enter, opened, serve, shows, view};
use crate::program::{Program, Server};
use crate::tab::Tab;

const EXERCISE: &str = "docker/write-a-dockerfile";
const BAR: &str = "document.querySelector('.pane .bar')";
const TABS: &str = "[...document.querySelectorAll('.terminal [role=tab]')]";

/// A text in a file's editor that is not saved.
async fn unsaved(tab: &Tab) {
    view(tab, "Files", "document.querySelector('.tree button')").await;
    tab.press(".tree", "index.html").await;
    tab.until("document.querySelector('.code-editor')?.shadowRoot.activeElement").await;
    tab.page.execute(InsertTextParams::new("typed ")).await.unwrap();
    tab.until("document.querySelector('.workbench .name').textContent === 'site/index.html •'").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_is_not_saved_is_thrown_away_by_nobody_but_its_learner() {
    let program = serve();
    let tab = opened(&program).await;
    unsaved(&tab).await;
    tab.click("[title='Close the workbench']").await;
    tab.until("document.querySelector('dialog.ask')?.innerText.includes('site/index.html is not saved')").await;
    tab.press("dialog.ask", "Not now").await;
    tab.until("!document.querySelector('dialog.ask')").await;
    tab.until("document.querySelector('.workbench .name')?.textContent === 'site/index.html •'").await;

    tab.press(CARD, "Reset").await;
    tab.press(CARD, "Delete and start anew").await;
    tab.until("document.querySelector('dialog.ask')?.innerText.includes('site/index.html is not saved')").await;
    assert!(program.workspace(EXERCISE).join("deploy").is_dir());
    tab.press("dialog.ask", "Throw the changes away").await;
    // The workbench is as it was, with the folder as it is now.
    tab.until("document.querySelector('.workbench .name')?.textContent === 'site/index.html'").await;
    tab.until(&format!("document.querySelector(\"{CARD}\").dataset.phase === 'open'")).await;
    tab.click("[title='Close the workbench']").await;
    tab.until("!document.querySelector('.workbench')").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_shell_put_out_can_be_read_when_it_has_ended() {
    let program = serve();
    let tab = opened(&program).await;
    enter(&tab, "echo important; exit 3").await;
    tab.until(&format!("{BAR}.innerText.includes('ended with exit code 3')")).await;
    tab.until(&format!("/(^|\\n)important(\\n|$)/.test({SCREEN})")).await;
    // From there by the keyboard to what can be done.
    tab.keys(&["Tab"]).await;
    tab.until("document.activeElement.matches('.pane .bar button')").await;
    tab.keys(&["Enter"]).await;
    tab.until(&format!("{TABS}.length === 2 && {BAR}.textContent === ''")).await;
    enter(&tab, "echo an''other").await;
    shows(&tab, "another").await;
    tab.click(".terminal [role=tab]").await;
    tab.press(".pane .bar", "Close it").await;
    tab.until(&format!("{TABS}.length === 1 && {SCREEN}.includes('another')")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_reset_made_elsewhere_a_fresh_shell_stands_in_the_new_folder() {
    let program = serve();
    let tab = opened(&program).await;
    program.run(&["--yes", "reset", EXERCISE]);
    tab.until(&format!("{TABS}.length > 1 && document.querySelector('.pane') && {BAR}.textContent === ''")).await;
    enter(&tab, &format!("[ . -ef \"$HOME/sampan/{EXERCISE}\" ] && echo in-the-''new-one")).await;
    shows(&tab, "in-the-new-one").await;
    // What the old one put out is beside it.
    tab.click(".terminal [role=tab]").await;
    tab.until(&format!("{BAR}.innerText.includes('This shell was ended')")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_sign_in_a_terminal_promises_nothing() {
    let program = serve();
    let tab = opened(&program).await;
    let Program { house, mut server, port } = program;
    server.kill();
    tab.until(&format!("{BAR}.innerText.includes('tried again by itself')")).await;
    let _again = Server::begin(house.command(&["--lang", "en", "serve", "--no-browser", "--port", &port.to_string()]));
    tab.until(&format!("{BAR}.innerText.includes('nothing that you type here arrives')")).await;
    assert!(tab.eval::<String>(SCREEN).await.contains("(write-a-dockerfile)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_that_is_written_while_the_old_one_is_read_stays() {
    let program = serve();
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url(PAGE)).await;
    tab.until("document.querySelector('.notebook summary')?.checkVisibility()").await;
    tab.click(".notebook summary").await;
    // The server's answer takes its time.
    let _: bool = tab
        .eval(
            "(window.real = fetch, window.answers = 0, window.fetch = async (url, options) => { \
             const answer = await real(url, options); \
             if (String(url).includes('/notes/') && options.method === 'GET') { await new Promise(done => setTimeout(done, 1500)); answers += 1; } \
             return answer; }, document.dispatchEvent(new Event('visibilitychange')), true)",
        )
        .await;
    let field = tab.page.find_element(".notebook textarea").await.unwrap();
    field.click().await.unwrap();
    field.type_str("typed early").await.unwrap();
    tab.until("answers === 1").await;
    tab.until("document.querySelector('.notebook [role=status]').textContent === 'Saved.'").await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(tab.eval::<String>("document.querySelector('.notebook textarea').value").await, "typed early");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_terminal_that_was_seen_is_seen_again_and_a_fourth_beside_it_is_refused_in_words() {
    let program = serve();
    let tab = opened(&program).await;
    for beside in 2..=3 {
        tab.click("[title='Another one beside it']").await;
        tab.until(&format!("document.querySelectorAll('.pane').length === {beside}")).await;
    }
    tab.click("[title='Another one beside it']").await;
    tab.until("document.querySelector('.terminal > [role=status]').innerText.includes('No more than 3')").await;
    tab.click("[title='New terminal']").await;
    tab.until(&format!("{TABS}.length === 2 && document.querySelectorAll('.pane').length === 1")).await;
    tab.click(".terminal [role=tab]").await;
    tab.until("document.querySelectorAll('.pane').length === 3").await;
    tab.goto(&program.url(PAGE)).await;
    tab.until(&format!("{TABS}.length === 2 && document.querySelectorAll('.pane').length === 3")).await;
    tab.until(&format!("{TABS}[0].getAttribute('aria-selected') === 'true'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shell_is_as_large_as_it_is_seen_from_its_first_prompt_on() {
    let program = serve();
    let tab = opened(&program).await;
    let _: bool = tab
        .eval(
            "(window.real = fetch, window.fetch = (url, options) => { \
             if (options?.method === 'POST' && String(url).includes('/terminals?')) window.wished = JSON.parse(options.body); \
             return real(url, options); }, true)",
        )
        .await;
    tab.click("[title='New terminal']").await;
    tab.until(&format!("window.wished && {TABS}.length === 2")).await;
    let wished: String = tab.eval("wished.rows + 'x' + wished.columns").await;
    enter(&tab, "echo size-$(stty size | tr ' ' x).").await;
    shows(&tab, &format!("size-{wished}.")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_drawn_as_wide_as_it_was_and_then_as_wide_as_it_is() {
    let program = serve();
    let tab = opened(&program).await;
    // Right up to the edge and back to its beginning, as a progress bar does it.
    enter(&tab, "clear; printf \"%${COLUMNS}s\\r\" x; printf 'at-the-''start\\n\\n'").await;
    shows(&tab, "at-the-start").await;
    tab.click("[title='Close the workbench']").await;
    tab.until("!document.querySelector('.workbench')").await;
    tab.look("light", 1000).await;
    tab.press(CARD, "Open the workbench").await;
    // Drawn too narrow, what begins a line again would stand in the row that the mark at its end was pushed to.
    tab.until(&format!("/(^|\\n)at-the-start(\\n|$)/.test({SCREEN})")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_leads_round_the_terminal_the_tabs_and_the_lesson() {
    let program = serve();
    let tab = opened(&program).await;
    let terminal = "document.activeElement.matches('.xterm-helper-textarea')";
    let tabs = "document.activeElement.matches('.workbench > .tools [role=tab][aria-selected=true]')";
    let lesson = format!("document.activeElement.closest(\"{CARD}\")");
    tab.until(terminal).await;
    for place in [tabs, lesson.as_str(), terminal] {
        tab.keys(&["F6"]).await;
        tab.until(place).await;
    }
    for place in [lesson.as_str(), tabs, terminal] {
        let _: bool = tab
            .eval("(document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'F6', code: 'F6', keyCode: 117, shiftKey: true, bubbles: true })), true)")
            .await;
        tab.until(place).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_in_a_terminal_leaves_the_clipboard_alone() {
    let program = serve();
    let tab = opened(&program).await;
    enter(&tab, "echo need''le").await;
    shows(&tab, "needle").await;
    let _: bool = tab
        .eval("(window.copied = [], navigator.clipboard.writeText = async text => { copied.push(text) }, sampan.workbench.settings.copyOnSelect = true)")
        .await;
    tab.click("[title='Search the output']").await;
    let field = tab.page.find_element(".find input").await.unwrap();
    field.type_str("needle").await.unwrap();
    field.press_key("Enter").await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    field.type_str("?").await.unwrap();
    field.press_key("Enter").await.unwrap();
    // What is not there is looked for no less.
    tab.until("document.querySelector('.find [role=status]').textContent === 'Not found'").await;
    let copied: Vec<String> = tab.eval("copied").await;
    assert!(copied.is_empty(), "{copied:?}");
}
