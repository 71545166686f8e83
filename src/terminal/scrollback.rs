//! Scrollback: the end of all that a shell has printed, and where in it that is. Pure.

use std::collections::VecDeque;

/// The last bytes of an output, as many as there is room for.
#[derive(Debug)]
pub(super) struct Scrollback {
    kept: VecDeque<u8>,
    room: usize,
    /// How much was printed in all.
    end: u64,
}

impl Scrollback {
    pub(super) fn new(room: usize) -> Self {
        Self { kept: VecDeque::new(), room, end: 0 }
    }

    /// Where the output ends by now.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.end += bytes.len() as u64;
        let last = &bytes[bytes.len().saturating_sub(self.room)..];
        let over = (self.kept.len() + last.len()).saturating_sub(self.room);
        self.kept.drain(..over);
        self.kept.extend(last);
    }

    /// What comes after `seen`, and where it begins. Where something between is lost, it begins after a line's end:
    /// half a line may be half an escape sequence or half a letter.
    pub(super) fn since(&self, seen: u64) -> (u64, Vec<u8>) {
        let begin = self.end - self.kept.len() as u64;
        // One who has seen more than there is looks at another shell's output, and has seen nothing of this one.
        let seen = if seen > self.end { 0 } else { seen };
        if seen >= begin {
            let skip = usize::try_from(seen - begin).unwrap_or(usize::MAX);
            return (seen, self.kept.iter().skip(skip).copied().collect());
        }
        let line = self.kept.iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        (begin + line as u64, self.kept.iter().skip(line).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_comes_back_gets_what_is_missing() {
        let mut kept = Scrollback::new(100);
        kept.push(b"one\ntwo\n");
        assert_eq!(kept.since(0), (0, b"one\ntwo\n".to_vec()));
        assert_eq!(kept.since(5), (5, b"wo\n".to_vec()));
        assert_eq!(kept.since(8), (8, Vec::new()));
        assert_eq!(kept.since(99), (0, b"one\ntwo\n".to_vec()), "another shell's reader");
    }

    #[test]
    fn what_is_lost_is_lost_by_lines() {
        let mut kept = Scrollback::new(8);
        kept.push(b"first\nsecond\nth");
        assert_eq!((kept.end(), kept.since(0)), (15, (13, b"th".to_vec())));
        kept.push(b"ird\n");
        assert_eq!(kept.since(15), (15, b"ird\n".to_vec()));
        kept.push(&[b'x'; 20]);
        assert_eq!(kept.since(0), (31, vec![b'x'; 8]), "a line longer than all that is kept");
    }
}
