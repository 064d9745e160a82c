//! Accounts of the program. The layouts are written down a second time on purpose; a test compares them with the IDL.

use super::{enums::*, layout};
use crate::key::Key;

layout! { "account":
    /// A registry: one carbon programme.
    Registry {
        version: u8,
        bump: u8,
        mint_authority_bump: u8,
        buffer_bump: u8,
        id: u16,
        creator: Key,
        authority: Key,
        pending_authority: Key,
        guardian: Key,
        treasury: Key,
        buffer: Key,
        mints: [Key; 4],
        open: bool,
        pause: Pause,
        policy: Policy,
        name: [u8; 32],
        reserved: [u8; 62],
    }
    /// The notary set. The account is zero-copy; it has no padding, so borsh reads the same bytes.
    NotarySet {
        registry: Key,
        epoch: u64,
        total_weight: u64,
        threshold_bps: u16,
        version: u8,
        bump: u8,
        len: u32,
        last_addition_epoch: u64,
        notaries: [Notary; 64],
    }
    /// An emission factor.
    Factor {
        version: u8,
        bump: u8,
        registry: Key,
        family: u32,
        edition: u16,
        gases: Gases,
        basis: Basis,
        gwp: GwpSet,
        valid_from: u32,
        valid_until: u32,
        withdrawn: bool,
        name: [u8; 64],
        unit: [u8; 64],
        reserved: [u8; 32],
    }
    /// A facility, process or forest.
    Source {
        version: u8,
        bump: u8,
        registry: Key,
        owner: Key,
        index: u32,
        admitted: bool,
        kind: SourceKind,
        boundary: Boundary,
        country: [u8; 2],
        group: Key,
        metadata_sha256: [u8; 32],
        pool_years: [u8; 16],
        operators: Vec<Key>,
        streams: Vec<Stream>,
        metadata_uri: String,
        reserved: [u8; 16],
    }
    /// Notarized data.
    Record {
        version: u8,
        bump: u8,
        registry: Key,
        source: Key,
        owner: Key,
        data: CarbonData,
        valid_grams: u64,
        buffer_grams: u64,
        digest: [u8; 32],
        epoch: u64,
        approvals: u64,
        notarized_at: i64,
        frozen: bool,
        neutralized_end: u64,
        supplements: Key,
        supplemented_grams: u64,
        newest_supplement: Key,
        recalled: bool,
        reserved: [u8; 22],
    }
    /// Totals of a source's reporting year, in grams.
    Inventory {
        version: u8,
        bump: u8,
        registry: Key,
        source: Key,
        year: u16,
        closed: bool,
        records: u32,
        add_back_records: u32,
        emitted: u64,
        neutralized: u64,
        absorbed: u64,
        reduced: u64,
        add_back: u64,
        baseline: u64,
        other_scope2: u64,
        scope3: u64,
        member: Key,
        emissions: [u8; 32],
        reductions: [u8; 32],
        reduced_at: i64,
        logged: Option<LoggedYear>,
        reserved: [u8; 32],
    }
    /// An executed burn.
    Certificate {
        version: u8,
        bump: u8,
        registry: Key,
        leaf: u64,
        status: CertificateStatus,
        shortfall: u64,
        proposer: Key,
        beneficiary: Key,
        purpose: [u8; 64],
        metadata_sha256: [u8; 32],
        grams: u64,
        digest: [u8; 32],
        epoch: u64,
        approvals: u64,
        slot: u64,
        burned_at: i64,
        covers: u32,
        reserved: [u8; 60],
        legs: Vec<CertificateLeg>,
    }
    /// Credits burned against a certificate's shortfall.
    Cover {
        version: u8,
        bump: u8,
        registry: Key,
        certificate: Key,
        leg: u8,
        holder: Key,
        units: Units,
        void: u64,
        burned_at: i64,
        reserved: [u8; 32],
    }
    /// The rollup log, a Merkle tree. The account is zero-copy; it has no padding, so borsh reads the same bytes.
    RollupLog {
        registry: Key,
        neutralized: [u8; 16],
        corrections: u64,
        count: u64,
        peaks: [[u8; 32]; 32],
        batches: u64,
        published: u64,
        published_root: [u8; 32],
        bridge: Bridge,
        version: u8,
        bump: u8,
        reserved: [u8; 60],
    }
}
