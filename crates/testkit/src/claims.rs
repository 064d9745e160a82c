//! Sources, factors, claims and records.

use crate::test_registry::*;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    instructions as ix,
    program::{
        claim::*,
        notary::*,
        record::{Assurance, ClaimKind, Quantity},
        registry::*,
        source::*,
    },
};
use carbon_embedded::TxResult;
use carbon_wire::calendar::ReportingYear;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// Measured scope-1 emissions of the whole year 2023-24, with unique evidence.
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

impl TestRegistry {
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

    /// Registers and admits a source. Its operators are keys of [`key`].
    pub fn source(&mut self, args: RegisterSourceArgs) -> Pubkey {
        let source = at::source(&self.registry, &self.people.owner.pubkey(), args.index);
        self.register(args).unwrap();
        let admit = ix::admit_source(self.people.authority.pubkey(), self.registry, source);
        self.authority_sends(&[admit]).unwrap();
        source
    }

    /// Sends `register_source`, signed by the owner and the operators, who are keys of [`key`].
    pub fn register(&mut self, args: RegisterSourceArgs) -> TxResult {
        let owner = self.people.owner.clone();
        let known = |operator: &Pubkey| (1..=255).map(key).find(|key| key.pubkey() == *operator).expect("a test key");
        let operators: Vec<Keypair> = args.operators.iter().map(known).collect();
        let register = ix::register_source(owner.pubkey(), owner.pubkey(), self.registry, args);
        let signers: Vec<&Keypair> = std::iter::once(&*owner).chain(&operators).collect();
        self.runtime.send(&[register], &signers)
    }

    /// Publishes EPA 2024 natural gas (per mmBtu, by mass) as family 1 and waits until it is active.
    pub fn publish_factor(&mut self) -> Pubkey {
        self.publish_gases(2024, Gases { co2: 53_060_000_000, ch4: 1_000_000, n2o: 100_000, other: 0 })
    }

    /// Publishes an edition of family 1 and waits until it is active.
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
        let authority = self.people.authority.pubkey();
        self.authority_sends(&[ix::publish_factor(authority, authority, self.registry, args)]).unwrap();
        let active_at = self.runtime.get::<Factor>(&factor).active_at;
        self.runtime.warp_to(active_at.max(self.runtime.now()));
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

    /// The context of a claim of the owner, with the provider's account and without a factor.
    pub fn context(&self, source: Pubkey) -> ClaimContext {
        ClaimContext {
            payer: self.people.payer.pubkey(),
            submitter: self.people.owner.pubkey(),
            registry: self.registry,
            source,
            factor: None,
            provider: Some(at::provider(&self.registry, &self.people.provider.pubkey())),
            pool: self.pool_of(&source),
        }
    }

    /// Sends `submit_claim` as given.
    pub fn submit_with(&mut self, context: ClaimContext, args: SubmitClaimArgs) -> TxResult {
        // A day outside the calendar has no year: the address of the day map does not matter then.
        let year = ReportingYear::containing(args.first_day, 7).map_or(0, |year| year.year);
        let submit = claims::submit_claim(context, args, year);
        self.runtime.send(&[submit], &[&self.people.payer, &self.people.owner])
    }

    /// Submits a claim of the owner and returns its address.
    pub fn submit(&mut self, source: Pubkey, args: SubmitClaimArgs) -> Pubkey {
        let claim = at::claim(&source, args.nonce);
        self.submit_with(self.context(source), args).unwrap();
        claim
    }

    /// `notarize_claim` by the crank.
    pub fn notarize_instruction(&self, claim: Pubkey) -> Instruction {
        let content: Claim = self.runtime.get(&claim);
        let inventory = self.runtime.find(&at::inventory(&content.source, content.data.year));
        claims::notarize_claim(self.people.crank.pubkey(), claim, &content, inventory.as_ref())
    }

    /// Sends `notarize_claim` by the crank.
    pub fn notarize(&mut self, claim: Pubkey) -> TxResult {
        let notarize = self.notarize_instruction(claim);
        self.runtime.send(&[notarize], &[&self.people.crank])
    }

    /// Sends `close_claim`, signed by the caller.
    pub fn close(&mut self, claim: Pubkey, caller: &Keypair) -> TxResult {
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
}
