//! One registry of the demo: setup, claims, votes, records, years.

use super::{
    chain::DemoChain,
    coins,
    evidence::{self, BASE_URI},
    files,
    scenario::*,
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{ensure, Context as _, Result};
use carbon_client::{
    addresses,
    claims::{self, ClaimContext},
    instructions as ix,
    market::Coin,
    program::{
        claim::*,
        notary::*,
        pool::Member,
        record::{Assurance, CarbonData, ClaimKind, Inventory, InventoryLine, Quantity},
        registry::*,
        source::*,
        token::TokenClass,
        year::YearClosing,
    },
    setup::{self, RegistrySetup},
    years,
};
use sha2::{Digest, Sha256};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::{Path, PathBuf};

/// Notaries of a registry, each of weight 1.
pub const NOTARIES: usize = 5;

/// A registry and its people.
pub struct DemoRegistry {
    pub plan: RegistryPlan,
    pub key: Pubkey,
    pub authority: Keypair,
    pub guardian: Keypair,
    /// Data provider: signs evidence files, never a transaction.
    pub provider: Keypair,
    /// Pays for claims.
    pub payer: Keypair,
    /// Notarizes approved claims, as anyone may.
    pub crank: Keypair,
    /// The payment coin.
    pub coin: Coin,
    /// In the order of the notary set.
    pub notaries: Vec<Keypair>,
    /// In the order of the plan.
    pub sources: Vec<Source>,
    /// Records made, in the order they were made.
    pub records: Vec<RecordMade>,
}

/// A registered source.
pub struct Source {
    pub key: Pubkey,
    pub owner: Keypair,
    /// Folder of its evidence bundle.
    pub bundle: PathBuf,
}

/// A record and its stream.
pub struct RecordMade {
    pub source: usize,
    pub stream: usize,
    pub key: Pubkey,
}

impl DemoRegistry {
    /// Creates the registry, its mints, notaries, provider and factors, opens it, and registers and admits its sources.
    pub fn set_up(chain: &mut DemoChain, id: u16, plan: RegistryPlan, evidence: &Path) -> Result<Self> {
        let label = plan.label;
        let mut person = |role: &str| chain.person(&format!("{label}/{role}"));
        let [authority, guardian, treasury, provider, payer, crank] =
            ["authority", "guardian", "treasury", "provider", "payer", "crank"].map(&mut person);
        let mut notaries: Vec<Keypair> = (1..=NOTARIES).map(|number| person(&format!("notary {number}"))).collect();
        notaries.sort_by_key(Signer::pubkey);
        let admin = authority.pubkey();
        let coin = coins::payment_coin(chain, label)?;
        let bridge = carbon_embedded::wormhole::bridge();
        let mut setup = RegistrySetup::new(admin, id, plan.name, policy(&plan), bridge);
        (setup.guardian, setup.treasury) = (guardian.pubkey(), treasury.pubkey());
        setup.mint_uris = TokenClass::ALL
            .map(|class| format!("https://registry.example/{label}/{}.json", class.symbol().to_lowercase()));
        let numbered = notaries.iter().zip(1..);
        setup.notaries =
            numbered.map(|(key, number)| setup::notary(key.pubkey(), &format!("Notary {number}"))).collect();
        setup.providers = vec![(provider.pubkey(), plan.provider.into())];
        setup.factors = plan.factors.iter().map(|factor| factor_args(&plan, factor)).collect();
        setup.payment_mints = vec![coin.mint];
        for step in setup.instructions() {
            chain.send(step.name, step.instruction, &[&authority])?;
        }
        let key = setup.registry();
        let (sources, records) = (vec![], vec![]);
        let mut registry =
            Self { plan, key, authority, guardian, provider, payer, crank, coin, notaries, sources, records };
        for index in 0..registry.plan.sources.len() {
            let source = registry.register(chain, index, evidence)?;
            let admit = ix::admit_source(admin, key, source.key);
            chain.send("admit_source", admit, &[&registry.authority])?;
            registry.sources.push(source);
        }
        Ok(registry)
    }

    /// Registers a source of the plan.
    fn register(&self, chain: &mut DemoChain, index: usize, evidence: &Path) -> Result<Source> {
        let plan = &self.plan.sources[index];
        let owner = chain.person(plan.owner);
        let args = source_args(index as u32, plan, self.plan.label);
        let key = addresses::source(&self.key, &owner.pubkey(), args.index);
        let register = ix::register_source(owner.pubkey(), owner.pubkey(), self.key, args);
        chain.send("register_source", register, &[&owner])?;
        Ok(Source { key, owner, bundle: evidence.join(self.plan.label).join(plan.label) })
    }

    /// Number of the source of this label.
    pub fn source(&self, label: &str) -> Result<usize> {
        let found = self.plan.sources.iter().position(|source| source.label == label);
        found.with_context(|| format!("no source {label}"))
    }

    /// Inventory of a source in the year reported.
    pub fn inventory(&self, source: usize) -> Pubkey {
        addresses::inventory(&self.sources[source].key, self.plan.year)
    }

    /// The lot of a source's first record, of which the owner may have sold parts.
    pub fn lot(&self, source: usize) -> Result<Pubkey> {
        let made = self.records.iter().find(|made| made.source == source).context("the source has a record")?;
        Ok(addresses::lot(&made.key, 0))
    }

    /// Seconds between scheduling a loosening and executing it.
    pub fn timelock(&self, chain: &DemoChain) -> i64 {
        chain.runtime.get::<carbon_client::program::registry::Registry>(&self.key).policy.terms.timelock
    }

    /// The account of a factor.
    pub fn factor(&self, family: u32) -> Option<Pubkey> {
        self.plan.factor(family).map(|factor| addresses::factor(&self.key, factor.family, EDITION))
    }

    /// Keys and accounts of a claim of a stream.
    pub fn context(&self, source: usize, stream: usize) -> ClaimContext {
        ClaimContext {
            payer: self.payer.pubkey(),
            submitter: self.sources[source].owner.pubkey(),
            registry: self.key,
            source: self.sources[source].key,
            factor: self.factor(self.plan.sources[source].streams[stream].family),
            provider: Some(addresses::provider(&self.key, &self.provider.pubkey())),
            pool: None,
        }
    }

    /// The claim that a stream's raw rows support: their sum, and for activity data the grams by the published factor.
    pub fn claim_args(&self, chain: &mut DemoChain, source: usize, stream: usize) -> Result<SubmitClaimArgs> {
        let plan = &self.plan.sources[source].streams[stream];
        let year = self.plan.days();
        let kind = match plan.kind {
            StreamKind::Absorption => ClaimKind::Absorption,
            _ => ClaimKind::Emission,
        };
        let factor = self.factor(plan.family);
        let data = CarbonData {
            kind,
            line: InventoryLine::of_stream(plan.kind, Scope2Method::Location),
            stream: stream as u8,
            year: self.plan.year,
            first_day: year.first_day,
            last_day: year.last_day,
            grams: 0,
            quantity: match factor {
                Some(_) => Quantity::Activity { amount: 0 },
                None => Quantity::Measured { method: 1, gwp: self.plan.gwp },
            },
            factor: factor.unwrap_or_default(),
            assurance: Assurance::Reasonable,
            provider: self.provider.pubkey(),
            evidence_sha256: [0; 32],
            item: stream as u32,
            adjustment: Adjustment::None,
        };
        let Source { key, bundle, .. } = &self.sources[source];
        let (evidence_sha256, sums) = evidence::sum_up(chain, key, bundle, data)?;
        Ok(SubmitClaimArgs {
            nonce: chain.next(),
            kind,
            stream: data.stream,
            first_day: data.first_day,
            last_day: data.last_day,
            grams: sums.grams,
            quantity: sums.activity.map_or(data.quantity, |amount| Quantity::Activity { amount }),
            assurance: data.assurance,
            evidence_sha256,
            item: data.item,
            adjustment: data.adjustment,
            evidence_uri: format!("{BASE_URI}{}/{}", self.plan.label, self.plan.sources[source].label),
        })
    }

    /// `submit_claim`, and the address of the claim.
    pub fn submission(&self, context: ClaimContext, args: SubmitClaimArgs) -> (Pubkey, Instruction) {
        let year = carbon_wire::calendar::ReportingYear::containing(args.first_day, self.plan.year_start_month);
        let claim = addresses::claim(&context.source, args.nonce);
        // A day outside the calendar has no year. The program refuses it before it derives an address from the year.
        (claim, claims::submit_claim(context, args, year.map_or(0, |year| year.year)))
    }

    /// Submits a claim.
    pub fn submit(
        &self,
        chain: &mut DemoChain,
        source: usize,
        context: ClaimContext,
        args: SubmitClaimArgs,
    ) -> Result<Pubkey> {
        let (claim, submit) = self.submission(context, args);
        chain.send("submit_claim", submit, &[&self.payer, &self.sources[source].owner])?;
        Ok(claim)
    }

    /// `attest` by some notaries.
    pub fn attest(
        &self,
        subject: Pubkey,
        digest: [u8; 32],
        verdict: Verdict,
        report: &str,
        voters: &[usize],
    ) -> Instruction {
        let voters: Vec<Pubkey> = voters.iter().map(|index| self.notaries[*index].pubkey()).collect();
        ix::attest(self.key, subject, digest, verdict, Sha256::digest(report).into(), &voters)
    }

    /// Has notaries check a claim against its evidence, each on its own, and vote by the result.
    pub fn examine_and_vote(
        &self,
        chain: &mut DemoChain,
        claim: Pubkey,
        evidence: &Path,
        voters: &[usize],
    ) -> Result<Verdict> {
        let content: Claim = chain.runtime.get(&claim);
        let report = evidence::examine(chain, &content, evidence)?;
        let verdict = evidence::verdict(&report)?;
        self.vote(chain, claim, content.subject.ballot.digest, verdict, &report.json(), voters)?;
        Ok(verdict)
    }

    /// Has notaries vote.
    pub fn vote(
        &self,
        chain: &mut DemoChain,
        subject: Pubkey,
        digest: [u8; 32],
        verdict: Verdict,
        report: &str,
        voters: &[usize],
    ) -> Result<()> {
        let keys: Vec<&Keypair> = self.notaries.iter().collect();
        chain.send("attest", self.attest(subject, digest, verdict, report, voters), &keys)
    }

    /// `notarize_claim`, by the crank.
    pub fn notarization(&self, chain: &DemoChain, claim: Pubkey) -> Instruction {
        let content: Claim = chain.runtime.get(&claim);
        let inventory = chain.runtime.find(&addresses::inventory(&content.source, content.data.year));
        claims::notarize_claim(self.crank.pubkey(), claim, &content, inventory.as_ref())
    }

    /// From raw rows to a record: claim, votes of three and then one more of five notaries, notarization.
    pub fn record(&mut self, chain: &mut DemoChain, source: usize, stream: usize, evidence: &Path) -> Result<u64> {
        let args = self.claim_args(chain, source, stream)?;
        let (grams, record) = (args.grams, addresses::record(&self.key, &args.evidence_sha256, args.item));
        let claim = self.submit(chain, source, self.context(source, stream), args)?;
        self.keep_context(chain, source, claim)?;
        for voters in [&[0, 1, 2][..], &[3]] {
            let verdict = self.examine_and_vote(chain, claim, evidence, voters)?;
            ensure!(verdict == Verdict::Approve, "the notaries find the claim of source {source} wrong");
        }
        let notarize = self.notarization(chain, claim);
        chain.send("notarize_claim", notarize, &[&self.crank])?;
        self.records.push(RecordMade { source, stream, key: record });
        Ok(grams)
    }

    /// Writes the facts that the engine gets besides the evidence, for `notary check --context`.
    fn keep_context(&self, chain: &DemoChain, source: usize, claim: Pubkey) -> Result<()> {
        let content: Claim = chain.runtime.get(&claim);
        let context = evidence::context(chain, &content)?;
        let path = self.sources[source].bundle.join(format!("context-{}.json", content.data.item));
        files::write(&path, &serde_json::to_vec_pretty(&context)?)
    }

    /// The pool of the year that a source is in.
    pub fn pool_of(&self, chain: &DemoChain, source: &Pubkey) -> Option<Pubkey> {
        let member: Option<Member> = chain.runtime.find(&addresses::member(source, self.plan.year));
        member.map(|member| member.pool)
    }

    /// `propose_year_closing` at given totals.
    pub fn closing(&self, chain: &DemoChain, source: usize, emitted: u64, add_back: u64) -> Instruction {
        let Source { key, owner, .. } = &self.sources[source];
        let streams = self.plan.sources[source].streams.iter().enumerate();
        let maps: Vec<Pubkey> = streams
            .filter(|(_, stream)| stream.kind.is_emission())
            .map(|(index, _)| addresses::days(key, ClaimKind::Emission, index as u8, self.plan.year))
            .collect();
        years::propose_year_closing(
            owner.pubkey(),
            owner.pubkey(),
            self.key,
            *key,
            self.pool_of(chain, key),
            self.plan.year,
            emitted,
            add_back,
            &maps,
        )
    }

    /// Closes a source's year by ballot.
    pub fn propose_year_closing(&self, chain: &mut DemoChain, source: usize) -> Result<()> {
        let Source { key, owner, .. } = &self.sources[source];
        let year = self.plan.year;
        let inventory: Inventory = chain.runtime.get(&addresses::inventory(key, year));
        let close = self.closing(chain, source, inventory.emitted, inventory.add_back);
        chain.send("propose_year_closing", close, &[owner])?;
        let subject = addresses::closing(key, year);
        let digest = chain.runtime.get::<YearClosing>(&subject).subject.ballot.digest;
        self.vote(chain, subject, digest, Verdict::Approve, "approve: nothing is missing", &[0, 1, 2, 3])?;
        chain.send("execute_year_closing", years::execute_year_closing(self.key, *key, year, owner.pubkey()), &[])
    }
}

/// Arguments of `register_source`.
pub fn source_args(index: u32, plan: &SourcePlan, registry: &str) -> RegisterSourceArgs {
    let streams =
        plan.streams.iter().map(|stream| Stream { kind: stream.kind, factor_family: stream.family }).collect();
    let metadata = format!("{}, {}", plan.label, plan.owner);
    RegisterSourceArgs {
        index,
        kind: plan.kind,
        boundary: Boundary::Operational,
        country: plan.country,
        group: Pubkey::default(),
        operators: vec![],
        streams,
        metadata_sha256: Sha256::digest(metadata).into(),
        metadata_uri: format!("https://sources.example/{registry}/{}.json", plan.label),
    }
}

fn factor_args(plan: &RegistryPlan, factor: &FactorPlan) -> PublishFactorArgs {
    let year = plan.days();
    PublishFactorArgs {
        family: factor.family,
        edition: EDITION,
        gases: factor.gases,
        basis: Basis::Co2e,
        gwp: plan.gwp,
        valid_from: year.first_day,
        valid_until: year.last_day,
        name: factor.name.into(),
        unit: factor.unit.into(),
    }
}

fn policy(plan: &RegistryPlan) -> Policy {
    Policy {
        gwp: plan.gwp,
        year_start_month: plan.year_start_month,
        scope2: Scope2Method::Location,
        small_notary_set: false,
        terms: Terms { market_fee_bps: 100, ..setup::example_terms() },
    }
}
