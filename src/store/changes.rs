//! Changes: notices what another process wrote, so that a server follows what a command did.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, stream};
use sqlx::{ConnectOptions, SqliteConnection};
use tokio::sync::watch;
use tokio_util::task::AbortOnDropHandle;

use super::open::options;
use super::place::{Identity, identity};
use super::{Store, StoreError};
use crate::shared::Shared;

/// How often the file's version is asked; a look into shared memory, a few microseconds.
const PAUSE: Duration = Duration::from_millis(200);

/// What all who listen share: one connection and one question, however many they are.
#[derive(Clone, Default)]
pub(super) struct Watchers(Arc<Shared<(), Watcher>>);

/// Watches the file until the last one who listens has gone.
struct Watcher {
    told: watch::Receiver<()>,
    _task: AbortOnDropHandle<()>,
}

impl Store {
    /// An item whenever any other connection, of this process or another, has committed something since the call.
    ///
    /// Its items say nothing but "look again". It must be called within a Tokio runtime.
    pub fn changes(&self) -> impl Stream<Item = ()> + Send + use<> {
        let watcher = self.watcher();
        let told = watcher.told.clone();
        stream::unfold((watcher, told), async |(watcher, mut told)| {
            told.changed().await.ok()?;
            Some(((), (watcher, told)))
        })
    }

    fn watcher(&self) -> Arc<Watcher> {
        self.watchers.0.get((), || {
            let (tell, told) = watch::channel(());
            let file = self.file.clone();
            let task = AbortOnDropHandle::new(tokio::spawn(async move {
                match file {
                    Some(path) => keep_watching(&path, tell).await,
                    // Nobody else writes to memory; who listens hears nothing.
                    None => tell.closed().await,
                }
            }));
            Watcher { told, _task: task }
        })
    }
}

async fn keep_watching(path: &Path, tell: watch::Sender<()>) {
    let mut eye = Eye::default();
    loop {
        match eye.look(path).await {
            Ok(true) => {
                tell.send_replace(());
            }
            Ok(false) => {}
            Err(error) => {
                tracing::debug!(%error, "cannot watch the database");
                eye = Eye::default();
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[derive(Default)]
struct Eye {
    /// The number means something only to the connection that asked before.
    connection: Option<(SqliteConnection, i64)>,
    /// The file behind it.
    file: Option<Identity>,
}

impl Eye {
    /// Whether something may have been committed since the last look.
    async fn look(&mut self, path: &Path) -> Result<bool, StoreError> {
        let file = identity(path);
        if let Some((connection, before)) = self.connection.as_mut().filter(|_| file == self.file) {
            let now = version(connection).await?;
            let changed = now != *before;
            *before = now;
            return Ok(changed);
        }
        let mut connection = options(path).connect().await?;
        let version = version(&mut connection).await?;
        (self.connection, self.file) = (Some((connection, version)), file);
        // What happened before this connection was open is unknown.
        Ok(true)
    }
}

async fn version(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar("pragma data_version").fetch_one(connection).await?)
}

#[cfg(test)]
mod tests {
    use futures_util::StreamExt;

    use super::*;

    #[tokio::test]
    async fn all_who_listen_share_one_watcher_which_goes_with_the_last() {
        let store = Store::in_memory().await.unwrap();
        let (first, second) = (store.watcher(), store.clone().watcher());
        assert!(Arc::ptr_eq(&first, &second));
        let held = Arc::downgrade(&first);
        drop((first, second));
        assert_eq!(held.strong_count(), 0);
    }

    #[tokio::test]
    async fn each_who_listens_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sampan.db");
        let (here, there) = (Store::open(&path).await.unwrap(), Store::open(&path).await.unwrap());
        let mut early = std::pin::pin!(here.changes());
        early.next().await;
        let mut late = std::pin::pin!(here.changes());
        there.set_setting("x", "y").await.unwrap();
        let both = futures_util::future::join(early.next(), late.next());
        assert_eq!(tokio::time::timeout(Duration::from_secs(5), both).await.unwrap(), (Some(()), Some(())));
    }
}
