//! The content that a notary's vote binds to.
//!
//! A vote names a digest of content, not only an address. An account that was closed and created again at the same
//! address has another digest, and so has each round and each epoch of a ballot. Votes can therefore not be replayed.
//! Integers are little-endian, as in borsh.

use crate::{keccak, Address, Hash};
use borsh::BorshSerialize;

/// Separates ballot digests from all other hashes of this system. The last byte is the format's version.
pub const BALLOT_DOMAIN: &[u8; 24] = b"carbon-consensus/ballot\x01";

/// Kind of a ballot's subject. The byte is part of the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum SubjectKind {
    /// Submitted data, before it is a record.
    Claim = 1,
    /// The statement that a reporting year of a source is complete.
    YearClosing = 2,
    /// A proposal to neutralize emission lots with absorption-credit lots.
    BurnProof = 3,
    /// A proposal to correct the grams of a record.
    Restatement = 4,
    /// The result of a reduction pool.
    Settlement = 5,
}

/// Data of a round of a ballot that the digest binds.
#[derive(Clone, Copy, Debug)]
pub struct BallotDigest<'a> {
    /// The program's id.
    pub program: &'a Address,
    /// The registry's address.
    pub registry: &'a Address,
    /// The subject's address.
    pub subject: &'a Address,
    /// Kind of the subject.
    pub kind: SubjectKind,
    /// Epoch of the notary set when the round opened.
    pub epoch: u64,
    /// Round, from 1.
    pub round: u8,
    /// Unix time after which votes are refused; later by the length of any pause.
    pub expires_at: i64,
}

impl BallotDigest<'_> {
    /// The digest over a subject's content, given as its [`content_hash`].
    pub fn over(&self, content: &Hash) -> Hash {
        keccak(&[
            BALLOT_DOMAIN,
            self.program,
            self.registry,
            self.subject,
            &[self.kind as u8],
            &self.epoch.to_le_bytes(),
            &[self.round],
            &self.expires_at.to_le_bytes(),
            content,
        ])
    }
}

/// The data of a claim that its record will have. Bookkeeping that changes and the evidence's URI are left out (the
/// hash binds the evidence).
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct ClaimContent {
    /// The source the data is about.
    pub source: Address,
    /// The submitter.
    pub submitter: Address,
    /// Claim kind: emission 0, reduction 1, absorption 2, baseline 3, add-back 4.
    pub kind: u8,
    /// Index of the source's declared stream; 255 for kinds without a stream.
    pub stream: u8,
    /// First day, included.
    pub first_day: u32,
    /// Last day, included.
    pub last_day: u32,
    /// Grams CO2e.
    pub grams: u64,
    /// Factor account, zero for measured grams.
    pub factor: Address,
    /// Activity in millionths of the factor's unit, zero for measured grams.
    pub activity: u64,
    /// Measurement method, zero for activity × factor.
    pub method: u32,
    /// GWP set: AR4 0, AR5 1, AR6 2.
    pub gwp: u8,
    /// Assurance: limited 0, reasonable 1.
    pub assurance: u8,
    /// Data provider's key, zero for none.
    pub provider: Address,
    /// sha256 of the evidence.
    pub evidence: Hash,
    /// Item of the evidence.
    pub item: u32,
    /// Corresponding-adjustment status under the Paris Agreement's Article 6: none 0, authorized 1, adjusted 2.
    pub adjustment: u8,
}

/// Borsh length of [`ClaimContent`].
pub const CLAIM_CONTENT_LEN: usize = 32 * 2 + 2 + 8 + 8 + 32 + 8 + 4 + 2 + 32 + 32 + 4 + 1;

/// The statement that a source's reporting year is complete, with the year's totals.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct YearContent {
    /// The source.
    pub source: Address,
    /// The reporting year.
    pub year: u16,
    /// Emitted grams of the inventory.
    pub emitted: u64,
    /// Add-back grams of the inventory.
    pub add_back: u64,
    /// Number of records in the inventory, so that a record of zero grams changes the content too.
    pub records: u32,
}

/// Borsh length of [`YearContent`].
pub const YEAR_CONTENT_LEN: usize = 32 + 2 + 8 + 8 + 4;

/// The content of a burn proof, final when it is submitted.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct BurnContent {
    /// Proposer and owner of the lots.
    pub proposer: Address,
    /// Key that may claim the neutralization.
    pub beneficiary: Address,
    /// Purpose, UTF-8, padded with zeros.
    pub purpose: [u8; 64],
    /// sha256 of the statement behind it.
    pub metadata: Hash,
    /// Grams of all legs, on each side.
    pub grams: u64,
    /// [`legs_hash`] of the legs.
    pub legs: Hash,
}

/// Borsh length of [`BurnContent`].
pub const BURN_CONTENT_LEN: usize = 32 * 2 + 64 + 32 + 8 + 32;

/// One leg of a burn proof: emission and absorption credit of the same number of grams.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct LegContent {
    /// The emission to neutralize.
    pub emission: SideContent,
    /// The credit to burn against it.
    pub credit: SideContent,
}

/// Borsh length of [`LegContent`].
pub const LEG_CONTENT_LEN: usize = 2 * SIDE_CONTENT_LEN;

/// The units on one side of a leg.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct SideContent {
    /// The locked lot.
    pub lot: Address,
    /// The record that backs it.
    pub record: Address,
    /// First serial (gram of the record), included.
    pub start: u64,
    /// Last serial, excluded.
    pub end: u64,
    /// Head of the lot's history.
    pub head: Hash,
}

/// Borsh length of [`SideContent`].
const SIDE_CONTENT_LEN: usize = 32 * 2 + 8 * 2 + 32;

/// The content of a restatement.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct RestatementContent {
    /// The record.
    pub record: Address,
    /// The proposer.
    pub proposer: Address,
    /// The record's valid grams now.
    pub old_valid_grams: u64,
    /// The valid grams that the record should have.
    pub new_valid_grams: u64,
    /// Grams of the difference that go to the buffer; zero unless absorption is raised.
    pub buffer: u64,
    /// Data provider's key, zero for none.
    pub provider: Address,
    /// sha256 of the evidence.
    pub evidence: Hash,
    /// Item of the evidence.
    pub item: u32,
    /// Reason, UTF-8, padded with zeros.
    pub reason: [u8; 64],
}

/// Borsh length of [`RestatementContent`].
pub const RESTATEMENT_CONTENT_LEN: usize = 32 * 2 + 8 * 3 + 32 * 2 + 4 + 64;

/// keccak-256 of the legs' concatenated borsh bytes, for the certificate's leaf.
pub fn legs_hash(legs: &[[u8; LEG_CONTENT_LEN]]) -> Hash {
    keccak(&[legs.as_flattened()])
}

/// The result of a reduction pool, frozen when its settlement opens.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct SettlementContent {
    /// The pool.
    pub pool: Address,
    /// Its reporting year.
    pub year: u16,
    /// Grams of the unit in which shares are computed.
    pub unit: u64,
    /// Sum of the targets, in grams.
    pub target: u64,
    /// Emissions in grams.
    pub gross: u128,
    /// Credits that other schemes issued, and own absorption, in grams.
    pub add_back: u128,
    /// Credits burned to cure the pool, and emissions neutralized by burn proofs, in grams.
    pub cured: u128,
    /// Achieved 0, covered 1, failed 2.
    pub outcome: u8,
    /// Grams of reduction that can be converted.
    pub credits: u64,
    /// [`members_hash`] of the members.
    pub members: Hash,
}

/// Borsh length of [`SettlementContent`].
pub const SETTLEMENT_CONTENT_LEN: usize = 32 + 2 + 8 * 2 + 16 * 3 + 1 + 8 + 32;

/// A pool member's part of the settlement.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct MemberContent {
    /// The source.
    pub source: Address,
    /// Its target in grams.
    pub target: u64,
    /// Emissions in grams.
    pub gross: u64,
    /// Credits that other schemes issued, and own absorption, in grams.
    pub add_back: u128,
    /// Credits burned to cure the pool, and emissions neutralized by burn proofs, in grams.
    pub cured: u128,
    /// Reductions with records, in grams.
    pub reduced: u64,
    /// Whether the year is closed: 1 for yes.
    pub closed: u8,
    /// Its share of the credits, in grams.
    pub share: u64,
    /// Head of the trail of its emission records: see [`crate::pool::extend_trail`].
    pub emissions: Hash,
    /// Head of the trail of its reduction records.
    pub reductions: Hash,
}

/// Borsh length of [`MemberContent`].
pub const MEMBER_CONTENT_LEN: usize = 32 + 8 * 2 + 16 * 2 + 8 + 1 + 8 + 32 * 2;

/// keccak-256 of the members' concatenated borsh bytes, in the pool's order.
pub fn members_hash(members: &[[u8; MEMBER_CONTENT_LEN]]) -> Hash {
    keccak(&[members.as_flattened()])
}

/// keccak-256 of the `N` borsh bytes of a content struct such as [`ClaimContent`].
pub fn content_hash<const N: usize>(content: &impl BorshSerialize) -> Hash {
    keccak(&[&to_bytes::<N>(content)])
}

/// Borsh bytes of fixed-size content, without a heap.
pub fn to_bytes<const N: usize>(content: &impl BorshSerialize) -> [u8; N] {
    let mut bytes = [0; N];
    let mut rest = &mut bytes[..];
    // The content types are fixed-size and `N` is their length (golden vectors test both), so this cannot fail.
    content.serialize(&mut rest).expect("content fits its length");
    bytes
}
