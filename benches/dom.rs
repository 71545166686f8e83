//! From a change in an engine to the check's state in the page of a real Chromium (feature `browser`).
//!
//! The page notes by itself when the check turns, by the clock that this process reads too, so that nothing of the
//! browser's remote control is in the figure.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::client::Client;
use crate::rows::Row;
use crate::tab::Tab;
use crate::ticks::{ECHO, GOAL, ROUNDS, Turn};

/// The time counts from the end of the tool; a state that is there before is 0.
pub(crate) async fn in_the_page(client: &Client, turn: &Turn) {
    client.act(turn.exercise, "start").await;
    let tab = Tab::open(&client.program.new_link()).await;
    tab.until("localStorage.getItem('sampan-token') && !location.hash.includes('code')").await;
    tab.goto(&client.program.url(turn.lesson)).await;
    let check =
        format!("document.querySelector(\"[data-exercise='{}'] [data-check='{}']\")", turn.exercise, turn.check);
    tab.until(&format!("{check}.classList.contains('not-yet')")).await;
    let watch = format!(
        "(() => {{ const check = {check}; window.turns = []; new MutationObserver(() => turns.push([check.className, \
         performance.timeOrigin + performance.now()])).observe(check, {{ attributeFilter: ['class'] }}); return true; }})()"
    );
    let _: bool = tab.eval(&watch).await;
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        tokio::time::sleep(ECHO).await;
        let _: bool = tab.eval("(window.turns = [], true)").await;
        let (there, change) = (round % 2 == 0, turn.change);
        let changed = tokio::task::spawn_blocking(move || {
            change(there);
            SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64() * 1000.0
        });
        let changed = changed.await.unwrap();
        let turned = format!("turns.find(([state]) => state === '{}')", if there { "passed" } else { "not-yet" });
        tab.until(&turned).await;
        let seen: f64 = tab.eval(&format!("{turned}[1]")).await;
        times.push(Duration::from_secs_f64((seen - changed).max(0.0) / 1000.0));
    }
    Row::of(&format!("{}: change to the check's state in the page", turn.engine), times).print(Some(GOAL));
    client.act(turn.exercise, "stop").await;
}
