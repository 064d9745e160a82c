//! What DESIGN.md says of lots and burns, §3, §4, §6 and §7, in plain data: written from that page, without the program or the
//! wire crate. Lots, records and proofs are numbered in the order in which they come into being.

use std::collections::BTreeSet;

pub const DAY: i64 = 86_400;
/// Seconds a ballot is open.
const VOTING: i64 = 7 * DAY;
/// Seconds after that within which an approved one is carried out.
const EXECUTION: i64 = 7 * DAY;
/// Notaries, each of weight 1.
pub const NOTARIES: usize = 5;
/// More than two thirds of them.
const QUORUM: usize = 4;
const MAX_ROUNDS: u8 = 3;
const MAX_LEGS: usize = 8;
/// Entries of a history that one call of a review brings.
pub const PIECE: usize = 4;
/// Share of an absorption record that goes to the buffer, rounded up.
const BUFFER_PERCENT: u64 = 15;

/// People who hold lots: the first four sign, the last is the buffer.
pub const PEOPLE: usize = 4;
/// Who is also notary 0.
pub const NOTARY: usize = 3;
/// Owns the buffer's lots, and signs nothing.
pub const BUFFER: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Emission,
    Credit,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    pub class: Class,
    pub record: usize,
    /// Everybody who has owned the units, the owner last.
    pub holders: Vec<usize>,
    pub start: u64,
    pub end: u64,
    pub children: u32,
    /// The proof it is promised to.
    pub locked: Option<usize>,
    pub closed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub class: Class,
    pub grams: u64,
    pub neutralized: u64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// Emission, credit.
    pub lots: [usize; 2],
    pub grams: u64,
    /// Entries of each side's history that no review has come to.
    pub unreviewed: [usize; 2],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballot {
    pub epoch: u64,
    pub round: u8,
    pub approve: BTreeSet<usize>,
    pub reject: BTreeSet<usize>,
    pub interest: BTreeSet<usize>,
    expires: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    Open,
    Burned,
    Cancelled,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    pub proposer: usize,
    pub legs: Vec<Leg>,
    pub ballot: Option<Ballot>,
    /// Notaries that may not vote in any round.
    pub excluded: BTreeSet<usize>,
    pub fate: Fate,
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

/// The numbers pick, modulo how many there are.
#[derive(Clone, Debug)]
pub enum Step {
    Issue { owner: usize, class: Class, grams: u64 },
    Transfer { lot: usize, to: usize, percent: u64, by_owner: bool, consent: bool },
    Propose { proposer: usize },
    AddLeg { proof: usize, lots: [usize; 2], percent: u64, fitting: bool },
    Submit { proof: usize },
    Review { proof: usize, side: usize, forged: bool },
    Vote { proof: usize, notary: usize, approve: bool },
    Finalize { proof: usize },
    Cancel { proof: usize, by: usize },
    CloseLot { lot: usize },
    Suspend { notary: usize },
    Reinstate,
    Reopen { proof: usize },
    Pass { hours: i64 },
}

#[derive(Clone, Debug)]
pub struct State {
    pub now: i64,
    pub epoch: u64,
    pub suspended: BTreeSet<usize>,
    pub records: Vec<Record>,
    pub lots: Vec<Lot>,
    pub proofs: Vec<Proof>,
    /// Whether the last step was what the rules allow. One that they refuse changes nothing.
    pub accepted: bool,
}

impl Lot {
    pub fn grams(&self) -> u64 {
        self.end - self.start
    }

    pub fn owner(&self) -> usize {
        *self.holders.last().expect("a lot has an owner")
    }

    /// Entries of its history: the issue, and one for each change of hands.
    fn entries(&self) -> usize {
        self.holders.len()
    }

    fn is_usable(&self, grams: u64) -> bool {
        !self.closed && self.locked.is_none() && grams > 0 && grams <= self.grams()
    }
}

/// Notaries tied to somebody.
fn tied(person: usize) -> Option<usize> {
    (person == NOTARY).then_some(0)
}

impl Proof {
    pub fn phase(&self, state: &State) -> Phase {
        let Some(ballot) = &self.ballot else { return Phase::Draft };
        let in_time = state.now <= ballot.expires + EXECUTION;
        if ballot.epoch != state.epoch {
            return if ballot.round < MAX_ROUNDS && in_time { Phase::Stale } else { Phase::Expired };
        }
        if ballot.approve.difference(&ballot.interest).count() >= QUORUM {
            return if in_time { Phase::Approved } else { Phase::Expired };
        }
        if NOTARIES - ballot.reject.union(&ballot.interest).count() < QUORUM {
            return Phase::Rejected;
        }
        if state.now > ballot.expires {
            return Phase::Expired;
        }
        Phase::Voting
    }

    fn is_reviewed(&self) -> bool {
        self.legs.iter().all(|leg| leg.unreviewed == [0, 0])
    }
}

impl State {
    pub fn new(now: i64, epoch: u64) -> Self {
        let (records, lots, proofs) = (vec![], vec![], vec![]);
        Self { now, epoch, suspended: BTreeSet::new(), records, lots, proofs, accepted: true }
    }

    /// The lots that a leg names: those picked, or, where it shall be `fitting`, the first free ones of the proposer's.
    pub fn leg_lots(&self, proof: usize, picked: [usize; 2], fitting: bool) -> Option<[usize; 2]> {
        let proof = pick(&self.proofs, proof)?;
        let proposer = self.proofs[proof].proposer;
        let find = |class: Class, picked: usize| {
            let free = |lot: &Lot| lot.class == class && lot.owner() == proposer && lot.is_usable(1);
            let found: Vec<usize> = (0..self.lots.len()).filter(|lot| free(&self.lots[*lot])).collect();
            let any = pick(&self.lots, picked);
            if fitting {
                pick(&found, picked).map(|at| found[at]).or(any)
            } else {
                any
            }
        };
        Some([find(Class::Emission, picked[0])?, find(Class::Credit, picked[1])?])
    }

    /// Grams that a share of a lot is.
    pub fn share(&self, lot: usize, percent: u64) -> u64 {
        self.lots[lot].grams() * percent / 100
    }

    /// Takes a step if the rules allow it.
    pub fn apply(mut self, step: &Step) -> Self {
        let mut after = self.clone();
        match after.try_apply(step) {
            Some(()) => {
                after.accepted = true;
                after
            }
            None => {
                self.accepted = false;
                self
            }
        }
    }

    fn try_apply(&mut self, step: &Step) -> Option<()> {
        match *step {
            Step::Issue { owner, class, grams } => self.issue(owner, class, grams),
            Step::Transfer { lot, to, percent, by_owner, consent } => {
                self.transfer(lot, to, percent, by_owner, consent)
            }
            Step::Propose { proposer } => {
                let excluded = tied(proposer).into_iter().collect();
                self.proofs.push(Proof { proposer, legs: vec![], ballot: None, excluded, fate: Fate::Open });
                Some(())
            }
            Step::AddLeg { proof, lots, percent, fitting } => self.add_leg(proof, lots, percent, fitting),
            Step::Submit { proof } => {
                let at = self.open_proof(proof)?;
                allow(self.proofs[at].phase(self) == Phase::Draft && !self.proofs[at].legs.is_empty())?;
                self.proofs[at].ballot = Some(self.ballot(1));
                Some(())
            }
            Step::Review { proof, side, forged } => self.review(proof, side, forged),
            Step::Vote { proof, notary, approve } => self.vote(proof, notary, approve),
            Step::Finalize { proof } => self.finalize(proof),
            Step::Cancel { proof, by } => self.cancel(proof, by),
            Step::CloseLot { lot } => {
                let lot = pick(&self.lots, lot)?;
                allow(!self.lots[lot].closed && self.lots[lot].grams() == 0)?;
                self.lots[lot].closed = true;
                Some(())
            }
            Step::Suspend { notary } => {
                allow(self.suspended.insert(notary))?;
                self.epoch += 1;
                Some(())
            }
            // By way of the timelock.
            Step::Reinstate => {
                self.suspended.pop_first()?;
                self.epoch += 1;
                self.now += 2 * DAY;
                Some(())
            }
            Step::Reopen { proof } => {
                let at = self.open_proof(proof)?;
                allow(self.proofs[at].phase(self) == Phase::Stale)?;
                let round = self.proofs[at].ballot.as_ref()?.round + 1;
                self.proofs[at].ballot = Some(self.ballot(round));
                Some(())
            }
            Step::Pass { hours } => {
                self.now += hours * 3_600;
                Some(())
            }
        }
    }

    /// Notaries who vote for an honest claim of somebody's: enough of them, or the claim stays one.
    pub fn voters(&self, owner: usize) -> Vec<usize> {
        let may = |notary: &usize| !self.suspended.contains(notary) && tied(owner) != Some(*notary);
        (0..NOTARIES).filter(may).collect()
    }

    fn issue(&mut self, owner: usize, class: Class, grams: u64) -> Option<()> {
        allow(self.voters(owner).len() >= QUORUM)?;
        let record = self.records.len();
        self.records.push(Record { class, grams, neutralized: 0 });
        let buffer = if class == Class::Credit { (grams * BUFFER_PERCENT).div_ceil(100) } else { 0 };
        for (holder, start, end) in [(owner, 0, grams - buffer), (BUFFER, grams - buffer, grams)] {
            if holder == owner || buffer > 0 {
                let holders = vec![holder];
                self.lots.push(Lot { class, record, holders, start, end, children: 0, locked: None, closed: false });
            }
        }
        Some(())
    }

    fn transfer(&mut self, lot: usize, to: usize, percent: u64, by_owner: bool, consent: bool) -> Option<()> {
        let at = pick(&self.lots, lot)?;
        let (grams, lot) = (self.share(at, percent), &self.lots[at]);
        allow(by_owner && lot.owner() != BUFFER && lot.owner() != to && lot.is_usable(grams))?;
        allow(lot.class == Class::Credit || consent)?;
        let child = self.split(at, grams);
        self.lots[child].holders.push(to);
        Some(())
    }

    /// Splits a part off the start into a lot of the same history.
    fn split(&mut self, at: usize, grams: u64) -> usize {
        let lot = &mut self.lots[at];
        let child = Lot { end: lot.start + grams, children: 0, ..lot.clone() };
        lot.start += grams;
        lot.children += 1;
        self.lots.push(child);
        self.lots.len() - 1
    }

    fn add_leg(&mut self, proof: usize, picked: [usize; 2], percent: u64, fitting: bool) -> Option<()> {
        let lots = self.leg_lots(proof, picked, fitting)?;
        let at = self.open_proof(proof)?;
        let proof = &self.proofs[at];
        let grams = self.share(lots[0], percent);
        allow(proof.ballot.is_none() && proof.legs.len() < MAX_LEGS)?;
        for (lot, class) in lots.into_iter().zip([Class::Emission, Class::Credit]) {
            let lot = &self.lots[lot];
            allow(lot.class == class && lot.owner() == proof.proposer && lot.is_usable(grams))?;
        }
        let locked = lots.map(|lot| {
            let part = if grams < self.lots[lot].grams() { self.split(lot, grams) } else { lot };
            self.lots[part].locked = Some(at);
            part
        });
        let unreviewed = locked.map(|lot| self.lots[lot].entries());
        self.proofs[at].legs.push(Leg { lots: locked, grams, unreviewed });
        Some(())
    }

    fn ballot(&self, round: u8) -> Ballot {
        let none = BTreeSet::new;
        let expires = self.now + VOTING;
        Ballot { epoch: self.epoch, round, approve: none(), reject: none(), interest: none(), expires }
    }

    fn review(&mut self, proof: usize, side: usize, forged: bool) -> Option<()> {
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
        let found: Vec<usize> = (next.max(1)..unreviewed).filter_map(|entry| tied(holders[entry - 1])).collect();
        let epoch = self.epoch;
        let proof = &mut self.proofs[at];
        proof.excluded.extend(&found);
        let ballot = proof.ballot.as_mut()?;
        if ballot.epoch == epoch {
            ballot.interest.extend(&found);
        }
        Some(())
    }

    fn vote(&mut self, proof: usize, notary: usize, approve: bool) -> Option<()> {
        let at = self.open_proof(proof)?;
        allow(self.proofs[at].phase(self) == Phase::Voting)?;
        allow(!self.suspended.contains(&notary) && !self.proofs[at].excluded.contains(&notary))?;
        let ballot = self.proofs[at].ballot.as_mut()?;
        allow(!ballot.approve.contains(&notary) && !ballot.reject.contains(&notary))?;
        if approve { &mut ballot.approve } else { &mut ballot.reject }.insert(notary);
        Some(())
    }

    fn finalize(&mut self, proof: usize) -> Option<()> {
        let at = self.open_proof(proof)?;
        allow(self.proofs[at].phase(self) == Phase::Approved && self.proofs[at].is_reviewed())?;
        self.proofs[at].fate = Fate::Burned;
        for leg in self.proofs[at].legs.clone() {
            for lot in leg.lots {
                self.lots[lot].start = self.lots[lot].end;
                self.lots[lot].locked = None;
            }
            let record = self.lots[leg.lots[0]].record;
            self.records[record].neutralized += leg.grams;
        }
        Some(())
    }

    fn cancel(&mut self, proof: usize, by: usize) -> Option<()> {
        let at = self.open_proof(proof)?;
        allow(match self.proofs[at].phase(self) {
            Phase::Rejected | Phase::Expired => true,
            Phase::Draft | Phase::Voting | Phase::Stale => by == self.proofs[at].proposer,
            Phase::Approved => false,
        })?;
        self.proofs[at].fate = Fate::Cancelled;
        self.lots.iter_mut().filter(|lot| lot.locked == Some(at)).for_each(|lot| lot.locked = None);
        Some(())
    }

    fn open_proof(&self, proof: usize) -> Option<usize> {
        pick(&self.proofs, proof).filter(|at| self.proofs[*at].fate == Fate::Open)
    }
}

/// One of them, if there is any.
pub fn pick<T>(all: &[T], number: usize) -> Option<usize> {
    number.checked_rem(all.len())
}

fn allow(rule: bool) -> Option<()> {
    rule.then_some(())
}
