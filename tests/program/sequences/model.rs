//! The rules of `docs/design.md` about lots, burns, the market and restatements, in plain data: written from that page,
//! without the program or the wire crate. Lots, records, proofs, offers and covers are numbered in the order of their
//! creation.

mod burns;
mod corrections;
mod trade;

pub use burns::*;
pub use corrections::*;
use std::collections::BTreeSet;
pub use trade::*;

pub const DAY: i64 = 86_400;
/// Seconds a ballot is open.
const VOTING: i64 = 7 * DAY;
/// Seconds after that in which an approved ballot can be executed.
const EXECUTION: i64 = 7 * DAY;
/// Seconds in which a burn proof must be submitted.
const DRAFT: i64 = 30 * DAY;
/// Seconds after its opening in which a lot cannot be closed.
const NEW: i64 = 1_200;
/// Notaries, each of weight 1.
pub const NOTARIES: usize = 5;
/// More than two thirds of them.
const QUORUM: usize = 4;
const MAX_ROUNDS: u8 = 3;
const MAX_LEGS: usize = 8;
/// Entries of a history in one review call.
pub const PIECE: usize = 4;
/// Share of an absorption record that goes to the buffer, rounded up.
const BUFFER_PERCENT: u64 = 15;

/// People who hold lots: the first four sign, the last is the buffer.
pub const HOLDERS: usize = 4;
/// The holder that is also notary 0.
pub const NOTARY: usize = 3;
/// The buffer: owns lots and signs nothing.
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
    /// All owners of the units so far, the current owner last.
    pub holders: Vec<usize>,
    pub start: u64,
    pub end: u64,
    pub children: u32,
    pub opened: i64,
    /// The proof or offer that locks the lot.
    pub locked: Option<Lock>,
    pub closed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    Proof(usize),
    Offer(usize),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub class: Class,
    pub owner: usize,
    pub grams: u64,
    /// Grams of it that are not void.
    pub valid: u64,
    /// Times that units of it became void.
    pub lowerings: u32,
    /// One past the last serial of emission that was neutralized.
    pub neutralized_end: u64,
    /// The first record of its source and year: itself, or the record that it supplements.
    pub first: usize,
    /// Neutralized grams of the source and year; counted at the first record.
    pub neutralized: u64,
    pub restatement: Option<Restatement>,
    /// Whether a restatement of it, or of the record that it supplements, is open and reaches it.
    pub frozen: bool,
}

/// The numbers pick an item, modulo the number of items.
#[derive(Clone, Debug)]
pub enum Step {
    Issue { owner: usize, class: Class, grams: u64 },
    Transfer { lot: usize, to: usize, percent: u64, by_owner: bool, consent: bool },
    ProposeBurn { proposer: usize },
    AddLeg { proof: usize, lots: [usize; 2], percent: u64, fitting: bool },
    SubmitBurn { proof: usize },
    Review { proof: usize, side: usize, forged: bool },
    Vote { proof: usize, notary: usize, approve: bool },
    ExecuteBurn { proof: usize },
    DropBurn { proof: usize, by: usize },
    CloseLot { lot: usize },
    Suspend { notary: usize },
    Reinstate,
    Reopen { proof: usize },
    Pass { hours: i64 },
    List { lot: usize, percent: u64, price: u64 },
    Buy { offer: usize, by: usize, percent: u64, enough: bool },
    CancelListing { offer: usize, by: usize },
    ProposeRestatement { record: usize, percent: u64 },
    Decide { record: usize, approve: bool },
    DropRestatement { record: usize },
    Impair { leg: usize },
    ImpairCover { cover: usize },
    Cover { leg: usize, lot: usize, percent: u64, by_holder: bool },
}

#[derive(Clone, Debug)]
pub struct State {
    pub now: i64,
    pub epoch: u64,
    /// Epoch of the last suspension.
    last_loss: u64,
    pub suspended: BTreeSet<usize>,
    pub records: Vec<Record>,
    pub lots: Vec<Lot>,
    pub proofs: Vec<Proof>,
    pub offers: Vec<Offer>,
    pub covers: Vec<Cover>,
    /// Coins of each person, and of the treasury.
    pub balances: [u64; HOLDERS],
    pub treasury: u64,
    /// Corrections in the log.
    pub corrections: u64,
    /// Whether the rules allowed the last step. A refused step changes nothing.
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
}

/// The notary that has a conflict of interest when this person gains.
fn affiliated_notary(person: usize) -> Option<usize> {
    (person == NOTARY).then_some(0)
}

impl State {
    pub fn new(now: i64, epoch: u64) -> Self {
        Self {
            now,
            epoch,
            last_loss: 0,
            suspended: BTreeSet::new(),
            records: vec![],
            lots: vec![],
            proofs: vec![],
            offers: vec![],
            covers: vec![],
            balances: [INITIAL_BALANCE; HOLDERS],
            treasury: 0,
            corrections: 0,
            accepted: true,
        }
    }

    /// The lots of a leg: the picked ones, or, if `fitting`, free lots of the proposer.
    pub fn leg_lots(&self, proof: usize, picked: [usize; 2], fitting: bool) -> Option<[usize; 2]> {
        let proof = pick(&self.proofs, proof)?;
        let proposer = self.proofs[proof].proposer;
        let find = |class: Class, picked: usize| {
            let free = |lot: &Lot| lot.class == class && lot.owner() == proposer && self.is_usable(lot, 1);
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

    /// Grams of a percentage of a lot.
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
            Step::ProposeBurn { proposer } => {
                let excluded = affiliated_notary(proposer).into_iter().collect();
                self.proofs.push(Proof {
                    proposer,
                    submit_until: self.now + DRAFT,
                    legs: vec![],
                    ballot: None,
                    excluded,
                    proof_state: ProofState::Open,
                });
                Some(())
            }
            Step::AddLeg { proof, lots, percent, fitting } => self.add_leg(proof, lots, percent, fitting),
            Step::SubmitBurn { proof } => {
                let at = self.open_proof(proof)?;
                let proof = &self.proofs[at];
                allow(proof.phase(self) == Phase::Draft && self.now <= proof.submit_until && !proof.legs.is_empty())?;
                self.proofs[at].ballot = Some(self.ballot(at, 1));
                Some(())
            }
            Step::Review { proof, side, forged } => self.review(proof, side, forged),
            Step::Vote { proof, notary, approve } => self.vote(proof, notary, approve),
            Step::ExecuteBurn { proof } => self.execute_burn(proof),
            Step::DropBurn { proof, by } => self.drop_burn(proof, by),
            Step::CloseLot { lot } => {
                let lot = pick(&self.lots, lot)?;
                let old = self.now > self.lots[lot].opened + NEW;
                allow(!self.lots[lot].closed && self.lots[lot].grams() == 0 && old)?;
                self.lots[lot].closed = true;
                Some(())
            }
            Step::Suspend { notary } => {
                allow(self.suspended.insert(notary))?;
                self.epoch += 1;
                self.last_loss = self.epoch;
                Some(())
            }
            // After the timelock.
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
                self.proofs[at].ballot = Some(self.ballot(at, round));
                Some(())
            }
            Step::Pass { hours } => {
                self.now += hours * 3_600;
                Some(())
            }
            Step::List { lot, percent, price } => self.list(lot, percent, price),
            Step::Buy { offer, by, percent, enough } => self.buy(offer, by, percent, enough),
            Step::CancelListing { offer, by } => self.cancel_listing(offer, by),
            Step::ProposeRestatement { record, percent } => self.propose_restatement(record, percent),
            Step::Decide { record, approve } => self.decide(record, approve),
            Step::DropRestatement { record } => self.drop_restatement(record),
            Step::Impair { leg } => self.impair(leg),
            Step::ImpairCover { cover } => self.impair_cover(cover),
            Step::Cover { leg, lot, percent, by_holder } => self.cover(leg, lot, percent, by_holder),
        }
    }

    /// Notaries that can vote on a claim of this owner. If they are fewer than a quorum, the claim is not notarized.
    pub fn voters(&self, owner: usize) -> Vec<usize> {
        let may = |notary: &usize| !self.suspended.contains(notary) && affiliated_notary(owner) != Some(*notary);
        (0..NOTARIES).filter(may).collect()
    }

    fn issue(&mut self, owner: usize, class: Class, grams: u64) -> Option<()> {
        allow(self.voters(owner).len() >= QUORUM)?;
        self.open_record(owner, class, grams, self.records.len());
        Some(())
    }

    /// Adds a record of the same source and year as `first`, and its lots.
    fn open_record(&mut self, owner: usize, class: Class, grams: u64, first: usize) {
        let record = self.records.len();
        self.records.push(Record {
            class,
            owner,
            grams,
            valid: grams,
            lowerings: 0,
            neutralized_end: 0,
            first,
            neutralized: 0,
            restatement: None,
            frozen: false,
        });
        let buffer = if class == Class::Credit { (grams * BUFFER_PERCENT).div_ceil(100) } else { 0 };
        for (holder, start, end) in [(owner, 0, grams - buffer), (BUFFER, grams - buffer, grams)] {
            if start < end {
                let holders = vec![holder];
                self.lots.push(Lot {
                    class,
                    record,
                    holders,
                    start,
                    end,
                    children: 0,
                    opened: self.now,
                    locked: None,
                    closed: false,
                });
            }
        }
    }

    /// Whether `grams` from a lot's start are free, not frozen and not void.
    pub fn is_usable(&self, lot: &Lot, grams: u64) -> bool {
        lot.locked.is_none() && self.may_take(lot, grams)
    }

    /// The same for a lot that is locked for the taker.
    fn may_take(&self, lot: &Lot, grams: u64) -> bool {
        let record = &self.records[lot.record];
        let stands = !record.frozen && lot.start + grams <= record.valid;
        !lot.closed && grams > 0 && grams <= lot.grams() && stands
    }

    fn transfer(&mut self, lot: usize, to: usize, percent: u64, by_owner: bool, consent: bool) -> Option<()> {
        let at = pick(&self.lots, lot)?;
        let (grams, lot) = (self.share(at, percent), &self.lots[at]);
        allow(by_owner && lot.owner() != BUFFER && lot.owner() != to && self.is_usable(lot, grams))?;
        allow(lot.class == Class::Credit || consent)?;
        let child = self.split(at, grams);
        self.lots[child].holders.push(to);
        Some(())
    }

    /// Splits a part off the start into a lot of the same history.
    fn split(&mut self, at: usize, grams: u64) -> usize {
        let opened = self.now;
        let lot = &mut self.lots[at];
        let child = Lot { end: lot.start + grams, children: 0, opened, ..lot.clone() };
        lot.start += grams;
        lot.children += 1;
        self.lots.push(child);
        self.lots.len() - 1
    }

    /// Locks a part of a lot, split off, or the whole. Returns what is locked.
    fn lock(&mut self, lot: usize, grams: u64, to: Lock) -> usize {
        let part = if grams < self.lots[lot].grams() { self.split(lot, grams) } else { lot };
        self.lots[part].locked = Some(to);
        part
    }

    fn unlock(&mut self, promise: Lock) {
        self.lots.iter_mut().filter(|lot| lot.locked == Some(promise)).for_each(|lot| lot.locked = None);
    }

    fn open_proof(&self, proof: usize) -> Option<usize> {
        pick(&self.proofs, proof).filter(|at| self.proofs[*at].proof_state == ProofState::Open)
    }
}

/// An index of the list, if it is not empty.
pub fn pick<T>(all: &[T], number: usize) -> Option<usize> {
    number.checked_rem(all.len())
}

/// `None`, which refuses a step, unless the rule holds.
pub fn allow(rule: bool) -> Option<()> {
    rule.then_some(())
}
