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
}
