//! Readings of meters: amounts a day with seasons, weekends, holidays, stops and noise.

use crate::numbers::MICRO;
use carbon_wire::calendar::civil;
use rand::Rng;
use rand_chacha::ChaCha20Rng;

/// How a meter's days differ.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Winter above and summer below the mean, as a share of it.
    pub season: f64,
    /// A Saturday's or Sunday's part of a weekday.
    pub weekend: f64,
    /// Holidays a year that look like Sundays.
    pub holidays: u32,
    /// Standard deviation of the logarithm of a day.
    pub noise: f64,
}

/// A plant that runs day and night.
pub const STEADY: Shape = Shape { season: 0.0, weekend: 1.0, holidays: 0, noise: 0.08 };
/// Offices and workshops.
pub const WORKDAYS: Shape = Shape { season: 0.15, weekend: 0.35, holidays: 8, noise: 0.1 };
/// Heating.
pub const HEATING: Shape = Shape { season: 0.7, weekend: 0.8, holidays: 8, noise: 0.15 };

/// Amounts a day in millionths, rounded to thousandths of the unit; `mean` in units.
pub fn daily(rng: &mut ChaCha20Rng, first: u32, days: usize, mean: f64, shape: Shape) -> Vec<u64> {
    let holidays: Vec<u32> = (0..shape.holidays).map(|_| first + rng.random_range(0..days.max(1) as u32)).collect();
    (first..)
        .take(days)
        .map(|day| {
            let off = is_weekend(day) || holidays.contains(&day);
            let level = mean * season(day, shape.season) * if off { shape.weekend } else { 1.0 };
            thousandths(level * (shape.noise * normal(rng)).exp())
        })
        .collect()
}

/// Day 0 was a Thursday; counted from Sunday here.
fn is_weekend(day: u32) -> bool {
    matches!((day + 4) % 7, 0 | 6)
}

/// Most in mid-January, least in mid-July.
fn season(day: u32, amplitude: f64) -> f64 {
    1.0 + amplitude * (f64::from(day) / 365.25 * std::f64::consts::TAU - 0.25).cos()
}

/// Standard normal, by Box and Muller.
pub fn normal(rng: &mut ChaCha20Rng) -> f64 {
    let (u, v): (f64, f64) = (1.0 - rng.random::<f64>(), rng.random());
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// Millionths of a positive number, rounded to thousandths.
pub fn thousandths(value: f64) -> u64 {
    (value * 1_000.0).round() as u64 * (MICRO / 1_000)
}

/// First and last days of the calendar months in a period, cut to it.
pub fn months(first: u32, last: u32) -> Vec<(u32, u32)> {
    chunks(first, last, |day| civil(day).is_some_and(|(_, _, day)| day == 1))
}

/// First and last days of weeks from the first day on.
pub fn weeks(first: u32, last: u32) -> Vec<(u32, u32)> {
    chunks(first, last, |day| (day - first).is_multiple_of(7))
}

fn chunks(first: u32, last: u32, starts: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
    let mut chunks: Vec<(u32, u32)> = vec![];
    for day in first..=last {
        match chunks.last_mut() {
            Some((_, end)) if !starts(day) => *end = day,
            _ => chunks.push((day, day)),
        }
    }
    chunks
}

#[cfg(test)]
mod tests {
    use super::*;
    use carbon_wire::calendar::day_number;
    use rand::SeedableRng;

    #[test]
    fn weekends_and_months() {
        let saturday = day_number(2024, 6, 29).unwrap();
        assert_eq!([0, 1, 2].map(|i| is_weekend(saturday + i)), [true, true, false]);
        let (first, last) = (day_number(2020, 1, 1).unwrap(), day_number(2020, 12, 31).unwrap());
        assert_eq!(months(first, last).len(), 12);
        assert_eq!(weeks(first, last).len(), 53);
        assert!(season(day_number(2020, 1, 15).unwrap(), 0.7) > 1.6);
        assert!(season(day_number(2020, 7, 15).unwrap(), 0.7) < 0.4);
    }

    #[test]
    fn the_seed_decides() {
        let draw = |seed| daily(&mut ChaCha20Rng::seed_from_u64(seed), 18_262, 366, 100.0, HEATING);
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert!(draw(1).iter().all(|amount| amount % 1_000 == 0 && *amount > 0));
    }
}
