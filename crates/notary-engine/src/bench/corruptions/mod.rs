//! Every kind of corruption, one table row each, with the check that must catch it.

mod bundles;
mod claims;
mod rows;

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
    /// Whether the checks can catch it. Without a provider's signature, [`UNDETECTABLE`] cannot be caught.
    pub hard: bool,
    applies_to: AppliesTo,
    step: Step,
}

/// The bundles that a corruption applies to.
#[derive(Clone, Copy)]
enum AppliesTo {
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

/// The step at which a corruption changes the bundle.
enum Step {
    /// Before the claimant sums the rows and the provider signs: an honest mistake or early fraud. The claim agrees with
    /// the rows.
    Rows(fn(&mut Draft, &mut ChaCha20Rng)),
    /// After summing, before signing: the claim no longer agrees with the rows, or the context changes.
    Claim(fn(&mut Draft, &mut ChaCha20Rng)),
    /// After signing.
    Bundle(fn(&mut Sealed, &mut ChaCha20Rng)),
}

const fn hard(kind: &'static str, check: &'static str, applies_to: AppliesTo, step: Step) -> Corruption {
    Corruption { kind, check, hard: true, applies_to, step }
}

/// Name of the kind that the checks cannot detect.
pub const UNDETECTABLE: &str = "consistent inflation or deflation of an unsigned file";

use Profile::*;
use Step::{Bundle, Claim, Rows};

/// Bundles with a series of amounts for each meter.
const SERIES: AppliesTo = AppliesTo::Only(&[
    DailyPower,
    HalfHourlyPower,
    MonthlyGas,
    WeeklyDiesel,
    PowerInvoices,
    DailyMmbtu,
    Stack,
    Capture,
]);
/// Bundles whose grams are claimed as measured.
const MEASURED: AppliesTo = AppliesTo::Only(&[Stack, Capture, Reduction, Baseline, AddBack]);
/// Bundles that credit.
const CREDITS: AppliesTo = AppliesTo::Only(&[Forest, Capture, Reduction]);
/// Bundles whose operator chooses the names of the meters.
const METERS: AppliesTo = AppliesTo::Only(&[
    DailyPower,
    HalfHourlyPower,
    MonthlyGas,
    WeeklyDiesel,
    PowerInvoices,
    DailyMmbtu,
    Capture,
    Forest,
]);

/// All kinds.
pub const CORRUPTIONS: &[Corruption] = &[
    // Amounts and units.
    hard(
        "unit slip of the whole file, MWh as kWh",
        "history",
        AppliesTo::Only(&[DailyPower, MonthlyGas, PowerInvoices]),
        Rows(rows::divide_all),
    ),
    hard(
        "unit slip of the whole file, kWh as MWh",
        "history",
        AppliesTo::Only(&[DailyPower, MonthlyGas]),
        Rows(rows::multiply_all),
    ),
    hard("unit of one row changed", "units", SERIES, Rows(rows::other_unit)),
    hard("unit that is not on the list", "units", AppliesTo::Activity, Rows(rows::unlisted_unit)),
    hard(
        "decimal shift in one amount",
        "outliers",
        AppliesTo::Only(&[DailyPower, MonthlyGas, WeeklyDiesel, PowerInvoices, DailyMmbtu, Stack, Capture]),
        Rows(rows::shift_one),
    ),
    hard("decimal shift in a day of half hours", "outliers", AppliesTo::HalfHours, Rows(rows::shift_a_day)),
    hard("decimal shift in all amounts", "history", SERIES, Rows(rows::shift_all)),
    hard("negative amount", "schema", SERIES, Rows(rows::negative)),
    hard("currency in an amount", "schema", SERIES, Rows(rows::currency)),
    hard("thousands separator in an amount", "schema", SERIES, Rows(rows::separator)),
    hard("exponent in an amount", "schema", SERIES, Rows(rows::exponent)),
    hard(
        "columns swapped",
        "schema",
        AppliesTo::Only(&[DailyPower, MonthlyGas, PowerInvoices, Stack, Forest]),
        Rows(rows::swap_columns),
    ),
    hard("amount and price swapped", "prices", AppliesTo::Only(&[PowerInvoices]), Rows(rows::swap_amount_and_cost)),
    // Time.
    hard("month twice", "duplicates", SERIES, Rows(rows::month_twice)),
    hard("row twice with another amount", "duplicates", AppliesTo::Any, Rows(rows::row_twice)),
    hard(
        "invoice twice, for another month",
        "duplicates",
        AppliesTo::Only(&[PowerInvoices]),
        Rows(rows::invoice_twice),
    ),
    hard(
        "rows overlap",
        "overlaps",
        AppliesTo::Only(&[HalfHourlyPower, MonthlyGas, WeeklyDiesel, PowerInvoices]),
        Rows(rows::overlap),
    ),
    hard("week missing", "gaps", AppliesTo::Fine, Rows(rows::week_missing)),
    hard("row missing", "gaps", AppliesTo::Any, Rows(rows::row_missing)),
    hard("week filled with another week", "repeats", AppliesTo::Days, Rows(rows::week_copied)),
    hard("meter stuck", "repeats", AppliesTo::Days, Rows(rows::stuck)),
    hard(
        "two months filled with zeros",
        "zeros",
        AppliesTo::Only(&[DailyPower, Stack, Capture]),
        Rows(rows::months_zero),
    ),
    hard("gap filled with a straight line", "lines", AppliesTo::Only(&[DailyPower]), Rows(rows::line)),
    hard("register read as consumption", "registers", AppliesTo::Only(&[DailyPower, DailyMmbtu]), Rows(rows::register)),
    hard("lower level from a day on", "shifts", AppliesTo::Only(&[DailyPower]), Rows(rows::lower_level)),
    hard("main and check meter counted", "meters", AppliesTo::Only(&[DailyPower, DailyMmbtu]), Rows(rows::check_meter)),
    hard("phase lost, against the year before", "months", AppliesTo::Only(&[DailyPower]), Rows(claims::lost_phase)),
    hard("one row a year and no record before", "comparable", AppliesTo::Only(&[DailyPower]), Rows(rows::one_row)),
    hard(
        "contract left out of market-based scope 2",
        "scope2",
        AppliesTo::Only(&[DailyPower]),
        Rows(claims::contract_left_out),
    ),
    hard("reduction on three typed numbers", "credits", AppliesTo::Only(&[Reduction]), Rows(rows::typed_numbers)),
    hard("period shifted by a day", "period", AppliesTo::Any, Rows(rows::shift_day)),
    hard("local time written as UTC", "period", AppliesTo::HalfHours, Rows(rows::local_time)),
    hard("offset written into times", "schema", AppliesTo::HalfHours, Rows(rows::offset)),
    hard("clock change left in", "gaps", AppliesTo::HalfHours, Rows(rows::clock_change)),
    hard("claimed days are not the evidence's", "period", AppliesTo::Any, Claim(claims::other_days)),
    hard("days recorded before", "period", AppliesTo::Any, Claim(claims::recorded_before)),
    // Factors and potentials.
    hard("factor of another year", "factor", AppliesTo::Activity, Rows(claims::older_factor)),
    hard("evidence names another factor", "factor", AppliesTo::Activity, Claim(claims::other_factor)),
    hard("newer edition ignored", "factor", AppliesTo::Activity, Claim(claims::newer_factor)),
    hard("factor withdrawn", "factor", AppliesTo::Activity, Claim(claims::withdrawn)),
    hard("another GWP set", "gwp", AppliesTo::Only(&[Stack]), Rows(claims::other_gwp)),
    hard("AR4 in some rows", "gwp", AppliesTo::Only(&[Stack]), Rows(rows::mixed_gwp)),
    // Sums.
    hard("grams rounded", "recomputation", MEASURED, Claim(claims::rounded)),
    hard("a gram off", "recomputation", MEASURED, Claim(claims::gram_off)),
    hard("activity off", "recomputation", AppliesTo::Activity, Claim(claims::activity_off)),
    hard(
        "estimate a gram in the claimant's favour",
        "tolerance",
        AppliesTo::Only(&[Forest]),
        Claim(claims::favourable),
    ),
    hard("estimate beyond the tolerance", "tolerance", AppliesTo::Only(&[Forest]), Claim(claims::beyond)),
    // Owner of the data.
    hard("rows of another source", "shared", METERS, Claim(claims::double_count)),
    hard(
        "rows of another source, meter renamed",
        "shared",
        AppliesTo::Only(&[DailyPower, HalfHourlyPower, WeeklyDiesel, DailyMmbtu, Capture]),
        Claim(claims::double_count_renamed),
    ),
    hard("rows back two items", "shared", AppliesTo::Activity, Rows(claims::two_items)),
    hard("meter left out", "boundary", AppliesTo::Only(&[WeeklyDiesel, Forest]), Rows(rows::meter_left_out)),
    hard("meter of a stranger", "boundary", METERS, Rows(rows::stranger)),
    hard("bundle of another source", "boundary", AppliesTo::Any, Rows(claims::other_source)),
    hard("another consolidation approach", "boundary", AppliesTo::Any, Rows(claims::other_boundary)),
    // Rows that contradict each other.
    hard("plot's stock jumps between surveys", "balance", AppliesTo::Only(&[Forest]), Rows(rows::stock_jumps)),
    hard("plot's area grows", "balance", AppliesTo::Only(&[Forest]), Rows(rows::area_grows)),
    hard("more lost than captured", "balance", AppliesTo::Only(&[Capture]), Rows(rows::loss_beyond)),
    hard("leakage left out", "balance", AppliesTo::Only(&[Reduction]), Rows(rows::no_leakage)),
    // Bytes and signatures.
    hard("forged provider signature", "signature", AppliesTo::Only(&SIGNED), Bundle(bundles::forged)),
    hard("signature of another bundle", "signature", AppliesTo::Only(&SIGNED), Bundle(bundles::foreign)),
    hard("signature removed", "signature", AppliesTo::Only(&SIGNED), Bundle(bundles::removed)),
    hard("signed file deflated, all hashes renewed", "signature", AppliesTo::Only(&SIGNED), Bundle(bundles::deflated)),
    hard("credit without a signature", "assurance", CREDITS, Rows(claims::unsigned)),
    hard("byte changed after signing", "hash", AppliesTo::Any, Bundle(bundles::byte)),
    hard("file cut off", "hash", AppliesTo::Any, Bundle(bundles::cut)),
    hard("another bundle than claimed", "hash", AppliesTo::Any, Bundle(bundles::other_bundle)),
    hard("recorded in another registry", "registries", CREDITS, Bundle(bundles::recorded_elsewhere)),
    hard("compressed file", "schema", AppliesTo::Any, Bundle(bundles::compressed)),
    Corruption {
        kind: UNDETECTABLE,
        check: "signature",
        hard: false,
        applies_to: AppliesTo::Only(&[DailyPower, MonthlyGas, WeeklyDiesel, DailyMmbtu, Baseline]),
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
    /// Profiles that it applies to.
    pub fn profiles(&self) -> Vec<Profile> {
        PROFILES.iter().copied().filter(|profile| self.applies_to.includes(*profile)).collect()
    }

    /// A corrupted bundle.
    ///
    /// # Panics
    /// If it applies to no profile. A test excludes that.
    pub fn bundle(&self, rng: &mut ChaCha20Rng) -> Sealed {
        let profile = *self.profiles().choose(rng).expect("a profile that it applies to");
        let draft = clean(profile, rng);
        self.apply(draft, rng)
    }

    /// Corrupts a bundle of one of its profiles.
    pub fn apply(&self, mut draft: Draft, rng: &mut ChaCha20Rng) -> Sealed {
        match self.step {
            Rows(corrupt) => {
                corrupt(&mut draft, rng);
                draft.sum_rows();
                draft.finish()
            }
            Claim(corrupt) => {
                corrupt(&mut draft, rng);
                draft.finish()
            }
            Bundle(corrupt) => {
                let mut sealed = draft.finish();
                corrupt(&mut sealed, rng);
                sealed
            }
        }
    }
}

impl AppliesTo {
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
