//! A registry with five notaries, its changes and votes. Every account is created by transactions.

use anchor_lang::AnchorDeserialize;
use carbon_client::{
    addresses as at, instructions as ix,
    offsets::DISCRIMINATOR_LEN,
    program::{errors::CarbonError, notary::*, registry::*, token::*},
    setup::{example_terms, notary, RegistrySetup},
};
use carbon_embedded::{Runtime, TxResult};
use carbon_wire::calendar::{day_number, SECONDS_PER_DAY};
pub use carbon_wire::quantity::MIN_THRESHOLD_BPS;
use solana_instruction::{error::InstructionError, Instruction};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;
use std::rc::Rc;

/// Noon of 1 September 2024: the Safeguard year 2023-24 is over.
pub const NOW: i64 = 1_725_148_800 + SECONDS_PER_DAY / 2;
/// Lamports that each person starts with.
pub const INITIAL_LAMPORTS: u64 = 100_000_000_000;
/// Notaries of a new registry, each of weight 1.
pub const NOTARIES: usize = 5;

/// Three thresholds above that of a new registry, each stricter than the one before.
pub const STRICTER_THRESHOLDS_BPS: [u16; 3] =
    [MIN_THRESHOLD_BPS + 100, MIN_THRESHOLD_BPS + 200, MIN_THRESHOLD_BPS + 300];

/// A key from a number, the same in every run.
pub fn key(number: u8) -> Keypair {
    Keypair::new_from_array([number; 32])
}

/// A day number.
pub fn day(year: u16, month: u8, day: u8) -> u32 {
    day_number(year, month, day).expect("a date that exists")
}

/// The rules of a new registry.
pub fn policy() -> Policy {
    Policy {
        gwp: GwpSet::Ar5,
        year_start_month: 7,
        scope2: Scope2Method::Location,
        small_notary_set: false,
        terms: example_terms(),
    }
}

/// The terms of a notary of a new registry.
pub fn notary_terms(key: Pubkey) -> NotaryTerms {
    notary(key, "notary")
}

/// The setup of a registry with these notaries and a data provider, whose authority pays and is guardian and treasury.
pub fn registry_setup(authority: Pubkey, id: u16, notaries: &[Pubkey], provider: Pubkey) -> RegistrySetup {
    let bridge = carbon_embedded::wormhole::bridge();
    let mut setup = RegistrySetup::new(authority, id, "Test Registry", policy(), bridge);
    setup.notaries = notaries.iter().map(|key| notary_terms(*key)).collect();
    setup.providers = vec![(provider, "Meters".into())];
    setup
}

/// The participants of a registry.
#[derive(Clone)]
pub struct People {
    /// Authority of the registry.
    pub authority: Rc<Keypair>,
    /// Guardian of the registry.
    pub guardian: Rc<Keypair>,
    /// Receives fees.
    pub treasury: Pubkey,
    /// Owns the sources.
    pub owner: Rc<Keypair>,
    /// Pays for claims.
    pub payer: Rc<Keypair>,
    /// Signs what anyone may sign, and advances rent.
    pub crank: Rc<Keypair>,
    /// Data provider.
    pub provider: Rc<Keypair>,
    /// Notaries, sorted by key as in the notary set: an index here is an index there.
    pub notaries: Vec<Rc<Keypair>>,
}

impl People {
    /// People with consecutive keys: the authority has the key of `first`, the first notary the key of `first_notary`.
    pub fn new(first: u8, first_notary: u8) -> Self {
        let [authority, guardian, owner, payer, crank, provider] =
            [0, 1, 2, 3, 4, 5].map(|number| Rc::new(key(first + number)));
        let notaries = (first_notary..first_notary + NOTARIES as u8).map(|number| Rc::new(key(number)));
        let mut notaries: Vec<Rc<Keypair>> = notaries.collect();
        notaries.sort_by_key(|notary| notary.pubkey());
        let treasury = key(first + 6).pubkey();
        Self { authority, guardian, treasury, owner, payer, crank, provider, notaries }
    }

    /// Other participants of the same registry: owner, payer and crank have consecutive keys from `first` on.
    pub fn with_others(&self, first: u8) -> Self {
        let [owner, payer, crank] = [0, 1, 2].map(|number| Rc::new(key(first + number)));
        Self { owner, payer, crank, ..self.clone() }
    }

    /// Gives lamports to each person that pays for something and has none yet.
    pub fn fund(&self, runtime: &mut Runtime) {
        for person in [&self.authority, &self.guardian, &self.owner, &self.payer, &self.crank] {
            if runtime.lamports(&person.pubkey()) == 0 {
                runtime.fund(&person.pubkey(), INITIAL_LAMPORTS);
            }
        }
    }
}

/// A registry on the embedded runtime, with its people.
pub struct TestRegistry {
    /// The runtime.
    pub runtime: Runtime,
    /// The people in whose name the methods here send transactions.
    pub people: People,
    /// The registry.
    pub registry: Pubkey,
    pub(crate) next: u64,
}

impl TestRegistry {
    /// A person with lamports.
    pub fn person(&mut self, number: u8) -> Rc<Keypair> {
        let person = key(number);
        self.runtime.fund(&person.pubkey(), INITIAL_LAMPORTS);
        Rc::new(person)
    }

    /// An open registry.
    pub fn new() -> Self {
        let mut test = Self::set_up(1);
        test.open();
        test
    }

    /// Opens the registry.
    pub fn open(&mut self) {
        let open = ix::open_registry(self.people.authority.pubkey(), self.registry);
        self.authority_sends(&[open]).unwrap();
    }

    /// An independent copy in the same state.
    pub fn fork(&self) -> Self {
        let people = self.people.clone();
        Self { runtime: self.runtime.fork(), people, registry: self.registry, next: self.next }
    }

    /// A registry with mints, notaries and a provider that is not open yet.
    pub fn set_up(id: u16) -> Self {
        Self::set_up_with(id, false)
    }

    /// The same with a policy that allows a small notary set.
    pub fn set_up_small() -> Self {
        Self::set_up_with(1, true)
    }

    fn set_up_with(id: u16, small_notary_set: bool) -> Self {
        let mut runtime = Runtime::new(NOW).expect("the compiled program: run `make build`");
        let people = People::new(10, 100);
        people.fund(&mut runtime);
        let registry = at::registry(&people.authority.pubkey(), id);
        let mut test = Self { runtime, people, registry, next: 1 };
        let mut setup = test.setup(id);
        setup.policy.small_notary_set = small_notary_set;
        test.send_setup(&setup);
        test
    }

    /// The setup of a registry of these people.
    pub fn setup(&self, id: u16) -> RegistrySetup {
        let notaries: Vec<Pubkey> = self.people.notaries.iter().map(|notary| notary.pubkey()).collect();
        let (authority, provider) = (self.people.authority.pubkey(), self.people.provider.pubkey());
        let mut setup = registry_setup(authority, id, &notaries, provider);
        setup.guardian = self.people.guardian.pubkey();
        setup.treasury = self.people.treasury;
        setup
    }

    /// Sends a setup without its opening.
    pub fn send_setup(&mut self, setup: &RegistrySetup) {
        for step in setup.instructions_before_opening() {
            self.authority_sends(&[step.instruction]).unwrap();
        }
    }

    /// Sends `create_registry`.
    pub fn create_registry(&mut self, id: u16) -> TxResult {
        let args = self.setup(id).create_args();
        self.create_registry_with(args)
    }

    /// Sends `create_registry` as given.
    pub fn create_registry_with(&mut self, args: CreateRegistryArgs) -> TxResult {
        let authority = self.people.authority.pubkey();
        self.authority_sends(&[ix::create_registry(authority, authority, args)])
    }

    /// Sends `create_mint`.
    pub fn create_mint(&mut self, class: TokenClass) -> TxResult {
        let authority = self.people.authority.pubkey();
        let uri = format!("https://registry.example/{}", class.symbol());
        self.authority_sends(&[ix::create_mint(authority, authority, self.registry, class, uri)])
    }

    /// Sends instructions signed by the authority.
    pub fn authority_sends(&mut self, instructions: &[Instruction]) -> TxResult {
        self.runtime.send(instructions, &[&self.people.authority])
    }

    /// Sends `apply_change`.
    pub fn apply(&mut self, change: Change) -> TxResult {
        let apply = ix::apply_change(self.people.authority.pubkey(), self.registry, change);
        self.authority_sends(&[apply])
    }

    /// Schedules a change, waits until its timelock ends, and executes it.
    pub fn loosen(&mut self, change: Change) -> TxResult {
        let (authority, nonce) = (self.people.authority.pubkey(), self.unused());
        let schedule = ix::schedule_change(authority, authority, self.registry, nonce, change);
        self.authority_sends(&[schedule])?;
        self.pass(2 * SECONDS_PER_DAY);
        let execute = ix::execute_change(authority, self.registry, nonce, authority);
        self.authority_sends(&[execute])
    }

    /// A number not used before.
    pub fn unused(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Advances the clock.
    pub fn pass(&mut self, seconds: i64) {
        let now = self.runtime.now();
        self.runtime.warp_to(now + seconds);
    }

    /// Pauses the registry for a time.
    pub fn pause_for(&mut self, seconds: i64) {
        let guardian = self.people.guardian.clone();
        let pause = ix::pause_registry(guardian.pubkey(), self.registry);
        self.runtime.send(&[pause], &[&guardian]).unwrap();
        self.pass(seconds);
        let unpause = ix::unpause_registry(guardian.pubkey(), self.registry);
        self.runtime.send(&[unpause], &[&guardian]).unwrap();
    }

    /// The registry's account.
    pub fn registry(&self) -> Registry {
        self.runtime.get(&self.registry)
    }

    /// Sends the votes of some notaries in one transaction.
    pub fn vote(&mut self, subject: Pubkey, voters: &[usize], verdict: Verdict) -> TxResult {
        let digest = self.digest(&subject);
        self.vote_for(subject, digest, voters, verdict)
    }

    /// Sends votes for a digest.
    pub fn vote_for(&mut self, subject: Pubkey, digest: [u8; 32], voters: &[usize], verdict: Verdict) -> TxResult {
        let keys: Vec<&Keypair> = voters.iter().map(|index| &*self.people.notaries[*index]).collect();
        let voters: Vec<Pubkey> = keys.iter().map(|key| key.pubkey()).collect();
        let attest = ix::attest(self.registry, subject, digest, verdict, [9; 32], &voters);
        self.runtime.send(&[attest], &keys)
    }

    /// The digest that votes on a subject must name.
    pub fn digest(&mut self, key: &Pubkey) -> [u8; 32] {
        let account = self.runtime.svm().get_account(key).expect("a subject");
        // Every account with a ballot begins with a `Subject`.
        let subject = Subject::deserialize(&mut &account.data[DISCRIMINATOR_LEN..]).expect("a subject");
        subject.ballot.digest
    }
}

impl Default for TestRegistry {
    fn default() -> Self {
        Self::new()
    }
}

/// Asserts that a transaction failed with one of the program's errors.
#[track_caller]
pub fn assert_refused(outcome: TxResult, error: CarbonError) {
    assert_code(outcome, u32::from(error));
}

/// Asserts that a transaction failed with a custom error code (Anchor's own start at 2000, the token program's at 0).
#[track_caller]
pub fn assert_code(outcome: TxResult, code: u32) {
    match outcome {
        Ok(_) => panic!("was not refused"),
        Err(failed) => match failed.err {
            TransactionError::InstructionError(_, InstructionError::Custom(found)) if found == code => {}
            other => panic!("refused with {other:?} instead of {code}:\n{}", failed.meta.logs.join("\n")),
        },
    }
}
