//! The time that a meter's rows cover, in any order of the rows.

use crate::limits::MAX_STRETCHES;

/// Stretches of time, `[from, until)` in unix seconds: sorted, apart, and at most [`MAX_STRETCHES`] of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(Vec<(i64, i64)>);

/// How a row's time adds to the coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// None of it was covered.
    New,
    /// All of it was covered: the row is a duplicate.
    Covered,
    /// Some of it was covered.
    Partly,
    /// One stretch too many: the row is left out.
    TooMany,
}

impl Coverage {
    /// Adds `[from, until)`, which must not be empty.
    pub fn add(&mut self, from: i64, until: i64) -> Added {
        match self.0.last_mut() {
            // Rows in order, the usual case.
            Some((_, end)) if *end == from => {
                *end = until;
                Added::New
            }
            _ => self.insert(from, until),
        }
    }

    fn insert(&mut self, from: i64, until: i64) -> Added {
        // The stretches that meet or overlap the new one.
        let first = self.0.partition_point(|(_, end)| *end < from);
        let last = self.0.partition_point(|(start, _)| *start <= until);
        let touched = &self.0[first..last];
        let covered: i64 = touched.iter().map(|(start, end)| (until.min(*end) - from.max(*start)).max(0)).sum();
        if touched.is_empty() && self.0.len() == MAX_STRETCHES {
            return Added::TooMany;
        }
        let start = touched.first().map_or(from, |(start, _)| from.min(*start));
        let end = touched.last().map_or(until, |(_, end)| until.max(*end));
        self.0.splice(first..last, [(start, end)]);
        match covered {
            0 => Added::New,
            _ if covered == until - from => Added::Covered,
            _ => Added::Partly,
        }
    }

    /// Stretches of `[from, until)` that nothing covers.
    pub fn gaps(&self, from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let ends = std::iter::once(from).chain(self.0.iter().map(|(_, end)| *end));
        let starts = self.0.iter().map(|(start, _)| *start).chain(std::iter::once(until));
        ends.zip(starts).map(move |(end, start)| (end.max(from), start.min(until))).filter(|(start, end)| start < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn in_order_is_one_stretch() {
        let mut coverage = Coverage::default();
        assert_eq!(coverage.add(0, 10), Added::New);
        assert_eq!(coverage.add(10, 20), Added::New);
        assert_eq!(coverage.0, [(0, 20)]);
        assert_eq!(coverage.gaps(0, 20).count(), 0);
        assert_eq!(coverage.gaps(-1, 21).collect::<Vec<_>>(), [(-1, 0), (20, 21)]);
    }

    #[test]
    fn twice_partly_and_between() {
        let mut coverage = Coverage::default();
        coverage.add(0, 10);
        assert_eq!(coverage.add(0, 10), Added::Covered);
        assert_eq!(coverage.add(9, 11), Added::Partly);
        assert_eq!(coverage.add(20, 30), Added::New);
        assert_eq!(coverage.gaps(0, 30).collect::<Vec<_>>(), [(11, 20)]);
        assert_eq!(coverage.add(11, 20), Added::New, "exactly the gap");
        assert_eq!(coverage.0, [(0, 30)]);
    }

    #[test]
    fn stretches_are_bounded() {
        let mut coverage = Coverage::default();
        for i in 0..MAX_STRETCHES as i64 {
            assert_eq!(coverage.add(-2 * i, -2 * i + 1), Added::New);
        }
        assert_eq!(coverage.add(100, 101), Added::TooMany);
        assert_eq!(coverage.add(1, 2), Added::New, "a longer stretch still fits");
        assert_eq!(coverage.0.len(), MAX_STRETCHES);
    }

    proptest! {
        #[test]
        fn agrees_with_counting_every_second(rows in prop::collection::vec((0i64..60, 1i64..12), 0..40)) {
            let mut coverage = Coverage::default();
            let mut naive = [false; 80];
            for (from, length) in rows {
                let seconds = &mut naive[from as usize..(from + length) as usize];
                let before = seconds.iter().filter(|covered| **covered).count() as i64;
                seconds.fill(true);
                let expected = match before {
                    0 => Added::New,
                    _ if before == length => Added::Covered,
                    _ => Added::Partly,
                };
                prop_assert_eq!(coverage.add(from, from + length), expected);
            }
            let mut gaps = [false; 80];
            for (from, until) in coverage.gaps(0, 80) {
                prop_assert!(from < until);
                gaps[from as usize..until as usize].fill(true);
            }
            for second in 0..80 {
                prop_assert_eq!(gaps[second], !naive[second], "second {}", second);
            }
            prop_assert!(coverage.0.windows(2).all(|pair| pair[0].1 < pair[1].0), "sorted and apart");
        }
    }
}
