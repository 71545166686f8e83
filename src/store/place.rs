//! Place: which file the memory is. One that was removed or moved away still takes what is written to it, and nobody
//! would ever read that.

use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::{Duration, Instant};

/// A file of the disk, whatever its name.
pub(super) type Identity = (u64, u64);

pub(super) fn identity(path: &Path) -> Option<Identity> {
    path.metadata().ok().map(|found| (found.dev(), found.ino()))
}

/// The file that has the memory's name, and since when it has it.
pub(super) struct Place {
    file: Option<Identity>,
    since: Instant,
}

impl Place {
    pub(super) fn new(file: Option<Identity>, now: Instant) -> Self {
        Self { file, since: now }
    }

    /// Whether a connection that was opened that long ago leads to the file that has the name now.
    pub(super) fn leads(&mut self, file: Option<Identity>, age: Duration, now: Instant) -> bool {
        if self.file != file {
            *self = Self::new(file, now);
        }
        file.is_some() && age <= now - self.since
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_leads_to_the_file_that_was_there_when_it_was_opened() {
        let began = Instant::now();
        let at = |seconds| began + Duration::from_secs(seconds);
        let age = Duration::from_secs;
        let mut place = Place::new(Some((1, 1)), began);
        assert!(place.leads(Some((1, 1)), age(5), at(5)));
        assert!(!place.leads(None, age(6), at(6)), "it is gone");
        assert!(!place.leads(Some((1, 2)), age(7), at(7)), "another has its name");
        assert!(!place.leads(Some((1, 2)), age(8), at(8)), "and the old connection never leads there");
        assert!(place.leads(Some((1, 2)), age(0), at(8)), "but a new one does");
    }
}
