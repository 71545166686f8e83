//! What the tests of the workbench share: a page with a started exercise, its workbench open, and hands at the keyboard.

use crate::program::{House, Program};
use crate::tab::Tab;

pub(crate) const PAGE: &str = "en/docker/dockerfile.html";
pub(crate) const CARD: &str = "[data-exercise='docker/write-a-dockerfile']";
/// What stands in the terminals, a line each.
pub(crate) const SCREEN: &str = "[...document.querySelectorAll('.pane .xterm-rows > div')].map(r => r.textContent.replaceAll('\\u00a0', ' ').trimEnd()).join('\\n')";

/// The program, for a learner whose shell is bash.
pub(crate) fn serve() -> Program {
    Program::serve_in(House::new().with("SHELL", "/bin/bash"))
}

/// Waits until a terminal shows a text.
pub(crate) async fn shows(tab: &Tab, text: &str) {
    tab.until(&format!("{SCREEN}.replaceAll('\\n', '').includes({text:?})")).await;
}

/// A page with a started exercise and its workbench open, the shell ready.
pub(crate) async fn opened(program: &Program) -> Tab {
    let tab = Tab::signed_in(program.link()).await;
    tab.goto(&program.url(PAGE)).await;
    // What the page's policy refuses would be seen by nobody else.
    let _: bool = tab.eval("(window.refused = [], document.addEventListener('securitypolicyviolation', e => refused.push(e.violatedDirective)), true)").await;
    tab.press(CARD, "Start").await;
    tab.press(CARD, "Open the workbench").await;
    shows(&tab, "(write-a-dockerfile)").await;
    tab
}

/// Types a line into the terminal that has the focus.
pub(crate) async fn enter(tab: &Tab, line: &str) {
    tab.until("document.activeElement.matches('.xterm-helper-textarea')").await;
    let field = tab.page.find_element(".pane .xterm-helper-textarea:focus").await.unwrap();
    field.type_str(line).await.unwrap();
    field.press_key("Enter").await.unwrap();
}

/// Pastes a text where the focus is, as the browser does it.
pub(crate) async fn paste(tab: &Tab, text: &str) {
    let script = format!(
        "(() => {{ const data = new DataTransfer(); data.setData('text/plain', {text:?}); \
         document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: data, bubbles: true, cancelable: true }})); return true }})()"
    );
    let _: bool = tab.eval(&script).await;
}

/// Shows one of the workbench's views.
pub(crate) async fn view(tab: &Tab, name: &str, ready: &str) {
    tab.press(".workbench > .tools .tabs", name).await;
    tab.until(ready).await;
}
