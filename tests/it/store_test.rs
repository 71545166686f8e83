//! The memory's story: what it keeps, what it refuses, and that nothing acknowledged is lost when a writer is killed.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::StreamExt;
use sampan::course::{
    CheckId, Deed, DockerKind, ExerciseId, Finding, Outcome, Report, SoughtKind, Standing, Unreachable,
};
use sampan::store::{Learner, Store, StoreError};

/// Where the helper process writes; it is this very binary.
const WRITER: &str = "SAMPAN_TEST_WRITER";

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
}

fn exercise() -> ExerciseId {
    "docker/keep-the-data".parse().unwrap()
}

fn report(outcomes: &[(&str, Option<Outcome>)]) -> Report {
    let outcomes = outcomes.iter().map(|(id, outcome)| (id.parse::<CheckId>().unwrap(), outcome.clone()));
    Report { outcomes: outcomes.collect(), ..Report::default() }
}

fn not_yet() -> Option<Outcome> {
    Some(Outcome::NotYet(Finding::Absent { kind: SoughtKind::Docker(DockerKind::Volume), name: "notes".into() }))
}

fn cannot_tell() -> Option<Outcome> {
    Some(Outcome::CannotTell(Unreachable::NotStarted))
}

async fn rows(store: &Store) -> Vec<(i64, String, bool)> {
    let attempts = store.attempts(&Learner::me(), &exercise()).await.unwrap();
    attempts.into_iter().map(|attempt| (attempt.sequence, attempt.check, attempt.passed)).collect()
}

#[tokio::test]
async fn a_start_is_open_until_it_is_stopped() {
    let (store, me, id) = (Store::in_memory().await.unwrap(), Learner::me(), exercise());
    assert_eq!(store.start(&me, &id).await.unwrap(), None);
    let first = store.open_start(&me, &id, "sampan-a", Path::new("/w/a"), at(0)).await.unwrap();
    assert_eq!((first.sequence, first.started, first.begun), (1, at(0), None));
    let again = store.open_start(&me, &id, "sampan-b", Path::new("/w/b"), at(1)).await.unwrap();
    assert_eq!(again, first, "a start that is open is found again, not opened anew");

    store.begin(&me, &id, at(2)).await.unwrap();
    assert_eq!(store.start(&me, &id).await.unwrap().unwrap().begun, Some(at(2)));
    assert_eq!(store.in_progress().await.unwrap(), ["docker/keep-the-data"]);
    assert_eq!(store.standings(&me).await.unwrap()[&id], Standing::Open);

    store.about_to(&me, &id, &first, &Deed::Workspace, at(3)).await.unwrap();
    store.about_to(&me, &id, &first, &Deed::Namespace, at(3)).await.unwrap();
    assert_eq!(store.made(&me, &id, &first).await.unwrap(), ["\"workspace\"", "\"namespace\""]);

    store.stop(&me, &id, at(4)).await.unwrap();
    assert_eq!(store.start(&me, &id).await.unwrap(), None);
    assert!(store.in_progress().await.unwrap().is_empty());
    let second = store.open_start(&me, &id, "sampan-a", Path::new("/w/a"), at(5)).await.unwrap();
    assert_eq!(second.sequence, 2);
    assert_eq!(store.made(&me, &id, &second).await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn r44_attempts_are_rows_of_changes_and_solved_stays() {
    let (store, me, id) = (Store::in_memory().await.unwrap(), Learner::me(), exercise());
    let passed = || Some(Outcome::Passed);
    let story = [
        (report(&[("a", not_yet()), ("b", None)]), 1, false),
        (report(&[("a", not_yet()), ("b", None)]), 0, false),
        (report(&[("a", cannot_tell()), ("b", cannot_tell())]), 0, false),
        (report(&[("a", passed()), ("b", not_yet())]), 2, false),
        (report(&[("a", passed()), ("b", passed())]), 2, true),
        (report(&[("a", not_yet()), ("b", passed())]), 1, true),
        (report(&[("a", passed()), ("b", passed())]), 1, true),
    ];
    for (number, (report, added, solved)) in story.into_iter().enumerate() {
        let remembered = store.remember(&me, &id, &report, at(0)).await.unwrap();
        assert_eq!((remembered.added, remembered.solved), (added, solved), "step {number}");
    }
    let expected: [(&str, bool); 7] =
        [("a", false), ("a", true), ("b", false), ("b", true), ("*", true), ("a", false), ("a", true)];
    let expected: Vec<_> = expected.iter().zip(1..).map(|((check, ok), n)| (n, (*check).to_owned(), *ok)).collect();
    assert_eq!(rows(&store).await, expected);
    assert_eq!(store.standings(&me).await.unwrap()[&id], Standing::Done);
    assert!(!store.solved(&Learner::new("you"), &id).await.unwrap(), "another learner has solved nothing");
}

#[tokio::test]
async fn hints_are_kept_as_they_were_shown_and_the_last_answer_counts() {
    let (store, me, id) = (Store::in_memory().await.unwrap(), Learner::me(), exercise());
    for (second, number) in [(0, 3), (1, 1), (2, 3)] {
        store.show_hint(&me, &id, number, at(second)).await.unwrap();
    }
    assert_eq!(store.hints_shown(&me, &id).await.unwrap(), [3, 1]);
    let check: CheckId = "port".parse().unwrap();
    store.answer(&me, &id, &check, "80", at(0)).await.unwrap();
    store.answer(&me, &id, &check, "8080", at(1)).await.unwrap();
    assert_eq!(store.answers(&me, &id).await.unwrap()[&check], "8080");
    store.forget_answers(&me, &id).await.unwrap();
    assert!(store.answers(&me, &id).await.unwrap().is_empty());
    let quiz = "docker/volumes".parse().unwrap();
    store.quiz_answer(&me, &quiz, "q", ("[1]", false), at(0)).await.unwrap();
    store.quiz_answer(&me, &quiz, "q", ("[0]", true), at(0)).await.unwrap();
    let kept = store.quiz_attempts(&me, &quiz, "q").await.unwrap();
    assert_eq!(kept, [("[1]".to_owned(), false), ("[0]".to_owned(), true)]);
    assert_eq!(store.quiz_answers(&me, &quiz).await.unwrap()["q"], "[0]");
    store.quiz_again(&me, &quiz, at(1)).await.unwrap();
    assert!(store.quiz_answers(&me, &quiz).await.unwrap().is_empty());
    store.quiz_answer(&me, &quiz, "p", ("[2]", false), at(2)).await.unwrap();
    assert_eq!(store.quiz_answers(&me, &quiz).await.unwrap().into_keys().collect::<Vec<_>>(), ["p"]);
}

#[tokio::test]
async fn r16_directory_and_file_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/sampan.db");
    let store = Store::open(&path).await.unwrap();
    store.set_setting("x", "y").await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(path.parent().unwrap()), 0o700);
    for file in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap().path();
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[tokio::test]
async fn what_was_written_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sampan.db");
    let store = Store::open(&path).await.unwrap();
    store.set_setting("cluster", "minikube").await.unwrap();
    store.close().await;
    let again = Store::open(&path).await.unwrap();
    assert_eq!(again.setting("cluster").await.unwrap().as_deref(), Some("minikube"));
    assert_eq!(again.setting("nothing").await.unwrap(), None);
}

#[tokio::test]
async fn r43_f10_noise_is_damaged_and_a_newer_schema_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let noise = folder.path().join("noise.db");
    std::fs::write(&noise, [7_u8; 8192]).unwrap();
    assert!(matches!(Store::open(&noise).await, Err(StoreError::Damaged)));

    let page = folder.path().join("page.db");
    let store = Store::open(&page).await.unwrap();
    store.set_setting("x", &"y".repeat(20_000)).await.unwrap();
    store.close().await;
    let mut bytes = std::fs::read(&page).unwrap();
    bytes[4096..8192].fill(0xa5);
    std::fs::write(&page, bytes).unwrap();
    assert!(matches!(Store::open(&page).await, Err(StoreError::Damaged)));

    let newer = folder.path().join("newer.db");
    Store::open(&newer).await.unwrap().close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&newer);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    let row = "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (9999, 'later', 1, x'00', 0)";
    sqlx::query(row).execute(&pool).await.unwrap();
    pool.close().await;
    assert!(matches!(Store::open(&newer).await, Err(StoreError::Newer { version: 9999 })));
}

#[tokio::test]
async fn f9_a_full_disk_is_said_to_be_full() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sampan.db");
    let store = Store::open(&path).await.unwrap();
    // A database that may not grow answers as a full disk does.
    store.limit_pages(1).await.unwrap();
    let refused = store.set_setting("x", &"y".repeat(1_000_000)).await;
    assert!(matches!(refused, Err(StoreError::Full)), "{refused:?}");
    assert_eq!(store.setting("x").await.unwrap(), None, "nothing is half-written");
}

#[tokio::test]
async fn what_another_process_writes_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sampan.db");
    let (here, there) = (Store::open(&path).await.unwrap(), Store::open(&path).await.unwrap());
    let mut changes = std::pin::pin!(here.changes());
    changes.next().await; // the first says that nothing is known of the time before
    let quiet = tokio::time::timeout(Duration::from_millis(600), changes.next()).await;
    assert!(quiet.is_err(), "nothing was written");
    there.set_setting("x", "y").await.unwrap();
    tokio::time::timeout(Duration::from_secs(5), changes.next()).await.unwrap().unwrap();
}

/// The copies beside a memory, by name.
fn copies(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut copies: Vec<_> = names.filter(|name| name.contains(".copy-") || name.contains(".half")).collect();
    copies.sort();
    copies
}

#[tokio::test]
async fn r43_d3_a_copy_has_all_that_was_acknowledged_before_it_began() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sampan.db");
    let store = Store::open(&path).await.unwrap();
    let acknowledged = Arc::new(AtomicUsize::new(0));
    let (writing, count) = (store.clone(), acknowledged.clone());
    let writer = tokio::spawn(async move {
        for number in 0.. {
            let outcome = if number % 2 == 0 { not_yet() } else { Some(Outcome::Passed) };
            let report = report(&[("a", outcome), ("b", None)]);
            writing.remember(&Learner::me(), &exercise(), &report, at(number)).await.unwrap();
            count.fetch_add(1, Ordering::SeqCst);
        }
    });
    for day in 0..9 {
        let before = acknowledged.load(Ordering::SeqCst);
        while acknowledged.load(Ordering::SeqCst) < before + 5 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let before = acknowledged.load(Ordering::SeqCst);
        store.copy_daily(at(day * 86_400)).await.unwrap();
        // As one who puts it in the memory's place does.
        let back = tempfile::tempdir().unwrap();
        let copy = folder.path().join(copies(folder.path()).last().unwrap());
        std::fs::copy(copy, back.path().join("sampan.db")).unwrap();
        let copied = rows(&Store::open(&back.path().join("sampan.db")).await.unwrap()).await.len();
        let after = acknowledged.load(Ordering::SeqCst);
        assert!((before..=after + 1).contains(&copied), "day {day}: {copied} of {before} to {after} rows");
    }
    writer.abort();
    let kept: Vec<String> = (2..9).map(|day| format!("sampan.db.copy-{}", at(day * 86_400).format("%F"))).collect();
    assert_eq!(copies(folder.path()), kept);
    let newest = folder.path().join(kept.last().unwrap());
    let first = std::fs::metadata(&newest).unwrap().modified().unwrap();
    store.copy_daily(at(8 * 86_400 + 60)).await.unwrap();
    assert_eq!(std::fs::metadata(&newest).unwrap().modified().unwrap(), first, "one a day");
    assert!(store.forget(&Learner::me()).await.unwrap());
    assert_eq!(copies(folder.path()), [""; 0], "what is forgotten is in no copy");
}

/// Not a test by itself: the process that the next test kills. It says each row once it is acknowledged.
#[tokio::test]
async fn writer() {
    let Ok(path) = std::env::var(WRITER) else { return };
    let store = Store::open(Path::new(&path)).await.unwrap();
    for number in 0.. {
        let outcome = if number % 2 == 0 { not_yet() } else { Some(Outcome::Passed) };
        // The second check keeps the report from being solved, so that each round adds exactly one row.
        store.remember(&Learner::me(), &exercise(), &report(&[("a", outcome), ("b", None)]), at(number)).await.unwrap();
        writeln!(std::io::stdout(), "acknowledged {number}").unwrap();
    }
}

#[tokio::test]
async fn r43_d1_a_killed_writer_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..20_u64 {
        let path = folder.path().join(format!("{round}.db"));
        let acknowledged = write_and_kill(&path, Duration::from_millis(20 + round * 13 % 90));
        let store = Store::open(&path).await.unwrap();
        let rows = rows(&store).await;
        assert!(rows.len() >= acknowledged, "round {round}: {} of {acknowledged} rows", rows.len());
        assert!(rows.len() <= acknowledged + 1, "round {round}: more than one unacknowledged row");
        for (number, row) in rows.iter().enumerate() {
            let sequence = i64::try_from(number).unwrap() + 1;
            assert_eq!(*row, (sequence, "a".to_owned(), number % 2 == 1), "round {round}");
        }
    }
}

/// Starts the writer, kills it after `time` of writing, and gives how many rows it had acknowledged.
fn write_and_kill(path: &Path, time: Duration) -> usize {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "store_test::writer", "--nocapture"]).env(WRITER, path);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = lines.map_while(Result::ok).filter(|line| line.contains("acknowledged"));
    // The first row shows that it is writing; only then does the time count.
    acknowledged.next().unwrap();
    let killer = std::thread::spawn(move || {
        std::thread::sleep(time);
        child.kill().unwrap();
        child.wait().unwrap();
    });
    let count = 1 + acknowledged.count();
    killer.join().unwrap();
    count
}
