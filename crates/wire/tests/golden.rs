//! Every format against `vectors/golden.json`, which an implementation in another language wrote (`vectors/generate.py`).

use carbon_wire::{
    digest::*,
    leaf::{CertificateLeaf, CorrectionLeaf, Leaf, YearLeaf},
    ledger,
    lineage::{Entry, EntryKind, ENTRY_LEN, GENESIS},
    log::{includes, leaf_hash, Consistency, Frontier, Head, Path},
    payload::Payload,
    pool::extend_trail,
    Hash,
};
use serde_json::Value;
use std::{fmt::Debug, str::FromStr};

/// A vector, or a part of one.
#[derive(Clone, Copy)]
struct Vector<'a>(&'a Value);

impl<'a> Vector<'a> {
    fn part(self, name: &str) -> Self {
        Self(self.0.get(name).unwrap_or_else(|| panic!("{name} in {}", self.0)))
    }

    fn parts(self, name: &str) -> impl Iterator<Item = Self> + 'a {
        let parts = self.part(name).0.as_array().unwrap_or_else(|| panic!("{name} is a list"));
        assert!(!parts.is_empty(), "{name} has vectors");
        parts.iter().map(Self)
    }

    fn text(self) -> &'a str {
        self.0.as_str().unwrap_or_else(|| panic!("{} is text", self.0))
    }

    fn integer<T: FromStr<Err: Debug>>(self, name: &str) -> T {
        self.part(name).text().parse().unwrap_or_else(|error| panic!("{name}: {error:?}"))
    }

    fn bytes(self, name: &str) -> Vec<u8> {
        self.part(name).to_bytes()
    }

    fn to_bytes(self) -> Vec<u8> {
        hex::decode(self.text()).expect("hex")
    }

    fn hash(self, name: &str) -> Hash {
        self.bytes(name).try_into().unwrap_or_else(|_| panic!("{name} has 32 bytes"))
    }

    /// A list of hashes, possibly empty.
    fn hashes(self, name: &str) -> Vec<Hash> {
        let hashes = self.part(name).0.as_array().unwrap_or_else(|| panic!("{name} is a list"));
        hashes.iter().map(|hash| Vector(hash).to_bytes().try_into().expect("32 bytes")).collect()
    }
}

fn with_golden(test: impl FnOnce(Vector)) {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/vectors/golden.json");
    let golden: Value = serde_json::from_slice(&std::fs::read(file).expect(file)).expect("JSON");
    test(Vector(&golden));
}

#[test]
fn claim_content() {
    with_golden(|golden| {
        for vector in golden.parts("claim_content") {
            let input = vector.part("input");
            let content = ClaimContent {
                source: input.hash("source"),
                submitter: input.hash("submitter"),
                kind: input.integer("kind"),
                stream: input.integer("stream"),
                first_day: input.integer("first_day"),
                last_day: input.integer("last_day"),
                grams: input.integer("grams"),
                factor: input.hash("factor"),
                activity: input.integer("activity"),
                method: input.integer("method"),
                gwp: input.integer("gwp"),
                assurance: input.integer("assurance"),
                provider: input.hash("provider"),
                evidence: input.hash("evidence"),
                item: input.integer("item"),
                adjustment: input.integer("adjustment"),
            };
            assert_eq!(to_bytes::<CLAIM_CONTENT_LEN>(&content).to_vec(), vector.bytes("bytes"));
            assert_eq!(content_hash::<CLAIM_CONTENT_LEN>(&content), vector.hash("hash"));
        }
    });
}

#[test]
fn year_content() {
    with_golden(|golden| {
        for vector in golden.parts("year_content") {
            let input = vector.part("input");
            let content = YearContent {
                source: input.hash("source"),
                year: input.integer("year"),
                emitted: input.integer("emitted"),
                add_back: input.integer("add_back"),
                records: input.integer("records"),
            };
            assert_eq!(to_bytes::<YEAR_CONTENT_LEN>(&content).to_vec(), vector.bytes("bytes"));
            assert_eq!(content_hash::<YEAR_CONTENT_LEN>(&content), vector.hash("hash"));
        }
    });
}

/// One side of a leg.
fn side(input: Vector) -> SideContent {
    SideContent {
        lot: input.hash("lot"),
        record: input.hash("record"),
        start: input.integer("start"),
        end: input.integer("end"),
        head: input.hash("head"),
    }
}

#[test]
fn legs() {
    with_golden(|golden| {
        for vector in golden.parts("legs") {
            let sides: Vec<SideContent> = vector.parts("sides").map(side).collect();
            let legs =
                sides.chunks_exact(2).map(|pair| LegContent { emission: pair[0].clone(), credit: pair[1].clone() });
            let bytes: Vec<[u8; LEG_CONTENT_LEN]> = legs.map(|leg| to_bytes(&leg)).collect();
            assert_eq!(bytes.concat(), vector.bytes("bytes"));
            assert_eq!(legs_hash(&bytes), vector.hash("hash"));
        }
    });
}

#[test]
fn burn_content() {
    with_golden(|golden| {
        for vector in golden.parts("burn_content") {
            let input = vector.part("input");
            let content = BurnContent {
                proposer: input.hash("proposer"),
                beneficiary: input.hash("beneficiary"),
                purpose: input.bytes("purpose").try_into().expect("64 bytes"),
                metadata: input.hash("metadata"),
                grams: input.integer("grams"),
                legs: input.hash("legs"),
            };
            assert_eq!(to_bytes::<BURN_CONTENT_LEN>(&content).to_vec(), vector.bytes("bytes"));
            assert_eq!(content_hash::<BURN_CONTENT_LEN>(&content), vector.hash("hash"));
        }
    });
}

#[test]
fn restatement_content() {
    with_golden(|golden| {
        for vector in golden.parts("restatement_content") {
            let input = vector.part("input");
            let content = RestatementContent {
                record: input.hash("record"),
                proposer: input.hash("proposer"),
                old_valid_grams: input.integer("old_valid_grams"),
                new_valid_grams: input.integer("new_valid_grams"),
                buffer: input.integer("buffer"),
                provider: input.hash("provider"),
                evidence: input.hash("evidence"),
                item: input.integer("item"),
                reason: input.bytes("reason").try_into().expect("64 bytes"),
            };
            assert_eq!(to_bytes::<RESTATEMENT_CONTENT_LEN>(&content).to_vec(), vector.bytes("bytes"));
            assert_eq!(content_hash::<RESTATEMENT_CONTENT_LEN>(&content), vector.hash("hash"));
        }
    });
}

#[test]
fn trail() {
    with_golden(|golden| {
        let mut head = GENESIS;
        for step in golden.parts("trail") {
            head = extend_trail(&head, &step.hash("record"));
            assert_eq!(head, step.hash("head"));
        }
    });
}

/// A member of a pool's settlement.
fn member(input: Vector) -> MemberContent {
    MemberContent {
        source: input.hash("source"),
        target: input.integer("target"),
        gross: input.integer("gross"),
        add_back: input.integer("add_back"),
        cured: input.integer("cured"),
        reduced: input.integer("reduced"),
        closed: input.integer("closed"),
        share: input.integer("share"),
        emissions: input.hash("emissions"),
        reductions: input.hash("reductions"),
    }
}

#[test]
fn pool_members() {
    with_golden(|golden| {
        for vector in golden.parts("pool_members") {
            let bytes: Vec<[u8; MEMBER_CONTENT_LEN]> =
                vector.parts("members").map(|input| to_bytes(&member(input))).collect();
            assert_eq!(bytes.concat(), vector.bytes("bytes"));
            assert_eq!(members_hash(&bytes), vector.hash("hash"));
        }
    });
}

#[test]
fn settlement_content() {
    with_golden(|golden| {
        for vector in golden.parts("settlement_content") {
            let input = vector.part("input");
            let content = SettlementContent {
                pool: input.hash("pool"),
                year: input.integer("year"),
                unit: input.integer("unit"),
                target: input.integer("target"),
                gross: input.integer("gross"),
                add_back: input.integer("add_back"),
                cured: input.integer("cured"),
                outcome: input.integer("outcome"),
                credits: input.integer("credits"),
                members: input.hash("members"),
            };
            assert_eq!(to_bytes::<SETTLEMENT_CONTENT_LEN>(&content).to_vec(), vector.bytes("bytes"));
            assert_eq!(content_hash::<SETTLEMENT_CONTENT_LEN>(&content), vector.hash("hash"));
        }
    });
}

#[test]
fn ballot_digest() {
    with_golden(|golden| {
        let mut kinds = vec![];
        for vector in golden.parts("ballot_digest") {
            let input = vector.part("input");
            let kind = match input.integer("kind") {
                1u8 => SubjectKind::Claim,
                2 => SubjectKind::YearClosing,
                3 => SubjectKind::BurnProof,
                4 => SubjectKind::Restatement,
                5 => SubjectKind::Settlement,
                other => panic!("subject kind {other}"),
            };
            kinds.push(kind as u8);
            let digest = BallotDigest {
                program: &input.hash("program"),
                registry: &input.hash("registry"),
                subject: &input.hash("subject"),
                kind,
                epoch: input.integer("epoch"),
                round: input.integer("round"),
                expires_at: input.integer("expires"),
            };
            assert_eq!(digest.over(&input.hash("content")), vector.hash("digest"));
        }
        kinds.dedup();
        assert_eq!(kinds, [1, 2, 3, 4, 5], "a vector of every kind of subject");
    });
}

#[test]
fn lineage() {
    with_golden(|golden| {
        let mut head = GENESIS;
        for vector in golden.parts("lineage") {
            let input = vector.part("input");
            let entry = Entry {
                kind: match input.integer("kind") {
                    0u8 => EntryKind::Issue,
                    1 => EntryKind::Transfer,
                    2 => EntryKind::Convert,
                    other => panic!("entry kind {other}"),
                },
                lot: input.hash("lot"),
                from: input.hash("from"),
                to: input.hash("to"),
                start: input.integer("start"),
                end: input.integer("end"),
                time: input.integer("time"),
                reference: input.hash("reference"),
            };
            assert_eq!(entry.to_bytes().to_vec(), vector.bytes("bytes"));
            assert_eq!(vector.bytes("bytes").len(), ENTRY_LEN);
            head = entry.extend(&head);
            assert_eq!(head, vector.hash("head"));
        }
    });
}

#[test]
fn leaf() {
    with_golden(|golden| {
        for vector in golden.parts("leaf") {
            let input = vector.part("input");
            let leaf = match vector.part("name").text() {
                "certificate" => Leaf::Certificate(CertificateLeaf {
                    registry: input.hash("registry"),
                    index: input.integer("index"),
                    certificate: input.hash("certificate"),
                    beneficiary: input.hash("beneficiary"),
                    legs: input.hash("legs"),
                    emission: input.integer("emission"),
                    credit: input.integer("credit"),
                    slot: input.integer("slot"),
                    time: input.integer("time"),
                    metadata: input.hash("metadata"),
                }),
                "year" => Leaf::Year(YearLeaf {
                    registry: input.hash("registry"),
                    index: input.integer("index"),
                    inventory: input.hash("inventory"),
                    source: input.hash("source"),
                    owner: input.hash("owner"),
                    emitted: input.integer("emitted"),
                    neutralized: input.integer("neutralized"),
                    time: input.integer("time"),
                    statement: input.hash("statement"),
                    year: input.integer("year"),
                }),
                "correction" => Leaf::Correction(CorrectionLeaf {
                    registry: input.hash("registry"),
                    index: input.integer("index"),
                    corrected: input.hash("corrected"),
                    corrected_index: input.integer("corrected_index"),
                    void: input.integer("void"),
                    number: input.integer("number"),
                    slot: input.integer("slot"),
                    time: input.integer("time"),
                }),
                other => panic!("leaf {other}"),
            };
            assert_eq!(leaf.encode().to_vec(), vector.bytes("bytes"));
            assert_eq!(Leaf::decode(&vector.bytes("bytes")), Ok(leaf));
            assert_eq!(leaf.hash(), vector.hash("hash"));
        }
    });
}

#[test]
fn payload() {
    with_golden(|golden| {
        for vector in golden.parts("payload") {
            let input = vector.part("input");
            let payload = Payload {
                registry: input.hash("registry"),
                batch: input.integer("batch"),
                first_leaf: input.integer("first_leaf"),
                leaf_count: input.integer("leaf_count"),
                previous_root: input.hash("previous_root"),
                root: input.hash("root"),
                neutralized: input.integer("neutralized"),
                corrections: input.integer("corrections"),
                unimpaired: input.integer("unimpaired"),
                slot: input.integer("slot"),
                time: input.integer("time"),
                bump: input.integer("bump"),
            };
            assert_eq!(payload.encode().to_vec(), vector.bytes("bytes"));
            assert_eq!(Payload::decode(&vector.bytes("bytes")), Ok(payload));
        }
    });
}

#[test]
fn ledger() {
    with_golden(|golden| {
        for vector in golden.parts("ledger") {
            let core = vector.bytes("core").try_into().unwrap();
            let address = ledger::address(&vector.bytes("creation"), &core, &vector.hash("program"));
            assert_eq!(address.to_vec(), vector.bytes("address"));
        }
        let cores: Vec<_> = golden.parts("cores").collect();
        assert_eq!(cores.len(), ledger::CORES.len());
        for (vector, core) in cores.iter().zip(ledger::CORES) {
            assert_eq!(
                (core.evm_chain, core.chain, core.address.to_vec()),
                (vector.integer("evm_chain"), vector.integer("chain"), vector.bytes("address"))
            );
            assert_eq!(ledger::core_of(core.evm_chain), Some(core.address));
        }
        assert_eq!(ledger::core_of(31_337), None);
    });
}

#[test]
fn log() {
    let leaves = |count: u64| -> Vec<Hash> { (0..count).map(|index| leaf_hash(&index.to_be_bytes())).collect() };
    with_golden(|golden| {
        for vector in golden.part("log").parts("roots") {
            let frontier = Frontier::over(&leaves(vector.integer("leaf_count"))).unwrap();
            assert_eq!(frontier.root(), vector.hash("root"));
        }
        for vector in golden.part("log").parts("paths") {
            let (count, index) = (vector.integer("leaf_count"), vector.integer("index"));
            let siblings = vector.hashes("siblings");
            assert_eq!(Path::to(index, &leaves(count)).unwrap().siblings(), siblings);
            assert!(includes(&vector.hash("root"), count, index, &vector.hash("leaf"), &siblings));
        }
        for vector in golden.part("log").parts("consistency") {
            let (earlier, count) = (vector.integer("earlier_count"), vector.integer("leaf_count"));
            let nodes = vector.hashes("nodes");
            assert_eq!(Consistency::with(earlier, &leaves(count)).unwrap().nodes(), nodes);
            let earlier = Head { count: earlier, root: vector.hash("earlier_root") };
            assert!(Head { count, root: vector.hash("root") }.extends(&earlier, &nodes));
        }
    });
}
