//! Builders: a registry with five notaries, sources, claims, votes. Every account comes into being by transactions.

use crate::pools::YEAR;
use anchor_lang::AnchorDeserialize;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    instructions as ix,
    program::{claim::*, errors::CarbonError, notary::*, registry::*, source::*, token::*},
    read,
};
use carbon_embedded::{Outcome, Runtime};
use carbon_wire::calendar::{day_number, ReportingYear, SECONDS_PER_DAY};
use solana_instruction::{error::InstructionError, Instruction};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

/// Noon of 1 September 2024: the Safeguard year 2023-24 is over.
pub const NOW: i64 = 1_725_148_800 + SECONDS_PER_DAY / 2;
/// Lamports everybody starts with.
pub const FUNDS: u64 = 100_000_000_000;
/// Notaries of a new registry, each of weight 1.
pub const NOTARIES: usize = 5;

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
        terms: Terms {
            record_cap: 20_000_000_000_000,
            buffer_bps: 1_500,
            max_vintage_age: 5,
            required_adjustment: Adjustment::None,
            retention_years: 10,
            voting_period: 7 * SECONDS_PER_DAY,
            claim_fee: 1_000_000,
            market_fee_bps: 250,
            timelock: 2 * SECONDS_PER_DAY,
        },
    }
}

/// What a notary of a new registry is.
pub fn notary_terms(key: Pubkey) -> NotaryTerms {
    let mut name = [0; 32];
    name[..6].copy_from_slice(b"notary");
    NotaryTerms { key, weight: 1, name, accredited_from: 0, accredited_until: i64::MAX, affiliates: Default::default() }
}

/// Measured scope-1 emissions of the whole year 2023-24, with evidence of their own.
pub fn emission_args(nonce: u64, grams: u64) -> SubmitClaimArgs {
    let mut evidence_sha256 = [0; 32];
    evidence_sha256[..8].copy_from_slice(&nonce.to_le_bytes());
    SubmitClaimArgs {
        nonce,
        kind: ClaimKind::Emission,
        stream: 0,
        first_day: day(2023, 7, 1),
        last_day: day(2024, 6, 30),
        grams,
        quantity: Quantity::Measured { method: 1, gwp: GwpSet::Ar5 },
        assurance: Assurance::Reasonable,
        evidence_sha256,
        item: 0,
        adjustment: Adjustment::None,
        evidence_uri: "https://owner.example/evidence.csv".into(),
    }
}

/// A registry and the people around it.
pub struct World {
    /// The ledger.
    pub runtime: Runtime,
    /// Authority.
    pub authority: Keypair,
    /// Guardian.
    pub guardian: Keypair,
    /// Receives fees.
    pub treasury: Pubkey,
    /// Owner of the sources.
    pub owner: Keypair,
    /// Pays for claims.
    pub payer: Keypair,
    /// Advances rent.
    pub crank: Keypair,
    /// A data provider's key.
    pub provider: Keypair,
    /// The notaries' keys.
    pub notaries: Vec<Keypair>,
    /// The registry.
    pub registry: Pubkey,
    pub(crate) next: u64,
}

impl World {
    /// Somebody with lamports.
    pub fn person(&mut self, number: u8) -> Keypair {
        let person = key(number);
        self.runtime.fund(&person.pubkey(), FUNDS);
        person
    }

    /// An open registry.
    pub fn new() -> Self {
        let mut world = Self::set_up(1);
        let open = ix::open_registry(world.authority.pubkey(), world.registry);
        world.authority_sends(&[open]).unwrap();
        world
    }

    /// The same people on a ledger of its own that begins where this one stands.
    pub fn fork(&self) -> Self {
        Self {
            runtime: self.runtime.fork(),
            authority: self.authority.insecure_clone(),
            guardian: self.guardian.insecure_clone(),
            treasury: self.treasury,
            owner: self.owner.insecure_clone(),
            payer: self.payer.insecure_clone(),
            crank: self.crank.insecure_clone(),
            provider: self.provider.insecure_clone(),
            notaries: self.notaries.iter().map(Keypair::insecure_clone).collect(),
            registry: self.registry,
            next: self.next,
        }
    }

    /// A registry with mints, notaries and a provider that is not open yet.
    pub fn set_up(id: u16) -> Self {
        let mut runtime = Runtime::new(NOW).expect("the compiled program: run `make build`");
        let [authority, guardian, owner, payer, crank, provider] = [10, 11, 12, 13, 14, 15].map(key);
        for person in [&authority, &guardian, &owner, &payer, &crank] {
            runtime.fund(&person.pubkey(), FUNDS);
        }
        let mut notaries: Vec<Keypair> = (100..100 + NOTARIES as u8).map(key).collect();
        // As the set sorts them, so that an index here is an index there.
        notaries.sort_by_key(Signer::pubkey);
        let registry = at::registry(&authority.pubkey(), id);
        let treasury = key(16).pubkey();
        let mut world =
            Self { runtime, authority, guardian, treasury, owner, payer, crank, provider, notaries, registry, next: 1 };
        world.create_registry(id).unwrap();
        for class in TokenClass::ALL {
            world.create_mint(class).unwrap();
        }
        for index in 0..NOTARIES {
            let notary = notary_terms(world.notaries[index].pubkey());
            world.apply(Change::AddNotary { notary }).unwrap();
        }
        let authority = world.authority.pubkey();
        let provider = world.provider.pubkey();
        world.authority_sends(&[ix::list_provider(authority, authority, registry, provider, "Meters".into())]).unwrap();
        world
    }

    /// Sends `create_registry`.
    pub fn create_registry(&mut self, id: u16) -> Outcome {
        let args = CreateRegistryArgs {
            id,
            name: "Test Registry".into(),
            guardian: self.guardian.pubkey(),
            treasury: self.treasury,
            policy: policy(),
            threshold_bps: MIN_THRESHOLD_BPS,
            bridge: carbon_embedded::wormhole::bridge(),
        };
        self.create_registry_with(args)
    }

    /// Sends `create_registry` as given.
    pub fn create_registry_with(&mut self, args: CreateRegistryArgs) -> Outcome {
        let authority = self.authority.pubkey();
        self.authority_sends(&[ix::create_registry(authority, authority, args)])
    }

    /// Sends `create_mint`.
    pub fn create_mint(&mut self, class: TokenClass) -> Outcome {
        let authority = self.authority.pubkey();
        let uri = format!("https://registry.example/{}", class.symbol());
        self.authority_sends(&[ix::create_mint(authority, authority, self.registry, class, uri)])
    }

    /// Sends instructions signed by the authority.
    pub fn authority_sends(&mut self, instructions: &[Instruction]) -> Outcome {
        self.runtime.send(instructions, &[&self.authority])
    }

    /// Sends `apply_change`.
    pub fn apply(&mut self, change: Change) -> Outcome {
        let apply = ix::apply_change(self.authority.pubkey(), self.registry, change);
        self.authority_sends(&[apply])
    }

    /// Schedules a change, waits for its timelock and executes it.
    pub fn loosen(&mut self, change: Change) -> Outcome {
        let (authority, nonce) = (self.authority.pubkey(), self.unused());
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

    /// Lets time pass.
    pub fn pass(&mut self, seconds: i64) {
        let now = self.runtime.now();
        self.runtime.warp_to(now + seconds);
    }

    /// The registry's account.
    pub fn registry(&self) -> Registry {
        self.runtime.get(&self.registry)
    }

    /// The arguments of a source with a scope-1 and an absorption stream.
    pub fn source_args(index: u32) -> RegisterSourceArgs {
        RegisterSourceArgs {
            index,
            kind: SourceKind::Facility,
            boundary: Boundary::Operational,
            country: *b"AU",
            group: Pubkey::default(),
            operators: vec![],
            streams: vec![
                Stream { kind: StreamKind::Scope1, factor_family: 1 },
                Stream { kind: StreamKind::Absorption, factor_family: 2 },
            ],
            metadata_sha256: [7; 32],
            metadata_uri: "https://owner.example/source.json".into(),
        }
    }

    /// Registers and admits a source.
    pub fn source(&mut self, args: RegisterSourceArgs) -> Pubkey {
        let owner = self.owner.pubkey();
        let source = at::source(&self.registry, &owner, args.index);
        let register = ix::register_source(owner, owner, self.registry, args);
        self.runtime.send(&[register], &[&self.owner]).unwrap();
        let admit = ix::admit_source(self.authority.pubkey(), self.registry, source);
        self.authority_sends(&[admit]).unwrap();
        source
    }

    /// Publishes EPA 2024 natural gas (per mmBtu, by mass) as family 1.
    pub fn publish_factor(&mut self) -> Pubkey {
        self.publish_gases(2024, Gases { co2: 53_060_000_000, ch4: 1_000_000, n2o: 100_000, other: 0 })
    }

    /// Publishes an edition of family 1.
    pub fn publish_gases(&mut self, edition: u16, gases: Gases) -> Pubkey {
        let args = PublishFactorArgs {
            family: 1,
            edition,
            gases,
            basis: Basis::Mass,
            gwp: GwpSet::Ar5,
            valid_from: day(2023, 7, 1),
            valid_until: day(2025, 6, 30),
            name: "US EPA 2024 natural gas".into(),
            unit: "mmBtu".into(),
        };
        let factor = at::factor(&self.registry, args.family, args.edition);
        let authority = self.authority.pubkey();
        self.authority_sends(&[ix::publish_factor(authority, authority, self.registry, args)]).unwrap();
        factor
    }

    /// Measured scope-1 emissions of the whole year 2023-24.
    pub fn emission(&mut self, grams: u64) -> SubmitClaimArgs {
        emission_args(self.unused(), grams)
    }

    /// Absorption of the whole year 2023-24.
    pub fn absorption(&mut self, grams: u64) -> SubmitClaimArgs {
        SubmitClaimArgs { kind: ClaimKind::Absorption, stream: 1, ..self.emission(grams) }
    }

    /// Who submits what, with the provider's account and without a factor.
    pub fn context(&self, source: Pubkey) -> ClaimContext {
        ClaimContext {
            payer: self.payer.pubkey(),
            submitter: self.owner.pubkey(),
            registry: self.registry,
            source,
            factor: None,
            provider: Some(at::provider(&self.registry, &self.provider.pubkey())),
            pooled: self.runtime.find::<Source>(&source).is_some_and(|source| source.is_pooled(YEAR)),
        }
    }

    /// Sends `submit_claim` as given.
    pub fn submit_with(&mut self, context: ClaimContext, args: SubmitClaimArgs) -> Outcome {
        // A day outside the calendar has no year; any address does for it.
        let year = ReportingYear::containing(args.first_day, 7).map_or(0, |year| year.year);
        let submit = claims::submit_claim(context, args, year);
        self.runtime.send(&[submit], &[&self.payer, &self.owner])
    }

    /// Submits a claim of the owner's and returns its address.
    pub fn submit(&mut self, source: Pubkey, args: SubmitClaimArgs) -> Pubkey {
        let claim = at::claim(&source, args.nonce);
        self.submit_with(self.context(source), args).unwrap();
        claim
    }

    /// Sends the votes of some notaries in one transaction.
    pub fn vote(&mut self, subject: Pubkey, voters: &[usize], verdict: Verdict) -> Outcome {
        let digest = self.digest(&subject);
        self.vote_for(subject, digest, voters, verdict)
    }

    /// Sends votes for a digest.
    pub fn vote_for(&mut self, subject: Pubkey, digest: [u8; 32], voters: &[usize], verdict: Verdict) -> Outcome {
        let keys: Vec<&Keypair> = voters.iter().map(|index| &self.notaries[*index]).collect();
        let voters: Vec<Pubkey> = keys.iter().map(|key| key.pubkey()).collect();
        let attest = ix::attest(self.registry, subject, digest, verdict, [9; 32], &voters);
        self.runtime.send(&[attest], &keys)
    }

    /// The digest a subject's ballot is at.
    pub fn digest(&mut self, key: &Pubkey) -> [u8; 32] {
        let account = self.runtime.svm().get_account(key).expect("a subject");
        // Every account with a ballot begins with the same.
        let subject = Subject::deserialize(&mut &account.data[8..]).expect("a subject");
        subject.ballot.digest
    }

    /// `notarize_claim` by the crank.
    pub fn notarization(&self, claim: Pubkey) -> Instruction {
        let content: Claim = self.runtime.get(&claim);
        let inventory = self.runtime.find(&at::inventory(&content.source, content.data.year));
        claims::notarize_claim(self.crank.pubkey(), claim, &content, inventory.as_ref())
    }

    /// Sends `notarize_claim` by the crank.
    pub fn notarize(&mut self, claim: Pubkey) -> Outcome {
        let notarize = self.notarization(claim);
        self.runtime.send(&[notarize], &[&self.crank])
    }

    /// Sends `close_claim` by somebody.
    pub fn close(&mut self, claim: Pubkey, caller: &Keypair) -> Outcome {
        let content: Claim = self.runtime.get(&claim);
        self.runtime.send(&[claims::close_claim(caller.pubkey(), claim, &content)], &[caller])
    }

    /// Submits, approves and notarizes; returns the record's address.
    pub fn record(&mut self, source: Pubkey, args: SubmitClaimArgs) -> Pubkey {
        let record = at::record(&self.registry, &args.evidence_sha256, args.item);
        let claim = self.submit(source, args);
        self.vote(claim, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        self.notarize(claim).unwrap();
        record
    }

    /// Token balance of an owner, 0 without a token account.
    pub fn balance(&mut self, owner: &Pubkey, class: TokenClass) -> u64 {
        self.tokens_in(&at::token_account(&self.registry, owner, class))
    }

    /// Amount in a token account of any token program, 0 when it does not exist.
    pub fn tokens_in(&mut self, account: &Pubkey) -> u64 {
        // 8 bytes after mint and owner.
        self.runtime.svm().get_account(account).map_or(0, |account| number(&account.data[64..72]))
    }

    /// Supply of a mint.
    pub fn supply(&mut self, class: TokenClass) -> u64 {
        self.supply_of(&at::mint(&self.registry, class))
    }

    /// Supply of a mint of any token program, 0 when it does not exist.
    pub fn supply_of(&mut self, mint: &Pubkey) -> u64 {
        // 8 bytes after the optional mint authority.
        self.runtime.svm().get_account(mint).map_or(0, |account| number(&account.data[36..44]))
    }

    /// Asserts that supply equals lots, and each balance its owner's lots, for every class.
    pub fn assert_conservation(&mut self) {
        use carbon_client::program::lot::Lot;
        use std::collections::BTreeMap;
        let mut supply = BTreeMap::new();
        let mut balances = BTreeMap::new();
        for (_, account) in self.runtime.svm().get_program_accounts(&carbon_client::program::ID) {
            if let Ok(lot) = read::<Lot>(&account.data) {
                if lot.registry == self.registry {
                    *supply.entry(lot.class as u8).or_insert(0) += lot.end - lot.start;
                    *balances.entry((lot.owner, lot.class as u8)).or_insert(0) += lot.end - lot.start;
                }
            }
        }
        for class in TokenClass::ALL {
            assert_eq!(self.supply(class), supply.get(&(class as u8)).copied().unwrap_or(0), "supply of {class:?}");
        }
        for ((owner, class), grams) in balances {
            assert_eq!(self.balance(&owner, TokenClass::ALL[class as usize]), grams, "balance of {owner}");
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

fn number(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
}

/// Asserts that a transaction failed with one of the program's errors.
#[track_caller]
pub fn assert_refused(outcome: Outcome, error: CarbonError) {
    assert_code(outcome, u32::from(error));
}

/// Asserts that a transaction failed with a custom error code (Anchor's own start at 2000, the token program's at 0).
#[track_caller]
pub fn assert_code(outcome: Outcome, code: u32) {
    match outcome {
        Ok(_) => panic!("was not refused"),
        Err(failed) => match failed.err {
            TransactionError::InstructionError(_, InstructionError::Custom(found)) if found == code => {}
            other => panic!("refused with {other:?} instead of {code}:\n{}", failed.meta.logs.join("\n")),
        },
    }
}
