//! Whole exercises of the course, solved, beside the bare calls for the same questions and a script of them.

use crate::table::Table;

pub(crate) async fn measure(_table: &mut Table) {}
