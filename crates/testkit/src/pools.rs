//! Reduction pools, from baselines to converted credits.

use crate::test_registry::*;
use carbon_client::program::notary::EXECUTION_PERIOD;
use carbon_client::{
    addresses as at,
    claims::ClaimContext,
    limits::{ACCOUNTS_WITH_SIX_SIGNERS, EMISSIONS_PER_TRANSACTION, REDUCTIONS_PER_TRANSACTION},
    pools,
    program::{
        claim::*,
        lot::Lot,
        notary::Verdict,
        pool::*,
        record::{ClaimKind, NO_STREAM},
        source::{RegisterSourceArgs, Stream, StreamKind},
    },
    trails::TrailKind,
};
use carbon_embedded::TxResult;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Noon of 1 June 2023: the Safeguard year 2023-24 has not started.
pub const BEFORE: i64 = NOW - 458 * SECONDS_PER_DAY;
/// Reporting deadline of a pool: the end of 31 October 2024, two months after [`NOW`].
pub const DEADLINE: i64 = NOW + 60 * SECONDS_PER_DAY + SECONDS_PER_DAY / 2 - 1;
/// Reporting year of the pools.
pub const YEAR: u16 = 2023;
/// Grams in a tonne.
pub const TONNE: u64 = 1_000_000;
/// Index of the first source whose absorption credits cure pools.
const FORESTS: u32 = 1_000;

/// A member's report, in grams.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemberReport {
    /// Target, which is also its baseline.
    pub target: u64,
    /// Emissions.
    pub gross: u64,
    /// Credits issued elsewhere.
    pub add_back: u64,
    /// Absorption credits burned into the pool.
    pub cured: u64,
    /// Documented reductions.
    pub reduced: u64,
    /// Whether the year stays open.
    pub open: bool,
}

impl MemberReport {
    /// A report in tonnes, with reductions equal to the own under-shoot.
    pub fn tonnes(target: u64, gross: u64, add_back: u64, cured: u64) -> Self {
        let [target, gross, add_back, cured] = [target, gross, add_back, cured].map(|tonnes| tonnes * TONNE);
        let reduced = target.saturating_sub(gross + add_back);
        Self { target, gross, add_back, cured, reduced, open: false }
    }
}

/// Makes three records of 10, 20 and 30 tonnes that cover the year, one second apart.
pub fn in_thirds(
    test: &mut TestRegistry,
    source: Pubkey,
    args: fn(&mut TestRegistry, u64) -> SubmitClaimArgs,
) -> Vec<Pubkey> {
    let periods = [
        (10, day(2023, 7, 1), day(2023, 10, 31)),
        (20, day(2023, 11, 1), day(2024, 2, 29)),
        (30, day(2024, 3, 1), day(2024, 6, 30)),
    ];
    let third = |(tonnes, first_day, last_day)| {
        test.pass(1);
        let args = SubmitClaimArgs { first_day, last_day, ..args(test, tonnes * TONNE) };
        test.record(source, args)
    };
    periods.map(third).into()
}

impl TestRegistry {
    /// An open registry before the year 2023-24.
    pub fn before() -> Self {
        let mut test = Self::new();
        test.runtime.warp_to(BEFORE);
        test
    }

    /// A source with streams of emission, absorption and reduction.
    pub fn member_args(index: u32) -> RegisterSourceArgs {
        let mut args = Self::source_args(index);
        args.streams.push(Stream { kind: StreamKind::Reduction, factor_family: 3 });
        args
    }

    /// Measured grams of the whole year of a kind that has no stream.
    pub fn without_stream(&mut self, kind: ClaimKind, grams: u64) -> SubmitClaimArgs {
        SubmitClaimArgs { kind, stream: NO_STREAM, ..self.emission(grams) }
    }

    /// Reduction of the whole year.
    pub fn reduction(&mut self, grams: u64) -> SubmitClaimArgs {
        SubmitClaimArgs { kind: ClaimKind::Reduction, stream: 2, ..self.emission(grams) }
    }

    /// A source that can be a member, with a notarized baseline. Returns source and record.
    pub fn candidate(&mut self, index: u32, baseline: u64) -> (Pubkey, Pubkey) {
        self.candidate_with(Self::member_args(index), baseline)
    }

    /// The same with the given arguments. Notaries among the owner and operators do not vote on the baseline.
    pub fn candidate_with(&mut self, args: RegisterSourceArgs, baseline: u64) -> (Pubkey, Pubkey) {
        let mut people = args.operators.clone();
        people.push(self.people.owner.pubkey());
        let source = self.source(args);
        let args = self.without_stream(ClaimKind::Baseline, baseline);
        let (claim, record) = (at::claim(&source, args.nonce), at::record(&self.registry, &args.evidence_sha256, 0));
        // The data provider is listed after the year began, so it cannot vouch for the baseline.
        let context = ClaimContext { provider: None, ..self.context(source) };
        self.submit_with(context, args).unwrap();
        let free = (0..NOTARIES).filter(|index| !people.contains(&self.people.notaries[*index].pubkey()));
        let voters: Vec<usize> = free.take(4).collect();
        self.vote(claim, &voters, Verdict::Approve).unwrap();
        self.notarize(claim).unwrap();
        (source, record)
    }

    /// The arguments of a pool of the year 2023-24 that counts in grams.
    pub fn pool_args(&mut self) -> CreatePoolArgs {
        let (first_day, last_day) = (day(2023, 7, 1), day(2024, 6, 30));
        CreatePoolArgs { nonce: self.unused(), first_day, last_day, unit: PoolUnit::Gram, deadline_at: DEADLINE }
    }

    /// Sends `create_pool` by the crank, which operates the pools here.
    pub fn create_pool_with(&mut self, args: CreatePoolArgs) -> TxResult {
        let create = pools::create_pool(self.people.payer.pubkey(), self.people.crank.pubkey(), self.registry, args);
        self.runtime.send(&[create], &[&self.people.payer, &self.people.crank])
    }

    /// A pool.
    pub fn create_pool(&mut self, unit: PoolUnit) -> Pubkey {
        let args = CreatePoolArgs { unit, ..self.pool_args() };
        self.create_pool_with(args).unwrap();
        at::pool(&self.registry, &self.people.crank.pubkey(), args.nonce)
    }

    /// A pool's account.
    pub fn pool(&self, key: &Pubkey) -> Pool {
        self.runtime.get(key)
    }

    /// The pool of the year 2023-24 that a source is in.
    pub fn pool_of(&self, source: &Pubkey) -> Option<Pubkey> {
        self.runtime.find::<Member>(&at::member(source, YEAR)).map(|member| member.pool)
    }

    /// A source's membership.
    pub fn member(&self, source: &Pubkey) -> Member {
        self.runtime.get(&at::member(source, YEAR))
    }

    /// A pool's settlement.
    pub fn settlement(&self, pool: &Pubkey) -> Settlement {
        self.runtime.get(&at::settlement(pool))
    }

    /// Sends `join_pool`, signed by owner and operator.
    pub fn join(&mut self, pool: Pubkey, source: Pubkey, baseline: Pubkey, target: u64) -> TxResult {
        let (payer, owner, content) = (self.people.payer.pubkey(), self.people.owner.pubkey(), self.pool(&pool));
        let join = pools::join_pool(payer, owner, pool, &content, source, baseline, target);
        self.runtime.send(&[join], &[&self.people.payer, &self.people.owner, &self.people.crank])
    }

    /// Sends `leave_pool`, signed by the caller.
    pub fn leave(&mut self, source: Pubkey, caller: &Keypair) -> TxResult {
        let leave = pools::leave_pool(caller.pubkey(), &self.member(&source));
        self.runtime.send(&[leave], &[caller])
    }

    /// Sends `close_pool`, signed by the caller.
    pub fn close_pool(&mut self, pool: Pubkey, caller: &Keypair) -> TxResult {
        let close = pools::close_pool(caller.pubkey(), pool, &self.pool(&pool));
        self.runtime.send(&[close], &[caller])
    }

    /// Sends an instruction that names all members, with a lookup table when its accounts do not fit a transaction.
    fn send_for_all(&mut self, instruction: Instruction) -> TxResult {
        let crank = self.people.crank.clone();
        if instruction.accounts.len() > ACCOUNTS_WITH_SIX_SIGNERS {
            return self.runtime.send_by_table(instruction, &[&crank], &crank);
        }
        self.runtime.send(&[instruction], &[&crank])
    }

    /// Sends `lock_pool`.
    pub fn lock(&mut self, pool: Pubkey) -> TxResult {
        let lock = self.lock_instruction(pool);
        self.send_for_all(lock)
    }

    /// `lock_pool`.
    pub fn lock_instruction(&self, pool: Pubkey) -> Instruction {
        pools::lock_pool(pool, &self.pool(&pool), |source| self.member(source).baseline_record)
    }

    /// A locked pool of sources with these targets, which are also their baselines. The time is [`NOW`]: the year is
    /// over.
    pub fn locked(&mut self, unit: PoolUnit, targets: &[u64]) -> (Pubkey, Vec<Pubkey>) {
        self.runtime.warp_to(BEFORE);
        let pool = self.create_pool(unit);
        let first = self.unused() as u32;
        let mut sources = vec![];
        for (index, target) in (first..).zip(targets) {
            let (source, baseline) = self.candidate(index, *target);
            self.join(pool, source, baseline, *target).unwrap();
            sources.push(source);
        }
        self.lock(pool).unwrap();
        self.runtime.warp_to(NOW);
        (pool, sources)
    }

    /// A lot of absorption credit of the owner with at least this many grams.
    pub fn credit(&mut self, grams: u64) -> Pubkey {
        let forest = self.unused() as u32;
        let forest = self.source(Self::source_args(FORESTS + forest));
        // The buffer takes a part.
        let args = self.absorption(2 * grams);
        at::lot(&self.record(forest, args), 0)
    }

    /// Sends `cure_pool` by the owner of the lot.
    pub fn cure(&mut self, source: Pubkey, lot: Pubkey, grams: u64) -> TxResult {
        let owner = self.people.owner.clone();
        self.cure_by(&owner, source, lot, grams)
    }

    /// Sends `cure_pool`, signed by the owner of the lot.
    pub fn cure_by(&mut self, owner: &Keypair, source: Pubkey, lot: Pubkey, grams: u64) -> TxResult {
        let cure = pools::cure_pool(self.people.crank.pubkey(), lot, &self.lot(&lot), source, YEAR, grams);
        self.runtime.send(&[cure], &[&self.people.crank, owner])
    }

    /// Sends `impair_cure` of the credits of a record that the source's member burned.
    pub fn impair_cure(&mut self, source: Pubkey, record: Pubkey) -> TxResult {
        self.runtime.send(&[pools::impair_cure(self.registry, source, YEAR, record)], &[])
    }

    /// Makes all records and cures of a member, and closes its year unless `report.open`.
    pub fn report(&mut self, source: Pubkey, report: MemberReport) {
        let emission = self.emission(report.gross);
        self.record(source, emission);
        if report.add_back > 0 {
            let add_back = self.without_stream(ClaimKind::AddBack, report.add_back);
            self.record(source, add_back);
        }
        if report.reduced > 0 {
            let reduction = self.reduction(report.reduced);
            self.record(source, reduction);
        }
        if report.cured > 0 {
            let credit = self.credit(report.cured);
            self.cure(source, credit, report.cured).unwrap();
        }
        if !report.open {
            self.propose_and_execute_year_closing(source);
        }
    }

    /// Advances the clock past the reporting deadline.
    pub fn pass_deadline(&mut self) {
        self.runtime.warp_to(DEADLINE + 1);
    }

    /// Advances the clock past the time in which a settlement waits for open years.
    pub fn pass_grace_period(&mut self) {
        self.runtime.warp_to(DEADLINE + self.registry().policy.terms.voting_period + EXECUTION_PERIOD + 1);
    }

    /// Sends `open_settlement`, paid by the crank.
    pub fn open_settlement(&mut self, pool: Pubkey) -> TxResult {
        let begin = pools::open_settlement(self.people.crank.pubkey(), pool, &self.pool(&pool));
        self.send_for_all(begin)
    }

    /// Reviews the emission records of a member, in as many transactions as needed. Returns the last outcome.
    pub fn review_emissions(&mut self, source: Pubkey) -> TxResult {
        let member = self.member(&source);
        let (kind, head) = (TrailKind::Emissions, member.emissions.head);
        let pieces = self.runtime.trails().pieces(&source, YEAR, kind, &head, EMISSIONS_PER_TRANSACTION);
        let mut pieces = pieces.expect("a trail");
        if pieces.is_empty() {
            pieces.push(carbon_client::trails::TrailPiece { previous: [0; 32], records: vec![] });
        }
        let mut outcome = None;
        for piece in pieces {
            let review = pools::review_emissions(&member, piece.previous, &piece.records);
            outcome = Some(self.runtime.send(&[review], &[])?);
        }
        Ok(outcome.expect("a piece"))
    }

    /// Reviews the reduction lots of a member, in as many transactions as needed.
    pub fn review_reductions(&mut self, source: Pubkey) -> Result<(), Box<carbon_embedded::Failed>> {
        let member = self.member(&source);
        let (kind, head) = (TrailKind::Reductions, member.reductions.head);
        let pieces = self.runtime.trails().pieces(&source, YEAR, kind, &head, REDUCTIONS_PER_TRANSACTION);
        for piece in pieces.expect("a trail") {
            let review = pools::review_reductions(&member, piece.previous, &piece.records);
            self.runtime.send(&[review], &[])?;
        }
        Ok(())
    }

    /// Reviews all members of a pool.
    pub fn review_pool(&mut self, pool: Pubkey) {
        for source in self.pool(&pool).members {
            self.review_emissions(source).unwrap();
            self.review_reductions(source).unwrap();
        }
    }

    /// Sends `execute_settlement`.
    pub fn execute_settlement(&mut self, pool: Pubkey) -> TxResult {
        let settle = pools::execute_settlement(pool, &self.pool(&pool), &self.settlement(&pool));
        self.send_for_all(settle)
    }

    /// Sends `drop_settlement`.
    pub fn drop_settlement(&mut self, pool: Pubkey) -> TxResult {
        let drop = pools::drop_settlement(pool, &self.pool(&pool), &self.settlement(&pool));
        self.send_for_all(drop)
    }

    /// Sends `void_pool`.
    pub fn void_pool(&mut self, pool: Pubkey) -> TxResult {
        let void = pools::void_pool(pool, &self.pool(&pool));
        self.send_for_all(void)
    }

    /// Opens, reviews, approves and executes the settlement.
    pub fn run_settlement(&mut self, pool: Pubkey) {
        self.open_settlement(pool).unwrap();
        self.review_pool(pool);
        self.vote(at::settlement(&pool), &[0, 1, 2, 3], Verdict::Approve).unwrap();
        self.execute_settlement(pool).unwrap();
    }

    /// The reduction lots of a member, in the order of their conversion.
    pub fn reduction_lots(&self, source: &Pubkey) -> Vec<Pubkey> {
        let records = self.runtime.trails().of(source, YEAR, TrailKind::Reductions);
        records.iter().map(|record| at::lot(record, 0)).collect()
    }

    /// Sends `convert_reduction`, paid by the crank.
    pub fn convert(&mut self, source: Pubkey, lot: Pubkey) -> TxResult {
        let content: Lot = self.lot(&lot);
        let convert = pools::convert_reduction(self.people.crank.pubkey(), &self.member(&source), lot, &content);
        self.runtime.send(&[convert], &[&self.people.crank])
    }

    /// Converts all reduction lots of a pool.
    pub fn convert_all(&mut self, pool: Pubkey) {
        for source in self.pool(&pool).members {
            for lot in self.reduction_lots(&source) {
                self.convert(source, lot).unwrap();
            }
        }
    }

    /// A pool from baselines to converted credits.
    pub fn run_pool(&mut self, unit: PoolUnit, reports: &[MemberReport]) -> (Pubkey, Vec<Pubkey>) {
        let targets: Vec<u64> = reports.iter().map(|report| report.target).collect();
        let (pool, sources) = self.locked(unit, &targets);
        for (source, report) in sources.iter().zip(reports) {
            self.report(*source, *report);
        }
        self.pass_deadline();
        self.run_settlement(pool);
        self.convert_all(pool);
        (pool, sources)
    }
}
