use carbon_client::{
    addresses as at, instructions as ix,
    program::{errors::CarbonError, notary::*, registry::*, text, token::*},
};
use carbon_tests::*;
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

#[test]
fn create_registry_sets_every_field() {
    let world = World::new();
    let registry = world.registry();
    let authority = world.authority.pubkey();
    assert_eq!((registry.version, registry.id, registry.creator), (1, 1, authority));
    assert_eq!((registry.authority, registry.pending_authority), (authority, Pubkey::default()));
    assert_eq!((registry.guardian, registry.treasury), (world.guardian.pubkey(), world.treasury));
    assert_eq!(registry.buffer, at::buffer(&world.registry));
    assert_eq!(registry.mints, TokenClass::ALL.map(|class| at::mint(&world.registry, class)));
    assert_eq!(
        (registry.open, registry.policy, text::unpack(&registry.name).unwrap()),
        (true, policy(), "Test Registry")
    );
    assert_eq!(registry.pause, Default::default());
}

#[test]
fn create_registry_refuses_each_bad_value() {
    let good = |world: &World| CreateRegistryArgs {
        id: 2,
        name: "Second".into(),
        guardian: world.guardian.pubkey(),
        treasury: world.treasury,
        policy: policy(),
        threshold_bps: 6_667,
        bridge: carbon_embedded::wormhole::bridge(),
    };
    type Spoil = fn(&mut CreateRegistryArgs);
    let cases: [(Spoil, CarbonError); 13] = [
        (|args| args.name = String::new(), CarbonError::InvalidName),
        (|args| args.name = "x".repeat(33), CarbonError::InvalidName),
        (|args| args.policy.year_start_month = 0, CarbonError::InvalidMonth),
        (|args| args.policy.year_start_month = 13, CarbonError::InvalidMonth),
        (|args| args.policy.terms.buffer_bps = 10_001, CarbonError::InvalidBps),
        (|args| args.policy.terms.record_cap = 0, CarbonError::InvalidRecordCap),
        (|args| args.policy.terms.voting_period = 3_599, CarbonError::InvalidVotingPeriod),
        (|args| args.policy.terms.timelock = 30 * SECONDS_PER_DAY + 1, CarbonError::InvalidTimelock),
        (|args| args.threshold_bps = 6_666, CarbonError::InvalidThreshold),
        (|args| args.threshold_bps = 10_001, CarbonError::InvalidThreshold),
        (|args| args.bridge.target_chain = 0, CarbonError::InvalidTarget),
        (|args| args.bridge.target_chain = 1, CarbonError::InvalidTarget),
        (|args| args.bridge.target_contract = [0; 32], CarbonError::InvalidTarget),
    ];
    let mut world = World::new();
    for (spoil, error) in cases {
        let mut args = good(&world);
        spoil(&mut args);
        assert_refused(world.create_registry_with(args), error);
    }
    let args = good(&world);
    world.create_registry_with(args).unwrap();
}

#[test]
fn a_registry_opens_once_with_mints_and_notaries() {
    let mut world = World::set_up(1);
    let open = ix::open_registry(world.authority.pubkey(), world.registry);
    for index in 0..NOTARIES {
        let key = world.notaries[index].pubkey();
        world.apply(Change::RemoveNotary { key }).unwrap();
    }
    assert_refused(world.authority_sends(std::slice::from_ref(&open)), CarbonError::LastNotary);
    let notary = notary_terms(world.notaries[0].pubkey());
    world.apply(Change::AddNotary { notary }).unwrap();
    world.authority_sends(std::slice::from_ref(&open)).unwrap();
    assert_refused(world.authority_sends(&[open]), CarbonError::RegistryAlreadyOpen);
    assert_refused(world.create_mint(TokenClass::Emission), CarbonError::RegistryAlreadyOpen);

    let mut bare = World::set_up(1);
    bare.create_registry(2).unwrap();
    let open = ix::open_registry(bare.authority.pubkey(), at::registry(&bare.authority.pubkey(), 2));
    assert_refused(bare.authority_sends(&[open]), CarbonError::MintsMissing);
    assert_refused(bare.create_mint(TokenClass::Emission), CarbonError::MintExists);
}

#[test]
fn authority_changes_in_two_steps() {
    let mut world = World::new();
    let new = key(50);
    let registry = world.registry;
    let accept = ix::accept_authority(new.pubkey(), registry);
    assert_refused(world.runtime.send(std::slice::from_ref(&accept), &[&new]), CarbonError::NotProposedAuthority);
    let stranger = ix::propose_authority(new.pubkey(), registry, new.pubkey());
    assert_refused(world.runtime.send(&[stranger], &[&new]), CarbonError::Unauthorized);

    let propose = ix::propose_authority(world.authority.pubkey(), registry, new.pubkey());
    world.authority_sends(&[propose]).unwrap();
    assert_eq!(world.registry().authority, world.authority.pubkey(), "nothing changes before the second step");
    world.runtime.send(&[accept], &[&new]).unwrap();
    assert_eq!((world.registry().authority, world.registry().pending_authority), (new.pubkey(), Pubkey::default()));
    assert_refused(world.apply(Change::SetThreshold { threshold_bps: 7_000 }), CarbonError::Unauthorized);
}

#[test]
fn tightening_is_at_once_and_loosening_waits() {
    let mut world = World::new();
    let tighter = Terms { record_cap: 1_000, buffer_bps: 2_000, ..policy().terms };
    world.apply(Change::SetTerms { terms: tighter }).unwrap();
    assert_eq!(world.registry().policy.terms, tighter);
    world.apply(Change::SetThreshold { threshold_bps: 7_000 }).unwrap();

    let new = notary_terms(key(60).pubkey());
    let member = world.notaries[0].pubkey();
    let loosening = [
        Change::SetTerms { terms: policy().terms },
        Change::SetThreshold { threshold_bps: 6_667 },
        Change::AddNotary { notary: new },
        Change::RemoveNotary { key: member },
        Change::SetWeight { key: member, weight: 2 },
        Change::SetAccreditation { key: member, from: 0, until: 1 },
        Change::SetGuardian { guardian: member },
        Change::SetTreasury { treasury: member },
    ];
    for change in loosening {
        assert_refused(world.apply(change), CarbonError::TimelockRequired);
    }
    world.loosen(Change::SetTerms { terms: policy().terms }).unwrap();
    assert_eq!(world.registry().policy.terms, policy().terms);
}

#[test]
fn a_scheduled_change_has_a_time_and_can_be_cancelled() {
    let mut world = World::new();
    let (authority, guardian, registry) = (world.authority.pubkey(), world.guardian.pubkey(), world.registry);
    let change = Change::SetThreshold { threshold_bps: 6_667 };
    let schedule = |nonce| ix::schedule_change(authority, authority, registry, nonce, change);
    let execute = |nonce| ix::execute_change(authority, registry, nonce, authority);

    let before = world.runtime.lamports(&authority);
    world.authority_sends(&[schedule(1)]).unwrap();
    assert_refused(world.authority_sends(&[execute(1)]), CarbonError::ChangeNotDue);
    world.pass(2 * SECONDS_PER_DAY - 1);
    assert_refused(world.authority_sends(&[execute(1)]), CarbonError::ChangeNotDue);
    world.pass(1 + CHANGE_GRACE + 1);
    assert_refused(world.authority_sends(&[execute(1)]), CarbonError::ChangeExpired);
    let stranger = key(51);
    let cancel = |caller| ix::cancel_change(caller, registry, 1, authority);
    assert_refused(world.runtime.send(&[cancel(stranger.pubkey())], &[&stranger]), CarbonError::Unauthorized);
    world.runtime.send(&[cancel(guardian)], &[&key(11)]).unwrap();
    assert_eq!(world.runtime.lamports(&authority), before, "the rent comes back");
}

#[test]
fn a_pause_stops_everything_but_the_exits() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let args = world.emission(5);
    let claim = world.submit(source, args);
    let (guardian, registry) = (world.guardian.pubkey(), world.registry);
    let pause = ix::pause_registry(guardian, registry);
    let unpause = ix::unpause_registry(guardian, registry);
    assert_refused(world.runtime.send(std::slice::from_ref(&unpause), &[&key(11)]), CarbonError::NotPaused);
    world.runtime.send(std::slice::from_ref(&pause), &[&key(11)]).unwrap();
    assert_refused(world.runtime.send(std::slice::from_ref(&pause), &[&key(11)]), CarbonError::Paused);

    let args = world.emission(5);
    assert_refused(world.submit_with(world.context(source), args), CarbonError::Paused);
    assert_refused(world.vote(claim, &[0], Verdict::Approve), CarbonError::Paused);
    world.apply(Change::SetThreshold { threshold_bps: 7_000 }).unwrap();
    let owner = key(12);
    world.close(claim, &owner).unwrap();

    world.pass(100);
    world.runtime.send(&[unpause], &[&key(11)]).unwrap();
    assert_eq!(world.registry().pause.total, 100);
    assert_refused(world.runtime.send(&[pause], &[&key(11)]), CarbonError::PauseCooldown);
}
