//! Tests in a real browser (feature `browser`).
