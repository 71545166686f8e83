//! From a save to the page that shows it, as a browser that follows `sampan dev` meets it.

use std::time::{Duration, Instant};

use crate::book;
use crate::dev::Dev;
use crate::program::House;
use crate::rows::Row;

const GOAL: Duration = Duration::from_millis(200);

pub(crate) async fn measure() {
    for lessons in [60, 500] {
        let house = House::new();
        book::write(&house.path("course"), lessons);
        let times = saves(&Dev::begin(house, &[])).await;
        Row::of(&format!("dev: save to the new page, of {lessons} × 2"), times).print((lessons == 60).then_some(GOAL));
    }
}

/// A page is saved, the news of it come, and the page is fetched.
async fn saves(dev: &Dev) -> Vec<Duration> {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let file = dev.file(&format!("content/en/{}.md", book::name(7)));
    let page = format!("{}en/{}.html", dev.address, book::name(7));
    let whole = std::fs::read_to_string(&file).unwrap();
    let mut news = client.get(format!("{}~dev/news", dev.address)).send().await.unwrap();
    let mut told = String::new();
    let mut times = Vec::new();
    for round in 0..40 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let sentence = format!("A sentence of round {round}.");
        let saved = Instant::now();
        std::fs::write(&file, format!("{whole}\n{sentence}\n")).unwrap();
        loop {
            let piece = tokio::time::timeout(Duration::from_secs(20), news.chunk()).await.expect("news in time");
            told.push_str(&String::from_utf8_lossy(&piece.unwrap().expect("an open stream")));
            if told.contains("lesson-7.html")
                && client.get(&page).send().await.unwrap().text().await.unwrap().contains(&sentence)
            {
                break;
            }
        }
        times.push(saved.elapsed());
        told.clear();
    }
    times
}
