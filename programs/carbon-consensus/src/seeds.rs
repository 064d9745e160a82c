//! Every PDA seed of the program, in one place.
//!
//! Each address contains its registry, directly or through its parent, so one program serves many registries. Integers
//! in seeds are little-endian.

/// `[REGISTRY, creator, id u16]`: a registry.
pub const REGISTRY: &[u8] = b"registry";
/// `[NOTARIES, registry]`: the notary set.
pub const NOTARIES: &[u8] = b"notaries";
/// `[MINT_AUTHORITY, registry]`: signs for the four mints; holds no data.
pub const MINT_AUTHORITY: &[u8] = b"mint-authority";
/// `[BUFFER, registry]`: owner of the buffer's lots and tokens; holds no data.
pub const BUFFER: &[u8] = b"buffer";
/// `[MINT, registry, class u8]`: one of the four Token-2022 mints.
pub const MINT: &[u8] = b"mint";
/// `[CHANGE, registry, nonce u64]`: a change waiting for its timelock.
pub const CHANGE: &[u8] = b"change";
/// `[FACTOR, registry, family u32, edition u16]`: an emission factor.
pub const FACTOR: &[u8] = b"factor";
/// `[PROVIDER, registry, key]`: a listed data provider.
pub const PROVIDER: &[u8] = b"provider";
/// `[SOURCE, registry, owner, index u32]`: an emission or absorption source.
pub const SOURCE: &[u8] = b"source";
/// `[CLAIM, source, nonce u64]`: submitted data waiting for the notaries.
pub const CLAIM: &[u8] = b"claim";
/// `[DAYS, source, kind u8, year u16, stream u8]`: the covered days (stream 255 for kinds that share one map).
pub const DAYS: &[u8] = b"days";
/// `[RECORD, registry, evidence sha256, item u32]`: notarized data.
pub const RECORD: &[u8] = b"record";
/// `[LOT, record or parent lot, index u32]`, or `[LOT, parent lot, buyer, nonce i64]` if it was bought: a range of a record's
/// tokens held by one owner.
pub const LOT: &[u8] = b"lot";
/// `[INVENTORY, source, year u16]`: totals of a source's reporting year.
pub const INVENTORY: &[u8] = b"inventory";
/// `[MEMBER, source, year u16]`: a source's membership in a reduction pool; empty if the source is in no pool of the
/// year.
pub const MEMBER: &[u8] = b"member";
/// `[CURE, membership, record]`: credits of a record burned to cure a pool.
pub const CURE: &[u8] = b"cure";
/// `[POOL, registry, operator, nonce u64]`: a reduction pool.
pub const POOL: &[u8] = b"pool";
/// `[SETTLEMENT, pool]`: the proposed result of a pool.
pub const SETTLEMENT: &[u8] = b"settlement";
/// `[CLOSING, source, year u16]`: the proposal to close a reporting year.
pub const CLOSING: &[u8] = b"closing";
/// `[BURN, registry, proposer, nonce u64]`: a burn proof: the proposal to neutralize emissions.
pub const BURN: &[u8] = b"burn";
/// `[CERTIFICATE, burn proof]`: the permanent result of an executed burn proof.
pub const CERTIFICATE: &[u8] = b"certificate";
/// `[COVER, certificate, leg u8, record]`: credits of a record burned against the shortfall of a certificate's leg.
pub const COVER: &[u8] = b"cover";
/// `[RESTATEMENT, record]`: the proposal to correct a record.
pub const RESTATEMENT: &[u8] = b"restatement";
/// `[PAYMENT, registry, mint]`: a token that credits may be paid with.
pub const PAYMENT: &[u8] = b"payment";
/// `[OFFER, locked lot]`: credits for sale.
pub const OFFER: &[u8] = b"offer";
/// `[LOG, registry]`: the rollup log, which signs messages to the L1.
pub const LOG: &[u8] = b"log";
/// `[BATCH, registry, index u64]`: a batch published to the L1.
pub const BATCH: &[u8] = b"batch";
/// `[EVENT_AUTHORITY]`: the signer of Anchor's events.
pub const EVENT_AUTHORITY: &[u8] = b"__event_authority";
