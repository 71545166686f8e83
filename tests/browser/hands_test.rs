//! A terminal for hands and eyes of every kind: characters that an input method puts together, and a screen reader.

use chromiumoxide::cdp::browser_protocol::input::{ImeSetCompositionParams, InsertTextParams};

use crate::desk::{SCREEN, enter, opened, serve, shows};
use crate::program::{House, Program};

#[tokio::test(flavor = "multi_thread")]
async fn chinese_is_typed_with_an_input_method() {
    let program = Program::serve_in(House::new().with("SHELL", "/bin/bash").with("LC_ALL", "C.UTF-8"));
    let tab = opened(&program).await;
    tab.until("document.activeElement.matches('.xterm-helper-textarea')").await;
    let field = tab.page.find_element(".pane .xterm-helper-textarea:focus").await.unwrap();
    field.type_str("echo '").await.unwrap();
    // The letters that lead to the characters belong to the input method, and the shell sees none of them.
    for letters in ["n", "ni", "nih", "nihao"] {
        let length = i64::try_from(letters.len()).unwrap();
        tab.page.execute(ImeSetCompositionParams::new(letters, length, length)).await.unwrap();
    }
    tab.until("document.querySelector('.pane .composition-view.active')?.textContent === 'nihao'").await;
    let before: String = tab.eval(SCREEN).await;
    assert!(!before.contains("ni"), "{before}");
    tab.page.execute(InsertTextParams::new("你好")).await.unwrap();
    shows(&tab, "echo '你好").await;
    field.type_str("'").await.unwrap();
    field.press_key("Enter").await.unwrap();
    tab.until(&format!("/(^|\\n)你好(\\n|$)/.test({SCREEN})")).await;
    let after: String = tab.eval(SCREEN).await;
    assert!(!after.contains("ni"), "{after}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_screen_reader_gets_lines_and_hears_what_comes() {
    let program = serve();
    let tab = opened(&program).await;
    assert!(!tab.eval::<bool>("!!document.querySelector('.pane .xterm-accessibility')").await);
    tab.click(".workbench [title='Settings']").await;
    tab.until("document.querySelector('dialog.ask')").await;
    let _: bool = tab.eval("([...document.querySelectorAll('dialog.ask label')].find(one => one.textContent.includes('screen reader')).querySelector('input').click(), true)").await;
    tab.press("dialog.ask", "Done").await;
    tab.until("document.querySelector('.pane .xterm-accessibility')").await;
    enter(&tab, "echo heard-$((40+2))").await;
    // Each line is an item of a list that can be gone through, and what is new is announced.
    tab.until("[...document.querySelectorAll('.pane .xterm-accessibility [role=listitem]')].some(one => one.textContent.trim() === 'heard-42')").await;
    tab.until("document.querySelector('.pane .xterm-accessibility [aria-live]')?.textContent.includes('heard-42')")
        .await;
}
