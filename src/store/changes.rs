//! Changes: notices what another process wrote, so that a server follows what a command did.

use std::time::Duration;

use futures_util::Stream;
use sqlx::{ConnectOptions, SqliteConnection};

use super::open::options;
use super::place::{Identity, identity};
use super::{Store, StoreError};

/// How often the file's version is asked; a look into shared memory, a few microseconds.
const PAUSE: Duration = Duration::from_millis(200);

impl Store {
    /// An item whenever any other connection, of this process or another, has committed something.
    ///
    /// It works only while it is polled, and its items say nothing but "look again".
    pub fn changes(&self) -> impl Stream<Item = ()> + Send + use<> {
        let watch = Watch { store: self.clone(), connection: None, file: None };
        futures_util::stream::unfold(watch, |mut watch| async move {
            watch.wait().await;
            Some(((), watch))
        })
    }
}

struct Watch {
    store: Store,
    /// The number means something only to the connection that asked before.
    connection: Option<(SqliteConnection, i64)>,
    /// The file behind it.
    file: Option<Identity>,
}

impl Watch {
    async fn wait(&mut self) {
        loop {
            match self.look().await {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => {
                    tracing::debug!(%error, "cannot watch the database");
                    self.connection = None;
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn look(&mut self) -> Result<bool, StoreError> {
        let Some(path) = &self.store.file else { return std::future::pending().await };
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
