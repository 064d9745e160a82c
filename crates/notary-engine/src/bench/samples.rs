//! One bundle of each kind, always the same: for tests, and as examples of the format.

use super::{
    draft::Draft,
    industry,
    profiles::{self, clean, numbers, Profile},
    series::WORKDAYS,
};
use crate::facts::{ClaimKind, Key};
use rand_chacha::ChaCha20Rng;

fn sample(label: &str, make: impl Fn(&mut ChaCha20Rng) -> Draft) -> Draft {
    let rng = &mut numbers(2020, label);
    let mut draft = make(rng);
    draft.manifest.source = Key([7; 32]);
    draft.context.source.key = Key([7; 32]);
    draft.sum_rows();
    draft.remember(rng);
    draft
}

/// UK electricity of 2020 by day, one meter called "main", in `rows/electricity.csv`.
pub fn electricity() -> Draft {
    power("electricity")
}

/// The same meter, other readings.
pub fn other_year() -> Draft {
    power("another year")
}

fn power(label: &str) -> Draft {
    sample(label, |rng| {
        let mut draft = profiles::power(rng, &["main"], WORKDAYS);
        draft.tables[0].path = "rows/electricity.csv".into();
        draft
    })
}

/// UK electricity of January 2020 by half hour.
pub fn half_hourly() -> Draft {
    sample("half hours", |rng| profiles::half_hourly(rng, 31))
}

/// UK electricity of 2020 by monthly invoice.
pub fn invoices() -> Draft {
    sample("invoices", profiles::power_invoices)
}

/// A stack of 2023-24 by day and gas.
pub fn stack() -> Draft {
    sample("stack", industry::stack)
}

/// Forest plots of 2023-24.
pub fn forest() -> Draft {
    sample("forest", industry::forest)
}

/// A capture plant of 2023-24.
pub fn capture() -> Draft {
    sample("capture", industry::capture)
}

/// A reduction project of 2023-24.
pub fn project() -> Draft {
    sample("project", |rng| industry::project(rng, ClaimKind::Reduction))
}

/// A clean bundle of a profile.
pub fn of(profile: Profile) -> Draft {
    clean(profile, &mut numbers(2020, "sample"))
}
