//! One ballot of four notaries, one of which does whatever it likes. Anything that changes the set, and reviews that find
//! conflicts of interest, come at any time. Uses the program's `Subject`, `Ballot` and `NotarySet`.

use super::{bound, check};
use anchor_lang::{AnchorDeserialize, AnchorSerialize};
use carbon_client::program::{
    notary::{NotarySet, NotaryTerms, Phase, Round, Subject, Verdict, EXECUTION_PERIOD, MAX_ROUNDS},
    pause::Pause,
};
use carbon_wire::digest::SubjectKind;
use solana_pubkey::Pubkey;
use stateright::{Model, Property};

/// Seconds of a voting period.
const VOTING: i64 = 3_600;
/// The notary that votes as it likes. The others vote what is right.
const LIAR: u8 = 0;
/// One of the honest notaries, 1 to 3.
const HONEST: u8 = 1;
/// A notary that may be added.
const NEWCOMER: u8 = 4;

/// A notary of the set.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Seat {
    id: u8,
    weight: u32,
    suspended: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    now: i64,
    seats: Vec<Seat>,
    threshold_bps: u16,
    epoch: u64,
    last_addition_epoch: u64,
    last_loss_epoch: u64,
    /// Borsh bytes of the subject.
    subject: Vec<u8>,
    changes: u8,
    /// Kept beside the program: notaries whose approvals count in the present round.
    approvals: Vec<u8>,
    /// Kept beside the program: whether these were a quorum, and nothing took it away.
    reached: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Vote {
        id: u8,
        approve: bool,
    },
    FindConflict {
        id: u8,
    },
    Suspend {
        id: u8,
    },
    Reinstate {
        id: u8,
    },
    Remove {
        id: u8,
    },
    Add,
    Weigh {
        id: u8,
        weight: u32,
    },
    Threshold {
        bps: u16,
    },
    Reopen,
    /// To the next second at which the ballot's phase may change.
    Pass,
}

fn key(id: u8) -> Pubkey {
    Pubkey::new_from_array([id + 1; 32])
}

fn terms(id: u8, weight: u32) -> NotaryTerms {
    NotaryTerms {
        key: key(id),
        weight,
        name: [b'n'; 32],
        accreditation_starts_at: 0,
        accreditation_ends_at: i64::MAX,
        affiliates: [Pubkey::default(); 2],
    }
}

impl State {
    fn set(&self) -> Box<NotarySet> {
        let mut set: Box<NotarySet> = Box::new(bytemuck::Zeroable::zeroed());
        set.initialize(Pubkey::default(), 0, self.threshold_bps);
        for seat in &self.seats {
            set.add(&terms(seat.id, seat.weight)).expect("a notary");
            if seat.suspended {
                set.suspend(&key(seat.id)).expect("a notary");
            }
        }
        set.epoch = self.epoch;
        set.last_addition_epoch = self.last_addition_epoch;
        set.last_loss_epoch = self.last_loss_epoch;
        set
    }

    fn subject(&self) -> Subject {
        Subject::deserialize(&mut &self.subject[..]).expect("a subject")
    }

    fn phase(&self) -> Phase {
        self.subject().ballot.phase(&self.set(), &Pause::default(), self.now)
    }

    fn store(&mut self, subject: &Subject) {
        self.subject.clear();
        subject.serialize(&mut self.subject).expect("bytes");
    }

    /// Takes the set over after a change of it.
    fn changed(&mut self, set: &NotarySet, seats: Vec<Seat>) {
        self.changes += 1;
        self.threshold_bps = set.threshold_bps;
        (self.epoch, self.last_addition_epoch) = (set.epoch, set.last_addition_epoch);
        self.last_loss_epoch = set.last_loss_epoch;
        self.seats = seats;
    }

    fn is_quorum(&self, ids: &[u8]) -> bool {
        let weight = |seat: &Seat| u64::from(seat.weight);
        let all: u64 = self.seats.iter().map(weight).sum();
        let part: u64 = self.seats.iter().filter(|seat| ids.contains(&seat.id)).map(weight).sum();
        part * 10_000 >= u64::from(self.threshold_bps) * all
    }
}

/// A ballot on a content that is right or wrong.
struct BallotModel {
    right: bool,
    /// Changes of the set in one run.
    max_changes: u8,
}

fn round<'a>(set: &'a NotarySet, subject: &'a Subject, now: i64, keys: &'a (Pubkey, Pubkey, Pause)) -> Round<'a> {
    Round {
        registry_key: &keys.0,
        voting_period: VOTING,
        pause: &keys.2,
        notaries: set,
        subject: &keys.1,
        kind: SubjectKind::BurnProof,
        content: &subject.content,
        conflicted: &subject.conflicted,
        now,
    }
}

impl Model for BallotModel {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        let seats = (0..4).map(|id| Seat { id, weight: 1, suspended: false }).collect();
        let mut state = State {
            now: 0,
            seats,
            threshold_bps: 6_667,
            epoch: 10,
            last_addition_epoch: 10,
            last_loss_epoch: 0,
            subject: vec![],
            changes: 0,
            approvals: vec![],
            reached: false,
        };
        let draft = Subject::draft(0, Pubkey::default(), vec![]);
        let set = state.set();
        let opened = Subject::open(0, &round(&set, &draft, 0, &Default::default()));
        state.store(&opened);
        vec![state]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        for id in 0..=NEWCOMER {
            actions.push(Step::Vote { id, approve: true });
            actions.push(Step::Vote { id, approve: false });
        }
        // The honest notaries are alike: conflicts and changes of one of them stand for those of all.
        actions.extend([LIAR, HONEST].map(|id| Step::FindConflict { id }));
        if state.changes < self.max_changes {
            for seat in state.seats.iter().filter(|seat| [LIAR, HONEST].contains(&seat.id)) {
                let id = seat.id;
                actions.extend([Step::Suspend { id }, Step::Reinstate { id }, Step::Remove { id }]);
                actions.push(Step::Weigh { id, weight: 3 - seat.weight.min(2) });
            }
            actions.extend([Step::Add, Step::Threshold { bps: 6_667 }, Step::Threshold { bps: 9_000 }]);
        }
        actions.extend([Step::Reopen, Step::Pass]);
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        let mut set = last.set();
        let mut seats = last.seats.clone();
        let mut subject = last.subject();
        match step {
            Step::Vote { id, approve } => {
                // An honest notary votes what is right.
                (id == LIAR || approve == self.right).then_some(())?;
                last.phase().require_voting().ok()?;
                let index = set.index_of(&key(id)).ok()?;
                set.notaries[index].require_may_vote(state.now).ok()?;
                (!subject.conflicted.contains(&key(id))).then_some(())?;
                let verdict = if approve { Verdict::Approve } else { Verdict::Reject };
                subject.ballot.vote(&set, index, verdict).ok()?;
                if approve {
                    state.approvals.push(id);
                    state.approvals.sort();
                }
                state.reached = state.is_quorum(&state.approvals);
            }
            Step::FindConflict { id } => {
                last.phase().require_reviewable().ok()?;
                let index = set.index_of(&key(id)).ok()?;
                (!subject.conflicted.contains(&key(id))).then_some(())?;
                let old_epoch = subject.ballot.epoch != set.epoch;
                subject.exclude(&set, 1 << index);
                state.approvals.retain(|other| *other != id);
                // In a later epoch nobody knows whose votes the round's bits are.
                state.reached = !old_epoch && state.is_quorum(&state.approvals);
            }
            Step::Suspend { id } => {
                set.suspend(&key(id)).ok()?;
                seats.iter_mut().find(|seat| seat.id == id)?.suspended = true;
                state.changed(&set, seats);
                state.reached = false;
            }
            Step::Reinstate { id } => {
                set.reinstate(&key(id)).ok()?;
                seats.iter_mut().find(|seat| seat.id == id)?.suspended = false;
                state.changed(&set, seats);
            }
            Step::Remove { id } => {
                set.remove(&key(id)).ok()?;
                seats.retain(|seat| seat.id != id);
                state.changed(&set, seats);
                state.reached = false;
            }
            Step::Add => {
                set.add(&terms(NEWCOMER, 1)).ok()?;
                seats.push(Seat { id: NEWCOMER, weight: 1, suspended: false });
                state.changed(&set, seats);
            }
            Step::Weigh { id, weight } => {
                let less = weight < seats.iter().find(|seat| seat.id == id)?.weight;
                set.set_weight(&key(id), weight).ok()?;
                seats.iter_mut().find(|seat| seat.id == id)?.weight = weight;
                state.changed(&set, seats);
                state.reached &= !less;
            }
            Step::Threshold { bps } => {
                set.set_threshold(bps).ok()?;
                state.changed(&set, seats);
            }
            Step::Reopen => {
                let keys = Default::default();
                let old = subject.clone();
                subject.ballot.reopen(&round(&set, &old, state.now, &keys)).ok()?;
                state.approvals.clear();
                state.reached = false;
            }
            Step::Pass => {
                let expires = subject.ballot.expires_at;
                let instants = [expires, expires + 1, expires + EXECUTION_PERIOD, expires + EXECUTION_PERIOD + 1];
                state.now = instants.into_iter().find(|instant| *instant > state.now)?;
            }
        }
        state.store(&subject);
        Some(state)
    }

    /// Registries do not allow sets in which the liar decides alone.
    fn within_boundary(&self, state: &State) -> bool {
        state.seats.len() >= 3 && !state.is_quorum(&[LIAR])
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("a wrong content is never approved", |model, state: &State| {
                model.right || state.phase() != Phase::Approved
            }),
            Property::always("approved is what has a quorum that nothing took away", |_, state: &State| {
                let expires = state.subject().ballot.expires_at;
                (state.phase() == Phase::Approved) == (state.reached && state.now <= expires + EXECUTION_PERIOD)
            }),
            Property::always("every ballot ends in three rounds", |_, state: &State| {
                let longest = i64::from(MAX_ROUNDS) * (VOTING + EXECUTION_PERIOD);
                state.now <= longest || matches!(state.phase(), Phase::Expired | Phase::Rejected)
            }),
            Property::sometimes("a ballot in its third round", |_, state: &State| {
                state.subject().ballot.round == MAX_ROUNDS
            }),
            Property::sometimes("a quorum that outlives a change", |model, state: &State| {
                !model.right || (state.phase() == Phase::Approved && state.subject().ballot.epoch != state.epoch)
            }),
        ]
    }
}

#[test]
fn no_order_of_votes_changes_and_reviews_gives_a_wrong_verdict() {
    let max_changes = bound(2, 3);
    check("a ballot on what is right", BallotModel { right: true, max_changes });
    check("a ballot on what is wrong", BallotModel { right: false, max_changes });
}
