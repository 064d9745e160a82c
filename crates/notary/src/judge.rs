//! From a ballot to a verdict: reads the accounts, recomputes the digest, has evidence or history checked.

use crate::{
    bundles::{Bundles, Unavailable, Wanted},
    chain::{Chain, View},
    facts::{factor_family, Accounts},
    killing,
    past::Reader,
    state::{Opened, Remembered, State},
};
use anyhow::{Context, Result};
use carbon_client::{
    addresses as at,
    program::{
        self,
        claim::Claim,
        record::{CarbonData, Record},
        source::{Factor, Provider, Source},
    },
};
use carbon_notary_engine::{
    checks,
    evidence::{Evidence, Prints},
    report::Decision,
};
use carbon_notary_history::{report as verify, Question, Subject};
use carbon_wire::digest::{BallotDigest, SubjectKind};
use solana_pubkey::Pubkey;

/// Offset of the family in a factor's account and of the source in a record's: after version, bump and registry.
const AFTER_REGISTRY: usize = 42;

/// What came of looking at a ballot.
#[derive(Debug)]
pub enum Judgement {
    /// A verdict, or an escalation (`None`), with the report on it.
    Decided(Option<bool>, String),
    /// Nothing can be said now, for this reason.
    Later(String),
    /// The ballot is not there any more as it was.
    Gone,
}

/// Everything a judgement is made with.
pub struct Judge<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// What was seen before.
    pub state: &'a State,
    /// Evidence.
    pub bundles: &'a Bundles,
    /// The registry now.
    pub view: &'a View,
    /// What the chain's history has told.
    pub past: &'a Reader,
    /// Key of this notary.
    pub notary: Pubkey,
}

/// The digest that a vote on this content names, if the ballot is as the program made it: put together here, and the same as the
/// account's.
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

impl Judge<'_> {
    /// Judges a ballot.
    ///
    /// # Errors
    /// When the node, the disk or the evidence's host fails: nothing is decided.
    pub fn judge(&self, opened: &Opened) -> Result<Judgement> {
        let address = Pubkey::new_from_array(opened.address);
        let kind = |kind: SubjectKind| kind as u8 == opened.kind;
        let subject = match () {
            () if kind(SubjectKind::YearClosing) => Subject::YearClosing(address),
            () if kind(SubjectKind::BurnProof) => Subject::BurnProof(address),
            () if kind(SubjectKind::Settlement) => Subject::Settlement(address),
            () if kind(SubjectKind::Restatement) => Subject::Restatement(address),
            () => return self.claim(opened),
        };
        self.history(opened, subject)
    }

    /// Has a subject verified from the chain's history.
    fn history(&self, opened: &Opened, subject: Subject) -> Result<Judgement> {
        let question = Question { subject, notary: self.notary, now: self.view.now, evidence: None };
        let verdict = self.past.with(|past| carbon_notary_history::verify(self.chain, past, &question))?;
        killing::point("checked");
        let report = verdict.report.json();
        // A vote against names the digest that the account states: there is nothing else to be against.
        let (vote, digest) = match verdict.report.decision {
            verify::Decision::Approve => (Some(true), verdict.digest),
            verify::Decision::Reject => (Some(false), Some(verdict.named)),
            verify::Decision::Escalate => (None, Some(verdict.named)),
            verify::Decision::NotYet | verify::Decision::Abstain => {
                return Ok(Judgement::Later(verdict.report.reasons.join("; ")));
            }
        };
        Ok(match digest == Some(opened.digest) {
            true => Judgement::Decided(vote, report),
            false => Judgement::Gone,
        })
    }

    /// Judges a claim.
    ///
    /// # Errors
    /// When the node, the disk or the evidence's host fails: nothing is decided.
    fn claim(&self, opened: &Opened) -> Result<Judgement> {
        let address = Pubkey::new_from_array(opened.address);
        let Some(bytes) = self.chain.bytes(&address)? else { return Ok(Judgement::Gone) };
        let claim: Claim = carbon_client::read(&bytes).context("the claim's account")?;
        if claim.subject.ballot.digest != opened.digest || claim.subject.registry != self.chain.registry() {
            return Ok(Judgement::Gone);
        }
        let content = Claim::content(&claim.data, &claim.source, &claim.submitter, self.view.registry.policy.gwp);
        if recomputed(&claim.subject, &address, SubjectKind::Claim, &content) != Some(opened.digest) {
            return Ok(Judgement::Later(
                "the account's digest is not that of its content: this release does not understand the claim".into(),
            ));
        }
        let source = self.chain.bytes(&claim.source)?.context("the claim's source does not exist")?;
        let source: Source = carbon_client::read(&source).context("the source's account")?;
        if !source.admitted {
            return Ok(Judgement::Later("the source is not admitted: nothing is fetched for it".into()));
        }
        self.examine(opened, &claim, &source)
    }

    /// Fetches and checks the evidence.
    fn examine(&self, opened: &Opened, claim: &Claim, source: &Source) -> Result<Judgement> {
        let data = &claim.data;
        let wanted = Wanted { digest: &opened.digest, sha256: &data.evidence_sha256, uri: &claim.evidence_uri };
        let bundle = match self.bundles.fetch(self.state, &wanted, self.view.now) {
            Ok(bundle) => bundle,
            Err(error) => {
                // What is not the evidence's fault is this machine's, and reported as such.
                let unavailable = error.downcast::<Unavailable>()?;
                return Ok(Judgement::Later(unavailable.to_string()));
            }
        };
        killing::point("fetched");
        let evidence = Evidence::read(&bundle)?;
        let mut context = self.accounts(claim, source)?;
        let mut remembered = None;
        if let Some((manifest, item, tally)) = evidence.item(data.item) {
            let prints = Prints::of(item, tally);
            let sharing = self.state.sharing(&opened.address, prints.amounts.iter())?;
            context.history.seen = self.alive(sharing)?.into_iter().map(|item| item.seen).collect();
            let record = at::record(&claim.subject.registry, &data.evidence_sha256, data.item);
            remembered = Some(Remembered {
                claim: opened.address,
                evidence: data.evidence_sha256,
                item: data.item,
                meters: tally.meters.iter().filter(|meter| meter.rows > 0).map(|meter| meter.name.clone()).collect(),
                seen: prints.seen(manifest, item, &format!("record {record}")),
            });
        }
        let report = checks::check_claim(&context, &evidence);
        killing::point("checked");
        let verdict = match report.decision {
            Decision::Approve => Some(true),
            Decision::Reject => Some(false),
            Decision::Escalate => None,
        };
        // Before the verdict is written: rows that back an approved claim must not be forgotten. Those of one that a person
        // may still approve neither; what comes to nothing does not count.
        if let Some(item) = remembered.filter(|_| verdict != Some(false)) {
            self.state.remember(&item)?;
        }
        Ok(Judgement::Decided(verdict, report.json()))
    }

    /// The facts from the chain.
    fn accounts(&self, claim: &Claim, source: &Source) -> Result<carbon_notary_engine::facts::Context> {
        let factors: Vec<(Pubkey, Factor)> = match factor_family(claim, source)? {
            Some(family) => self.chain.all(&[(AFTER_REGISTRY, &family.to_le_bytes())])?,
            None => vec![],
        };
        let records: Vec<(Pubkey, Record)> = self.chain.all(&[(AFTER_REGISTRY, claim.source.as_ref())])?;
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
        accounts.context(|data: &CarbonData| self.state.meters(&data.evidence_sha256, data.item))
    }

    /// Those of the items that back a record, or a claim that may still become one.
    fn alive(&self, items: Vec<Remembered>) -> Result<Vec<Remembered>> {
        let registry = self.chain.registry();
        let keys: Vec<Pubkey> = items
            .iter()
            .flat_map(|item| [at::record(&registry, &item.evidence, item.item), Pubkey::new_from_array(item.claim)])
            .collect();
        let found = self.chain.accounts(&keys)?;
        let alive = found.chunks(2).map(|pair| pair.iter().flatten().any(|account| account.owner == program::ID));
        let mut kept: Vec<Remembered> =
            items.into_iter().zip(alive).filter(|(_, alive)| *alive).map(|(item, _)| item).collect();
        // In an order that does not depend on when this notary saw them.
        kept.sort_by_key(|item| (item.evidence, item.item));
        Ok(kept)
    }
}
