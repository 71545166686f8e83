//! Where two lists part (pure): what the second lacks, has beyond the first, or has otherwise.

/// One place where a translation's list is not its source's. Positions count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edit {
    /// The source's item is not there; it belongs before `before` of the translation.
    Lacks { ours: usize, before: usize },
    /// The translation's item is not in the source.
    Extra { theirs: usize },
    /// One stands where the other should.
    Differs { ours: usize, theirs: usize },
}

/// Comparing longer lists in every way would take too long; they are compared place by place.
const LONGEST: usize = 1000;

/// Every difference, in order.
pub(super) fn diff<T: PartialEq>(ours: &[T], theirs: &[T]) -> Vec<Edit> {
    let head = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
    let tail = ours[head..].iter().rev().zip(theirs[head..].iter().rev()).take_while(|(a, b)| a == b).count();
    let (our_end, their_end) = (ours.len() - tail, theirs.len() - tail);
    let kept = match (&ours[head..our_end], &theirs[head..their_end]) {
        (a, b) if a.len().max(b.len()) <= LONGEST => common(a, b),
        (a, b) => (0..a.len().min(b.len())).filter(|n| a[*n] == b[*n]).map(|n| (n, n)).collect(),
    };
    let kept = kept.into_iter().map(|(a, b)| (a + head, b + head)).chain([(our_end, their_end)]);
    let (mut our, mut their) = (head, head);
    let mut edits = Vec::new();
    for (next_our, next_their) in kept {
        while our < next_our && their < next_their {
            edits.push(Edit::Differs { ours: our, theirs: their });
            (our, their) = (our + 1, their + 1);
        }
        edits.extend((our..next_our).map(|ours| Edit::Lacks { ours, before: their }));
        edits.extend((their..next_their).map(|theirs| Edit::Extra { theirs }));
        (our, their) = (next_our + 1, next_their + 1);
    }
    edits
}

/// The positions of a longest common subsequence.
fn common<T: PartialEq>(a: &[T], b: &[T]) -> Vec<(usize, usize)> {
    let mut longest = vec![vec![0_u32; b.len() + 1]; a.len() + 1];
    for i in (0..a.len()).rev() {
        for j in (0..b.len()).rev() {
            let apart = longest[i + 1][j].max(longest[i][j + 1]);
            longest[i][j] = if a[i] == b[j] { longest[i + 1][j + 1] + 1 } else { apart };
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut kept = Vec::new();
    while i < a.len() && j < b.len() {
        if a[i] == b[j] {
            kept.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if longest[i + 1][j] >= longest[i][j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(ours: &str, theirs: &str, expected: &[Edit]) {
        assert_eq!(diff(ours.as_bytes(), theirs.as_bytes()), expected, "{ours} {theirs}");
    }

    #[test]
    fn every_difference_is_found_at_its_place() {
        case("abc", "abc", &[]);
        case("", "", &[]);
        case("abc", "ac", &[Edit::Lacks { ours: 1, before: 1 }]);
        case("ac", "abc", &[Edit::Extra { theirs: 1 }]);
        case("abc", "axc", &[Edit::Differs { ours: 1, theirs: 1 }]);
        case("abcde", "xbcd", &[Edit::Differs { ours: 0, theirs: 0 }, Edit::Lacks { ours: 4, before: 4 }]);
        case("ab", "ba", &[Edit::Lacks { ours: 0, before: 0 }, Edit::Extra { theirs: 1 }]);
        case("a", "", &[Edit::Lacks { ours: 0, before: 0 }]);
    }

    #[test]
    fn long_lists_take_no_time() {
        let (ours, theirs) = ((0..50_000).collect::<Vec<_>>(), (1..50_000).collect::<Vec<_>>());
        let begun = std::time::Instant::now();
        assert_eq!(diff(&ours, &theirs), [Edit::Lacks { ours: 0, before: 0 }]);
        let other: Vec<i32> = theirs.iter().map(|n| n + 100_000).collect();
        assert!(diff(&ours, &other).len() >= other.len());
        assert!(begun.elapsed().as_secs() < 5);
    }
}
