//! A learner's records: notes that nobody writes over, everything as one file that comes back whole, and nothing left
//! where all was deleted.

use std::path::Path;

use chrono::{DateTime, Utc};
use sampan::course::{CheckId, ExerciseId, LessonId, Outcome, Report};
use sampan::store::{Learner, Records, Store};
use serde_json::json;

use crate::served::Served;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn exercise() -> ExerciseId {
    "docker/keep-the-data".parse().unwrap()
}

fn lesson() -> LessonId {
    "docker/volumes".parse().unwrap()
}

/// A memory of somebody who has solved one exercise.
async fn remembering() -> Store {
    let (store, me, id) = (Store::in_memory().await.unwrap(), Learner::me(), exercise());
    store.open_start(&me, &id, "sampan-a", Path::new("/w/a"), at(0)).await.unwrap();
    store.begin(&me, &id, at(1)).await.unwrap();
    let check: CheckId = "volume".parse().unwrap();
    let report = Report { outcomes: [(check.clone(), Some(Outcome::Passed))].into(), ..Report::default() };
    store.remember(&me, &id, &report, at(2)).await.unwrap();
    store.show_hint(&me, &id, 1, at(3)).await.unwrap();
    store.show_solution(&me, &id, at(4)).await.unwrap();
    store.answer(&me, &id, &check, "8080", at(5)).await.unwrap();
    store.stop(&me, &id, at(6)).await.unwrap();
    store.quiz_answer(&me, &lesson(), "q", ("[1]", false), at(7)).await.unwrap();
    assert!(store.write_note(&me, &lesson(), "volumes outlive", None, at(8)).await.unwrap());
    store
}

#[tokio::test]
async fn a_note_is_written_over_by_nobody_who_has_not_seen_it() {
    let (store, me) = (Store::in_memory().await.unwrap(), Learner::me());
    assert!(store.write_note(&me, &lesson(), "one", None, at(1)).await.unwrap());
    assert!(!store.write_note(&me, &lesson(), "two", None, at(2)).await.unwrap(), "another page's first note");
    assert!(!store.write_note(&me, &lesson(), "two", Some(at(0)), at(2)).await.unwrap());
    assert_eq!(store.note(&me, &lesson()).await.unwrap().unwrap().text, "one");
    // The clock may stand still, and still each note is another.
    assert!(store.write_note(&me, &lesson(), "two", Some(at(1)), at(1)).await.unwrap());
    assert!(!store.write_note(&me, &lesson(), "three", Some(at(1)), at(1)).await.unwrap());
    let note = store.note(&me, &lesson()).await.unwrap().unwrap();
    assert_eq!(note.text, "two");
    assert_eq!(store.note(&Learner::new("you"), &lesson()).await.unwrap(), None);
    assert!(store.write_note(&me, &lesson(), "", Some(note.at), at(3)).await.unwrap());
    assert_eq!(store.note(&me, &lesson()).await.unwrap(), None);
}

#[tokio::test]
async fn records_come_back_whole_and_twice_is_once() {
    let (from, me) = (remembering().await, Learner::me());
    let records = from.records(&me).await.unwrap();
    let file = serde_json::to_string(&records).unwrap();
    let to = Store::in_memory().await.unwrap();
    for _ in 0..2 {
        to.merge(&me, &serde_json::from_str::<Records>(&file).unwrap()).await.unwrap();
        assert_eq!(to.records(&me).await.unwrap(), records);
    }
    assert!(to.solved(&me, &exercise()).await.unwrap());

    // What is there and younger stays, and what was solved here first stays as it was.
    let mut other = records.clone();
    other.notes.get_mut("docker/volumes").unwrap().text = "older".into();
    other.notes.get_mut("docker/volumes").unwrap().at = at(1);
    let solved = other.exercises.get_mut("docker/keep-the-data").unwrap().attempts.last_mut().unwrap();
    assert_eq!(solved.check, "*");
    solved.at = at(99);
    to.merge(&me, &other).await.unwrap();
    assert_eq!(to.records(&me).await.unwrap(), records);
}

#[tokio::test]
async fn forgetting_waits_for_what_is_in_progress_and_leaves_nothing() {
    let (store, me, id) = (remembering().await, Learner::me(), exercise());
    let before = store.records(&me).await.unwrap();
    store.open_start(&me, &id, "sampan-a", Path::new("/w/a"), at(9)).await.unwrap();
    assert!(!store.forget(&me).await.unwrap());
    assert_eq!(store.records(&me).await.unwrap().notes, before.notes);
    store.stop(&me, &id, at(10)).await.unwrap();
    store.set_setting("cluster", "kind").await.unwrap();
    assert!(store.forget(&me).await.unwrap());
    assert_eq!(store.records(&me).await.unwrap(), Records::default());
    assert_eq!(store.setting("cluster").await.unwrap(), None);
}

#[tokio::test]
async fn records_go_over_http_as_the_page_sends_them() {
    let served = Served::begin().await;
    let browser = served.sign_in().await;
    let note = |text: &str, after: serde_json::Value| json!({ "text": text, "after": after }).to_string();
    let path = "/api/notes/docker/volumes";
    let first = served.ask(&browser, &format!("POST {path}"), &note("mine", json!(null))).await.json();
    assert_eq!((first["written"].as_bool(), first["text"].as_str()), (Some(true), Some("mine")), "{first}");
    let late = served.ask(&browser, &format!("POST {path}"), &note("theirs", json!(null))).await.json();
    assert_eq!((late["written"].as_bool(), late["text"].as_str()), (Some(false), Some("mine")), "{late}");

    let file = served.ask(&browser, "GET /api/records", "").await.json();
    assert_eq!(file["format"], "sampan-records-1");
    assert_eq!(file["records"]["notes"]["docker/volumes"]["text"], "mine");
    let sure = json!({ "sure": true }).to_string();
    let gone = served.ask(&browser, "POST /api/records/forget", &sure).await.json();
    assert_eq!(gone["forgotten"], true);
    assert_eq!(served.ask(&browser, &format!("GET {path}"), "").await.json()["text"], "");
    assert_eq!(served.ask(&browser, "POST /api/records", &file.to_string()).await.status, 200);
    assert_eq!(served.ask(&browser, &format!("GET {path}"), "").await.json()["text"], "mine");

    let mut foreign = file.clone();
    foreign["format"] = json!("sampan-records-2");
    assert_eq!(served.ask(&browser, "POST /api/records", &foreign.to_string()).await.status, 422);
    foreign = file;
    foreign["records"]["surprise"] = json!({});
    assert_eq!(served.ask(&browser, "POST /api/records", &foreign.to_string()).await.status, 422);
    served.end().await;
}
