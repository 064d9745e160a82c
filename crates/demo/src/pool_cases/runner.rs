//! Runs pools on the embedded runtime, each in a copy of its own.

use super::{
    table::{MemberCase, PoolCase},
    Unit,
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{bail, Context, Result};
use carbon_client::{
    addresses,
    claims::{self, ClaimContext},
    instructions as ix,
    limits::ACCOUNTS_WITH_FOUR_SIGNERS,
    pools,
    program::{
        claim::*,
        notary::Verdict,
        pool::*,
        record::{Assurance, ClaimKind, Inventory, Quantity, NO_STREAM},
        registry::*,
        source::*,
        year::YearClosing,
    },
    setup::{self, RegistrySetup},
    trails::TrailKind,
    years,
};
use carbon_embedded::Runtime;
use carbon_wire::calendar::{day_number, end_of_day, ReportingYear, SECONDS_PER_DAY};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The reporting year of all pools: July 2023 to June 2024, as the Safeguard Mechanism's.
const YEAR: u16 = 2023;
const YEAR_START_MONTH: u8 = 7;
/// Notaries of weight 1: all must agree.
const NOTARIES: u8 = 3;
/// Lamports that each key starts with.
const FUNDS: u64 = 1_000_000_000_000;
/// Streams of every source, by index.
const EMISSION: u8 = 0;
const ABSORPTION: u8 = 1;
const REDUCTION: u8 = 2;

/// A registry and the keys around it.
pub struct PoolRunner {
    runtime: Runtime,
    registry: Pubkey,
    authority: Keypair,
    provider: Keypair,
    notaries: Vec<Keypair>,
    /// Owns all sources, operates the pools and pays for everything.
    owner: Keypair,
    sources: u32,
    claims: u64,
}

/// The program's results of a pool; masses in grams.
pub struct PoolResult {
    /// Totals of the pool.
    pub totals: Totals,
    /// Its members, in order.
    pub members: Vec<MemberResult>,
    /// Transactions sent for it.
    pub transactions: u64,
}

/// The program's results of a member.
pub struct MemberResult {
    /// Net emissions.
    pub net: i128,
    /// Credits issued to the member.
    pub credits: u64,
}

impl PoolResult {
    /// Whether the target is met, by reductions or by cures.
    pub fn is_met(&self) -> bool {
        self.totals.outcome != PoolOutcome::Failed
    }

    /// Grams by which the target was missed after all cures.
    pub fn failed_by(&self) -> i128 {
        (self.totals.net - self.totals.target as i128).max(0)
    }

    /// Credits issued.
    pub fn credits(&self) -> u64 {
        self.members.iter().map(|member| member.credits).sum()
    }
}

/// First and last day of the year.
fn year() -> ReportingYear {
    ReportingYear::named(YEAR, YEAR_START_MONTH).expect("a year of the calendar")
}

fn key(number: u8) -> Keypair {
    Keypair::new_from_array([number; 32])
}

impl PoolRunner {
    /// An open registry, a month before the year.
    pub fn set_up() -> Result<Self> {
        let before = day_number(YEAR, YEAR_START_MONTH - 1, 1).expect("a day of the calendar");
        let mut runtime = Runtime::new(before as i64 * SECONDS_PER_DAY)?;
        let [authority, provider, owner] = [10, 11, 12].map(key);
        for person in [&authority, &owner] {
            runtime.fund(&person.pubkey(), FUNDS);
        }
        let notaries: Vec<Keypair> = (100..100 + NOTARIES).map(key).collect();
        let registry = addresses::registry(&authority.pubkey(), 1);
        let mut runner = Self { runtime, registry, authority, provider, notaries, owner, sources: 0, claims: 0 };
        runner.create_registry()?;
        Ok(runner)
    }

    fn create_registry(&mut self) -> Result<()> {
        let terms = Terms {
            record_cap: u64::MAX,
            // The credits of absorption cure to the gram: none of them go to the buffer.
            buffer_bps: 0,
            claim_fee: 0,
            add_back_bond: 0,
            market_fee_bps: 0,
            ..setup::example_terms()
        };
        let policy = Policy {
            gwp: GwpSet::Ar5,
            year_start_month: YEAR_START_MONTH,
            scope2: Scope2Method::Location,
            small_notary_set: false,
            terms,
        };
        let bridge = carbon_embedded::wormhole::bridge();
        let mut setup = RegistrySetup::new(self.authority.pubkey(), 1, "Pool cases", policy, bridge);
        setup.mint_uris = Default::default();
        setup.notaries = self.notaries.iter().map(|key| setup::notary(key.pubkey(), "notary")).collect();
        setup.providers = vec![(self.provider.pubkey(), "Provider".into())];
        setup.instructions().into_iter().try_for_each(|step| self.send(step.instruction))
    }

    /// A copy of the registry in a copy of the runtime.
    pub fn fork(&self) -> Self {
        Self {
            runtime: self.runtime.fork(),
            authority: self.authority.insecure_clone(),
            provider: self.provider.insecure_clone(),
            notaries: self.notaries.iter().map(Keypair::insecure_clone).collect(),
            owner: self.owner.insecure_clone(),
            ..*self
        }
    }

    /// Runs a pool in a copy of this runtime, from its members' baselines to converted credits.
    pub fn run_on_fork(&mut self, case: &PoolCase, unit: Unit) -> Result<PoolResult> {
        self.fork().run(case, unit)
    }

    fn run(&mut self, case: &PoolCase, unit: Unit) -> Result<PoolResult> {
        let before = self.runtime.transactions();
        let (pool, sources) = self.locked_pool(case, unit)?;
        self.runtime.warp_to(end_of_day(year().last_day) + SECONDS_PER_DAY);
        let cured = case.members.iter().map(|member| member.cured).sum();
        let credit = if cured > 0 { Some(self.credit(cured)?) } else { None };
        for (source, member) in sources.iter().zip(&case.members) {
            self.report(*source, member, credit).with_context(|| format!("member {:?}", member.name))?;
        }
        let content: Pool = self.runtime.get(&pool);
        self.runtime.warp_to(content.deadline.ends_at + 1);
        self.settle(pool, &content)?;
        let members = sources.iter().map(|source| self.convert(source)).collect::<Result<_>>()?;
        let totals = self.runtime.get::<Pool>(&pool).totals.context("the pool is not settled")?;
        Ok(PoolResult { totals, members, transactions: self.runtime.transactions() - before })
    }

    /// A locked pool of the members.
    fn locked_pool(&mut self, case: &PoolCase, unit: Unit) -> Result<(Pubkey, Vec<Pubkey>)> {
        let (owner, year) = (self.owner.pubkey(), year());
        let tonnes = match unit {
            Unit::Auto => case.members.iter().all(MemberCase::is_whole),
            Unit::Gram => false,
            Unit::Tonne => true,
        };
        let args = CreatePoolArgs {
            nonce: 1,
            first_day: year.first_day,
            last_day: year.last_day,
            unit: if tonnes { PoolUnit::Tonne } else { PoolUnit::Gram },
            deadline_at: end_of_day(year.last_day) + 120 * SECONDS_PER_DAY,
        };
        self.send(pools::create_pool(owner, owner, self.registry, args))?;
        let pool = addresses::pool(&self.registry, &owner, args.nonce);
        let content: Pool = self.runtime.get(&pool);
        let mut sources = vec![];
        for member in &case.members {
            let source = self.source()?;
            let baseline = self.record(source, ClaimKind::Baseline, member.target)?;
            self.send(pools::join_pool(owner, owner, pool, &content, source, baseline, member.target))?;
            sources.push(source);
        }
        let content: Pool = self.runtime.get(&pool);
        let member = |source: &Pubkey| -> Member { self.runtime.get(&addresses::member(source, YEAR)) };
        let lock = pools::lock_pool(pool, &content, |source| member(source).baseline_record);
        self.send(lock)?;
        Ok((pool, sources))
    }

    /// The pool that a source is in.
    fn pool_of(&self, source: &Pubkey) -> Option<Pubkey> {
        self.runtime.find::<Member>(&addresses::member(source, YEAR)).map(|member| member.pool)
    }

    /// Registers and admits a source.
    fn source(&mut self) -> Result<Pubkey> {
        let (owner, index) = (self.owner.pubkey(), self.sources);
        self.sources += 1;
        let stream = |kind| Stream { kind, factor_family: 0 };
        let args = RegisterSourceArgs {
            index,
            kind: SourceKind::Facility,
            boundary: Boundary::Operational,
            country: *b"AU",
            group: Pubkey::default(),
            operators: vec![],
            streams: [StreamKind::Scope1, StreamKind::Absorption, StreamKind::Reduction].map(stream).into(),
            metadata_sha256: [0; 32],
            metadata_uri: String::new(),
        };
        self.send(ix::register_source(owner, owner, self.registry, args))?;
        let source = addresses::source(&self.registry, &owner, index);
        self.send(ix::admit_source(self.authority.pubkey(), self.registry, source))?;
        Ok(source)
    }

    /// Claims grams of the whole year and has the claim approved and notarized. Returns the record.
    fn record(&mut self, source: Pubkey, kind: ClaimKind, grams: u64) -> Result<Pubkey> {
        self.claims += 1;
        let (owner, year) = (self.owner.pubkey(), year());
        let mut evidence_sha256 = [0; 32];
        evidence_sha256[..8].copy_from_slice(&self.claims.to_le_bytes());
        let args = SubmitClaimArgs {
            nonce: self.claims,
            kind,
            stream: match kind {
                ClaimKind::Emission => EMISSION,
                ClaimKind::Absorption => ABSORPTION,
                ClaimKind::Reduction => REDUCTION,
                ClaimKind::Baseline | ClaimKind::AddBack => NO_STREAM,
            },
            first_day: year.first_day,
            last_day: year.last_day,
            grams,
            quantity: Quantity::Measured { method: 1, gwp: GwpSet::Ar5 },
            assurance: Assurance::Reasonable,
            evidence_sha256,
            item: 0,
            adjustment: Adjustment::None,
            evidence_uri: String::new(),
        };
        let credited = matches!(kind, ClaimKind::Absorption | ClaimKind::Reduction);
        let context = ClaimContext {
            payer: owner,
            submitter: owner,
            registry: self.registry,
            source,
            factor: None,
            provider: credited.then(|| addresses::provider(&self.registry, &self.provider.pubkey())),
            pool: self.pool_of(&source),
        };
        let (claim, record) =
            (addresses::claim(&source, args.nonce), addresses::record(&self.registry, &evidence_sha256, 0));
        self.send(claims::submit_claim(context, args, YEAR))?;
        let content: Claim = self.runtime.get(&claim);
        self.approve(claim, content.subject.ballot.digest)?;
        // No year is logged here.
        self.send(claims::notarize_claim(owner, claim, &content, None))?;
        Ok(record)
    }

    /// All notaries approve a subject.
    fn approve(&mut self, subject: Pubkey, digest: [u8; 32]) -> Result<()> {
        let voters: Vec<Pubkey> = self.notaries.iter().map(Signer::pubkey).collect();
        self.send(ix::attest(self.registry, subject, digest, Verdict::Approve, [0; 32], &voters))
    }

    /// A lot of absorption credits from a forest outside the pool.
    fn credit(&mut self, grams: u64) -> Result<Pubkey> {
        let forest = self.source()?;
        Ok(addresses::lot(&self.record(forest, ClaimKind::Absorption, grams)?, 0))
    }

    /// Records everything that a member reports for its year, and closes the year.
    fn report(&mut self, source: Pubkey, member: &MemberCase, credit: Option<Pubkey>) -> Result<()> {
        self.record(source, ClaimKind::Emission, member.gross)?;
        for (kind, grams) in [(ClaimKind::AddBack, member.add_back), (ClaimKind::Reduction, member.reduced())] {
            if grams > 0 {
                self.record(source, kind, grams)?;
            }
        }
        if let Some(lot) = credit.filter(|_| member.cured > 0) {
            let content = self.runtime.get(&lot);
            self.send(pools::cure_pool(self.owner.pubkey(), lot, &content, source, YEAR, member.cured))?;
        }
        let owner = self.owner.pubkey();
        let Inventory { emitted, add_back, .. } = self.runtime.get(&addresses::inventory(&source, YEAR));
        let days = addresses::days(&source, ClaimKind::Emission, EMISSION, YEAR);
        let pool = self.pool_of(&source);
        let close =
            years::propose_year_closing(owner, owner, self.registry, source, pool, YEAR, emitted, add_back, &[days]);
        self.send(close)?;
        let closing = addresses::closing(&source, YEAR);
        let digest = self.runtime.get::<YearClosing>(&closing).subject.ballot.digest;
        self.approve(closing, digest)?;
        self.send(years::execute_year_closing(self.registry, source, YEAR, owner))
    }

    /// Opens, reviews, approves and executes the settlement.
    fn settle(&mut self, key: Pubkey, pool: &Pool) -> Result<()> {
        self.send(pools::open_settlement(self.owner.pubkey(), key, pool))?;
        for source in &pool.members {
            let member: Member = self.runtime.get(&addresses::member(source, YEAR));
            let emissions = self.runtime.trails().of(source, YEAR, TrailKind::Emissions).to_vec();
            self.send(pools::review_emissions(&member, [0; 32], &emissions))?;
            let reductions = self.runtime.trails().of(source, YEAR, TrailKind::Reductions).to_vec();
            if !reductions.is_empty() {
                self.send(pools::review_reductions(&member, [0; 32], &reductions))?;
            }
        }
        let settlement: Settlement = self.runtime.get(&addresses::settlement(&key));
        self.approve(addresses::settlement(&key), settlement.subject.ballot.digest)?;
        self.send(pools::execute_settlement(key, pool, &settlement))
    }

    /// Converts a member's reduction lots.
    fn convert(&mut self, source: &Pubkey) -> Result<MemberResult> {
        let key = addresses::member(source, YEAR);
        for record in self.runtime.trails().of(source, YEAR, TrailKind::Reductions).to_vec() {
            let lot = addresses::lot(&record, 0);
            let (member, content) = (self.runtime.get(&key), self.runtime.get(&lot));
            self.send(pools::convert_reduction(self.owner.pubkey(), &member, lot, &content))?;
        }
        let member: Member = self.runtime.get(&key);
        Ok(MemberResult { net: member.to_assess().net(), credits: member.converted })
    }

    /// Sends an instruction that must pass, with all signatures that it needs. Uses a lookup table for many accounts.
    fn send(&mut self, instruction: Instruction) -> Result<()> {
        let mut signers = vec![&self.authority, &self.owner];
        signers.extend(&self.notaries);
        let outcome = match instruction.accounts.len() > ACCOUNTS_WITH_FOUR_SIGNERS {
            true => self.runtime.send_by_table(instruction, &signers, &self.owner),
            false => self.runtime.send(&[instruction], &signers),
        };
        match outcome {
            Ok(_) => Ok(()),
            Err(failed) => bail!("refused with {:?}; the log:\n{}", failed.err, failed.meta.logs.join("\n")),
        }
    }
}
