//! `carbon localnet` over JSON-RPC and websockets, as clients use it: the flow from a registry to notarized records,
//! and every method of a node that the clients depend on. Differences of surfpool are in docs/localnet.md and asserted
//! here.

mod chain;
mod methods;
mod token;

use anchor_lang::AnchorDeserialize;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    instructions as ix,
    offsets::DISCRIMINATOR_LEN,
    program::{errors::CarbonError, notary::*, record::Record, token::TokenClass, wormhole::Batch},
    rollup::publish_batch,
    years,
};
use carbon_testkit::{emission_args, policy, registry_setup, TestRegistry, NOW};
use carbon_wire::calendar::SECONDS_PER_DAY;
use chain::{TestNetwork, EMITTED};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The reporting year of the claims.
const YEAR: u16 = 2023;

/// From an empty network to a notarized claim, a lookup table, a message to the L1 and an expired claim.
#[test]
fn from_a_registry_to_records_and_beyond_a_deadline() {
    let chain = TestNetwork::start();
    assert!((NOW..NOW + 600).contains(&chain.now()), "the clock begins where it was asked to");
    let test = LocalRegistry::set_up(&chain);
    let [emission, other, late] = [1, 2, 3].map(|nonce| test.claim(&chain, nonce));

    // A claim becomes a record and tokens.
    test.attest(&chain, emission).expect("votes");
    let done = chain.send(&[test.notarization(&chain, emission)], &[chain.key("payer")]).expect("notarize_claim");
    let args = emission_args(1, EMITTED);
    let record: Record = chain.get(&at::record(&test.registry, &args.evidence_sha256, args.item));
    assert_eq!(record.data.grams, EMITTED);
    let tokens = at::token_account(&test.registry, &chain.key("alice").pubkey(), TokenClass::Emission);
    assert_eq!(chain.rpc.get_token_account_balance(&tokens).expect("a token account").amount, EMITTED.to_string());
    methods::a_transaction_is_reported(&chain, &done, &test.registry);
    methods::accounts_are_found(&chain, &test.registry);
    token::a_holder_cannot_burn_or_move_tokens(&chain, &test.registry, EMITTED);

    // Accounts from a lookup table: a call that succeeds, and a claim of days that are covered already.
    test.attest(&chain, other).expect("votes");
    let again = test.notarization(&chain, other);
    methods::a_bad_transaction_is_simulated(&chain, &again);
    let refused = chain.send_by_table(again, &[chain.key("payer")]).expect_err("days that are covered");
    assert_eq!(chain::code(&refused), Some(CarbonError::DaysCovered.into()));
    let fees = ix::collect_fees(test.registry, test.source, chain.key("operator").pubkey());
    let done = chain.send_by_table(fees, &[]).expect("collect_fees");
    methods::a_table_is_reported(&chain, &done);

    // The year is closed and logged, and published through Wormhole's core bridge.
    test.log_year(&chain);
    let (log, payer) = (chain.log(&test.registry), chain.key("payer"));
    chain.send(&[publish_batch(payer.pubkey(), &log)], &[payer]).expect("publish_batch");
    let batch: Batch = chain.get(&at::batch(&test.registry, 1));
    assert_eq!(batch.index, 1);

    // A claim expires: no vote counts, and anyone can close it.
    chain.travel_to(chain.now() + policy().terms.voting_period + SECONDS_PER_DAY);
    let refused = test.attest(&chain, late).expect_err("too late");
    assert_eq!(chain::code(&refused), Some(CarbonError::BallotExpired.into()));
    let close = claims::close_claim(payer.pubkey(), late, &chain.get(&late));
    chain.send(&[close], &[payer]).expect("close_claim");
    assert!(chain.rpc.get_account(&late).is_err(), "a closed claim is gone");
    chain.network.stop().expect("it stops");
}

/// The websocket reports accounts, logs and signatures.
#[test]
fn the_websocket_reports() {
    methods::the_websocket_reports(TestNetwork::start());
}

/// Without the program, there is no account at its id; ports in use are refused.
#[test]
fn without_the_program() {
    let options = carbon_localnet::Options { program: false, ..chain::options() };
    let network = carbon_localnet::Network::start(&options).expect("a network");
    let rpc = solana_rpc_client::rpc_client::RpcClient::new(network.rpc_url());
    assert!(rpc.get_account(&carbon_client::program::ID).is_err());
    let port = network.rpc_url().rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port");
    let taken = carbon_localnet::Options { rpc_port: port, ..options.clone() };
    assert!(carbon_localnet::Network::start(&taken).is_err(), "the port is taken");
    network.stop().expect("it stops");
    // After the stop, the port is free again.
    carbon_localnet::Network::start(&taken).expect("the port is free").stop().expect("it stops");
}

/// An open registry with a source of Alice.
struct LocalRegistry {
    registry: Pubkey,
    source: Pubkey,
}

impl LocalRegistry {
    fn set_up(chain: &TestNetwork) -> Self {
        let (operator, alice) = (chain.key("operator"), chain.key("alice"));
        let admin = operator.pubkey();
        let keys: Vec<Pubkey> = notaries(chain).map(Signer::pubkey).collect();
        let mut setup = registry_setup(admin, 1, &keys, chain.key("provider").pubkey());
        setup.guardian = chain.key("guardian").pubkey();
        let registry = setup.registry();
        for step in setup.instructions() {
            chain.send(&[step.instruction], &[operator]).expect("setting the registry up");
        }
        let source = at::source(&registry, &alice.pubkey(), 0);
        let register = ix::register_source(alice.pubkey(), alice.pubkey(), registry, TestRegistry::source_args(0));
        chain.send(&[register], &[alice]).expect("register_source");
        chain.send(&[ix::admit_source(admin, registry, source)], &[operator]).expect("admit_source");
        Self { registry, source }
    }

    /// Submits a claim of the year's emissions.
    fn claim(&self, chain: &TestNetwork, nonce: u64) -> Pubkey {
        let context = ClaimContext {
            payer: chain.key("payer").pubkey(),
            submitter: chain.key("alice").pubkey(),
            registry: self.registry,
            source: self.source,
            factor: None,
            provider: Some(at::provider(&self.registry, &chain.key("provider").pubkey())),
            pool: None,
        };
        let submit = claims::submit_claim(context, emission_args(nonce, EMITTED), YEAR);
        chain.send(&[submit], &[chain.key("payer"), chain.key("alice")]).expect("submit_claim");
        at::claim(&self.source, nonce)
    }

    /// Closes the year by ballot and logs it.
    fn log_year(&self, chain: &TestNetwork) {
        let (payer, alice) = (chain.key("payer"), chain.key("alice"));
        let days = claims::day_map_of(&self.source, &emission_args(0, 0), YEAR);
        let close = years::propose_year_closing(
            payer.pubkey(),
            alice.pubkey(),
            self.registry,
            self.source,
            None,
            YEAR,
            EMITTED,
            0,
            &[days],
        );
        chain.send(&[close], &[payer, alice]).expect("propose_year_closing");
        self.attest(chain, at::closing(&self.source, YEAR)).expect("votes");
        let execute = years::execute_year_closing(self.registry, self.source, YEAR, payer.pubkey());
        let state = years::log_year(None, self.registry, self.source, YEAR, [0; 32]);
        chain.send(&[execute, state], &[]).expect("execute_year_closing, log_year");
    }

    /// Four of five notaries approve a subject, in one transaction.
    fn attest(&self, chain: &TestNetwork, key: Pubkey) -> chain::Sent {
        let account = chain.rpc.get_account(&key).expect("a subject");
        // Every account with a ballot begins with a `Subject`.
        let subject = Subject::deserialize(&mut &account.data[DISCRIMINATOR_LEN..]).expect("a subject");
        let voters: Vec<&Keypair> = notaries(chain).take(4).collect();
        let keys: Vec<Pubkey> = voters.iter().map(|key| key.pubkey()).collect();
        let digest = subject.ballot.digest;
        chain.send(&[ix::attest(self.registry, key, digest, Verdict::Approve, [9; 32], &keys)], &voters)
    }

    fn notarization(&self, chain: &TestNetwork, claim: Pubkey) -> solana_instruction::Instruction {
        claims::notarize_claim(chain.key("payer").pubkey(), claim, &chain.get(&claim), None)
    }
}

fn notaries(chain: &TestNetwork) -> impl Iterator<Item = &Keypair> {
    ["notary-1", "notary-2", "notary-3", "notary-4", "notary-5"].into_iter().map(|name| chain.key(name))
}
