//! Tests of the rooms and faces that need no engine: one binary, since each would link for itself.
