//! Meaning of a row's cells, by kind. The header must be exactly the kind's columns, so columns cannot be swapped.

use super::{
    fields::Fields,
    kind::{Gas, Kind},
    manifest::is_name,
    quote::quote,
};
use crate::numbers::{day, decimal, instant, last_digit};
use carbon_wire::calendar::SECONDS_PER_DAY;

/// How a file writes time: whole days, both included, or instants in UTC, the end excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// `first_day`, `last_day`.
    Days,
    /// `from`, `until`.
    Instants,
}

impl Times {
    /// Both, in the order of [`columns`].
    pub const ALL: [Self; 2] = [Self::Days, Self::Instants];
}

/// Parts of a project's account.
pub const PARTS: [&str; 4] = ["baseline", "project", "leakage", "issued"];

/// A row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// Item it belongs to.
    pub item: u32,
    /// Meter, plot, account, stack or project part.
    pub meter: &'a str,
    /// Unix seconds at which it starts.
    pub from: i64,
    /// Unix seconds at which it ends, excluded.
    pub until: i64,
    /// Millionths of the unit; of a forest plot: stock gained or lost per hectare, without its sign.
    pub amount: u64,
    /// Unit, as spelled.
    pub unit: &'a str,
    /// Cells that only this kind has.
    pub detail: Detail<'a>,
}

/// Cells that only one kind of row has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail<'a> {
    /// Nothing.
    None,
    /// An invoice.
    Invoice {
        /// Its number.
        number: &'a str,
        /// Net price in millionths of the currency.
        cost: u64,
    },
    /// A gas in a stack.
    Stack {
        /// The gas.
        gas: Gas,
        /// Millionths of kg CO2e, as the operator's system states them.
        co2e_kg: u64,
        /// Millionths of a kilogram that the last digit of `co2e_kg` counts.
        last_digit: u64,
    },
    /// A forest plot.
    Plot {
        /// Millionths of a hectare.
        area: u64,
        /// Stock at the beginning in millionths of t CO2e per hectare.
        before: u64,
        /// Stock at the end.
        after: u64,
    },
    /// Direct capture.
    Capture {
        /// Millionths of the unit lost between capture and storage.
        loss: u64,
    },
    /// Project account: index in [`PARTS`].
    Project {
        /// Which part.
        part: usize,
    },
}

/// Unit of a forest plot's stock; its rows have no column for it.
pub const PLOT_UNIT: &str = "t CO2e";

macro_rules! columns {
    ($name:ident: $($before:literal)* ; $($after:literal)*) => {
        const $name: [&[&str]; 2] = [
            &[$($before,)* "first_day", "last_day", $($after,)*],
            &[$($before,)* "from", "until", $($after,)*],
        ];
    };
}
columns!(AMOUNT: "item" "meter"; "amount" "unit");
columns!(INVOICES: "item" "meter"; "amount" "unit" "invoice" "cost" "currency");
columns!(STACK: "item" "meter"; "gas" "amount" "unit" "co2e_kg");
columns!(PLOTS: "item" "plot"; "area_ha" "before_t_per_ha" "after_t_per_ha");
columns!(CAPTURE: "item" "meter"; "amount" "loss" "unit");
columns!(PROJECT: "item" "part"; "amount" "unit");

/// The columns of a kind in their order, by way of writing time.
pub fn columns(kind: Kind) -> [&'static [&'static str]; 2] {
    match kind {
        Kind::MeteredEnergy | Kind::Fuel => AMOUNT,
        Kind::Invoices => INVOICES,
        Kind::StackEmissions => STACK,
        Kind::ForestPlots => PLOTS,
        Kind::DirectCapture => CAPTURE,
        Kind::Project => PROJECT,
    }
}

/// Which way of writing time a header chose, `None` when it is not exactly one of the kind's two headers.
pub fn header(kind: Kind, fields: Fields) -> Option<Times> {
    Times::ALL.into_iter().find(|times| {
        let columns = columns(kind)[*times as usize];
        fields.len() == columns.len() && columns.iter().enumerate().all(|(i, name)| fields.get(i) == Some(*name))
    })
}

/// Reads a row.
///
/// # Errors
/// A sentence on the first cell that is wrong.
pub fn decode<'a>(kind: Kind, times: Times, fields: Fields<'a>) -> Result<Row<'a>, String> {
    let columns = columns(kind)[times as usize];
    if fields.len() != columns.len() {
        return Err(format!("{} cells, not {}", fields.len(), columns.len()));
    }
    let cell = |index: usize| {
        fields.get(index).ok_or_else(|| format!("{} is not text", columns.get(index).unwrap_or(&"a cell")))
    };
    let amount = |index: usize| {
        let text = cell(index)?;
        decimal(text).ok_or_else(|| format!("{} {} is no amount such as 1234.5", columns[index], quote(text)))
    };
    let name = |index: usize| {
        let text = cell(index)?;
        is_name(text).then_some(text).ok_or_else(|| format!("{} {} is no name", columns[index], quote(text)))
    };
    let item = cell(0)?;
    let item = plain_u32(item).ok_or_else(|| format!("item {} is no number", quote(item)))?;
    let meter = name(1)?;
    let (from, until) = period(times, cell(2)?, cell(3)?)?;
    let row = |amount, unit, detail| Row { item, meter, from, until, amount, unit, detail };
    Ok(match kind {
        Kind::MeteredEnergy | Kind::Fuel => row(amount(4)?, name(5)?, Detail::None),
        Kind::Invoices => {
            let currency = cell(8)?;
            if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
                return Err(format!("currency {} is no code such as GBP", quote(currency)));
            }
            row(amount(4)?, name(5)?, Detail::Invoice { number: name(6)?, cost: amount(7)? })
        }
        Kind::StackEmissions => {
            let text = cell(4)?;
            let gas = Gas::ALL.into_iter().find(|gas| gas.name() == text);
            let gas = gas.ok_or_else(|| format!("gas {} is not one of CO2, CH4, N2O, CO2e", quote(text)))?;
            let last_digit = last_digit(cell(7)?);
            row(amount(5)?, name(6)?, Detail::Stack { gas, co2e_kg: amount(7)?, last_digit })
        }
        Kind::ForestPlots => {
            let (area, before, after) = (amount(4)?, amount(5)?, amount(6)?);
            row(after.abs_diff(before), PLOT_UNIT, Detail::Plot { area, before, after })
        }
        Kind::DirectCapture => row(amount(4)?, name(6)?, Detail::Capture { loss: amount(5)? }),
        Kind::Project => {
            let part = PARTS.iter().position(|part| *part == meter);
            let part = part.ok_or_else(|| format!("part {} is not one of {}", quote(meter), PARTS.join(", ")))?;
            row(amount(4)?, name(5)?, Detail::Project { part })
        }
    })
}

/// A plain decimal `u32`: no sign and no blank.
fn plain_u32(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn period(times: Times, first: &str, last: &str) -> Result<(i64, i64), String> {
    let parsed = match times {
        Times::Days => day(first)
            .zip(day(last))
            .map(|(first, last)| (i64::from(first) * SECONDS_PER_DAY, (i64::from(last) + 1) * SECONDS_PER_DAY)),
        Times::Instants => instant(first).zip(instant(last)),
    };
    let example = match times {
        Times::Days => "2024-06-30",
        Times::Instants => "2024-06-30T10:30:00Z",
    };
    let (from, until) =
        parsed.ok_or_else(|| format!("{} to {} are no times such as {example}", quote(first), quote(last)))?;
    if from >= until {
        return Err(format!("{} is not before {}", quote(first), quote(last)));
    }
    Ok((from, until))
}

#[cfg(test)]
mod tests;
