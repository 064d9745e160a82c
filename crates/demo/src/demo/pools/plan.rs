//! Reduction pools of the demo: figures of 2023-24 in tonnes from the Clean Energy Regulator's table of Safeguard facilities.

use crate::demo::scenario::{day, RegistryPlan, SourcePlan, StreamPlan, MEASURED, TONNES};
use carbon_client::program::{registry::GwpSet, source::*};
use carbon_notary_engine::bundle::Kind;
use carbon_wire::calendar::{end_of_day, SECONDS_PER_DAY};

/// Noon of 1 June 2023, a month before the year.
pub const BEFORE: i64 = 1_685_620_800;
/// Days after the year in which members report.
const REPORTING: i64 = 62;
/// The same for a pool that waits for credits of another pool.
const LONG_REPORTING: i64 = 124;

/// The plan of a pool.
#[derive(Clone, Copy)]
pub struct PoolPlan {
    pub label: &'static str,
    /// Number that the operator gives it; part of the address.
    pub nonce: u64,
    /// Days after the year in which the pool accepts reports and cures.
    pub reporting: i64,
    pub members: &'static [MemberPlan],
}

/// A member and the figures that it reports, in tonnes.
#[derive(Clone, Copy)]
pub struct MemberPlan {
    pub source: &'static str,
    pub owner: &'static str,
    /// Its baseline, which is its target too.
    pub target: u64,
    pub gross: u64,
    /// ACCUs issued.
    pub add_back: u64,
}

const fn member(source: &'static str, owner: &'static str, target: u64, gross: u64, add_back: u64) -> MemberPlan {
    MemberPlan { source, owner, target, gross, add_back }
}

/// The first pool meets its target, the second misses it, the third misses it and is cured.
pub const POOLS: [PoolPlan; 3] = [
    PoolPlan {
        label: "adbri",
        nonce: 0,
        reporting: REPORTING,
        members: &[
            member("angaston", "ADBRI", 103_873, 112_841, 0),
            member("birkenhead", "ADBRI", 877_429, 809_431, 38_998),
            member("cockburn", "ADBRI", 671_653, 657_038, 0),
        ],
    },
    PoolPlan {
        label: "whyalla",
        nonce: 1,
        reporting: REPORTING,
        members: &[member("liberty-whyalla", "Liberty Primary Steel", 1_026_135, 1_191_510, 0)],
    },
    PoolPlan {
        label: "dandenong",
        nonce: 2,
        reporting: LONG_REPORTING,
        members: &[member("dandenong", "Opal Packaging", 100_000, 107_278, 0)],
    },
];

/// Seller, buyer and price of a tonne: a member that missed its target buys from the pool that met its target.
pub const BOUGHT: (&str, &str, u64) = ("birkenhead", "dandenong", 31_000_000);

impl PoolPlan {
    /// Last second of reporting.
    pub fn deadline(&self) -> i64 {
        over() + self.reporting * SECONDS_PER_DAY
    }
}

/// The first second after the year.
pub fn over() -> i64 {
    end_of_day(day(2024, 6, 30))
}

/// The registry of the pools.
pub fn registry() -> RegistryPlan {
    let sources = POOLS.iter().flat_map(|pool| pool.members).map(|member| SourcePlan {
        label: member.source,
        owner: member.owner,
        kind: SourceKind::Facility,
        country: *b"AU",
        streams: [StreamKind::Scope1, StreamKind::Reduction].map(stream).into(),
    });
    RegistryPlan {
        label: "pools",
        name: "Reduction Registry",
        gwp: GwpSet::Ar5,
        year_start_month: 7,
        year: 2023,
        provider: "Southern Emissions Laboratory",
        factors: vec![],
        sources: sources.collect(),
    }
}

fn stream(kind: StreamKind) -> StreamPlan {
    let label = if kind == StreamKind::Reduction { "reduction" } else { "covered emissions" };
    StreamPlan {
        label,
        kind,
        data: Kind::StackEmissions,
        family: MEASURED,
        unit: TONNES,
        rows: crate::demo::scenario::Rows::Monthly,
        meters: vec![],
    }
}
