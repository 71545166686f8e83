//! Opens the memory: directory and file for this user alone, checked, backed up and brought up to date.
//!
//! The directory is locked only while a migration runs, so that commands work beside a server.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use sqlx::SqlitePool;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::changes::Watchers;
use super::place::{Place, identity};
use super::{Store, StoreError, copies};
use crate::private;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// How long a writer waits for its turn.
const TURN: Duration = Duration::from_secs(5);
/// What a connection keeps of the file, in KB (as SQLite writes them, with a minus): a learner's whole memory fits for
/// long, and a server's does not grow with what they do.
const CACHE: &str = "-256";

impl Store {
    /// Opens the file, and makes it and its directory where they are missing.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        make_private(path).map_err(|source| StoreError::file(path, source))?;
        let file = Arc::new(path.to_owned());
        let place = Arc::new(Mutex::new(Place::new(identity(path), Instant::now())));
        let there = file.clone();
        let pool = SqlitePoolOptions::new().max_connections(4).acquire_timeout(TURN);
        let pool = pool.before_acquire(move |_, meta| {
            let mut place = place.lock().unwrap_or_else(PoisonError::into_inner);
            let leads = place.leads(identity(&there), meta.age, Instant::now());
            Box::pin(std::future::ready(Ok(leads)))
        });
        let pool = pool.connect_with(options(path)).await?;
        sound(&pool).await?;
        bring_up_to_date(&pool, path).await?;
        Ok(Self { pool, file: Some(file), watchers: Watchers::default() })
    }

    /// A memory that ends with the value.
    pub async fn in_memory() -> Result<Self, StoreError> {
        // One connection that is never given up: each connection to `:memory:` is a database of its own.
        let pool = SqlitePoolOptions::new().max_connections(1).min_connections(1).idle_timeout(None).max_lifetime(None);
        let pool = pool.connect_with(SqliteConnectOptions::new().in_memory(true)).await?;
        MIGRATIONS.run(&pool).await?;
        Ok(Self { pool, file: None, watchers: Watchers::default() })
    }

    /// Ends all connections once what is under way is done.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

pub(super) fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(TURN)
        .pragma("cache_size", CACHE)
}

/// Makes the directory 0700 and the file 0600; SQLite gives the WAL the file's mode.
pub(super) fn make_private(path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        private::make(folder)?;
    }
    private::open(path).map(drop)
}

async fn sound(pool: &SqlitePool) -> Result<(), StoreError> {
    let found: String = sqlx::query_scalar("pragma quick_check(1)").fetch_one(pool).await?;
    if found == "ok" { Ok(()) } else { Err(StoreError::Damaged) }
}

async fn bring_up_to_date(pool: &SqlitePool, path: &Path) -> Result<(), StoreError> {
    let newest = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or_default();
    if version(pool, newest).await? == newest {
        return Ok(());
    }
    let _lock = lock(path).await?;
    // Another process may have done it while this one waited.
    let version = version(pool, newest).await?;
    if version == newest {
        return Ok(());
    }
    if version > 0 {
        copies::before(pool, path, version).await?;
    }
    Ok(MIGRATIONS.run(pool).await?)
}

/// The schema's version, 0 for an empty file; a newer one than `newest` is refused.
async fn version(pool: &SqlitePool, newest: i64) -> Result<i64, StoreError> {
    const TABLE: &str = "select count(*) from sqlite_master where name = '_sqlx_migrations'";
    let known: i64 = sqlx::query_scalar(TABLE).fetch_one(pool).await?;
    if known == 0 {
        return Ok(0);
    }
    const VERSION: &str = "select coalesce(max(version), 0) from _sqlx_migrations";
    let version: i64 = sqlx::query_scalar(VERSION).fetch_one(pool).await?;
    if version > newest { Err(StoreError::Newer { version }) } else { Ok(version) }
}

async fn lock(path: &Path) -> Result<File, StoreError> {
    let file = beside(path, "lock");
    let failed = |source| StoreError::file(&file, source);
    let lock = private::open(&file).map_err(failed)?;
    for _ in 0..100 {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(std::fs::TryLockError::WouldBlock) => tokio::time::sleep(TURN / 50).await,
            Err(std::fs::TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
    Err(StoreError::Busy)
}

pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}
