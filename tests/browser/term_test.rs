//! What a term means: shown to whoever is on it or points at it, and gone with Escape (WCAG 1.4.13).

use chromiumoxide::cdp::browser_protocol::input::{DispatchMouseEventParams, DispatchMouseEventType};

use crate::program::Program;
use crate::tab::Tab;

const SHOWN: &str = "document.querySelector('.meaning')?.checkVisibility()";

async fn point(tab: &Tab, selector: &str) {
    let middle = format!(
        "((r) => [r.left + r.width / 2, r.top + r.height / 2])(document.querySelector({selector:?}).getClientRects()[0])"
    );
    let (x, y): (f64, f64) = tab.eval(&middle).await;
    let moved = DispatchMouseEventParams::new(DispatchMouseEventType::MouseMoved, x, y);
    tab.page.execute(moved).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_meaning_is_shown_on_focus_and_on_hover_and_closes_with_escape() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("en/docker/volumes.html")).await;
    tab.until("document.querySelector('.term') && document.querySelector('.meaning')").await;
    let _: bool = tab.eval("(document.querySelector('.term').focus(), true)").await;
    tab.until(SHOWN).await;
    let same: bool = tab
        .eval("document.querySelector('.meaning').textContent === document.getElementById(document.activeElement.getAttribute('aria-describedby')).textContent")
        .await;
    assert!(same);
    tab.page.find_element(".term").await.unwrap().press_key("Escape").await.unwrap();
    tab.until(&format!("!{SHOWN} && document.activeElement.matches('.term')")).await;
    let _: bool = tab.eval("(document.activeElement.blur(), true)").await;

    point(&tab, ".term").await;
    tab.until(SHOWN).await;
    point(&tab, ".meaning").await;
    tokio::time::sleep(std::time::Duration::from_millis(400)).await;
    assert!(tab.eval::<bool>(SHOWN).await, "what one points at stays");
    point(&tab, "h1").await;
    tab.until(&format!("!{SHOWN}")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_tap_shows_and_a_second_follows() {
    let program = Program::serve();
    let tab = Tab::open(&program.url("zh-cn/docker/volumes.html")).await;
    tab.until("document.querySelector('.meaning')").await;
    let tap = "((term) => {
        term.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true }));
        term.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
        return true;
    })(document.querySelector('.term'))";
    let _: bool = tab.eval(tap).await;
    tab.until(SHOWN).await;
    assert!(tab.eval::<bool>("location.pathname.endsWith('volumes.html')").await);
    let _: bool = tab.eval(tap).await;
    tab.until("location.pathname === '/zh-cn/glossary.html' && document.querySelector(':target dfn')").await;
}
