//! Fuzzing of records that are brought in: what is JSON of their shape goes in, whatever it says, and comes out the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::Builder;

use super::{Learner, Records, Store};
use crate::fuzz::{self, Corpus};

const RECORDS: &str = r#"{"exercises": {"docker/a": {
    "starts": [{"started": "2026-01-01T00:00:00Z", "begun": "2026-01-01T00:00:01Z", "stopped": "2026-01-02T00:00:00Z"},
               {"started": "2026-01-03T00:00:00.5Z", "begun": null, "stopped": null}],
    "attempts": [{"check": "web", "outcome": "not_yet", "finding": "{}", "at": "2026-01-01T00:00:02Z"},
                 {"check": "*", "outcome": "passed", "finding": null, "at": "2026-01-01T00:00:03Z"}],
    "hints": [{"number": 1, "at": "2026-01-01T00:00:04Z"}], "solution": "2026-01-01T00:00:05Z",
    "answers": {"web": {"text": "卷", "at": "2026-01-01T00:00:06Z"}}}},
    "quizzes": {"docker/b": [{"question": "q", "answer": "{\"choice\":[0]}", "right": true, "at": "2026-01-01T00:00:07Z"}]},
    "notes": {"docker/b": {"text": "n", "at": "2026-01-01T00:00:08Z"}}}"#;

/// Pieces of records.
const PIECES: &str = "{¦},¦],¦null¦\"\"¦\"docker/a\": {¦\"hints\": [¦{\"number\": ¦\"at\": ¦\"-262143-01-01T00:00:00Z\"¦\
     \"+262142-12-31T23:59:60Z\"¦\"0000-01-01T00:00:00Z\"¦\"2026-01-01T00:00:00.123456789+14:00\"¦\"*\"¦\
     \"solution\": null,¦\"text\": \"\\u0000\"¦-1¦true";

#[test]
fn records() {
    let corpus = Corpus::new([RECORDS], PIECES);
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let store = runtime.block_on(Store::in_memory()).unwrap();
    let store = Arc::new((runtime, store, AtomicUsize::new(0)));
    fuzz::run(
        move |u| corpus.draw(u),
        move |text| {
            let Ok(brought) = serde_json::from_str::<Records>(text) else { return };
            let (runtime, store, count) = &*store;
            let learner = Learner::new(&format!("learner {}", count.fetch_add(1, Ordering::SeqCst)));
            runtime.block_on(async {
                store.merge(&learner, &brought).await.expect("what is of their shape goes in");
                let once = store.records(&learner).await.unwrap();
                let printed = serde_json::to_string(&once).unwrap();
                let read: Records = serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"));
                assert_eq!(read, once, "as it is printed");
                store.merge(&learner, &read).await.unwrap();
                assert_eq!(store.records(&learner).await.unwrap(), once, "brought in twice");
                assert_eq!(once.notes.len(), brought.notes.len());
                assert!(store.forget(&learner).await.unwrap(), "no world came with it");
                assert_eq!(store.records(&learner).await.unwrap(), Records::default());
            });
        },
    );
}
