//! Every kind of corruption, one table row each, with the check that must catch it.

mod claims;
mod rows;
mod seals;

use super::{
    draft::{Draft, Sealed},
    profiles::{clean, Profile, PROFILES},
};
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha20Rng;

/// A kind of corruption.
pub struct Corruption {
    /// Its name.
    pub kind: &'static str,
    /// Id of the check that must catch it.
    pub check: &'static str,
    /// Whether it can be caught at all: [`UNDETECTABLE`] cannot, without a provider's signature.
    pub hard: bool,
    on: On,
    step: Step,
}

/// Which bundles it can befall.
#[derive(Clone, Copy)]
enum On {
    /// Any.
    Any,
    /// Activity data.
    Activity,
    /// Readings by day or half hour.
    Fine,
    /// Readings by half hour.
    HalfHours,
    /// Readings by day.
    Days,
    /// One of these profiles.
    Only(&'static [Profile]),
}

/// When it happens.
enum Step {
    /// Before the claimant sums up and the provider signs: an honest mistake, or a lie told early. The claim follows the rows.
    Rows(fn(&mut Draft, &mut ChaCha20Rng)),
    /// After summing up, before signing: the claim no longer follows the rows, or the context changes.
    Claim(fn(&mut Draft, &mut ChaCha20Rng)),
    /// After signing.
    Seal(fn(&mut Sealed, &mut ChaCha20Rng)),
}

const fn hard(kind: &'static str, check: &'static str, on: On, step: Step) -> Corruption {
    Corruption { kind, check, hard: true, on, step }
}

/// Name of the kind that no check can see.
pub const UNDETECTABLE: &str = "consistent inflation or deflation of an unsigned file";

use Profile::*;
use Step::{Claim, Rows, Seal};

/// Bundles with a line of amounts a meter that a person would look at.
const SERIES: On =
    On::Only(&[DailyPower, HalfHourlyPower, MonthlyGas, WeeklyDiesel, PowerInvoices, DailyMmbtu, Stack, Capture]);
/// Bundles whose grams are claimed as measured.
const MEASURED: On = On::Only(&[Stack, Capture, Reduction, Baseline, AddBack]);
/// Bundles that credit.
const CREDITS: On = On::Only(&[Forest, Capture, Reduction]);
/// Bundles with meters that are listed by a name of the operator's choice.
const METERS: On =
    On::Only(&[DailyPower, HalfHourlyPower, MonthlyGas, WeeklyDiesel, PowerInvoices, DailyMmbtu, Capture, Forest]);

/// All kinds.
pub const CORRUPTIONS: &[Corruption] = &[
    // Amounts and units.
    hard(
        "unit slip of the whole file, MWh as kWh",
        "history",
        On::Only(&[DailyPower, MonthlyGas, PowerInvoices]),
        Rows(rows::divide_all),
    ),
    hard(
        "unit slip of the whole file, kWh as MWh",
        "history",
        On::Only(&[DailyPower, MonthlyGas]),
        Rows(rows::multiply_all),
    ),
    hard("unit of one row changed", "units", SERIES, Rows(rows::other_unit)),
    hard("unit that is not on the list", "units", On::Activity, Rows(rows::unlisted_unit)),
    hard(
        "decimal shift in one amount",
        "outliers",
        On::Only(&[DailyPower, MonthlyGas, WeeklyDiesel, PowerInvoices, DailyMmbtu, Stack, Capture]),
        Rows(rows::shift_one),
    ),
    hard("decimal shift in a day of half hours", "outliers", On::HalfHours, Rows(rows::shift_a_day)),
    hard("decimal shift in all amounts", "history", SERIES, Rows(rows::shift_all)),
    hard("negative amount", "schema", SERIES, Rows(rows::negative)),
    hard("currency in an amount", "schema", SERIES, Rows(rows::currency)),
    hard("thousands separator in an amount", "schema", SERIES, Rows(rows::separator)),
    hard("exponent in an amount", "schema", SERIES, Rows(rows::exponent)),
    hard(
        "columns swapped",
        "schema",
        On::Only(&[DailyPower, MonthlyGas, PowerInvoices, Stack, Forest]),
        Rows(rows::swap_columns),
    ),
    hard("amount and price swapped", "prices", On::Only(&[PowerInvoices]), Rows(rows::swap_amount_and_cost)),
    // Time.
    hard("month twice", "duplicates", SERIES, Rows(rows::month_twice)),
    hard("row twice with another amount", "duplicates", On::Any, Rows(rows::row_twice)),
    hard("invoice number twice", "duplicates", On::Only(&[PowerInvoices]), Rows(rows::invoice_twice)),
    hard(
        "rows overlap",
        "overlaps",
        On::Only(&[HalfHourlyPower, MonthlyGas, WeeklyDiesel, PowerInvoices]),
        Rows(rows::overlap),
    ),
    hard("week missing", "gaps", On::Fine, Rows(rows::week_missing)),
    hard("row missing", "gaps", On::Any, Rows(rows::row_missing)),
    hard("week filled with another week", "repeats", On::Days, Rows(rows::week_copied)),
    hard("meter stuck", "repeats", On::Days, Rows(rows::stuck)),
    hard("week filled with zeros", "outliers", On::Days, Rows(rows::week_zero)),
    hard("period shifted by a day", "period", On::Any, Rows(rows::shift_day)),
    hard("local time written as UTC", "period", On::HalfHours, Rows(rows::local_time)),
    hard("offset written into times", "schema", On::HalfHours, Rows(rows::offset)),
    hard("clock change left in", "gaps", On::HalfHours, Rows(rows::clock_change)),
    hard("claimed days are not the evidence's", "period", On::Any, Claim(claims::other_days)),
    hard("days recorded before", "period", On::Any, Claim(claims::recorded_before)),
    // Factors and potentials.
    hard("factor of another year", "factor", On::Activity, Rows(claims::older_factor)),
    hard("evidence names another factor", "factor", On::Activity, Claim(claims::other_factor)),
    hard("newer edition ignored", "factor", On::Activity, Claim(claims::newer_factor)),
    hard("factor withdrawn", "factor", On::Activity, Claim(claims::withdrawn)),
    hard("another GWP set", "gwp", On::Only(&[Stack]), Rows(claims::other_gwp)),
    hard("AR4 in some rows", "gwp", On::Only(&[Stack]), Rows(rows::mixed_gwp)),
    // Sums.
    hard("grams rounded", "recomputation", MEASURED, Claim(claims::rounded)),
    hard("a gram off", "recomputation", MEASURED, Claim(claims::gram_off)),
    hard("activity off", "recomputation", On::Activity, Claim(claims::activity_off)),
    hard("estimate a gram in the claimant's favour", "tolerance", On::Only(&[Forest]), Claim(claims::favourable)),
    hard("estimate beyond the tolerance", "tolerance", On::Only(&[Forest]), Claim(claims::beyond)),
    // Whose data it is.
    hard("rows of another source", "shared", METERS, Claim(claims::double_count)),
    hard(
        "rows of another source, meter renamed",
        "shared",
        On::Only(&[DailyPower, HalfHourlyPower, WeeklyDiesel, DailyMmbtu, Capture]),
        Claim(claims::double_count_renamed),
    ),
    hard("rows back two items", "shared", On::Activity, Rows(claims::two_items)),
    hard("meter left out", "boundary", On::Only(&[WeeklyDiesel, Forest]), Rows(rows::meter_left_out)),
    hard("meter of a stranger", "boundary", METERS, Rows(rows::stranger)),
    hard("bundle of another source", "boundary", On::Any, Rows(claims::other_source)),
    hard("another consolidation approach", "boundary", On::Any, Rows(claims::other_boundary)),
    // Rows that contradict each other.
    hard("plot's stock jumps between surveys", "balance", On::Only(&[Forest]), Rows(rows::stock_jumps)),
    hard("plot's area grows", "balance", On::Only(&[Forest]), Rows(rows::area_grows)),
    hard("more lost than captured", "balance", On::Only(&[Capture]), Rows(rows::loss_beyond)),
    hard("leakage left out", "balance", On::Only(&[Reduction]), Rows(rows::no_leakage)),
    // Bytes and signatures.
    hard("forged provider signature", "signature", On::Only(&SIGNED), Seal(seals::forged)),
    hard("signature of another bundle", "signature", On::Only(&SIGNED), Seal(seals::foreign)),
    hard("signature removed", "signature", On::Only(&SIGNED), Seal(seals::removed)),
    hard("signed file deflated, all hashes renewed", "signature", On::Only(&SIGNED), Seal(seals::deflated)),
    hard("credit without a signature", "assurance", CREDITS, Rows(claims::unsigned)),
    hard("byte changed after signing", "hash", On::Any, Seal(seals::byte)),
    hard("file cut off", "hash", On::Any, Seal(seals::cut)),
    hard("another bundle than claimed", "hash", On::Any, Seal(seals::other_bundle)),
    hard("compressed file", "schema", On::Any, Seal(seals::compressed)),
    Corruption {
        kind: UNDETECTABLE,
        check: "signature",
        hard: false,
        on: On::Only(&[DailyPower, MonthlyGas, WeeklyDiesel, DailyMmbtu, Baseline]),
        step: Rows(rows::scaled_unsigned),
    },
];

/// Profiles that are signed: all but monthly gas.
const SIGNED: [Profile; 11] = [
    DailyPower,
    HalfHourlyPower,
    WeeklyDiesel,
    PowerInvoices,
    DailyMmbtu,
    Stack,
    Forest,
    Capture,
    Reduction,
    Baseline,
    AddBack,
];

impl Corruption {
    /// Profiles it can befall.
    pub fn profiles(&self) -> Vec<Profile> {
        PROFILES.iter().copied().filter(|profile| self.on.includes(*profile)).collect()
    }

    /// A bundle that it befell.
    ///
    /// # Panics
    /// If it can befall no profile, which a test rules out.
    pub fn bundle(&self, rng: &mut ChaCha20Rng) -> Sealed {
        let profile = *self.profiles().choose(rng).expect("a profile it can befall");
        let draft = clean(profile, rng);
        self.befall(draft, rng)
    }

    /// What becomes of a bundle of one of its profiles.
    pub fn befall(&self, mut draft: Draft, rng: &mut ChaCha20Rng) -> Sealed {
        match self.step {
            Rows(corrupt) => {
                corrupt(&mut draft, rng);
                draft.settle();
                draft.finish()
            }
            Claim(corrupt) => {
                corrupt(&mut draft, rng);
                draft.finish()
            }
            Seal(corrupt) => {
                let mut sealed = draft.finish();
                corrupt(&mut sealed, rng);
                sealed
            }
        }
    }
}

impl On {
    fn includes(self, profile: Profile) -> bool {
        match self {
            Self::Any => true,
            Self::Activity => {
                matches!(profile, DailyPower | HalfHourlyPower | MonthlyGas | WeeklyDiesel | PowerInvoices | DailyMmbtu)
            }
            Self::Fine => matches!(profile, HalfHourlyPower | DailyPower | DailyMmbtu | Stack | Capture),
            Self::Days => matches!(profile, DailyPower | DailyMmbtu | Capture),
            Self::HalfHours => profile == HalfHourlyPower,
            Self::Only(profiles) => profiles.contains(&profile),
        }
    }
}

#[cfg(test)]
mod tests;
