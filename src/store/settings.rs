//! Settings: what was chosen once and is kept, as the cluster's context and the courses that are trusted.

use super::{Store, StoreError};

impl Store {
    pub async fn setting(&self, key: &str) -> Result<Option<String>, StoreError> {
        const SQL: &str = "select value from settings where key = $1";
        Ok(sqlx::query_scalar(SQL).bind(key).fetch_optional(&self.pool).await?)
    }

    pub async fn set_setting(&self, key: &str, value: &str) -> Result<(), StoreError> {
        const SQL: &str = "insert into settings (key, value) values ($1, $2)
            on conflict (key) do update set value = excluded.value";
        sqlx::query(SQL).bind(key).bind(value).execute(&self.pool).await?;
        Ok(())
    }

    pub async fn forget_setting(&self, key: &str) -> Result<(), StoreError> {
        sqlx::query("delete from settings where key = $1").bind(key).execute(&self.pool).await?;
        Ok(())
    }

    /// Lets the file grow to no more than this many pages beyond its present size; a test's full disk.
    #[doc(hidden)]
    pub async fn limit_pages(&self, more: i64) -> Result<(), StoreError> {
        let pages: i64 = sqlx::query_scalar("pragma page_count").fetch_one(&self.pool).await?;
        // The limit is a connection's own, so every one of the pool must have it.
        let mut held = Vec::new();
        for _ in 0..self.pool.options().get_max_connections() {
            let mut connection = self.pool.acquire().await?;
            let sql = sqlx::AssertSqlSafe(format!("pragma max_page_count = {}", pages + more));
            sqlx::query(sql).execute(&mut *connection).await?;
            held.push(connection);
        }
        Ok(())
    }
}
