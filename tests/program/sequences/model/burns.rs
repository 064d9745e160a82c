//! Burns from leg to certificate (`docs/design.md`, burns).

use super::*;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Emission, credit.
    pub lots: [usize; 2],
    pub grams: u64,
    /// Unreviewed entries of each side's history.
    pub unreviewed: [usize; 2],
    /// The burned credit, after the execution.
    pub burned: Burned,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    pub epoch: u64,
    pub round: u8,
    pub approvals: BTreeSet<usize>,
    pub rejections: BTreeSet<usize>,
    pub conflicted: BTreeSet<usize>,
    /// Whether the approvals reached the quorum.
    reached: bool,
    expires: i64,
}

impl Ballot {
    fn count(&mut self) {
        self.reached = self.approvals.difference(&self.conflicted).count() >= QUORUM;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofState {
    Open,
    Burned,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub proposer: usize,
    /// Until when it can be submitted.
    pub submit_until: i64,
    pub legs: Vec<Leg>,
    pub ballot: Option<Ballot>,
    /// Notaries that may not vote in any round.
    pub excluded: BTreeSet<usize>,
    pub proof_state: ProofState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Draft,
    Voting,
    Approved,
    Rejected,
    Expired,
    Stale,
}

impl Proof {
    pub fn phase(&self, state: &State) -> Phase {
        let Some(ballot) = &self.ballot else { return Phase::Draft };
        let in_time = state.now <= ballot.expires + EXECUTION;
        if ballot.reached && ballot.epoch >= state.last_loss {
            return if in_time { Phase::Approved } else { Phase::Expired };
        }
        if ballot.epoch != state.epoch {
            return if ballot.round < MAX_ROUNDS && in_time { Phase::Stale } else { Phase::Expired };
        }
        if NOTARIES - ballot.rejections.union(&ballot.conflicted).count() < QUORUM {
            return Phase::Rejected;
        }
        if state.now > ballot.expires {
            return Phase::Expired;
        }
        Phase::Voting
    }

    pub(super) fn is_reviewed(&self) -> bool {
        self.legs.iter().all(|leg| leg.unreviewed == [0, 0])
    }
}

impl State {
    pub(super) fn add_leg(&mut self, proof: usize, picked: [usize; 2], percent: u64, fitting: bool) -> Option<()> {
        let lots = self.leg_lots(proof, picked, fitting)?;
        let at = self.open_proof(proof)?;
        let proof = &self.proofs[at];
        let grams = self.share(lots[0], percent);
        allow(proof.ballot.is_none() && self.now <= proof.submit_until && proof.legs.len() < MAX_LEGS)?;
        for (lot, class) in lots.into_iter().zip([Class::Emission, Class::Credit]) {
            let lot = &self.lots[lot];
            allow(lot.class == class && lot.owner() == proof.proposer && self.is_usable(lot, grams))?;
        }
        // Who owns the source that emitted has a conflict of interest, whoever holds the emission.
        let emitter = self.records[self.lots[lots[0]].record].owner;
        self.proofs[at].excluded.extend(affiliated_notary(emitter));
        let locked = lots.map(|lot| self.lock(lot, grams, Lock::Proof(at)));
        let unreviewed = locked.map(|lot| self.lots[lot].entries());
        self.proofs[at].legs.push(Leg { lots: locked, grams, unreviewed, burned: Burned::default() });
        Some(())
    }

    /// A new round of a proof's ballot. Conflicts that are known count from the beginning.
    pub(super) fn ballot(&self, proof: usize, round: u8) -> Ballot {
        let (none, conflicted) = (BTreeSet::new, self.proofs[proof].excluded.iter().copied().collect());
        let expires = self.now + VOTING;
        Ballot { epoch: self.epoch, round, approvals: none(), rejections: none(), conflicted, reached: false, expires }
    }

    pub(super) fn review(&mut self, proof: usize, side: usize, forged: bool) -> Option<()> {
        let at = self.open_proof(proof)?;
        let phase = self.proofs[at].phase(self);
        allow(!forged && matches!(phase, Phase::Voting | Phase::Approved | Phase::Stale))?;
        let side = side % (2 * self.proofs[at].legs.len());
        let leg = &mut self.proofs[at].legs[side / 2];
        let unreviewed = leg.unreviewed[side % 2];
        allow(unreviewed > 0)?;
        let next = unreviewed.saturating_sub(PIECE);
        leg.unreviewed[side % 2] = next;
        // Entry `i` is from holder `i - 1`; the first is the issue.
        let holders = &self.lots[leg.lots[side % 2]].holders;
        let found: Vec<usize> =
            (next.max(1)..unreviewed).filter_map(|entry| affiliated_notary(holders[entry - 1])).collect();
        let epoch = self.epoch;
        let proof = &mut self.proofs[at];
        let new = found.iter().any(|notary| proof.excluded.insert(*notary));
        let ballot = proof.ballot.as_mut()?;
        if ballot.epoch == epoch {
            ballot.conflicted.extend(&found);
            ballot.count();
        } else if new {
            ballot.reached = false;
        }
        Some(())
    }

    pub(super) fn vote(&mut self, proof: usize, notary: usize, approve: bool) -> Option<()> {
        let at = self.open_proof(proof)?;
        allow(self.proofs[at].phase(self) == Phase::Voting)?;
        allow(!self.suspended.contains(&notary) && !self.proofs[at].excluded.contains(&notary))?;
        let ballot = self.proofs[at].ballot.as_mut()?;
        allow(!ballot.approvals.contains(&notary) && !ballot.rejections.contains(&notary))?;
        if approve { &mut ballot.approvals } else { &mut ballot.rejections }.insert(notary);
        ballot.count();
        Some(())
    }

    pub(super) fn execute_burn(&mut self, proof: usize) -> Option<()> {
        let at = self.open_proof(proof)?;
        allow(self.proofs[at].phase(self) == Phase::Approved && self.proofs[at].is_reviewed())?;
        let lots = self.proofs[at].legs.iter().flat_map(|leg| leg.lots).map(|lot| &self.lots[lot]);
        allow(lots.clone().all(|lot| self.may_take(lot, lot.grams())))?;
        self.proofs[at].proof_state = ProofState::Burned;
        for (number, leg) in self.proofs[at].legs.clone().into_iter().enumerate() {
            let [emission, credit] = leg.lots.map(|lot| self.lots[lot].clone());
            let record = &mut self.records[emission.record];
            record.neutralized_end = record.neutralized_end.max(emission.end);
            let first = record.first;
            self.records[first].neutralized += leg.grams;
            let units = Units { record: credit.record, start: credit.start, end: credit.end };
            let lowerings = self.records[credit.record].lowerings;
            self.proofs[at].legs[number].burned = Burned { emitter: first, units, void: 0, covered: 0, lowerings };
            for lot in leg.lots {
                self.lots[lot].start = self.lots[lot].end;
                self.lots[lot].locked = None;
            }
        }
        Some(())
    }

    pub(super) fn drop_burn(&mut self, proof: usize, by: usize) -> Option<()> {
        let at = self.open_proof(proof)?;
        allow(match self.proofs[at].phase(self) {
            Phase::Rejected | Phase::Expired => true,
            Phase::Draft => by == self.proofs[at].proposer || self.now > self.proofs[at].submit_until,
            Phase::Voting | Phase::Stale | Phase::Approved => by == self.proofs[at].proposer,
        })?;
        self.proofs[at].proof_state = ProofState::Cancelled;
        self.unlock(Lock::Proof(at));
        Some(())
    }
}
