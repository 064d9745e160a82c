//! The time that a meter's rows cover, in any order of the rows.

use std::collections::BTreeMap;

/// Stretches of time, `[from, until)` in unix seconds, by their start: apart from each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(BTreeMap<i64, i64>);

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
    /// Adds `[from, until)`, which must not be empty. `room` is the number of stretches that all meters may still leave.
    pub fn add(&mut self, from: i64, until: i64, room: &mut usize) -> Added {
        match self.0.last_entry() {
            // Rows in order, the usual case.
            Some(mut last) if *last.get() == from => {
                last.insert(until);
                Added::New
            }
            _ => self.insert(from, until, room),
        }
    }

    fn insert(&mut self, mut from: i64, mut until: i64, room: &mut usize) -> Added {
        let length = until - from;
        // The stretches that meet or overlap the new one: they start at its end at the latest and do not end before it.
        let touched = self.0.range(..=until).rev().take_while(|(_, end)| **end >= from);
        let touched: Vec<(i64, i64)> = touched.map(|(start, end)| (*start, *end)).collect();
        if touched.is_empty() {
            if *room == 0 {
                return Added::TooMany;
            }
            *room -= 1;
        } else {
            *room += touched.len() - 1;
        }
        let mut covered = 0;
        for (start, end) in touched {
            covered += (until.min(end) - from.max(start)).max(0);
            self.0.remove(&start);
            (from, until) = (from.min(start), until.max(end));
        }
        self.0.insert(from, until);
        match covered {
            0 => Added::New,
            _ if covered == length => Added::Covered,
            _ => Added::Partly,
        }
    }

    /// Stretches of `[from, until)` that nothing covers.
    pub fn gaps(&self, from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        let ends = std::iter::once(from).chain(self.0.values().copied());
        let starts = self.0.keys().copied().chain(std::iter::once(until));
        ends.zip(starts).map(move |(end, start)| (end.max(from), start.min(until))).filter(|(start, end)| start < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn in_order_is_one_stretch() {
        let (mut coverage, mut room) = (Coverage::default(), 100);
        assert_eq!(coverage.add(0, 10, &mut room), Added::New);
        assert_eq!(coverage.add(10, 20, &mut room), Added::New);
        assert_eq!(coverage.0, BTreeMap::from([(0, 20)]));
        assert_eq!(coverage.gaps(0, 20).count(), 0);
        assert_eq!(coverage.gaps(-1, 21).collect::<Vec<_>>(), [(-1, 0), (20, 21)]);
    }

    #[test]
    fn twice_partly_and_between() {
        let (mut coverage, mut room) = (Coverage::default(), 100);
        coverage.add(0, 10, &mut room);
        assert_eq!(coverage.add(0, 10, &mut room), Added::Covered);
        assert_eq!(coverage.add(9, 11, &mut room), Added::Partly);
        assert_eq!(coverage.add(20, 30, &mut room), Added::New);
        assert_eq!(coverage.gaps(0, 30).collect::<Vec<_>>(), [(11, 20)]);
        assert_eq!(coverage.add(11, 20, &mut room), Added::New, "exactly the gap");
        assert_eq!(coverage.0, BTreeMap::from([(0, 30)]));
    }

    #[test]
    fn the_stretches_of_all_meters_share_their_room() {
        let (mut one, mut other, mut room) = (Coverage::default(), Coverage::default(), 10);
        for i in 0..9 {
            assert_eq!(one.add(-2 * i, -2 * i + 1, &mut room), Added::New);
        }
        assert_eq!(other.add(0, 1, &mut room), Added::New);
        assert_eq!((one.add(100, 101, &mut room), other.add(100, 101, &mut room)), (Added::TooMany, Added::TooMany));
        assert_eq!(one.add(1, 2, &mut room), Added::New, "a longer stretch still fits");
        assert_eq!((one.add(-1, 0, &mut room), room), (Added::New, 1), "two that meet give room");
        assert_eq!(other.add(100, 101, &mut room), Added::New);
        assert_eq!((one.0.len(), other.0.len(), room), (8, 2, 0));
    }

    proptest! {
        #[test]
        fn agrees_with_counting_every_second(rows in prop::collection::vec((0i64..60, 1i64..12), 0..40)) {
            let (mut coverage, mut room) = (Coverage::default(), 100);
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
                prop_assert_eq!(coverage.add(from, from + length, &mut room), expected);
            }
            let mut gaps = [false; 80];
            for (from, until) in coverage.gaps(0, 80) {
                prop_assert!(from < until);
                gaps[from as usize..until as usize].fill(true);
            }
            for second in 0..80 {
                prop_assert_eq!(gaps[second], !naive[second], "second {}", second);
            }
            let stretches: Vec<(i64, i64)> = coverage.0.into_iter().collect();
            prop_assert!(stretches.windows(2).all(|pair| pair[0].1 < pair[1].0), "sorted and apart");
            prop_assert_eq!(room, 100 - stretches.len());
        }
    }
}
