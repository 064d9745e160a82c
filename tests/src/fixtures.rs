//! A call of every instruction that succeeds, on a ledger with two registries: for the tests that go through all
//! instructions (wrong accounts, compute units). Whoever adds an instruction adds its rows here; the tests compare them
//! with the IDL.

use crate::world::*;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    instructions as ix,
    program::{claim::*, notary::*, registry::*, source::*, token::*},
    years,
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use litesvm::LiteSVM;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// An instruction ready to be sent.
pub struct Call {
    /// The instruction.
    pub instruction: Instruction,
    /// Who signs it.
    pub signers: Vec<Keypair>,
}

/// Makes a call, after the transactions that lead up to it. The number tells calls in one registry apart.
pub type Build = fn(&mut World, u32) -> Call;

/// A call that succeeds.
pub struct Row {
    /// Name of the instruction, as in the IDL.
    pub instruction: &'static str,
    /// What is particular about the call, empty for nothing.
    pub case: &'static str,
    /// Name of the accounts after those of the IDL, empty for none.
    pub extra: &'static str,
    /// Makes the call.
    pub build: Build,
    /// Whether one registry can have two such calls at a time, by two participants.
    pub twice: bool,
}

const fn row(instruction: &'static str, case: &'static str, build: Build) -> Row {
    Row { instruction, case, extra: "", build, twice: true }
}

/// One call or more of every instruction.
pub const ROWS: &[Row] = &[
    Row { twice: false, ..row("create_registry", "", create_registry) },
    row("create_mint", "", create_mint),
    row("open_registry", "", open_registry),
    row("propose_authority", "", propose_authority),
    Row { twice: false, ..row("accept_authority", "", accept_authority) },
    row("pause_registry", "", pause_registry),
    Row { twice: false, ..row("unpause_registry", "", unpause_registry) },
    row("apply_change", "", apply_change),
    row("schedule_change", "", schedule_change),
    row("execute_change", "", execute_change),
    row("cancel_change", "", cancel_change),
    row("suspend_notary", "", suspend_notary),
    Row { extra: "voter", ..row("attest", "claim, 1 notary", attest_claim) },
    Row { extra: "voter", ..row("attest", "year closing, 1 notary", attest_closing) },
    row("reopen_ballot", "claim", reopen_claim),
    row("reopen_ballot", "year closing", reopen_closing),
    row("publish_factor", "", publish_factor),
    row("withdraw_factor", "", withdraw_factor),
    row("list_provider", "", list_provider),
    row("delist_provider", "", delist_provider),
    row("register_source", "", register_source),
    row("admit_source", "by a notary", admit_source),
    row("collect_fees", "", collect_fees),
    row("submit_claim", "activity × factor, no day map yet", submit_activity),
    row("submit_claim", "absorption, day map exists", submit_absorption),
    row("notarize_claim", "emission: token account, day map, inventory are new", notarize_emission),
    row("notarize_claim", "absorption with buffer: everything exists", notarize_absorption),
    row("notarize_claim", "baseline: no tokens", notarize_baseline),
    row("close_claim", "rejected, by anyone", close_rejected),
    row("close_claim", "voting, by its owner", close_voting),
    Row { extra: "day_map", ..row("close_year", "1 stream", close_year) },
    row("execute_closing", "", execute_closing),
    row("drop_closing", "rejected, by anyone", drop_rejected),
    row("drop_closing", "voting, by its proposer", drop_voting),
];

/// The people of a registry.
pub struct Cast {
    authority: Keypair,
    guardian: Keypair,
    treasury: Pubkey,
    owner: Keypair,
    payer: Keypair,
    crank: Keypair,
    provider: Keypair,
    notaries: Vec<Keypair>,
    registry: Pubkey,
}

/// Nonce of a scheduled change that each registry of the stage has.
pub const STANDING_CHANGE: u64 = 1_000;

impl Cast {
    fn of(world: &World) -> Self {
        Self {
            authority: world.authority.insecure_clone(),
            guardian: world.guardian.insecure_clone(),
            treasury: world.treasury,
            owner: world.owner.insecure_clone(),
            payer: world.payer.insecure_clone(),
            crank: world.crank.insecure_clone(),
            provider: world.provider.insecure_clone(),
            notaries: world.notaries.iter().map(Keypair::insecure_clone).collect(),
            registry: world.registry,
        }
    }

    /// People with keys from `first` on, and notaries from `first_notary` on.
    fn new(first: u8, first_notary: u8) -> Self {
        let [authority, guardian, owner, payer, crank, provider] = [0, 1, 2, 3, 4, 5].map(|number| key(first + number));
        let mut notaries: Vec<Keypair> = (first_notary..first_notary + NOTARIES as u8).map(key).collect();
        notaries.sort_by_key(Signer::pubkey);
        let (treasury, registry) = (key(first + 6).pubkey(), at::registry(&authority.pubkey(), 1));
        Self { authority, guardian, treasury, owner, payer, crank, provider, notaries, registry }
    }

    /// Other participants of the same registry.
    fn others(&self, first: u8) -> Self {
        let [owner, payer, crank] = [0, 1, 2].map(|number| key(first + number));
        Self {
            authority: self.authority.insecure_clone(),
            guardian: self.guardian.insecure_clone(),
            treasury: self.treasury,
            owner,
            payer,
            crank,
            provider: self.provider.insecure_clone(),
            notaries: self.notaries.iter().map(Keypair::insecure_clone).collect(),
            registry: self.registry,
        }
    }

    fn enter(&self, world: &mut World) {
        world.authority = self.authority.insecure_clone();
        world.guardian = self.guardian.insecure_clone();
        world.treasury = self.treasury;
        world.owner = self.owner.insecure_clone();
        world.payer = self.payer.insecure_clone();
        world.crank = self.crank.insecure_clone();
        world.provider = self.provider.insecure_clone();
        world.notaries = self.notaries.iter().map(Keypair::insecure_clone).collect();
        world.registry = self.registry;
    }
}

/// A ledger with two open registries of different people, the first with two sets of participants.
pub struct Stage {
    /// The ledger, and the people in whose place calls are made now.
    pub world: World,
    base: LiteSVM,
    casts: [Cast; 3],
}

/// A call, and its equivalents.
pub struct Scene {
    /// The call.
    pub call: Call,
    /// The same call in another registry, by other people.
    pub other_registry: Call,
    /// The same call in the same registry, by another participant about its own things.
    pub other_participant: Option<Call>,
}

impl Stage {
    /// Sets both registries up.
    pub fn new() -> Self {
        let mut world = World::set_up(1);
        let first = Cast::of(&world);
        let casts = [first.others(30), Cast::new(20, 110), first];
        for cast in &casts {
            for person in [&cast.authority, &cast.guardian, &cast.owner, &cast.payer, &cast.crank] {
                if world.runtime.lamports(&person.pubkey()) == 0 {
                    world.runtime.fund(&person.pubkey(), FUNDS);
                }
            }
        }
        casts[1].enter(&mut world);
        set_up_registry(&mut world, 1, NOTARIES);
        let authority = world.authority.pubkey();
        let list = ix::list_provider(authority, authority, world.registry, world.provider.pubkey(), "Meters".into());
        world.authority_sends(&[list]).unwrap();
        for cast in &casts[1..] {
            cast.enter(&mut world);
            world.publish_factor();
            let authority = world.authority.pubkey();
            let change = Change::SetThreshold { threshold_bps: MIN_THRESHOLD_BPS };
            let open = ix::open_registry(authority, world.registry);
            let standing = ix::schedule_change(authority, authority, world.registry, STANDING_CHANGE, change);
            world.authority_sends(&[open, standing]).unwrap();
        }
        let base = world.runtime.svm().clone();
        Self { world, base, casts }
    }

    /// Makes a call from the set-up stage, and its equivalents.
    pub fn scene(&mut self, row: &Row) -> Scene {
        self.reset();
        let mut build = |cast: usize, tag: u32| {
            self.casts[cast].enter(&mut self.world);
            (row.build)(&mut self.world, tag)
        };
        let other_participant = row.twice.then(|| build(0, 2));
        let other_registry = build(1, 1);
        let call = build(2, 1);
        Scene { call, other_registry, other_participant }
    }

    /// Makes a call from the set-up stage.
    pub fn call(&mut self, build: Build) -> Call {
        self.reset();
        build(&mut self.world, 1)
    }

    fn reset(&mut self) {
        *self.world.runtime.svm() = self.base.clone();
        self.casts[2].enter(&mut self.world);
    }
}

impl Default for Stage {
    fn default() -> Self {
        Self::new()
    }
}

/// Creates a registry of the world's authority with its mints and the first `notaries` notaries, and moves there.
fn set_up_registry(world: &mut World, id: u16, notaries: usize) {
    world.create_registry(id).unwrap();
    world.registry = at::registry(&world.authority.pubkey(), id);
    for class in TokenClass::ALL {
        world.create_mint(class).unwrap();
    }
    for index in 0..notaries {
        let notary = notary_terms(world.notaries[index].pubkey());
        world.apply(Change::AddNotary { notary }).unwrap();
    }
}

fn call(instruction: Instruction, signers: &[&Keypair]) -> Call {
    Call { instruction, signers: signers.iter().map(|key| key.insecure_clone()).collect() }
}

fn create_registry(world: &mut World, _: u32) -> Call {
    let args = CreateRegistryArgs {
        id: 9,
        name: "Another Registry".into(),
        guardian: world.guardian.pubkey(),
        treasury: world.treasury,
        policy: policy(),
        threshold_bps: MIN_THRESHOLD_BPS,
    };
    let instruction = ix::create_registry(world.payer.pubkey(), world.authority.pubkey(), args);
    call(instruction, &[&world.payer, &world.authority])
}

fn create_mint(world: &mut World, tag: u32) -> Call {
    let id = 20 + tag as u16;
    world.create_registry(id).unwrap();
    let authority = world.authority.pubkey();
    let registry = at::registry(&authority, id);
    let uri = "https://registry.example/EMIT".into();
    let instruction = ix::create_mint(world.payer.pubkey(), authority, registry, TokenClass::Emission, uri);
    call(instruction, &[&world.payer, &world.authority])
}

fn open_registry(world: &mut World, tag: u32) -> Call {
    set_up_registry(world, 20 + tag as u16, 1);
    call(ix::open_registry(world.authority.pubkey(), world.registry), &[&world.authority])
}

fn propose_authority(world: &mut World, _: u32) -> Call {
    let instruction = ix::propose_authority(world.authority.pubkey(), world.registry, world.crank.pubkey());
    call(instruction, &[&world.authority])
}

fn accept_authority(world: &mut World, tag: u32) -> Call {
    let propose = propose_authority(world, tag).instruction;
    world.authority_sends(&[propose]).unwrap();
    call(ix::accept_authority(world.crank.pubkey(), world.registry), &[&world.crank])
}

fn pause_registry(world: &mut World, _: u32) -> Call {
    call(ix::pause_registry(world.guardian.pubkey(), world.registry), &[&world.guardian])
}

fn unpause_registry(world: &mut World, tag: u32) -> Call {
    let pause = pause_registry(world, tag).instruction;
    world.runtime.send(&[pause], &[&world.guardian]).unwrap();
    call(ix::unpause_registry(world.guardian.pubkey(), world.registry), &[&world.guardian])
}

fn apply_change(world: &mut World, _: u32) -> Call {
    let change = Change::SetThreshold { threshold_bps: 7_000 };
    call(ix::apply_change(world.authority.pubkey(), world.registry, change), &[&world.authority])
}

fn schedule_change(world: &mut World, tag: u32) -> Call {
    let change = Change::SetThreshold { threshold_bps: 9_000 };
    let (payer, authority) = (world.payer.pubkey(), world.authority.pubkey());
    let instruction = ix::schedule_change(payer, authority, world.registry, tag as u64, change);
    call(instruction, &[&world.payer, &world.authority])
}

fn scheduled(world: &mut World, tag: u32) {
    let schedule = schedule_change(world, tag).instruction;
    world.runtime.send(&[schedule], &[&world.payer, &world.authority]).unwrap();
}

fn execute_change(world: &mut World, tag: u32) -> Call {
    scheduled(world, tag);
    world.pass(2 * SECONDS_PER_DAY);
    let (authority, payer) = (world.authority.pubkey(), world.payer.pubkey());
    call(ix::execute_change(authority, world.registry, tag as u64, payer), &[&world.authority])
}

fn cancel_change(world: &mut World, tag: u32) -> Call {
    scheduled(world, tag);
    let (guardian, payer) = (world.guardian.pubkey(), world.payer.pubkey());
    call(ix::cancel_change(guardian, world.registry, tag as u64, payer), &[&world.guardian])
}

fn suspend_notary(world: &mut World, _: u32) -> Call {
    let notary = world.notaries[0].pubkey();
    call(ix::suspend_notary(world.guardian.pubkey(), world.registry, notary), &[&world.guardian])
}

/// A source with a measured claim on it.
fn claimed(world: &mut World, tag: u32) -> Pubkey {
    let source = world.source(World::source_args(tag));
    let args = world.emission(1_000_000);
    world.submit(source, args)
}

/// A source with a proposal to close its year.
fn proposed(world: &mut World, tag: u32) -> (Pubkey, Pubkey) {
    let close = close_year(world, tag);
    let source = close.instruction.accounts[4].pubkey;
    world.runtime.send(&[close.instruction], &[&world.payer, &world.owner]).unwrap();
    (source, at::closing(&source, 2023))
}

fn attest(world: &mut World, subject: Pubkey) -> Call {
    let digest = world.digest(&subject);
    let voter = &world.notaries[2];
    let instruction = ix::attest(world.registry, subject, digest, Verdict::Approve, [9; 32], &[voter.pubkey()]);
    call(instruction, &[voter])
}

fn attest_claim(world: &mut World, tag: u32) -> Call {
    let claim = claimed(world, tag);
    attest(world, claim)
}

fn attest_closing(world: &mut World, tag: u32) -> Call {
    let (_, closing) = proposed(world, tag);
    attest(world, closing)
}

fn reopen(world: &mut World, subject: Pubkey) -> Call {
    world.apply(Change::SetThreshold { threshold_bps: 6_700 }).unwrap();
    call(ix::reopen_ballot(world.registry, subject), &[])
}

fn reopen_claim(world: &mut World, tag: u32) -> Call {
    let claim = claimed(world, tag);
    reopen(world, claim)
}

fn reopen_closing(world: &mut World, tag: u32) -> Call {
    let (_, closing) = proposed(world, tag);
    reopen(world, closing)
}

fn publish_factor(world: &mut World, tag: u32) -> Call {
    let args = PublishFactorArgs {
        family: 9,
        edition: tag as u16,
        gases: Gases { co2: 53_060_000_000, ch4: 1_000_000, n2o: 100_000, other: 0 },
        basis: Basis::Mass,
        gwp: GwpSet::Ar5,
        valid_from: day(2023, 7, 1),
        valid_until: day(2025, 6, 30),
        name: "US EPA 2024 natural gas".into(),
        unit: "mmBtu".into(),
    };
    let instruction = ix::publish_factor(world.payer.pubkey(), world.authority.pubkey(), world.registry, args);
    call(instruction, &[&world.payer, &world.authority])
}

fn withdraw_factor(world: &mut World, tag: u32) -> Call {
    let publish = publish_factor(world, tag).instruction;
    world.runtime.send(&[publish], &[&world.payer, &world.authority]).unwrap();
    let factor = at::factor(&world.registry, 9, tag as u16);
    call(ix::withdraw_factor(world.authority.pubkey(), world.registry, factor), &[&world.authority])
}

fn new_provider(tag: u32) -> Pubkey {
    key(90 + tag as u8).pubkey()
}

fn list_provider(world: &mut World, tag: u32) -> Call {
    let (payer, authority) = (world.payer.pubkey(), world.authority.pubkey());
    let instruction = ix::list_provider(payer, authority, world.registry, new_provider(tag), "Satellite".into());
    call(instruction, &[&world.payer, &world.authority])
}

fn delist_provider(world: &mut World, tag: u32) -> Call {
    let list = list_provider(world, tag).instruction;
    world.runtime.send(&[list], &[&world.payer, &world.authority]).unwrap();
    let (authority, payer) = (world.authority.pubkey(), world.payer.pubkey());
    call(ix::delist_provider(authority, world.registry, new_provider(tag), payer), &[&world.authority])
}

fn register_source(world: &mut World, tag: u32) -> Call {
    let args = World::source_args(tag);
    let instruction = ix::register_source(world.payer.pubkey(), world.owner.pubkey(), world.registry, args);
    call(instruction, &[&world.payer, &world.owner])
}

fn admit_source(world: &mut World, tag: u32) -> Call {
    let register = register_source(world, tag).instruction;
    world.runtime.send(&[register], &[&world.payer, &world.owner]).unwrap();
    let source = at::source(&world.registry, &world.owner.pubkey(), tag);
    let notary = &world.notaries[0];
    call(ix::admit_source(notary.pubkey(), world.registry, source), &[notary])
}

fn collect_fees(world: &mut World, tag: u32) -> Call {
    let claim = claimed(world, tag);
    let source = world.runtime.get::<Claim>(&claim).source;
    let owner = world.owner.insecure_clone();
    world.close(claim, &owner).unwrap();
    call(ix::collect_fees(world.registry, source, world.treasury), &[])
}

fn submit_activity(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let quantity = Quantity::Activity { amount: 1_000_000_000 };
    let args = SubmitClaimArgs { quantity, ..world.emission(53_114_500) };
    let context = ClaimContext { factor: Some(at::factor(&world.registry, 1, 2024)), ..world.context(source) };
    call(claims::submit_claim(context, args, 2023), &[&world.payer, &world.owner])
}

/// The two halves of a year's absorption.
fn halves(world: &mut World) -> [SubmitClaimArgs; 2] {
    let (first, second) = (world.absorption(1_000), world.absorption(1_001));
    [SubmitClaimArgs { last_day: day(2023, 12, 31), ..first }, SubmitClaimArgs { first_day: day(2024, 1, 1), ..second }]
}

fn submit_absorption(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let [before, args] = halves(world);
    world.record(source, before);
    call(claims::submit_claim(world.context(source), args, 2023), &[&world.payer, &world.owner])
}

/// Submits and approves a claim.
fn notarize(world: &mut World, source: Pubkey, args: SubmitClaimArgs) -> Call {
    let claim = world.submit(source, args);
    world.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    let content: Claim = world.runtime.get(&claim);
    call(claims::notarize_claim(world.crank.pubkey(), claim, &content), &[&world.crank])
}

/// A call of `notarize_claim` on an emission whose accounts are all new.
pub fn notarize_emission(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let args = world.emission(1_000_000);
    notarize(world, source, args)
}

/// The same where the owner has a token account by another source.
pub fn notarize_emission_with_token_account(world: &mut World, tag: u32) -> Call {
    let other = world.source(World::source_args(100 + tag));
    let args = world.emission(1_000);
    world.record(other, args);
    notarize_emission(world, tag)
}

/// The same where day map and inventory exist too.
pub fn notarize_emission_with_everything(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let before = SubmitClaimArgs { last_day: day(2023, 12, 31), ..world.emission(1_000) };
    world.record(source, before);
    let args = SubmitClaimArgs { first_day: day(2024, 1, 1), ..world.emission(1_000_000) };
    notarize(world, source, args)
}

/// A call of `notarize_claim` on an absorption whose accounts are all new.
pub fn notarize_new_absorption(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let args = world.absorption(1_001);
    notarize(world, source, args)
}

fn notarize_absorption(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let [before, args] = halves(world);
    world.record(source, before);
    notarize(world, source, args)
}

fn notarize_baseline(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let args = SubmitClaimArgs { kind: ClaimKind::Baseline, stream: NO_STREAM, ..world.emission(500) };
    notarize(world, source, args)
}

fn close_claim(world: &mut World, claim: Pubkey, caller: &Keypair) -> Call {
    let content: Claim = world.runtime.get(&claim);
    call(claims::close_claim(caller.pubkey(), claim, &content), &[caller])
}

fn close_rejected(world: &mut World, tag: u32) -> Call {
    let claim = claimed(world, tag);
    world.vote(claim, &[0, 1], Verdict::Reject).unwrap();
    let crank = world.crank.insecure_clone();
    close_claim(world, claim, &crank)
}

fn close_voting(world: &mut World, tag: u32) -> Call {
    let claim = claimed(world, tag);
    let owner = world.owner.insecure_clone();
    close_claim(world, claim, &owner)
}

fn close_year(world: &mut World, tag: u32) -> Call {
    let source = world.source(World::source_args(tag));
    let args = world.emission(1_000_000);
    let days = claims::day_map_of(&source, &args, 2023);
    world.record(source, args);
    let (payer, owner) = (world.payer.pubkey(), world.owner.pubkey());
    let instruction = years::close_year(payer, owner, world.registry, source, 2023, 1_000_000, 0, &[days]);
    call(instruction, &[&world.payer, &world.owner])
}

fn execute_closing(world: &mut World, tag: u32) -> Call {
    let (source, closing) = proposed(world, tag);
    world.vote(closing, &[0, 1, 2, 3], Verdict::Approve).unwrap();
    call(years::execute_closing(world.registry, source, 2023, world.payer.pubkey()), &[])
}

fn drop_closing(world: &mut World, source: Pubkey, caller: &Keypair) -> Call {
    let instruction = years::drop_closing(caller.pubkey(), world.registry, source, 2023, world.payer.pubkey());
    call(instruction, &[caller])
}

fn drop_rejected(world: &mut World, tag: u32) -> Call {
    let (source, closing) = proposed(world, tag);
    world.vote(closing, &[0, 1], Verdict::Reject).unwrap();
    let crank = world.crank.insecure_clone();
    drop_closing(world, source, &crank)
}

fn drop_voting(world: &mut World, tag: u32) -> Call {
    let (source, _) = proposed(world, tag);
    let owner = world.owner.insecure_clone();
    drop_closing(world, source, &owner)
}
