//! The statement under audit, as `docs/schema/neutrality-statement.schema.json` describes it.

use crate::key::Key;
use serde::{Deserialize, Serialize};

/// The version of the schema that this crate reads.
const VERSION: u32 = 2;

/// A neutrality statement. Fields that no check needs are left out.
#[derive(Clone, Debug, Deserialize)]
pub struct Statement {
    version: u32,
    /// The subject that is declared carbon neutral.
    pub subject: StatementSubject,
    /// The boundary of the emissions that are counted.
    pub boundary: StatementBoundary,
    /// Whole UTC days, both included.
    pub period: Period,
    /// The emissions within the boundary.
    pub footprint: Footprint,
    /// Emissions in grams that this statement's credits offset.
    pub residual_grams: u64,
    /// The credits burned.
    pub credits: Vec<Credit>,
    /// The claim to the public.
    pub claim: Claim,
    /// Author, day and assurance of the statement.
    pub prepared: Prepared,
}

/// See [`Statement::subject`].
#[derive(Clone, Debug, Deserialize)]
pub struct StatementSubject {
    /// Kind, such as `facility`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The responsible party.
    pub responsible: String,
    /// Its source on chain, if it has one.
    pub source: Option<Key>,
}

/// See [`Statement::boundary`].
#[derive(Clone, Debug, Deserialize)]
pub struct StatementBoundary {
    /// Consolidation approach.
    pub approach: String,
    /// Such as `1` and `2-location`.
    pub scopes: Vec<String>,
    /// Set of warming potentials.
    pub gwp: String,
    /// Emissions that are left out.
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
}

/// See [`StatementBoundary::exclusions`].
#[derive(Clone, Debug, Deserialize)]
pub struct Exclusion {
    /// The emissions.
    pub what: String,
    /// The reason.
    pub why: String,
    /// Records of them on chain, if there are any.
    #[serde(default)]
    pub records: Vec<Key>,
}

/// See [`Statement::period`].
#[derive(Clone, Debug, Deserialize)]
pub struct Period {
    /// First day.
    pub first_day: String,
    /// Last day.
    pub last_day: String,
    /// The reporting year of the registry, if the period is one.
    pub reporting_year: Option<u16>,
}

/// See [`Statement::footprint`].
#[derive(Clone, Debug, Deserialize)]
pub struct Footprint {
    /// Grams CO2e.
    pub grams: u64,
    /// The records that add up to it.
    pub records: Vec<Key>,
}

/// See [`Statement::credits`].
#[derive(Clone, Debug, Deserialize)]
pub struct Credit {
    /// The absorption record.
    pub record: Key,
    /// First serial number, included.
    pub start: u64,
    /// Last serial number, excluded.
    pub end: u64,
    /// Reporting year of the record.
    pub vintage: u16,
    /// The activity that absorbed the carbon.
    pub activity: String,
    /// Article 6 status.
    pub adjustment: Option<String>,
}

/// What a statement claims, as far as it can be checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NeutralityClaim {
    /// The reporting year of the source is carbon neutral: all of its emissions are offset, and no records are missing.
    NeutralYear,
    /// The emissions of the records named are all offset.
    OffsetRecords,
    /// A part of the emissions of the records named is offset.
    OffsetPart,
    /// Credits were retired, without emissions on chain.
    Retirement,
}

/// See [`Statement::claim`].
#[derive(Clone, Debug, Deserialize)]
pub struct Claim {
    /// The kind of claim, which is checked.
    pub kind: NeutralityClaim,
    /// The claim in the author's words, which are not checked.
    pub words: String,
    /// The beneficiary, as in the burn proof.
    pub beneficiary: Key,
    /// The burn proof, if the statement names one.
    pub burn_proof: Option<Key>,
}

/// See [`Statement::prepared`].
#[derive(Clone, Debug, Deserialize)]
pub struct Prepared {
    /// Day of the statement.
    pub day: String,
    /// Author of the statement.
    pub by: String,
    /// Level of assurance.
    pub assurance: Option<String>,
    /// The party that assured it.
    pub assured_by: Option<String>,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// A sentence on the first violation of the format.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let statement: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if statement.version != VERSION {
            return Err(format!("its version is {}, and this audit reads version {VERSION}", statement.version));
        }
        Ok(statement)
    }
}
