//! Votes: the notary set of an epoch, the notaries that signed, and whether they are a quorum.

use super::{
    author::{calls_in, calls_of, was_authority, AuthoredCall, Authorship},
    notaries::ballot_digest,
    AuditInput,
};
use crate::{
    chain::{Call, Transaction},
    key::{sha256, Key},
    layout::*,
    report::{differ, AuditFinding, AuditReport, Check, Step},
};
use anyhow::{Context, Result};
use carbon_wire::{
    digest::SubjectKind,
    quantity::{Bps, MIN_THRESHOLD_BPS},
};
use std::collections::{BTreeMap, BTreeSet};

/// Number of accounts of `attest` before the voters.
const BEFORE_VOTERS: usize = 5;

/// The notary set in one epoch.
#[derive(Clone, Debug, Default)]
pub struct EpochSet {
    epoch: u64,
    threshold_bps: u16,
    /// Key, weight and name, sorted by key. Bit i of a bitmap of votes is member i.
    members: Vec<(Key, u32, String)>,
    /// How the changes up to this epoch are tied to the registry's authority.
    authorship: Authorship,
}

/// How a change of the notary set is tied to the registry's authority.
fn author_of(input: &AuditInput, transaction: &Transaction, change: &Change) -> Result<Authorship> {
    let at_once =
        by_authority(input, calls_in::<ApplyChange>(transaction, "authority"), |signed| signed.change == *change)?;
    let mut best = at_once;
    for execution in calls_in::<ExecuteChange>(transaction, "authority") {
        let Some(scheduled) = execution.account("scheduled") else { continue };
        let scheduled = calls_of::<ScheduleChange>(input.chain, ("scheduled", &scheduled), "authority")?;
        best = best.min(by_authority(input, scheduled, |signed| signed.change == *change)?);
    }
    Ok(best)
}

/// How the best of these calls is tied to a registry's authority.
pub fn by_authority<A: Arguments>(
    input: &AuditInput,
    calls: Vec<AuthoredCall<A>>,
    same: impl Fn(&A) -> bool,
) -> Result<Authorship> {
    let mut best = Authorship::Missing;
    for call in calls.into_iter().filter(|call| same(&call.arguments)) {
        let of_registry = call.account("registry") == Some(input.registry_key);
        if of_registry && was_authority(input, &call.author)? {
            best = best.min(call.authorship);
        }
    }
    Ok(best)
}

/// What a ballot is about, where no account keeps its digest.
pub struct BallotContent {
    /// Its subject.
    pub subject: Key,
    /// Kind of the subject.
    pub kind: SubjectKind,
    /// Digest and expiry of the first round.
    pub first: ([u8; 32], i64),
    /// Hash of the content.
    pub content: [u8; 32],
}

/// The votes on a ballot with this content. `digest` is the digest that was executed, if it is known. `None` if no round of the
/// ballot was about this content.
pub fn ballot(input: &AuditInput, about: &BallotContent, digest: Option<[u8; 32]>) -> Result<Option<Count>> {
    let BallotContent { subject, kind, first, content } = about;
    let mut rounds = vec![(first.0, (1, first.1))];
    let (mut approvals, mut best) = (BTreeMap::new(), None);
    for (event, _) in input.chain.events(subject)? {
        match event {
            Event::BallotReopened(event) if event.subject == *subject => {
                rounds.push((event.digest, (event.round, event.expires_at)));
            }
            Event::Attested(event) if event.subject == *subject => _ = approvals.insert(event.digest, event.approvals),
            _ => {}
        }
    }
    for set in EpochSet::all(input)? {
        for (found, round) in &rounds {
            let wanted = digest.is_none_or(|digest| digest == *found);
            if !wanted || ballot_digest(input, subject, *kind, set.epoch, *round, content) != *found {
                continue;
            }
            let approve = approvals.get(found).copied().unwrap_or_default();
            match set.count(input, subject, *found, approve)? {
                quorum @ Count::Quorum(_) => return Ok(Some(quorum)),
                other => best = Some(other),
            }
        }
    }
    Ok(best)
}

/// A quorum.
#[derive(Debug, PartialEq, Eq)]
pub struct Quorum {
    /// Number of notaries that approved.
    pub approvals: u32,
    /// Number of notaries in the set.
    pub notaries: usize,
    /// Names of the notaries that approved.
    pub names: String,
}

/// Result of a count of votes.
#[derive(Debug, PartialEq, Eq)]
pub enum Count {
    /// The notaries that signed are a quorum.
    Quorum(Quorum),
    /// They are a quorum only with votes that another program cast, which no signature proves.
    Unproven(String),
    /// There is no quorum, or a vote is false.
    Wrong(String),
}

impl Count {
    /// The finding of a check: passes with the sentence that `right` makes of the quorum.
    pub fn finding(self, check: &Check, right: impl FnOnce(Quorum) -> String) -> AuditFinding {
        match self {
            Self::Quorum(quorum) => check.pass(right(quorum)),
            Self::Unproven(sentence) => check.open(sentence),
            Self::Wrong(sentence) => check.fail(sentence),
        }
    }
}

/// Approvals of a digest, as the transactions prove them.
#[derive(Default)]
struct Approvals {
    /// Notaries whose signature is over the vote.
    signed: BTreeSet<Key>,
    /// Notaries whose vote another program cast.
    cast: BTreeSet<Key>,
}

/// Whether a call is an approval of a digest by a voter.
fn approves(call: &Call, digest: [u8; 32], voter: &Key) -> bool {
    let tag = &sha256(b"global:attest")[..TAG_LEN];
    let data = [tag, &digest, &[Verdict::Approve as u8]].concat();
    call.data.starts_with(&data) && call.accounts.iter().skip(BEFORE_VOTERS).any(|account| account == voter)
}

impl Approvals {
    /// Adds the vote of a notary. Returns whether a call of the transaction casts it.
    fn add(&mut self, transaction: &Transaction, digest: [u8; 32], voter: Key) -> bool {
        let calls = || transaction.calls.iter().filter(|call| approves(call, digest, &voter));
        if transaction.signed.signers().any(|signer| signer == voter) && calls().any(|call| call.signed) {
            self.signed.insert(voter);
            return true;
        }
        let cast = calls().any(|call| !call.signed);
        if cast {
            self.cast.insert(voter);
        }
        cast
    }
}

impl EpochSet {
    /// The set of an epoch, rebuilt from the changes up to it.
    pub fn of<'a>(input: &'a AuditInput, epoch: u64) -> Result<&'a Self> {
        let found = Self::all(input)?.iter().find(|set| set.epoch == epoch);
        found.with_context(|| format!("the notary set had no epoch {epoch}"))
    }

    /// The sets of all epochs, oldest first.
    pub fn all<'a>(input: &'a AuditInput) -> Result<&'a [Self]> {
        if let Some(sets) = input.sets.get() {
            return Ok(sets);
        }
        let sets = Self::rebuilt(input)?;
        Ok(input.sets.get_or_init(|| sets))
    }

    fn rebuilt(input: &AuditInput) -> Result<Vec<Self>> {
        let key = input.chain.derived(&[b"notaries", &input.registry_key.0]);
        let (mut set, mut sets): (Self, Vec<Self>) = (Self::default(), vec![]);
        for (event, transaction) in input.chain.events(&key)? {
            let authorship = match event {
                Event::RegistryCreated(event) if event.registry == input.registry_key => {
                    set = Self { epoch: 1, threshold_bps: event.threshold_bps, ..Self::default() };
                    let calls = calls_in::<CreateRegistryArgs>(&transaction, "creator");
                    by_authority(input, calls, |signed| signed.threshold_bps == event.threshold_bps)?
                }
                Event::ChangeApplied(event) if event.registry == input.registry_key => {
                    set.apply(&event.change);
                    set.epoch = event.epoch;
                    author_of(input, &transaction, &event.change)?
                }
                Event::NotarySuspended(event) if event.registry == input.registry_key => {
                    set.epoch = event.epoch;
                    let calls = calls_in::<SuspendNotary>(&transaction, "guardian").into_iter();
                    let suspends = calls.filter(|call| call.arguments.notary == event.notary);
                    suspends.map(|call| call.authorship).min().unwrap_or(Authorship::Missing)
                }
                _ => continue,
            };
            set.authorship = set.authorship.max(authorship);
            sets.retain(|known| known.epoch != set.epoch);
            sets.push(set.clone());
        }
        Ok(sets)
    }

    /// Compares the set that the changes lead to with the account.
    pub fn check(input: &AuditInput, report: &mut AuditReport) -> Result<()> {
        let key = input.chain.derived(&[b"notaries", &input.registry_key.0]);
        let account: NotarySet = input.chain.account(&key)?.context("the notary set's account is missing")?;
        let now = Self::from(&account);
        let changes = Self::all(input)?.last().context("the notary set has no history")?;
        let wrong = [
            differ("the epoch of the notary set", now.epoch, changes.epoch),
            differ("the threshold of the notary set, in basis points,", now.threshold_bps, changes.threshold_bps),
            (now.members != changes.members)
                .then(|| "the members of the notary set are not those that its changes lead to".into()),
        ];
        let right =
            format!("{} changes lead to the {} notaries of today", now.epoch.saturating_sub(1), now.members.len());
        report.add(Check::new(Step::Rules, "the notary set", format!("account {key}")).unless(wrong, right));
        Ok(())
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::SetThreshold { threshold_bps } => self.threshold_bps = *threshold_bps,
            Change::AddNotary { notary } => {
                let name = crate::report::format::unpadded(&notary.name);
                self.members.push((notary.key, notary.weight, name));
                self.members.sort();
            }
            Change::RemoveNotary { key } => self.members.retain(|(member, ..)| member != key),
            Change::SetWeight { key, weight } => {
                let found = self.members.iter_mut().filter(|(member, ..)| member == key);
                found.for_each(|(_, old, _)| *old = *weight);
            }
            Change::SetTerms { .. }
            | Change::SetAccreditation { .. }
            | Change::ReinstateNotary { .. }
            | Change::SetGuardian { .. }
            | Change::SetTreasury { .. } => {}
        }
    }

    fn in_bitmap(&self, bitmap: u64) -> impl Iterator<Item = &(Key, u32, String)> {
        let bits = (0..64).filter(move |bit| bitmap >> bit & 1 == 1);
        bits.filter_map(|bit| self.members.get(bit))
    }

    /// Counts the notaries in `approve` that approved `digest`, by the signatures of the transactions. (The digest binds program,
    /// registry, subject, epoch and round, so a signature cannot be taken from another ballot.)
    ///
    /// # Errors
    /// Of the node.
    pub fn count(&self, input: &AuditInput, subject: &Key, digest: [u8; 32], approve: u64) -> Result<Count> {
        match self.authorship {
            Authorship::Signed => {}
            Authorship::Reported => {
                let sentence = "another program changed the notary set, so no signature proves who may vote";
                return Ok(Count::Unproven(sentence.into()));
            }
            Authorship::Missing => {
                return Ok(Count::Wrong("the notary set was changed without a signature of the authority".into()));
            }
        }
        let mut approvals = Approvals::default();
        for (event, transaction) in input.chain.events(subject)? {
            let Event::Attested(vote) = event else { continue };
            if vote.subject != *subject || vote.digest != digest || vote.verdict != Verdict::Approve {
                continue;
            }
            for (voter, _, name) in self.in_bitmap(vote.voters) {
                if !approvals.add(&transaction, digest, *voter) {
                    let signature = transaction.signed.signature();
                    return Ok(Count::Wrong(format!("a vote of {name} is counted who did not sign it ({signature})")));
                }
            }
        }
        Ok(self.count_of(approve, &approvals))
    }

    fn count_of(&self, approve: u64, approvals: &Approvals) -> Count {
        let voters: Vec<_> = self.in_bitmap(approve).collect();
        let weight_of = |counted: &dyn Fn(&Key) -> bool| -> u64 {
            voters.iter().filter(|(key, ..)| counted(key)).map(|(_, weight, _)| u64::from(*weight)).sum()
        };
        let names_of = |counted: &dyn Fn(&Key) -> bool| {
            let names = voters.iter().filter(|(key, ..)| counted(key)).map(|(.., name)| name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        let (signed, cast) = (|key: &Key| approvals.signed.contains(key), |key: &Key| approvals.cast.contains(key));
        if voters.len() as u32 != approve.count_ones() || voters.iter().any(|(key, ..)| !signed(key) && !cast(key)) {
            return Count::Wrong("approvals are counted that are in no transaction".into());
        }
        let total: u64 = self.members.iter().map(|(_, weight, _)| u64::from(*weight)).sum();
        let enough = |weight: u64| {
            total > 0
                && Bps::new(self.threshold_bps)
                    .is_some_and(|bps| bps.get() >= MIN_THRESHOLD_BPS && bps.reached_by(weight, total))
        };
        let all = weight_of(&|_| true);
        if !enough(all) {
            return Count::Wrong(format!(
                "{all} of {total} weight approved, {} basis points are needed",
                self.threshold_bps
            ));
        }
        if !enough(weight_of(&signed)) {
            let names = names_of(&|key| !signed(key));
            return Count::Unproven(format!(
                "another program cast votes of the quorum, so no signature proves them: {names}"
            ));
        }
        let approvals = voters.len() as u32;
        Count::Quorum(Quorum { approvals, notaries: self.members.len(), names: names_of(&|_| true) })
    }
}

impl From<&NotarySet> for EpochSet {
    fn from(account: &NotarySet) -> Self {
        let members = account.notaries.iter().take(account.len as usize);
        let member = |notary: &Notary| (notary.key, notary.weight, crate::report::format::unpadded(&notary.name));
        Self {
            epoch: account.epoch,
            threshold_bps: account.threshold_bps,
            members: members.map(member).collect(),
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(threshold_bps: u16) -> EpochSet {
        let members = (1..=3).map(|index| (Key([index; 32]), 1, format!("notary {index}"))).collect();
        EpochSet { epoch: 1, threshold_bps, members, ..EpochSet::default() }
    }

    fn approvals(signed: &[u8], cast: &[u8]) -> Approvals {
        let keys = |seeds: &[u8]| seeds.iter().map(|seed| Key([*seed; 32])).collect();
        Approvals { signed: keys(signed), cast: keys(cast) }
    }

    #[test]
    fn a_quorum_is_more_than_two_thirds_of_the_whole_weight_and_every_vote_is_signed() {
        let set = set(MIN_THRESHOLD_BPS);
        let all = approvals(&[1, 2, 3], &[]);
        let Count::Quorum(quorum) = set.count_of(0b111, &all) else { panic!("three of three are a quorum") };
        assert_eq!((quorum.approvals, quorum.names.as_str()), (3, "notary 1, notary 2, notary 3"));
        let wrong = |approve, approvals: &Approvals| matches!(set.count_of(approve, approvals), Count::Wrong(_));
        assert!(wrong(0b011, &all), "two of three are not 66.67 %");
        assert!(wrong(0b111, &approvals(&[1, 2], &[])), "one vote is in no transaction");
        assert!(wrong(0b1111, &all), "a vote without a member");
        assert!(matches!(set.count_of(0b111, &approvals(&[1, 2], &[3])), Count::Unproven(_)), "a program cast a vote");
    }

    #[test]
    fn a_threshold_below_the_minimum_gives_no_quorum() {
        let lax = set(MIN_THRESHOLD_BPS - 1);
        assert!(matches!(lax.count_of(0b111, &approvals(&[1, 2, 3], &[])), Count::Wrong(_)));
    }

    #[test]
    fn votes_are_read_as_the_idl_describes_them() {
        let idl: serde_json::Value =
            serde_json::from_str(include_str!("../../../../idl/carbon_consensus.json")).unwrap();
        let instructions = idl["instructions"].as_array().unwrap();
        let attest = instructions.iter().find(|instruction| instruction["name"] == "attest").unwrap();
        assert_eq!(attest["accounts"].as_array().unwrap().len(), BEFORE_VOTERS);
        let tag: Vec<u8> = serde_json::from_value(attest["discriminator"].clone()).unwrap();
        let arguments: Vec<_> = attest["args"].as_array().unwrap().iter().map(|argument| &argument["name"]).collect();
        assert_eq!(arguments, ["digest", "verdict", "report"]);
        let call = |verdict: u8| Call {
            accounts: (0..7).map(|seed| Key([seed; 32])).collect(),
            data: [&tag[..], &[9; 32], &[verdict], &[0; 32]].concat(),
            signed: true,
            by_table: false,
        };
        assert!(approves(&call(0), [9; 32], &Key([5; 32])) && approves(&call(0), [9; 32], &Key([6; 32])));
        assert!(!approves(&call(0), [9; 32], &Key([4; 32])), "an account before the voters");
        assert!(!approves(&call(1), [9; 32], &Key([5; 32])), "a rejection");
        assert!(!approves(&call(0), [8; 32], &Key([5; 32])), "another digest");
    }

    #[test]
    fn changes_make_the_set() {
        let mut set = EpochSet::default();
        let notary = |index: u8| NotaryTerms {
            key: Key([index; 32]),
            weight: 1,
            name: [b'n'; 32],
            accreditation_starts_at: 0,
            accreditation_ends_at: 1,
            affiliates: [Key::default(); 2],
        };
        for index in [3, 1, 2] {
            set.apply(&Change::AddNotary { notary: notary(index) });
        }
        set.apply(&Change::SetWeight { key: Key([2; 32]), weight: 9 });
        set.apply(&Change::RemoveNotary { key: Key([1; 32]) });
        let found: Vec<_> = set.members.iter().map(|(key, weight, _)| (key.0[0], *weight)).collect();
        assert_eq!(found, [(2, 9), (3, 1)]);
    }
}
