//! Exercises and lessons tested on real engines.
