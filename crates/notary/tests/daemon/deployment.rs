//! A registry on the local network, its claims, and the votes and records that follow.

use anchor_lang::solana_program::system_instruction;
use carbon_client::{
    addresses as at,
    claims::{self, ClaimContext},
    history::event,
    instructions as ix,
    program::{
        self,
        claim::{Claim, SubmitClaimArgs},
        events::Attested,
        notary::Verdict,
        record,
        record::{ClaimKind, Record, NO_STREAM},
        registry::*,
        source::*,
    },
    setup::{self, RegistrySetup},
};
use carbon_localnet::{Network, Options};
use carbon_notary_engine::{
    bench::{
        draft::{Draft, Sealed},
        profiles::{clean, numbers, Profile},
    },
    facts::{self, Key, Quantity},
};
use carbon_rpc::{CommitmentConfig, Cursor, History, Node};
use carbon_testkit::network::NetworkRegistry;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{
    collections::HashMap,
    fs,
    path::Path,
    sync::{
        atomic::{AtomicU16, AtomicU32, Ordering},
        Mutex, OnceLock,
    },
    thread,
    time::{Duration, Instant},
};

/// Milliseconds per slot. A vote is final after about two seconds; a blockhash expires after about eight.
const SLOT_MS: u64 = 50;
/// Longest wait for a condition.
const DEADLINE: Duration = Duration::from_secs(600);
/// Stream of every claim, as in the bundles of the engine's bench.
const STREAM: u8 = 1;

/// The network that all tests share.
pub fn network() -> &'static Network {
    static NETWORK: OnceLock<Network> = OnceLock::new();
    NETWORK.get_or_init(|| {
        let options = Options { rpc_port: 0, ws_port: 0, slot_ms: SLOT_MS, ..Options::default() };
        Network::start(&options).expect("the compiled program: run `make build`")
    })
}

/// Waits until `condition` holds.
#[track_caller]
pub fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < DEADLINE, "timeout: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// A registry number that no other test uses.
pub fn unused_id() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A registry with UK rules: calendar years, AR4.
pub struct TestDeployment {
    pub node: Node,
    pub registry: Pubkey,
    pub authority: Keypair,
    pub notaries: Vec<Keypair>,
    next: AtomicU32,
    read: Mutex<(Votes, HashMap<Pubkey, Cursor>)>,
}

/// Votes by subject and index in the set: verdicts with the sha256 of their reports.
pub type Votes = HashMap<(Pubkey, usize), Vec<(Verdict, [u8; 32])>>;

/// A claim on chain.
#[derive(Clone, Debug)]
pub struct Submitted {
    pub claim: Pubkey,
    pub record: Pubkey,
}

impl TestDeployment {
    /// An open registry with this number of notaries, who have lamports.
    pub fn new(notaries: usize) -> Self {
        let id = unused_id();
        let keys = network().keys();
        let authority = keys.get("operator").insecure_clone();
        let node = Node::new(&network().rpc_url(), CommitmentConfig::confirmed());
        let mut notaries: Vec<Keypair> = (0..notaries).map(|_| Keypair::new()).collect();
        // Sorted as in the set, so that the indices are the same.
        notaries.sort_by_key(Signer::pubkey);
        let registry = at::registry(&authority.pubkey(), id);
        let deployment = Self { node, registry, authority, notaries, next: AtomicU32::new(0), read: Mutex::default() };
        deployment.set_up(id);
        deployment
    }

    /// The registry that a [`NetworkRegistry`] has set up.
    pub fn of(test: &NetworkRegistry) -> Self {
        Self {
            node: Node::new(&network().rpc_url(), CommitmentConfig::confirmed()),
            registry: test.registry,
            authority: test.authority.insecure_clone(),
            notaries: test.notaries.iter().map(Keypair::insecure_clone).collect(),
            next: AtomicU32::new(0),
            read: Mutex::default(),
        }
    }

    fn set_up(&self, id: u16) {
        let own = self.authority.pubkey();
        let terms = Terms { max_vintage_age: 50, claim_fee: 5_000, ..setup::example_terms() };
        let policy = Policy {
            gwp: GwpSet::Ar4,
            year_start_month: 1,
            scope2: Scope2Method::Location,
            small_notary_set: self.notaries.len() < 3,
            terms,
        };
        let bridge = carbon_embedded::wormhole::bridge();
        let mut setup = RegistrySetup::new(own, id, format!("Registry {id}"), policy, bridge);
        setup.treasury = network().keys().get("carol").pubkey();
        setup.notaries = self.notaries.iter().map(|notary| setup::notary(notary.pubkey(), "Notary")).collect();
        let [provider] = clean(Profile::DailyPower, &mut numbers(0, "provider")).context.registry.providers[..] else {
            panic!("the bench's registry lists one provider")
        };
        setup.providers = vec![(Pubkey::new_from_array(provider.0), "Meters".into())];
        setup.factors = bench_factors();
        for step in setup.instructions() {
            self.send(&[step.instruction]);
        }
        for notary in &self.notaries {
            self.send(&[system_instruction::transfer(&own, &notary.pubkey(), 1_000_000_000)]);
        }
    }

    /// Sends instructions, signed by the authority.
    #[track_caller]
    pub fn send(&self, instructions: &[Instruction]) {
        self.node.send(instructions, &[&self.authority], &[]).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Address and index of a source that is not registered yet.
    pub fn unused_source(&self) -> (Pubkey, u32) {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        (at::source(&self.registry, &self.authority.pubkey(), index), index)
    }

    /// Writes the bundle below `folder`; then registers and admits a source and submits the bundle's claim in one transaction.
    pub fn submit(&self, (source, index): (Pubkey, u32), sealed: &Sealed, folder: &Path) -> Submitted {
        let bundle = folder.join(source.to_string());
        for (path, bytes) in &sealed.store.0 {
            let file = bundle.join(path.as_str());
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
        let own = self.authority.pubkey();
        let register = ix::register_source(own, own, self.registry, source_args(index, &sealed.context));
        let admit = ix::admit_source(own, self.registry, source);
        let args = claim_args(sealed, format!("file://{}", bundle.display()));
        let submitted = Submitted {
            claim: at::claim(&source, args.nonce),
            record: at::record(&self.registry, &args.evidence_sha256, args.item),
        };
        let claim = &sealed.context.claim;
        let factor = match claim.quantity {
            Quantity::Activity { factor, .. } => Some(at::factor(&self.registry, factor.family, factor.edition)),
            Quantity::Measured { .. } => None,
        };
        let provider = claim.provider.map(|key| at::provider(&self.registry, &Pubkey::new_from_array(key.0)));
        let context =
            ClaimContext { payer: own, submitter: own, registry: self.registry, source, factor, provider, pool: None };
        self.send(&[register, admit, claims::submit_claim(context, args, 2020)]);
        submitted
    }

    /// Submits a claim with a clean bundle of the profile.
    pub fn submit_clean(&self, profile: Profile, label: &str, folder: &Path) -> Submitted {
        let place = self.unused_source();
        let mut draft = clean(profile, &mut numbers(8, label));
        assign_to_source(&mut draft, &place.0);
        self.submit(place, &draft.finish(), folder)
    }

    /// Submits a claim whose grams do not follow from its rows.
    pub fn submit_wrong(&self, label: &str, folder: &Path) -> Submitted {
        let place = self.unused_source();
        let mut draft = clean(Profile::MonthlyGas, &mut numbers(9, label));
        assign_to_source(&mut draft, &place.0);
        draft.sum_rows();
        let mut sealed = draft.finish();
        // The rows change after the claim's total was computed.
        let path = "rows/rows.csv";
        sealed.file(path).pop();
        self.submit(place, &sealed, folder)
    }

    /// The claim's account, if it exists.
    pub fn claim(&self, submitted: &Submitted) -> Option<Claim> {
        self.node.find(&submitted.claim).unwrap()
    }

    /// The record of a claim, if it exists.
    pub fn record(&self, submitted: &Submitted) -> Option<Record> {
        self.node.find(&submitted.record).unwrap()
    }

    /// Notarizes an approved claim.
    pub fn notarize(&self, submitted: &Submitted, claim: &Claim) {
        self.send(&[claims::notarize_claim(self.authority.pubkey(), submitted.claim, claim, None)]);
    }

    /// Closes a rejected claim.
    pub fn close(&self, submitted: &Submitted, claim: &Claim) {
        self.send(&[claims::close_claim(self.authority.pubkey(), submitted.claim, claim)]);
    }

    /// Every vote on chain, from the histories of the notaries' keys. Continues where the last call ended.
    pub fn votes(&self) -> Votes {
        let mut read = self.read.lock().unwrap();
        let (votes, cursors) = &mut *read;
        for key in self.notaries.iter().map(Signer::pubkey) {
            let history = History::of(&self.node, key);
            let mut walk = history.after(cursors.get(&key)).unwrap();
            for executed in walk.by_ref() {
                let executed = executed.unwrap();
                for attested in executed.of(&program::ID).filter_map(event::<Attested>) {
                    for index in (0..64).filter(|index| attested.voters >> index & 1 == 1) {
                        votes.entry((attested.subject, index)).or_default().push((attested.verdict, attested.report));
                    }
                }
            }
            cursors.extend(walk.cursor().map(|cursor| (key, cursor.clone())));
        }
        votes.clone()
    }
}

/// Every factor of the bench's UK bundles.
fn bench_factors() -> Vec<PublishFactorArgs> {
    let profiles = [Profile::MonthlyGas, Profile::DailyPower, Profile::WeeklyDiesel];
    let factors = profiles.iter().flat_map(|profile| clean(*profile, &mut numbers(0, "factors")).context.factors);
    let args = factors.map(|factor| {
        let facts::Gases { co2, ch4, n2o, other } = factor.gases;
        PublishFactorArgs {
            family: factor.id.family,
            edition: factor.id.edition,
            gases: Gases { co2, ch4, n2o, other },
            basis: Basis::Co2e,
            gwp: GwpSet::Ar4,
            valid_from: factor.valid_from.0,
            valid_until: factor.valid_until.0,
            name: factor.name,
            unit: factor.unit,
        }
    });
    args.collect()
}

/// Assigns a bundle to a source and renames its meters, because the bench calls every first meter "main".
pub fn assign_to_source(draft: &mut Draft, source: &Pubkey) {
    let key = Key(source.to_bytes());
    draft.manifest.source = key;
    draft.context.source.key = key;
    for meter in draft.manifest.items[0].meters.clone() {
        draft.rename(&meter, &format!("{meter} {}", &source.to_string()[..8]));
    }
}

fn source_args(index: u32, context: &facts::Context) -> RegisterSourceArgs {
    let kind = match context.source.stream_kind.expect("a claim of a stream") {
        facts::StreamLabel::Scope1 => StreamKind::Scope1,
        facts::StreamLabel::Scope2Location => StreamKind::Scope2Location,
        other => panic!("a UK bundle with {other:?}"),
    };
    let factor_family = context.source.factor_family.expect("activity data");
    RegisterSourceArgs {
        index,
        kind: SourceKind::Facility,
        boundary: Boundary::Operational,
        country: *b"GB",
        group: Pubkey::default(),
        operators: vec![],
        streams: vec![Stream { kind: StreamKind::Absorption, factor_family: 99 }, Stream { kind, factor_family }],
        metadata_sha256: [7; 32],
        metadata_uri: "https://owner.example".into(),
    }
}

fn claim_args(sealed: &Sealed, evidence_uri: String) -> SubmitClaimArgs {
    let claim = &sealed.context.claim;
    assert!(claim.stream == STREAM && STREAM != NO_STREAM && claim.kind == facts::ClaimKind::Emission);
    SubmitClaimArgs {
        nonce: 0,
        kind: ClaimKind::Emission,
        stream: STREAM,
        first_day: claim.first_day.0,
        last_day: claim.last_day.0,
        grams: claim.grams,
        quantity: match claim.quantity {
            Quantity::Activity { amount, .. } => record::Quantity::Activity { amount },
            Quantity::Measured { method, .. } => record::Quantity::Measured { method, gwp: GwpSet::Ar4 },
        },
        assurance: match claim.assurance {
            facts::Assurance::Limited => record::Assurance::Limited,
            facts::Assurance::Reasonable => record::Assurance::Reasonable,
        },
        evidence_sha256: claim.evidence_sha256.0,
        item: claim.item,
        adjustment: Adjustment::None,
        evidence_uri,
    }
}
