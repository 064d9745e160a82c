//! Grams, basis points, and the direction each rounding takes.
//!
//! One token is one tonne CO2e with six decimals, so one base unit is one gram. Operations never saturate or wrap: if
//! the result is out of range they return `None`, and the caller returns its own error.

/// Grams in a tonne.
pub const GRAMS_PER_TONNE: u64 = 1_000_000;

/// Parts in the whole for [`Bps`].
pub const BPS: u64 = 10_000;

/// Lowest threshold of a vote, in basis points of the weight of all notaries: more than two thirds of it. The program
/// accepts no lower threshold, and the audit reports a registry with a lower one.
pub const MIN_THRESHOLD_BPS: u16 = 6_667;

/// A mass of CO2e in grams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Grams(pub u64);

impl Grams {
    /// No mass.
    pub const ZERO: Self = Self(0);

    /// Whole tonnes.
    pub fn from_tonnes(tonnes: u64) -> Option<Self> {
        tonnes.checked_mul(GRAMS_PER_TONNE).map(Self)
    }

    /// The sum; `None` above `u64`.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` below zero.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// Splits off the buffer's part: `⌈grams × rate / 10⁴⌉`. Returns (owner's part, buffer's part), which sum to
    /// `self`. The buffer's part is rounded up, because the buffer is an insurance and must not be short.
    pub fn split_buffer(self, rate: Bps) -> (Self, Self) {
        let product = self.0 as u128 * rate.0 as u128;
        let buffer = product.div_ceil(BPS as u128) as u64;
        (Self(self.0 - buffer), Self(buffer))
    }

    /// Cost of the mass: `⌈grams × price per tonne / 10⁶⌉`; `None` above `u64`. Rounded up, in the seller's favour, so
    /// that buying in pieces is never cheaper and each gram has a price.
    pub fn cost(self, price_per_tonne: u64) -> Option<u64> {
        let product = self.0 as u128 * price_per_tonne as u128;
        u64::try_from(product.div_ceil(GRAMS_PER_TONNE as u128)).ok()
    }
}

/// A share in basis points (hundredths of a percent), at most the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bps(u16);

impl Bps {
    /// `None` above 10,000.
    pub fn new(bps: u16) -> Option<Self> {
        (bps as u64 <= BPS).then_some(Self(bps))
    }

    /// The number of basis points.
    pub fn get(self) -> u16 {
        self.0
    }

    /// The share of an amount, rounded down: `⌊amount × bps / 10⁴⌋`.
    pub fn of(self, amount: u64) -> u64 {
        // A share is at most the whole, so the result fits.
        (amount as u128 * self.0 as u128 / BPS as u128) as u64
    }

    /// Whether `part` of `whole` reaches this share, exactly (no rounding).
    pub fn reached_by(self, part: u64, whole: u64) -> bool {
        part as u128 * BPS as u128 >= whole as u128 * self.0 as u128
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn range_ends() {
        assert_eq!(Grams(u64::MAX).plus(Grams(1)), None);
        assert_eq!(Grams(0).minus(Grams(1)), None);
        assert_eq!(Grams::from_tonnes(u64::MAX), None);
        assert_eq!(Grams::from_tonnes(3), Some(Grams(3_000_000)));
        assert_eq!(Bps::new(10_001), None);
    }

    #[test]
    fn buffer_rounds_up() {
        let fifteen_percent = Bps::new(1_500).unwrap();
        assert_eq!(Grams(1_000).split_buffer(fifteen_percent), (Grams(850), Grams(150)));
        assert_eq!(Grams(1).split_buffer(fifteen_percent), (Grams(0), Grams(1)));
        assert_eq!(Grams(u64::MAX).split_buffer(Bps::new(10_000).unwrap()), (Grams(0), Grams(u64::MAX)));
        assert_eq!(Grams(7).split_buffer(Bps::default()), (Grams(7), Grams(0)));
    }

    #[test]
    fn cost_rounds_up_and_stays_in_range() {
        assert_eq!(Grams(1).cost(1), Some(1));
        assert_eq!(Grams(1_500_000).cost(7), Some(11), "10.5 rounds up");
        assert_eq!(Grams(2_000_000).cost(7), Some(14));
        assert_eq!(Grams(u64::MAX).cost(1_000_000), Some(u64::MAX));
        assert_eq!(Grams(u64::MAX).cost(1_000_001), None);
    }

    #[test]
    fn a_share_rounds_down() {
        let five_percent = Bps::new(500).unwrap();
        assert_eq!(five_percent.of(19), 0);
        assert_eq!(five_percent.of(20), 1);
        assert_eq!(Bps::new(10_000).unwrap().of(u64::MAX), u64::MAX);
    }

    #[test]
    fn two_thirds_is_exact() {
        let threshold = Bps::new(MIN_THRESHOLD_BPS).unwrap();
        let least = MIN_THRESHOLD_BPS as u64;
        assert!(threshold.reached_by(least, BPS));
        assert!(!threshold.reached_by(least - 1, BPS));
        assert!(!threshold.reached_by(2, 3), "exactly two thirds are not more than two thirds");
        assert!(least * 3 > BPS * 2 && (least - 1) * 3 <= BPS * 2, "the least number above two thirds");
    }

    proptest! {
        #[test]
        fn pieces_never_cost_less(first: u32, second: u32, price: u32) {
            let [first, second] = [first, second].map(|grams| Grams(grams as u64));
            let cost = |grams: Grams| grams.cost(price as u64).unwrap();
            let whole = cost(first.plus(second).unwrap());
            prop_assert!((whole..=whole + 1).contains(&(cost(first) + cost(second))));
        }

        #[test]
        fn buffer_conserves(grams: u64, bps in 0u16..=10_000) {
            let (owner, buffer) = Grams(grams).split_buffer(Bps::new(bps).unwrap());
            prop_assert_eq!(owner.plus(buffer), Some(Grams(grams)));
            prop_assert!(buffer.0 as u128 * 10_000 >= grams as u128 * bps as u128);
        }
    }
}
