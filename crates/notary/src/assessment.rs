//! From a ballot to a decision: reads the accounts, recomputes the digest, checks the evidence or the chain's history.

use crate::{
    bundles::{Bundles, EvidenceRequest, Unavailable},
    chain::{ChainReader, RegistryView},
    event_history::HistoryReader,
    facts::{factor_family, Accounts},
    failpoints,
    state::{KnownItem, KnownRows, SeenBallot, State},
};
use anchor_lang::Discriminator;
use anyhow::{Context, Result};
use carbon_client::{
    addresses as at,
    offsets::{FACTOR_FAMILY, RECORD_EVIDENCE, RECORD_SOURCE},
    program::{
        self,
        claim::Claim,
        record::{CarbonData, Record},
        source::{Factor, Provider, Source},
    },
};
use carbon_notary_engine::{
    checks,
    evidence::{Evidence, Fingerprints},
    facts::{ElsewhereRecord, Key},
    report::Decision,
};
use carbon_notary_history::{SubjectAddress, VerificationRequest};
use carbon_wire::digest::{BallotDigest, SubjectKind};
use solana_pubkey::Pubkey;

/// Result of assessing a ballot.
#[derive(Debug)]
pub enum Assessment {
    /// Approve (`true`), reject (`false`) or escalate (`None`), with the report.
    Decided(Option<bool>, String),
    /// No decision is possible now, for this reason.
    Later(String),
    /// The ballot has changed or no longer exists.
    Gone,
}

/// Everything that an assessment needs.
pub struct Assessor<'a> {
    /// Access to the chain.
    pub chain: &'a ChainReader,
    /// The database.
    pub state: &'a State,
    /// The evidence store.
    pub bundles: &'a Bundles,
    /// The registry now.
    pub view: &'a RegistryView,
    /// The program's events.
    pub history: &'a HistoryReader,
    /// Vote key of this notary.
    pub notary: Pubkey,
}

/// Recomputes the digest that a vote on this content names. `None` if the account states another digest or content hash.
pub fn recomputed(
    subject: &program::notary::Subject,
    address: &Pubkey,
    kind: SubjectKind,
    content: &[u8; 32],
) -> Option<[u8; 32]> {
    let ballot = &subject.ballot;
    let digest = BallotDigest {
        program: &program::ID.to_bytes(),
        registry: &subject.registry.to_bytes(),
        subject: &address.to_bytes(),
        kind,
        epoch: ballot.epoch,
        round: ballot.round,
        expires_at: ballot.expires_at,
    }
    .over(content);
    (*content == subject.content && digest == ballot.digest).then_some(digest)
}

impl Assessor<'_> {
    /// Assesses a ballot.
    ///
    /// # Errors
    /// When the node or the disk fails; then nothing is decided.
    pub fn assess(&self, ballot: &SeenBallot) -> Result<Assessment> {
        let address = Pubkey::new_from_array(ballot.address);
        let is = |kind: SubjectKind| kind as u8 == ballot.kind;
        if is(SubjectKind::YearClosing) {
            self.verify_history(ballot, SubjectAddress::YearClosing(address))
        } else if is(SubjectKind::BurnProof) {
            self.verify_history(ballot, SubjectAddress::BurnProof(address))
        } else if is(SubjectKind::Settlement) {
            self.verify_history(ballot, SubjectAddress::Settlement(address))
        } else if is(SubjectKind::Restatement) {
            self.verify_history(ballot, SubjectAddress::Restatement(address))
        } else {
            self.assess_claim(ballot)
        }
    }

    /// Verifies a subject from the chain's history.
    fn verify_history(&self, ballot: &SeenBallot, subject: SubjectAddress) -> Result<Assessment> {
        let request = VerificationRequest { subject, notary: self.notary, now: self.view.now, evidence: None };
        let verification = self.history.with(|history| carbon_notary_history::verify(self.chain, history, &request))?;
        failpoints::reach("checked");
        let report = verification.report.json();
        // A rejection names the digest that the account states: that is what is rejected.
        let (vote, digest) = match verification.report.decision {
            Decision::Approve => (Some(true), verification.digest),
            Decision::Reject => (Some(false), Some(verification.stated)),
            Decision::Escalate => (None, Some(verification.stated)),
            Decision::NotYet | Decision::Abstain => {
                return Ok(Assessment::Later(verification.report.reasons.join("; ")));
            }
        };
        Ok(if digest == Some(ballot.digest) { Assessment::Decided(vote, report) } else { Assessment::Gone })
    }

    /// Assesses a claim.
    fn assess_claim(&self, ballot: &SeenBallot) -> Result<Assessment> {
        let address = Pubkey::new_from_array(ballot.address);
        let Some(bytes) = self.chain.bytes(&address)? else { return Ok(Assessment::Gone) };
        let claim: Claim = carbon_client::read(&bytes).context("the claim's account")?;
        if claim.subject.ballot.digest != ballot.digest || claim.subject.registry != self.chain.registry() {
            return Ok(Assessment::Gone);
        }
        let content = Claim::content(&claim.data, &claim.source, &claim.submitter, self.view.registry.policy.gwp);
        if recomputed(&claim.subject, &address, SubjectKind::Claim, &content) != Some(ballot.digest) {
            return Ok(Assessment::Later(
                "the account's digest is not the digest of its content: this release does not understand the claim"
                    .into(),
            ));
        }
        let source = self.chain.bytes(&claim.source)?.context("the claim's source does not exist")?;
        let source: Source = carbon_client::read(&source).context("the source's account")?;
        if !source.admitted {
            return Ok(Assessment::Later("the source is not admitted: its evidence is not fetched".into()));
        }
        self.check_evidence(ballot, &claim, &source)
    }

    /// Fetches and checks the evidence.
    fn check_evidence(&self, ballot: &SeenBallot, claim: &Claim, source: &Source) -> Result<Assessment> {
        let data = &claim.data;
        let wanted =
            EvidenceRequest { digest: &ballot.digest, sha256: &data.evidence_sha256, uri: &claim.evidence_uri };
        let bundle = match self.bundles.fetch(self.state, &wanted, self.view.now) {
            Ok(bundle) => bundle,
            Err(error) => {
                // Errors other than `Unavailable` are local failures; propagate them.
                let unavailable = error.downcast::<Unavailable>()?;
                return Ok(Assessment::Later(unavailable.to_string()));
            }
        };
        failpoints::reach("fetched");
        let evidence = Evidence::read(&bundle)?;
        let mut context = self.read_context(claim, source)?;
        context.history.elsewhere = self.elsewhere(&data.evidence_sha256)?;
        let mut remembered = None;
        if let Some((manifest, item, tally)) = evidence.item(data.item) {
            let prints = Fingerprints::of(item, tally);
            let sharing = self.state.sharing(&ballot.address, prints.amounts.iter())?;
            context.history.seen = self.backing_items(sharing)?.into_iter().map(|item| item.seen).collect();
            let record = at::record(&claim.subject.registry, &data.evidence_sha256, data.item);
            remembered = Some(KnownItem {
                claim: ballot.address,
                evidence: data.evidence_sha256,
                item: data.item,
                rows: KnownRows {
                    meters: tally
                        .meters
                        .iter()
                        .filter(|meter| meter.rows > 0)
                        .map(|meter| meter.name.clone())
                        .collect(),
                    months: checks::grams_by_month(&context, &evidence),
                },
                seen: prints.seen(manifest, item, &format!("record {record}")),
            });
        }
        let report = checks::check_claim(&context, &evidence);
        failpoints::reach("checked");
        let approve = match report.decision {
            Decision::Approve => Some(true),
            Decision::Reject => Some(false),
            // The engine never returns the last two.
            Decision::Escalate | Decision::NotYet | Decision::Abstain => None,
        };
        // Stored before the decision is written, so that the rows of an approved claim are never lost. Rows of an escalated
        // claim are stored too, because a person may approve it. Items whose claim ended without a record are filtered out later.
        if let Some(item) = remembered.filter(|_| approve != Some(false)) {
            self.state.remember(&item)?;
        }
        Ok(Assessment::Decided(approve, report.json()))
    }

    /// The facts from the chain's accounts.
    fn read_context(&self, claim: &Claim, source: &Source) -> Result<carbon_notary_engine::facts::Context> {
        let factors: Vec<(Pubkey, Factor)> = match factor_family(claim, source)? {
            Some(family) => self.chain.all(&[(FACTOR_FAMILY, &family.to_le_bytes())])?,
            None => vec![],
        };
        let records: Vec<(Pubkey, Record)> = self.chain.all(&[(RECORD_SOURCE, claim.source.as_ref())])?;
        let providers: Vec<(Pubkey, Provider)> = self.chain.all(&[])?;
        let active = providers.into_iter().map(|(_, provider)| provider);
        let active = active.filter(|provider| provider.require_active(self.view.now).is_ok()).collect::<Vec<_>>();
        let accounts = Accounts {
            claim,
            source,
            registry: &self.view.registry,
            factors: &factors,
            providers: &active,
            records: &records,
        };
        accounts.context(|data: &CarbonData| self.state.known_rows(&data.evidence_sha256, data.item))
    }

    /// Records of other registries with this evidence and a valid gram, sorted by address.
    fn elsewhere(&self, evidence: &[u8; 32]) -> Result<Vec<ElsewhereRecord>> {
        let mut records = vec![];
        for offset in RECORD_EVIDENCE {
            let filters = [(0, Record::DISCRIMINATOR), (offset, &evidence[..])];
            for (key, data) in self.chain.program_accounts(&filters, None)? {
                let record: Record = carbon_client::read(&data).with_context(|| format!("account {key}"))?;
                if record.registry != self.chain.registry() && record.valid_grams > 0 {
                    records.push((key, record));
                }
            }
        }
        records.sort_by_key(|(key, _)| *key);
        let fact = |(key, record): (Pubkey, Record)| ElsewhereRecord {
            registry: Key(record.registry.to_bytes()),
            name: format!("record {key}"),
            item: record.data.item,
        };
        Ok(records.into_iter().map(fact).collect())
    }

    /// The items whose claim has become a record or may still become one.
    fn backing_items(&self, items: Vec<KnownItem>) -> Result<Vec<KnownItem>> {
        let registry = self.chain.registry();
        let keys: Vec<Pubkey> = items
            .iter()
            .flat_map(|item| [at::record(&registry, &item.evidence, item.item), Pubkey::new_from_array(item.claim)])
            .collect();
        let found = self.chain.accounts(&keys)?;
        let alive = found.chunks(2).map(|pair| pair.iter().flatten().any(|account| account.owner == program::ID));
        let mut kept: Vec<KnownItem> =
            items.into_iter().zip(alive).filter(|(_, alive)| *alive).map(|(item, _)| item).collect();
        // Sorted, so that the order does not depend on when this notary saw them.
        kept.sort_by_key(|item| (item.evidence, item.item));
        Ok(kept)
    }
}
