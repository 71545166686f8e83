//! Tests against real engines (feature `live`).

