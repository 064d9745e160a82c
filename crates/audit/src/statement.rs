//! The statement under audit, as `docs/schema/neutrality-statement.schema.json` describes it.

use crate::key::Key;
use serde::Deserialize;

/// A neutrality statement; what no check needs is left out.
#[derive(Clone, Debug, Deserialize)]
pub struct Statement {
    version: u32,
    /// What is declared carbon neutral.
    pub subject: Subject,
    /// Which emissions are counted.
    pub boundary: Boundary,
    /// Whole UTC days, both included.
    pub period: Period,
    /// The emissions within the boundary.
    pub footprint: Footprint,
    /// Emissions that are offset by this statement's credits.
    pub residual_grams: u64,
    /// The credits burned.
    pub credits: Vec<Credit>,
    /// What is said to the public.
    pub claim: Claim,
    /// When and by whom.
    pub prepared: Prepared,
}

/// See [`Statement::subject`].
#[derive(Clone, Debug, Deserialize)]
pub struct Subject {
    /// Such as `facility`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub responsible: String,
    /// The source on chain, where it is one.
    pub source: Option<Key>,
}

/// See [`Statement::boundary`].
#[derive(Clone, Debug, Deserialize)]
pub struct Boundary {
    /// Consolidation approach.
    pub approach: String,
    /// Such as `1` and `2-location`.
    pub scopes: Vec<String>,
    /// Set of warming potentials.
    pub gwp: String,
    /// What is left out.
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
}

/// See [`Boundary::exclusions`].
#[derive(Clone, Debug, Deserialize)]
pub struct Exclusion {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
}

/// See [`Statement::period`].
#[derive(Clone, Debug, Deserialize)]
pub struct Period {
    /// First day.
    pub first_day: String,
    /// Last day.
    pub last_day: String,
    /// As the registry names it, where it is a reporting year.
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
    /// First serial, included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Reporting year of the record.
    pub vintage: u16,
    /// What absorbed it.
    pub activity: String,
    /// Article 6 status.
    pub adjustment: Option<String>,
}

/// See [`Statement::claim`].
#[derive(Clone, Debug, Deserialize)]
pub struct Claim {
    /// Word for word.
    pub words: String,
    /// For whom.
    pub beneficiary: Key,
    /// The burn proof, where one is meant.
    pub burn_proof: Option<Key>,
}

/// See [`Statement::prepared`].
#[derive(Clone, Debug, Deserialize)]
pub struct Prepared {
    /// Day.
    pub day: String,
    /// Who.
    pub by: String,
    /// How far it was assured.
    pub assurance: Option<String>,
    /// By whom.
    pub assured_by: Option<String>,
}

impl Statement {
    /// Reads a statement.
    ///
    /// # Errors
    /// A sentence on the first thing that is not of the format.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let statement: Self = serde_json::from_slice(json).map_err(|error| error.to_string())?;
        if statement.version != 1 {
            return Err(format!("version {} is unknown", statement.version));
        }
        Ok(statement)
    }
}
