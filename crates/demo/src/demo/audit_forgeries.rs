//! Forged stories, one for each comparison of the audit: a value that is changed in all places that agree on it, so that only this
//! comparison, or those behind it, can notice. Each story names the step and the words that refute it. Without the comparison the
//! words are missing, whatever else is found.

use super::{
    audit_forger::{Edit, Liar},
    audit_lies::{Audited, L1Lie},
    audit_tests::{Ending, MEASURED_DATA_LEN},
    files,
};
use carbon_audit::{
    chain::ChainReader,
    key::{sha256, Key},
    layout::{
        Attested, BurnExecuted, BurnSubmitted, Certificate, CertificateCovered, ChangeApplied, ClaimSubmitted, Cover,
        Event, Inventory, Layout, LeafAppended, LegAdded, LineageExtended, NotarySet, PoolCured, ProviderDelisted,
        ProviderListed, Record, RecordLowered, RecordNotarized, RecordSupplemented, Registry, RegistryCreated,
        RestatementProposed, RollupLog, Source, YearClosingProposed, TAG_LEN,
    },
    report::{Status, Step},
    PROGRAM,
};
use carbon_wire::leaf::Leaf;
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{json, Value};
use std::path::PathBuf;

/// A story, and how it must be refuted.
struct Forgery {
    name: &'static str,
    edits: Vec<Edit>,
    /// The statement's bytes, if they are others.
    statement: Option<Vec<u8>>,
    /// The evidence, if it is other.
    evidence: Option<PathBuf>,
    l1: L1Lie,
    step: Step,
    says: &'static str,
}

/// The true accounts.
struct Truth {
    registry: (Key, Registry),
    notaries: Key,
    source: (Key, Source),
    emission: (Key, Record),
    credits: [(Key, Record); 2],
    certificate: (Key, Certificate),
    cover: (Key, Cover),
    inventory: (Key, Inventory),
    log: (Key, RollupLog),
    proof: Key,
}

/// Bytes of units in a certificate's leg, and of a leg.
const UNITS: usize = 32 + 8 + 8 + 2 + 32;
const LEG: usize = 2 * UNITS + 8 + 8 + 4;
/// Offset of the end and the vintage in units.
const END: usize = 40;
const VINTAGE: usize = 48;

/// Offset in a certificate of a byte of a leg.
fn leg(number: usize, at: usize) -> usize {
    Certificate::offset("legs") + 4 + number * LEG + at
}

/// Offset in a certificate of a byte of a leg's credit.
fn credit(number: usize, at: usize) -> usize {
    leg(number, UNITS + at)
}

/// Offset in a record of a byte of its data.
fn data(at: usize) -> usize {
    Record::offset("data") + at
}

/// Offset in a record, whose data is measured, of a field behind the data.
fn behind(field: &str) -> usize {
    data(MEASURED_DATA_LEN) + Record::offset(field) - Record::offset("valid_grams")
}

/// Offsets in carbon data.
const LINE: usize = 1;
const YEAR: usize = 3;
const FIRST_DAY: usize = 5;
const LAST_DAY: usize = 9;
const GRAMS: usize = 13;
const ASSURANCE: usize = 59;

/// Bytes of a notary in the set, and offset of its weight.
const WEIGHT: usize = 32 + 64 + 32 + 16;

impl Truth {
    fn of(audited: &Audited) -> Self {
        let chain = ChainReader::new(&audited.node, PROGRAM.parse().unwrap());
        let key = |key: &solana_pubkey::Pubkey| Key(key.to_bytes());
        let made = &audited.scenario.registry;
        let registry = key(&made.key);
        let records: Vec<_> = made.records.iter().map(|record| key(&record.key)).collect();
        let record = |index: usize| (records[index], chain.account::<Record>(&records[index]).unwrap().unwrap());
        let emission = record(0);
        let proof = key(&audited.scenario.burn.proof);
        let certificate = chain.derived(&[b"certificate", &proof.0]);
        let covers = chain.accounts::<Cover>("registry", &registry.0).unwrap();
        let inventory = chain.derived(&[b"inventory", &emission.1.source.0, &emission.1.data.year.to_le_bytes()]);
        let log = chain.derived(&[b"log", &registry.0]);
        Self {
            registry: (registry, chain.account(&registry).unwrap().unwrap()),
            notaries: chain.derived(&[b"notaries", &registry.0]),
            source: (emission.1.source, chain.account(&emission.1.source).unwrap().unwrap()),
            credits: [record(1), record(2)],
            certificate: (certificate, chain.account(&certificate).unwrap().unwrap()),
            cover: covers.into_iter().next().unwrap(),
            inventory: (inventory, chain.account(&inventory).unwrap().unwrap()),
            log: (log, chain.account(&log).unwrap().unwrap()),
            emission,
            proof,
        }
    }
}

/// Bytes of an account, as the honest node has them.
fn bytes(audited: &Audited, key: &Key) -> Vec<u8> {
    ChainReader::new(&audited.node, PROGRAM.parse().unwrap()).bytes(key).unwrap().unwrap().1
}

fn le(number: u64) -> Vec<u8> {
    number.to_le_bytes().into()
}

/// A changed statement, and its hash in place of the true one.
fn restated(audited: &Audited, change: impl Fn(&mut Value)) -> (Vec<u8>, Edit) {
    let mut statement: Value = serde_json::from_slice(&audited.statement).unwrap();
    change(&mut statement);
    let changed = serde_json::to_vec_pretty(&statement).unwrap();
    let edit = Edit::Everywhere(sha256(&audited.statement).into(), sha256(&changed).into());
    (changed, edit)
}

/// Evidence of the emitter with a changed manifest that the data provider signed, and its hash in place of the true one.
fn evidenced(audited: &Audited, name: &str, change: impl Fn(&mut Value)) -> (PathBuf, Edit) {
    let scenario = &audited.scenario;
    let copy = scenario.evidence().with_file_name(format!("evidence of {name}"));
    files::copy(&scenario.evidence(), &copy).unwrap();
    let folder = copy.join(scenario.bundle(0).strip_prefix(scenario.evidence()).unwrap());
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let mut changed: Value = serde_json::from_slice(&manifest).unwrap();
    change(&mut changed);
    let changed = serde_json::to_vec_pretty(&changed).unwrap();
    let key = SigningKey::from_bytes(scenario.registry.provider.secret_bytes());
    let signature = key.sign(&[carbon_notary_engine::bundle::SIGNED, &sha256(&changed)[..]].concat());
    files::write(&folder.join("manifest.json"), &changed).unwrap();
    files::write(&folder.join("manifest.sig"), hex::encode(signature.to_bytes()).as_bytes()).unwrap();
    (copy, Edit::Everywhere(sha256(&manifest).into(), sha256(&changed).into()))
}

fn forgeries(audited: &Audited) -> Vec<Forgery> {
    let truth = Truth::of(audited);
    let mut all = vec![];
    let mut forge = |name, step, says, edits: Vec<Edit>| {
        all.push(Forgery { name, edits, statement: None, evidence: None, l1: L1Lie::None, step, says });
    };
    accounts(audited, &truth, &mut forge);
    events(&truth, &mut forge);
    burned(audited, &truth, &mut forge);
    statements(audited, &truth, &mut all);
    for (name, field, says) in [
        ("source", "source", "the source of the evidence"),
        ("stream", "stream", "the stream of the evidence"),
        ("GWP set", "gwp", "the GWP set of the evidence"),
        ("item", "item", "the manifest has no item"),
    ] {
        let (evidence, edit) = evidenced(audited, name, |manifest| match field {
            "source" => manifest["source"] = truth.certificate.0.to_string().into(),
            "item" => manifest["items"][0]["item"] = 5.into(),
            "stream" => manifest["items"][0]["stream"] = 7.into(),
            _ => manifest["items"][0]["gwp"] = "AR6".into(),
        });
        let forgery = Forgery {
            name,
            edits: vec![edit],
            statement: None,
            evidence: Some(evidence),
            l1: L1Lie::None,
            step: Step::Grams,
            says,
        };
        all.push(forgery);
    }
    for (name, l1, says) in [
        ("a batch that Solana has not", L1Lie::Number(0, 9), "a batch that is unknown on Solana"),
        ("more entries than the log", L1Lie::Number(1, 99), "it counts 99 entries"),
        ("another root", L1Lie::Bit(2, 5), "its root is"),
        ("another core", L1Lie::Bit(1, 5), "its Wormhole core contract is"),
        ("another program", L1Lie::Bit(0, 5), "its program is"),
        ("other code", L1Lie::Bit(3, 9), "its code is not"),
        ("another chain", L1Lie::Chain(8_453), "Wormhole's id of its chain"),
        ("a certificate that is impaired there", L1Lie::Answer(5), "and the accounts say that it stands"),
        ("a leaf that is unknown there", L1Lie::Answer(2), "for a leaf of the log"),
    ] {
        all.push(Forgery { name, edits: vec![], statement: None, evidence: None, l1, step: Step::L1, says });
    }
    all
}

type Forge<'a> = dyn FnMut(&'static str, Step, &'static str, Vec<Edit>) + 'a;

/// Accounts of registry, source, records, year and log that differ from what was signed or logged.
fn accounts(audited: &Audited, truth: &Truth, forge: &mut Forge) {
    let Truth { registry: (registry, _), notaries, source: (source, made), emission: (emission, record), .. } = truth;
    let (inventory, year) = &truth.inventory;
    let (log, logged) = &truth.log;
    let policy = Registry::offset("policy");
    let set = |key: &Key, at: usize, bytes: &[u8]| vec![Edit::Account(*key, at, bytes.to_vec())];
    let stranger = [7; 32];

    let creator = set(registry, Registry::offset("creator"), &stranger);
    forge("the creator", Step::Rules, "does not follow from its creator and number", creator);
    forge("the registry's name", Step::Rules, "the name of the registry", set(registry, policy + 52, b"Other"));
    forge("the GWP set", Step::Rules, "the GWP set of the registry", set(registry, policy, &[2]));
    forge("the first month", Step::Rules, "the first month of the registry's years", set(registry, policy + 1, &[1]));
    forge("the scope-2 figure", Step::Rules, "the scope-2 figure that counts", set(registry, policy + 2, &[1]));
    let authority = set(registry, Registry::offset("authority"), &stranger);
    forge("the authority", Step::Rules, "did not become its authority", authority);
    let owner = set(source, Source::offset("owner"), &stranger);
    forge("the source's owner", Step::Rules, "does not follow from its registry, owner and number", owner);
    let kind = (made.kind as u8 + 1) % 4;
    forge("the source's kind", Step::Rules, "the kind of the source", set(source, Source::offset("kind"), &[kind]));
    let boundary = set(source, Source::offset("boundary"), &[made.boundary as u8 + 1]);
    forge("the boundary", Step::Rules, "the boundary of the source is not the one", boundary);
    let country = set(source, Source::offset("country"), b"XX");
    forge("the country", Step::Rules, "the country of the source", country);
    // Behind no operators, the number of streams, and the kind of the first one.
    let family = set(source, Source::offset("operators") + 4 + 4 + 1, &[9]);
    forge("the streams", Step::Rules, "the streams of the source", family);
    let member = NotarySet::offset("notaries");
    forge("a notary's weight", Step::Rules, "the members of the notary set", set(notaries, member + WEIGHT, &[9]));
    let threshold = set(notaries, NotarySet::offset("threshold_bps"), &[0x70, 0x17]);
    forge("the threshold", Step::Rules, "the threshold of the notary set", threshold.clone());
    forge("the epoch", Step::Rules, "the epoch of the notary set", set(notaries, NotarySet::offset("epoch"), &[99]));
    let created = Edit::Event(RegistryCreated::tag(), vec![], threshold_of_event(), vec![0x70, 0x17]);
    let lowered = [threshold, vec![created]].concat();
    forge("the threshold in all places", Step::Notaries, "changed without a signature of the authority", lowered);
    let added = Edit::Event(ChangeApplied::tag(), vec![], TAG_LEN + 32 + 1 + 32, vec![9, 0, 0, 0]);
    let weights = (0..5).map(|index| Edit::Account(*notaries, member + index * 152 + WEIGHT, vec![9, 0, 0, 0]));
    let weighed = std::iter::once(added).chain(weights).collect();
    forge("the weights in all places", Step::Notaries, "changed without a signature of the authority", weighed);

    let says = "does not follow from its evidence and item";
    forge("a record's address", Step::Notaries, says, set(emission, data(124), &[3]));
    let assurance = vec![1 - record.data.assurance as u8];
    let says = "the account differs from the transaction that made it";
    forge("a record unlike its event", Step::Notaries, says, set(emission, data(ASSURANCE), &assurance));
    let both = vec![
        Edit::Account(*emission, data(ASSURANCE), assurance.clone()),
        Edit::Event(RecordNotarized::tag(), emission.0.into(), TAG_LEN + 5 * 32 + ASSURANCE, assurance),
    ];
    forge("a record and its event", Step::Notaries, "is not that of the record's content", both);
    let owner = vec![Edit::Account(*emission, Record::offset("owner"), stranger.into())];
    forge("a record's owner", Step::Notaries, "the owner of the record", owner);
    let next = (record.data.year + 1).to_le_bytes();
    forge("a record's year", Step::Notaries, "its year is not that of its days", set(emission, data(YEAR), &next));
    forge("a record's class", Step::Notaries, "its class is not that", set(emission, data(LINE), &[2]));
    let valid = le(record.valid_grams - 1);
    let lower = set(emission, behind("valid_grams"), &valid);
    forge("valid grams", Step::Notaries, "the valid mass of the record", lower.clone());
    forge("a recall", Step::Notaries, "it is recalled", set(emission, behind("recalled"), &[1]));
    let more = set(emission, behind("approvals"), &[0xff]);
    forge("approvals without votes", Step::Notaries, "approvals are counted that are in no transaction", more);
    let first = record.approvals & record.approvals.wrapping_neg();
    let fewer = le(record.approvals & !first);
    let fewer = set(emission, behind("approvals"), &fewer);
    forge("less than a quorum", Step::Notaries, "weight approved", fewer);

    let set_year = |field: &str, bytes: &[u8]| set(inventory, Inventory::offset(field), bytes);
    let emitted = le(year.emitted - 1);
    let number = (year.records + 1).to_le_bytes();
    forge("a hidden record", Step::Year, "the number of records of the year", set_year("records", &number));
    forge("what the year emitted", Step::Year, "the emission of the year", set_year("emitted", &emitted));
    let says = "the neutralized emission of the year";
    forge("what is neutralized", Step::Year, says, set_year("neutralized", &emitted));
    forge("what is neutralized, claimed", Step::Claim, says, set_year("neutralized", &emitted));
    forge("the year's footprint", Step::Claim, "the footprint, in grams,", set_year("emitted", &emitted));
    let over = [lower, set_year("emitted", &emitted)].concat();
    forge("more neutralized than emitted", Step::Year, "more is neutralized than was emitted", over);
    forge("an open year", Step::Claim, "have not attested", set_year("closed", &[0]));
    forge("a year of nothing", Step::Claim, "the year has no emissions", set_year("emitted", &[0; 8]));
    let late = (record.data.first_day + 1).to_le_bytes();
    let early = (record.data.last_day - 1).to_le_bytes();
    forge("a day left out", Step::Year, "leave out days or count some twice", set(emission, data(FIRST_DAY), &late));
    forge("the last day left out", Step::Year, "do not cover the year", set(emission, data(LAST_DAY), &early));
    // The entry of the certificate, in place of the year's.
    let leaf = set_year("logged", &[&[1][..], &[0; 8]].concat());
    forge("the year's entry", Step::Leaf, "its entry in the register is about something else", leaf);
    let figures = set(inventory, Inventory::offset("logged") + 1 + 8, &emitted);
    forge("the year's logged figures", Step::Leaf, "differs from the account", figures);

    let mut twin = bytes(audited, emission);
    let other = Key([11; 32]);
    let says = "are emissions of the year, but the footprint does not name it";
    forge("another emission record", Step::Claim, says, vec![Edit::Added(other, twin.clone())]);
    twin[data(LINE)] = 1;
    let says = "is of a scope within the boundary";
    forge("another record in the boundary", Step::Claim, says, vec![Edit::Added(other, twin)]);

    let set_log = |field: &str, bytes: &[u8]| set(log, RollupLog::offset(field), bytes);
    let registration = registration(audited, truth);
    let unsigned = vec![Edit::NoTransaction(registration.signed.signature())];
    forge("a source that nobody registered", Step::Rules, "no signed call set it", unsigned);
    let count = le(logged.count + 1);
    forge("the number of entries", Step::Log, "the number of entries in events", set_log("count", &count));
    let peak = set(log, RollupLog::offset("peaks") + 32, &[1, 2, 3]);
    forge("the tree", Step::Log, "the root rebuilt from events", peak);
    let says = "the root of the entries published";
    forge("the published root", Step::Log, says, set_log("published_root", &[1, 2, 3]));
    let says = "the grams neutralized in all entries";
    forge("all that is neutralized", Step::Log, says, set_log("neutralized", &[1, 2, 3]));
    let says = "the number of corrections in events";
    forge("the number of corrections", Step::Log, says, set_log("corrections", &[9]));
}

/// The transaction that registered the emitter.
fn registration(audited: &Audited, truth: &Truth) -> std::rc::Rc<carbon_audit::chain::Transaction> {
    let chain = ChainReader::new(&audited.node, PROGRAM.parse().unwrap());
    let history = chain.history(&truth.source.0).unwrap();
    history[0].clone()
}

/// Offset of the threshold in the event of a registry's creation.
fn threshold_of_event() -> usize {
    // Registry, authority, guardian; the policy, which is 52 bytes.
    TAG_LEN + 3 * 32 + 52
}

/// Events that are missing or say something else.
fn events(truth: &Truth, forge: &mut Forge) {
    let (emission, proof) = (truth.emission.0 .0.to_vec(), truth.proof.0.to_vec());
    let none = |tag: [u8; TAG_LEN], needle: &[u8]| vec![Edit::NoEvent(tag, needle.to_vec())];
    let event = |tag, at: usize, bytes: &[u8]| vec![Edit::Event(tag, vec![], at, bytes.to_vec())];
    let wrong = [1; 32];
    forge("a record from nowhere", Step::Notaries, "no transaction made it", none(RecordNotarized::tag(), &emission));
    let says = "no transaction submitted its claim";
    forge("no claim", Step::Notaries, says, none(ClaimSubmitted::tag(), &truth.emission.1.source.0));
    let says = "its claim never had the digest of the record";
    forge(
        "another claim",
        Step::Notaries,
        says,
        event(ClaimSubmitted::tag(), ClaimSubmitted::offset("digest"), &wrong),
    );
    let says = "a vote of";
    forge("a vote of another", Step::Notaries, says, event(Attested::tag(), Attested::offset("voters"), &[0x1f]));
    let says = "was not listed when the data was claimed";
    forge("a provider that is not listed", Step::Evidence, says, none(ProviderListed::tag(), &[]));
    let provider = truth.emission.1.data.provider;
    let delisted = [&ProviderDelisted::tag()[..], &truth.registry.0 .0, &provider.0].concat();
    let delisted = vec![Edit::Followed(ProviderListed::tag(), provider.0.into(), delisted)];
    forge("a provider that was delisted", Step::Evidence, says, delisted);
    let late = event(ProviderListed::tag(), ProviderListed::offset("active_at"), &le(u64::MAX / 2));
    forge("a provider that is active later", Step::Evidence, says, late);
    let says = "the mass before a lowering";
    let old = event(RecordLowered::tag(), RecordLowered::offset("old_valid_grams"), &[9]);
    forge("grams before a lowering", Step::Notaries, says, old);
    let says = "is not that of a lowering of it";
    let other = event(RecordLowered::tag(), RecordLowered::offset("digest"), &wrong);
    forge("a lowering without votes", Step::Notaries, says, other);
    let valid = truth.credits[0].1.valid_grams;
    let lowered = vec![Edit::Everywhere(le(valid), le(valid - 5_000_000))];
    forge("a lowering in all places", Step::Notaries, says, lowered);
    forge("no leg", Step::Lots, "legs were added to its proof", none(LegAdded::tag(), &proof));
    let says = "an event of their history is missing";
    forge("a history with a gap", Step::Lots, says, none(LineageExtended::tag(), &emission));
    let says = "does not hash to the head";
    let at = CertificateCovered::offset("head");
    forge("the history of a cover", Step::Lots, says, event(CertificateCovered::tag(), at, &wrong));
    let says = "no transaction submitted its proof";
    forge("a proof never submitted", Step::Burn, says, none(BurnSubmitted::tag(), &proof));
    let says = "its proof never had the digest of the certificate";
    forge("another proof", Step::Burn, says, event(BurnSubmitted::tag(), BurnSubmitted::offset("digest"), &wrong));
    let says = "no digest that the notaries signed is that of its figures";
    forge("a year that nobody closed", Step::Year, says, none(YearClosingProposed::tag(), &[]));
    let at = YearClosingProposed::offset("add_back");
    forge("a closing of other figures", Step::Year, says, event(YearClosingProposed::tag(), at, &[1]));
    // The first byte of the index, in the entry of a correction.
    let entry = event(LeafAppended::tag(), LeafAppended::offset("entry"), &[9]);
    forge("an entry out of its place", Step::Log, "cannot be read, or is not in its place", entry);
    let says = "the burn proof is";
    let another = event(BurnExecuted::tag(), BurnExecuted::offset("proof"), &wrong);
    forge("another burn proof", Step::Statement, says, another);
}

/// Certificates and covers that differ from what was burned.
fn burned(audited: &Audited, truth: &Truth, forge: &mut Forge) {
    let (certificate, content) = &truth.certificate;
    let (cover, covered) = &truth.cover;
    let set = |at: usize, bytes: &[u8]| vec![Edit::Account(*certificate, at, bytes.to_vec())];
    let field = |name: &str, bytes: &[u8]| set(Certificate::offset(name), bytes);
    let [first, second] = [0, 1].map(|number| content.legs[number]);
    let beneficiary = field("beneficiary", &[7; 32]);
    forge("the beneficiary", Step::Statement, "the beneficiary is", beneficiary);
    let shorter = le(first.credit.end - 1);
    forge("a shorter credit", Step::Burn, "the sides of a leg differ in mass", set(credit(0, END), &shorter));
    let grams = le(content.grams + 1);
    forge("the certificate's mass", Step::Burn, "the mass burned on each side", field("grams", &grams));
    let says = "the offset of this statement's certificates";
    forge("the certificate's mass, claimed", Step::Claim, says, field("grams", &grams));
    let says = "units burned are not of";
    forge("another vintage", Step::Burn, says, set(credit(0, VINTAGE), &2_001u16.to_le_bytes()));
    let of_record =
        |number: usize, at: usize, bytes: &[u8]| vec![Edit::Account(truth.credits[number].0, data(at), bytes.to_vec())];
    forge("units of another class", Step::Burn, says, of_record(1, LINE, &[0]));
    forge("units behind the end", Step::Burn, says, of_record(1, GRAMS, &le(second.credit.end - 1)));
    // The first leg burns units that the second one burns, too.
    let end = second.credit.start + first.credit.grams();
    let again = [&second.credit.record.0[..], &le(second.credit.start), &le(end)].concat();
    forge("a unit twice in a certificate", Step::Burn, "it burns a unit twice", set(credit(0, 0), &again));
    let twin = Edit::Added(Key([11; 32]), {
        let mut twin = bytes(audited, certificate);
        twin[Certificate::offset("metadata_sha256")] ^= 1;
        twin
    });
    let says = "were also burned for certificate";
    forge("a unit in two certificates", Step::Burn, says, vec![twin.clone()]);
    forge("a certificate without an entry", Step::Burn, "the number of certificates", vec![twin]);
    let mut other = bytes(audited, cover);
    other[Cover::offset("serials") + 4..][..8].copy_from_slice(&le(second.credit.start));
    let says = "were also burned for cover";
    forge("a unit in a cover", Step::Burn, says, vec![Edit::Added(Key([12; 32]), other)]);
    let cured = {
        let Truth { registry: (registry, _), credits: [_, (record, _)], .. } = truth;
        let (start, end) = (le(second.credit.start), le(second.credit.end));
        [&PoolCured::tag()[..], &registry.0, &[8; 32], &[9; 32], &[2], &record.0, &start, &end].concat()
    };
    assert!(matches!(Event::read(&[&carbon_audit::layout::EVENT_TAG[..], &cured].concat()), Some(Event::PoolCured(_))));
    let listed = sha256(b"event:CreditsListed")[..TAG_LEN].try_into().expect("a tag");
    let offered = vec![Edit::EventIs(listed, vec![], cured)];
    forge("a unit in a pool", Step::Burn, "were also burned for pool", offered);
    let unlisted = vec![Edit::Unlisted(*certificate, Certificate::offset("registry"))];
    let says = "is in the register, and the node does not list it";
    forge("a certificate that is not listed", Step::Burn, says, unlisted.clone());
    let says = "it names this statement in the register, and the node does not list it";
    forge("a certificate of the statement, not listed", Step::Leaf, says, unlisted);
    forge("a listed mass", Step::Burn, "the mass of a certificate, in grams,", field("grams", &grams));
    let says = "is not that of the certificate's content";
    forge("the purpose", Step::Burn, says, field("purpose", b"Other"));
    forge("void grams of a leg", Step::Burn, "void grams of a leg", set(leg(0, 2 * UNITS), &[1, 2]));
    forge("covered grams of a leg", Step::Burn, "covered grams of a leg", set(leg(0, 2 * UNITS + 8), &[1, 2]));
    forge("a shortfall", Step::Burn, "the shortfall in grams", field("shortfall", &[1]));
    forge("a status", Step::Burn, "its status does not agree", field("status", &[1]));
    let of_cover = |at: usize, bytes: &[u8]| vec![Edit::Account(*cover, at, bytes.to_vec())];
    forge("void grams of a cover", Step::Burn, "void grams of a cover", of_cover(Cover::offset("void"), &[1]));
    let range = covered.serials.ranges[0];
    let at = Cover::offset("serials") + 4;
    let says = "a cover's account has other units than the events";
    forge("a longer cover", Step::Burn, says, of_cover(at + 8, &le(range.end + 1)));
    let moved = [le(range.start - 1), le(range.end - 1)].concat();
    forge("a cover of other units", Step::Burn, says, of_cover(at, &moved));
    let uncovered = [
        vec![Edit::NoEvent(CertificateCovered::tag(), vec![])],
        set(leg(0, 2 * UNITS + 8), &[0; 8]),
        field("shortfall", &le(first.void)),
        field("status", &[1]),
    ];
    let uncovered = uncovered.concat();
    forge("credits that are void", Step::Burn, "are void and not covered", uncovered);
    let says = "and its account is short of";
    forge("a shortfall without a correction", Step::Log, says, field("shortfall", &[1]));
    // The cover's correction is the newest of the certificate: without it the void grams of the first one stand.
    let chain = ChainReader::new(&audited.node, PROGRAM.parse().unwrap());
    let entries = chain.events(&truth.log.0).unwrap().into_iter().filter_map(|(event, _)| match event {
        Event::LeafAppended(event) => Some(event.entry),
        _ => None,
    });
    let newest = entries.filter(|entry| {
        let leaf = Leaf::decode(entry);
        matches!(leaf, Ok(Leaf::Correction(leaf)) if leaf.corrected == certificate.0 && leaf.void == 0)
    });
    let newest = newest.last().expect("the cover's correction");
    let forgotten = vec![Edit::NoEvent(LeafAppended::tag(), newest.into())];
    forge("a correction that the account forgets", Step::Log, says, forgotten);
    forge("no entry", Step::Leaf, "there is no readable entry", field("leaf", &[99]));
    let slot = field("slot", &[1, 2, 3]);
    forge("the slot of the burn", Step::Leaf, "differs from the account", slot);
}

/// Statements that say something else, with their hash in place of the true one.
fn statements(audited: &Audited, truth: &Truth, all: &mut Vec<Forgery>) {
    let absorbed = truth.credits[0].0.to_string();
    let source = truth.certificate.0.to_string();
    let period = |field: &'static str, day: &'static str| move |s: &mut Value| s["period"][field] = day.into();
    type Change<'a> = Box<dyn Fn(&mut Value) + 'a>;
    let stories: Vec<(&'static str, Step, &'static str, Change)> = vec![
        ("fewer credits", Step::Statement, "the credits named are not the credits burned", {
            Box::new(|s| s["credits"][0]["end"] = (s["credits"][0]["end"].as_u64().unwrap() - 1).into())
        }),
        ("the residual", Step::Statement, "the residual is", Box::new(|s| add(&mut s["residual_grams"]))),
        ("the residual, claimed", Step::Claim, "the residual, in grams,", Box::new(|s| add(&mut s["residual_grams"]))),
        ("a vintage", Step::Statement, "the vintage of a credit", Box::new(|s| add(&mut s["credits"][0]["vintage"]))),
        ("an adjustment", Step::Statement, "the Article 6 status", {
            Box::new(|s| s["credits"][0]["adjustment"] = "adjusted".into())
        }),
        ("a shorter period", Step::Statement, "outside the period", Box::new(period("last_day", "2024-06-29"))),
        ("another subject", Step::Statement, "the source of a record", {
            Box::new(|s| s["subject"]["source"] = source.clone().into())
        }),
        ("a subject without records", Step::Claim, "has no records of", {
            Box::new(|s| s["subject"]["source"] = source.clone().into())
        }),
        ("no subject", Step::Claim, "no source or no reporting year is named", {
            Box::new(|s| s["subject"]["source"] = Value::Null)
        }),
        (
            "another year",
            Step::Statement,
            "the year of a record",
            Box::new(|s| add(&mut s["period"]["reporting_year"])),
        ),
        ("another approach", Step::Statement, "the boundary of the source", {
            Box::new(|s| s["boundary"]["approach"] = "equity".into())
        }),
        (
            "other scopes",
            Step::Statement,
            "which is not in the boundary",
            Box::new(|s| s["boundary"]["scopes"] = json!(["3"])),
        ),
        ("another GWP set", Step::Statement, "the GWP set is", Box::new(|s| s["boundary"]["gwp"] = "AR4".into())),
        ("absorption in the footprint", Step::Statement, "is not of emissions", {
            Box::new(|s| {
                s["subject"]["source"] = Value::Null;
                s["footprint"]["records"].as_array_mut().unwrap().push(absorbed.clone().into());
            })
        }),
        ("the footprint", Step::Statement, "the footprint is", Box::new(|s| add(&mut s["footprint"]["grams"]))),
        ("a record outside the footprint", Step::Statement, "but the footprint does not name it", {
            Box::new(|s| (s["footprint"]["records"], s["footprint"]["grams"]) = (json!([]), 0.into()))
        }),
        ("a later first day", Step::Claim, "the first day is", Box::new(period("first_day", "2023-07-02"))),
        ("an earlier last day", Step::Claim, "the last day is", Box::new(period("last_day", "2024-06-29"))),
        ("a retirement", Step::Claim, "it claims a retirement", Box::new(|s| s["claim"]["kind"] = "retirement".into())),
        ("a part above the whole", Step::Claim, "grams are offset, of 1", {
            Box::new(|s| (s["claim"]["kind"], s["footprint"]["grams"]) = ("offset_part".into(), 1.into()))
        }),
    ];
    for (name, step, says, change) in stories {
        let (statement, edit) = restated(audited, change);
        let (edits, statement) = (vec![edit], Some(statement));
        all.push(Forgery { name, edits, statement, evidence: None, l1: L1Lie::None, step, says });
    }
    let (statement, edit) = restated(audited, |s| s["claim"]["kind"] = "offset_records".into());
    let more = le(truth.emission.1.valid_grams + 1);
    all.push(Forgery {
        name: "a record that is offset in part",
        edits: vec![edit, Edit::Account(truth.emission.0, behind("valid_grams"), more)],
        statement: Some(statement),
        evidence: None,
        l1: L1Lie::None,
        step: Step::Claim,
        says: "the offset of record",
    });
}

#[test]
fn what_only_the_node_says_leaves_its_step_open() {
    let audited = Audited::new(Ending::Covered, L1Lie::None);
    let truth = Truth::of(&audited);
    let registration = registration(&audited, &truth);
    let call = &registration.calls[0];
    let chain = ChainReader::new(&audited.node, PROGRAM.parse().unwrap());
    let later = chain.history(&truth.source.0).unwrap()[1].signed.signature();
    let reported = vec![
        Edit::NoTransaction(registration.signed.signature()),
        Edit::Reported(later, call.data.clone(), call.accounts.clone()),
    ];
    let unlogged = vec![Edit::Account(truth.inventory.0, Inventory::offset("logged"), vec![0])];
    let evidence = audited.scenario.evidence();
    for (edits, step, says) in [
        (reported, Step::Rules, "another program made the call that set it"),
        (unlogged, Step::Claim, "the year is not in the register yet"),
    ] {
        let node = Liar { honest: &audited.node, edits: &edits };
        let report = audited.audit((&audited.statement, &evidence), &node, L1Lie::None).unwrap();
        assert_eq!((report.exit_code(), report.failures().count()), (2, 0), "{}", report.page());
        let open = report.of(step).find(|finding| finding.status == Status::Open).expect(says);
        assert!(open.sentence.contains(says), "{}", open.sentence);
    }
}

fn add(number: &mut Value) {
    *number = (number.as_u64().unwrap() + 1).into();
}

/// Stories about a record that a restatement added.
fn supplements(audited: &Audited) -> Vec<Forgery> {
    let truth = Truth::of(audited);
    let key = truth.cover.1.record;
    let chain = ChainReader::new(&audited.node, PROGRAM.parse().unwrap());
    let record: Record = chain.account(&key).unwrap().unwrap();
    // Registry, record, supplement, source, owner.
    let both = |at: usize, bytes: Vec<u8>| {
        let event = Edit::Event(RecordSupplemented::tag(), key.0.into(), TAG_LEN + 5 * 32 + at, bytes.clone());
        vec![Edit::Account(key, data(at), bytes), event]
    };
    let fewer = le(record.data.grams - 1);
    let valid = Edit::Account(key, behind("valid_grams"), fewer.clone());
    let event = |at: usize, bytes: Vec<u8>| vec![Edit::Event(RestatementProposed::tag(), key_of(&record), at, bytes)];
    let stories = [
        ("a supplement's mass", "no restatement of these grams", [both(GRAMS, fewer), vec![valid]].concat()),
        ("a supplement's assurance", "in more than its mass and evidence", {
            both(ASSURANCE, vec![1 - record.data.assurance as u8])
        }),
        ("a supplement without an event", "the account differs from the transaction that made it", {
            vec![Edit::NoEvent(RecordSupplemented::tag(), vec![])]
        }),
        ("evidence of a restatement", "no restatement of these grams", {
            event(RestatementProposed::offset("evidence_sha256"), vec![1; 32])
        }),
        ("grams before a restatement", "no restatement of these grams", {
            event(RestatementProposed::offset("old_valid_grams"), vec![1, 2])
        }),
        ("grams that go to the buffer", "no restatement of these grams", {
            vec![Edit::Account(key, behind("buffer_grams"), vec![1, 2])]
        }),
    ];
    let forgery = |(name, says, edits)| Forgery {
        name,
        edits,
        statement: None,
        evidence: None,
        l1: L1Lie::None,
        step: Step::Notaries,
        says,
    };
    stories.map(forgery).into()
}

/// The record that another one supplements, as it is in events.
fn key_of(supplement: &Record) -> Vec<u8> {
    supplement.supplements.0.into()
}

#[test]
fn every_forged_supplement_is_refuted() {
    let audited = Audited::new(Ending::CoveredBySupplement, L1Lie::None);
    refute(&audited, supplements(&audited));
}

#[test]
fn every_forged_story_is_refuted_by_the_comparison_that_it_is_about() {
    let audited = Audited::new(Ending::Covered, L1Lie::None);
    refute(&audited, forgeries(&audited));
}

/// Audits forged stories. Each must be refuted at its step, by its words.
fn refute(audited: &Audited, forgeries: Vec<Forgery>) {
    let evidence = audited.scenario.evidence();
    let mut missed = vec![];
    println!("{} forged stories", forgeries.len());
    for Forgery { name, edits, statement, evidence: other, l1, step, says } in forgeries {
        let files = (statement.as_deref().unwrap_or(&audited.statement), other.as_deref().unwrap_or(&evidence));
        let report = match audited.audit(files, &Liar { honest: &audited.node, edits: &edits }, l1) {
            Ok(report) => report,
            Err(error) => {
                missed.push(format!("{name}: the audit stopped: {error:#}"));
                continue;
            }
        };
        let refuted = report.of(step).any(|finding| finding.status == Status::Fail && finding.sentence.contains(says));
        if !refuted {
            let found: Vec<_> = report.failures().map(|one| format!("    {:?}: {}", one.step, one.sentence)).collect();
            missed.push(format!("{name}: no failure of {step:?} says \"{says}\", but\n{}", found.join("\n")));
        }
    }
    assert!(missed.is_empty(), "{} stories were missed\n{}", missed.len(), missed.join("\n"));
}
