//! Robust statistics: medians and values far from them. A median stays right while fewer than half of the values are wrong.

/// Makes the median absolute deviation of normally distributed values their standard deviation.
const NORMAL: f64 = 1.4826;

/// Median of finite values, `None` of an empty slice. Reorders them.
pub fn median(values: &mut [f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// Quantile of finite values by linear interpolation between the two nearest, `None` of an empty slice. Reorders them.
pub fn quantile(values: &mut [f64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    values.sort_by(f64::total_cmp);
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    Some(values[below] + (values[above] - values[below]) * (place - below as f64))
}

/// Robust standard deviation around the median: 1.4826 × the median of the distances to it. `None` of an empty slice.
pub fn spread(values: &[f64]) -> Option<f64> {
    let mut copy = values.to_vec();
    let middle = median(&mut copy)?;
    let mut distances: Vec<f64> = values.iter().map(|value| (value - middle).abs()).collect();
    median(&mut distances).map(|distance| NORMAL * distance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn by_hand() {
        assert_eq!(median(&mut []), None);
        assert_eq!(median(&mut [3.0]), Some(3.0));
        assert_eq!(median(&mut [4.0, 1.0, 3.0, 2.0]), Some(2.5));
        assert_eq!(quantile(&mut [0.0, 10.0], 0.2), Some(2.0));
        // Distances to 3: 2, 1, 0, 1, 97.
        assert_eq!(spread(&[1.0, 2.0, 3.0, 4.0, 100.0]), Some(NORMAL));
    }

    proptest! {
        #[test]
        fn fewer_than_half_the_values_cannot_move_it_out(
            good in prop::collection::vec(1.0f64..2.0, 5..40),
            bad in prop::collection::vec(prop_oneof![-1e12f64..-1e6, 1e6f64..1e12], 0..40),
        ) {
            let bad = &bad[..bad.len().min(good.len() - 1)];
            let mut all = [good.as_slice(), bad].concat();
            let middle = median(&mut all).unwrap();
            prop_assert!((1.0..2.0).contains(&middle), "{}", middle);
            prop_assert!(spread(&all).unwrap() <= NORMAL);
        }

        #[test]
        fn scale_and_shift(values in prop::collection::vec(-1e6f64..1e6, 1..40), shift in -1e3f64..1e3) {
            let moved: Vec<f64> = values.iter().map(|value| value * 2.0 + shift).collect();
            let (before, after) = (spread(&values).unwrap(), spread(&moved).unwrap());
            prop_assert!((after - 2.0 * before).abs() < 1e-6 * (1.0 + before));
        }

        #[test]
        fn quantiles_are_ordered_and_inside(mut values in prop::collection::vec(-1e6f64..1e6, 1..40)) {
            let (low, high) = (quantile(&mut values, 0.2).unwrap(), quantile(&mut values, 0.8).unwrap());
            prop_assert!(low <= high);
            prop_assert!(values.contains(&quantile(&mut values.clone(), 0.0).unwrap()));
        }
    }
}
