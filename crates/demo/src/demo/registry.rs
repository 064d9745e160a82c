//! One registry of the demo: set up, claims, votes, records, years.

use super::{
    bundles::put,
    chain::Chain,
    evidence::{self, BASE_URI},
    market,
    scenario::*,
};
use anchor_lang::solana_program::instruction::Instruction;
use anyhow::{ensure, Result};
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    instructions as ix,
    market::Coin,
    program::{
        claim::*,
        notary::*,
        record::{Assurance, CarbonData, ClaimKind, Inventory, InventoryLine, Quantity},
        registry::*,
        source::*,
        token::TokenClass,
        year::YearClosing,
    },
    years,
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use sha2::{Digest, Sha256};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::{Path, PathBuf};

/// Notaries of a registry, each of weight 1.
pub const NOTARIES: usize = 5;

/// A registry and its people.
pub struct Registry {
    pub plan: RegistryPlan,
    pub key: Pubkey,
    pub authority: Keypair,
    pub guardian: Keypair,
    /// Data provider: signs evidence files, never a transaction.
    pub provider: Keypair,
    /// Pays for claims.
    pub payer: Keypair,
    /// Notarizes what is approved, as anybody may.
    pub crank: Keypair,
    /// What credits are paid with.
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

/// Which stream a record is of.
pub struct RecordMade {
    pub source: usize,
    pub stream: usize,
    pub key: Pubkey,
}

impl Registry {
    /// Creates the registry, its mints, notaries, provider and factors, opens it, and registers and admits its sources.
    pub fn set_up(chain: &mut Chain, id: u16, plan: RegistryPlan, evidence: &Path) -> Result<Self> {
        let label = plan.label;
        let mut person = |role: &str| chain.person(&format!("{label}/{role}"));
        let [authority, guardian, treasury, provider, payer, crank] =
            ["authority", "guardian", "treasury", "provider", "payer", "crank"].map(&mut person);
        let mut notaries: Vec<Keypair> = (1..=NOTARIES).map(|number| person(&format!("notary {number}"))).collect();
        notaries.sort_by_key(Signer::pubkey);
        let admin = authority.pubkey();
        let key = at::registry(&admin, id);
        let args = CreateRegistryArgs {
            id,
            name: plan.name.into(),
            guardian: guardian.pubkey(),
            treasury: treasury.pubkey(),
            policy: policy(&plan),
            threshold_bps: MIN_THRESHOLD_BPS,
            bridge: carbon_embedded::wormhole::bridge(),
        };
        chain.send("create_registry", ix::create_registry(admin, admin, args), &[&authority])?;
        for class in TokenClass::ALL {
            let uri = format!("https://registry.example/{label}/{}.json", class.symbol().to_lowercase());
            chain.send("create_mint", ix::create_mint(admin, admin, key, class, uri), &[&authority])?;
        }
        for (index, notary) in notaries.iter().enumerate() {
            let change = Change::AddNotary { notary: notary_terms(notary.pubkey(), index + 1) };
            chain.send("apply_change", ix::apply_change(admin, key, change), &[&authority])?;
        }
        let list = ix::list_provider(admin, admin, key, provider.pubkey(), plan.provider.into());
        chain.send("list_provider", list, &[&authority])?;
        let year = plan.days();
        for factor in &plan.factors {
            let args = PublishFactorArgs {
                family: factor.family,
                edition: EDITION,
                gases: factor.gases,
                basis: Basis::Co2e,
                gwp: plan.gwp,
                valid_from: year.first_day,
                valid_until: year.last_day,
                name: factor.name.into(),
                unit: factor.unit.into(),
            };
            chain.send("publish_factor", ix::publish_factor(admin, admin, key, args), &[&authority])?;
        }
        let coin = market::allowed_coin(chain, label, key, &authority)?;
        chain.send("open_registry", ix::open_registry(admin, key), &[&authority])?;
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
    fn register(&self, chain: &mut Chain, index: usize, evidence: &Path) -> Result<Source> {
        let plan = &self.plan.sources[index];
        let owner = chain.person(plan.owner);
        let args = source_args(index as u32, plan, self.plan.label);
        let key = at::source(&self.key, &owner.pubkey(), args.index);
        let register = ix::register_source(owner.pubkey(), owner.pubkey(), self.key, args);
        chain.send("register_source", register, &[&owner])?;
        Ok(Source { key, owner, bundle: evidence.join(self.plan.label).join(plan.label) })
    }

    /// Seconds between scheduling a loosening and executing it.
    pub fn timelock(&self, chain: &Chain) -> i64 {
        chain.runtime.get::<carbon_client::program::registry::Registry>(&self.key).policy.terms.timelock
    }

    /// The account of a factor.
    pub fn factor(&self, family: u32) -> Option<Pubkey> {
        self.plan.factor(family).map(|factor| at::factor(&self.key, factor.family, EDITION))
    }

    /// Who submits a claim of a stream.
    pub fn context(&self, source: usize, stream: usize) -> ClaimContext {
        ClaimContext {
            payer: self.payer.pubkey(),
            submitter: self.sources[source].owner.pubkey(),
            registry: self.key,
            source: self.sources[source].key,
            factor: self.factor(self.plan.sources[source].streams[stream].family),
            provider: Some(at::provider(&self.key, &self.provider.pubkey())),
            pooled: false,
        }
    }

    /// The claim that a stream's raw rows back: their sum and, for activity data, grams by the published factor.
    pub fn claim_args(&self, chain: &mut Chain, source: usize, stream: usize) -> Result<SubmitClaimArgs> {
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
        let (evidence_sha256, sums) = evidence::sum_up(chain, key, bundle, &data)?;
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
        let claim = at::claim(&context.source, args.nonce);
        // A day outside the calendar has no year; any address does for it.
        (claim, claims::submit_claim(context, args, year.map_or(0, |year| year.year)))
    }

    /// Submits a claim.
    pub fn submit(
        &self,
        chain: &mut Chain,
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

    /// Has notaries examine a claim against its evidence, each for itself, and vote as they find.
    pub fn examine_and_vote(
        &self,
        chain: &mut Chain,
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
        chain: &mut Chain,
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
    pub fn notarization(&self, chain: &Chain, claim: Pubkey) -> Instruction {
        let content: Claim = chain.runtime.get(&claim);
        let inventory = chain.runtime.find(&at::inventory(&content.source, content.data.year));
        claims::notarize_claim(self.crank.pubkey(), claim, &content, inventory.as_ref())
    }

    /// From raw rows to a record: claim, votes of three and then one more of five notaries, notarization.
    pub fn record(&mut self, chain: &mut Chain, source: usize, stream: usize, evidence: &Path) -> Result<u64> {
        let args = self.claim_args(chain, source, stream)?;
        let (grams, record) = (args.grams, at::record(&self.key, &args.evidence_sha256, args.item));
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

    /// Writes down what the engine is told of a claim besides its evidence, for `notary check --context`.
    fn keep_context(&self, chain: &Chain, source: usize, claim: Pubkey) -> Result<()> {
        let content: Claim = chain.runtime.get(&claim);
        let context = evidence::context(chain, &content.source, &content.data)?;
        let path = self.sources[source].bundle.join(format!("context-{}.json", content.data.item));
        put(&path, &serde_json::to_vec_pretty(&context)?)
    }

    /// `propose_year_closing` at given totals.
    pub fn closing(&self, source: usize, emitted: u64, add_back: u64) -> Instruction {
        let Source { key, owner, .. } = &self.sources[source];
        let streams = self.plan.sources[source].streams.iter().enumerate();
        let maps: Vec<Pubkey> = streams
            .filter(|(_, stream)| stream.kind.is_emission())
            .map(|(index, _)| emission_days(key, index as u8, self.plan.year))
            .collect();
        years::propose_year_closing(
            owner.pubkey(),
            owner.pubkey(),
            self.key,
            *key,
            self.plan.year,
            emitted,
            add_back,
            &maps,
        )
    }

    /// Closes a source's year by ballot.
    pub fn propose_year_closing(&self, chain: &mut Chain, source: usize) -> Result<()> {
        let Source { key, owner, .. } = &self.sources[source];
        let year = self.plan.year;
        let inventory: Inventory = chain.runtime.get(&at::inventory(key, year));
        let close = self.closing(source, inventory.emitted, inventory.add_back);
        chain.send("propose_year_closing", close, &[owner])?;
        let subject = at::closing(key, year);
        let digest = chain.runtime.get::<YearClosing>(&subject).subject.ballot.digest;
        self.vote(chain, subject, digest, Verdict::Approve, "approve: nothing is missing", &[0, 1, 2, 3])?;
        chain.send("execute_year_closing", years::execute_year_closing(self.key, *key, year, owner.pubkey()), &[])
    }
}

/// Day map of an emission stream.
fn emission_days(source: &Pubkey, stream: u8, year: u16) -> Pubkey {
    use carbon_client::program::{seeds, ID};
    let seeds: [&[u8]; 5] =
        [seeds::DAYS, source.as_ref(), &[ClaimKind::Emission as u8], &year.to_le_bytes(), &[stream]];
    Pubkey::find_program_address(&seeds, &ID).0
}

/// What `register_source` is told about a source.
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

fn policy(plan: &RegistryPlan) -> Policy {
    Policy {
        gwp: plan.gwp,
        year_start_month: plan.year_start_month,
        scope2: Scope2Method::Location,
        terms: Terms {
            record_cap: 20_000_000_000_000,
            buffer_bps: 1_500,
            max_vintage_age: 5,
            required_adjustment: Adjustment::None,
            retention_years: 10,
            voting_period: 7 * SECONDS_PER_DAY,
            claim_fee: 1_000_000,
            market_fee_bps: 100,
            timelock: 2 * SECONDS_PER_DAY,
        },
    }
}

fn notary_terms(key: Pubkey, number: usize) -> NotaryTerms {
    let mut name = [0; 32];
    let text = format!("Notary {number}");
    name[..text.len()].copy_from_slice(text.as_bytes());
    NotaryTerms {
        key,
        weight: 1,
        name,
        accreditation_starts_at: 0,
        accreditation_ends_at: i64::MAX,
        affiliates: Default::default(),
    }
}
