//! A pool with one member, whose records are corrected around the reporting deadline: restatements are delayed as long as the
//! rules allow, settlements are opened as early as possible, and the notaries are honest. Uses the program's `MemberHeader`,
//! `Deadline` and periods.

use super::{bound, check};
use carbon_client::program::{
    notary::{EXECUTION_PERIOD, MAX_ROUNDS},
    pause::{Deadline, Pause},
    pool::{MemberHeader, MemberState, ReportingDeadline},
};
use solana_pubkey::Pubkey;
use stateright::{Model, Property};

/// Seconds of a voting period. As long as the time to execute, so that all limits are at multiples of it.
const VOTING: i64 = EXECUTION_PERIOD;
/// End of reporting.
const DEADLINE: i64 = 2 * VOTING;
/// No settlement is delayed longer, but for corrections that were proposed later and approved: `docs/design.md`, reduction
/// consensus.
const BOUND: i64 = DEADLINE + 4 * VOTING + 28 * 86_400;
/// Seconds after each multiple of a voting period that are tried.
const SECONDS: i64 = 3;
/// What each of these adds: a grace period, which begins at the latest in the second in which the settlement could be opened.
const PER_LATE_CORRECTION: i64 = 1 + VOTING + EXECUTION_PERIOD;

/// A restatement of a record of the member. It is right, and the honest notaries approve it if they can.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Restatement {
    expires_at: i64,
    round: u8,
    approved: bool,
    /// The notary set has changed since the round opened, before the approval.
    stale: bool,
    awaited: bool,
    proposed_in_time: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Settlement {
    None,
    /// Opened, and whether its figures are the right ones.
    Open {
        right: bool,
    },
    Executed {
        right: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    now: i64,
    pending: u32,
    member: u8,
    corrections: i64,
    restated: i64,
    closed: bool,
    restatement: Option<Restatement>,
    restatements: u8,
    settlement: Settlement,
    /// Whether a settlement was opened already, or could have been.
    openable_before: bool,
    /// Executed restatements that were proposed after the deadline.
    late_corrections: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    CloseYear,
    Propose,
    Approve,
    ChangeNotaries,
    Reopen,
    Execute,
    Drop,
    OpenSettlement,
    /// The honest notaries approve right figures and reject wrong ones.
    DecideSettlement,
    /// One second, or to the next multiple of a voting period. No second is left out in which a limit may have passed: each step
    /// of a run may begin one a second after such a multiple.
    Pass,
}

impl State {
    fn header(&self) -> MemberHeader {
        let states = [MemberState::Collecting, MemberState::Frozen, MemberState::Settled];
        let limit = |ends_at| Deadline { ends_at, paused_before: 0 };
        MemberHeader {
            version: 1,
            bump: 0,
            source: Pubkey::default(),
            year: 2023,
            state: states[usize::from(self.member)],
            deadline: limit(DEADLINE),
            pending: self.pending,
            corrections: limit(self.corrections),
            restated: limit(self.restated),
            late: 0,
        }
    }

    fn store(&mut self, header: &MemberHeader) {
        self.pending = header.pending;
        self.corrections = header.corrections.ends_at;
        self.restated = header.restated.ends_at;
    }

    fn is_collecting(&self) -> bool {
        self.member == 0
    }

    /// Whether the restatement's ballot can never be executed any more.
    fn is_over(&self, restatement: &Restatement) -> bool {
        let end = if restatement.approved || restatement.stale && restatement.round < MAX_ROUNDS {
            restatement.expires_at + EXECUTION_PERIOD
        } else if restatement.stale {
            i64::MIN
        } else {
            restatement.expires_at
        };
        self.now > end
    }
}

struct SettlementModel {
    max_restatements: u8,
}

impl SettlementModel {
    /// Whether anybody could open a settlement now, after dropping what is over.
    fn could_be_opened(&self, state: &State) -> bool {
        let mut state = state.clone();
        if state.restatement.as_ref().is_some_and(|restatement| state.is_over(restatement)) {
            state = self.next_state(&state, Step::Drop).expect("anybody drops it");
        }
        self.next_state(&state, Step::OpenSettlement).is_some()
    }
}

impl Model for SettlementModel {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            now: 0,
            pending: 0,
            member: 0,
            corrections: 0,
            restated: 0,
            closed: false,
            restatement: None,
            restatements: 0,
            settlement: Settlement::None,
            openable_before: false,
            late_corrections: 0,
        }]
    }

    fn actions(&self, _: &State, actions: &mut Vec<Step>) {
        actions.extend([
            Step::CloseYear,
            Step::Propose,
            Step::Approve,
            Step::ChangeNotaries,
            Step::Reopen,
            Step::Execute,
        ]);
        actions.extend([Step::Drop, Step::OpenSettlement, Step::DecideSettlement, Step::Pass]);
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let (mut state, pause, now) = (last.clone(), Pause::default(), last.now);
        let mut header = last.header();
        match step {
            Step::CloseYear => {
                (!state.closed && state.is_collecting()).then_some(())?;
                state.closed = true;
            }
            Step::Propose => {
                let allowed = state.restatement.is_none() && state.restatements < self.max_restatements;
                (allowed && state.is_collecting()).then_some(())?;
                let awaited = header.await_restatement(&pause, now).ok()?;
                let proposed_in_time = now <= DEADLINE;
                let expires_at = now + VOTING;
                state.store(&header);
                state.restatements += 1;
                let (round, approved, stale) = (1, false, false);
                state.restatement = Some(Restatement { expires_at, round, approved, stale, awaited, proposed_in_time });
            }
            Step::Approve => {
                let restatement = state.restatement.as_mut()?;
                let open = !restatement.approved && !restatement.stale && now <= restatement.expires_at;
                open.then_some(())?;
                restatement.approved = true;
            }
            Step::ChangeNotaries => {
                let restatement = state.restatement.as_mut()?;
                (!restatement.approved && !restatement.stale).then_some(())?;
                restatement.stale = true;
            }
            Step::Reopen => {
                let over = state.is_over(state.restatement.as_ref()?);
                let restatement = state.restatement.as_mut()?;
                (restatement.stale && !over).then_some(())?;
                restatement.round += 1;
                restatement.stale = false;
                restatement.expires_at = now + VOTING;
            }
            Step::Execute => {
                let restatement = state.restatement.take()?;
                let approved = restatement.approved && now <= restatement.expires_at + EXECUTION_PERIOD;
                // While the figures are frozen or settled, records of the member are not restated.
                (approved && state.is_collecting()).then_some(())?;
                header.release_restatement(restatement.awaited, &pause, now).ok()?;
                state.late_corrections += u8::from(!restatement.proposed_in_time);
                state.store(&header);
                state.closed = false;
            }
            Step::Drop => {
                let restatement = state.restatement.take()?;
                state.is_over(&restatement).then_some(())?;
                if restatement.awaited {
                    header.release().ok()?;
                }
                state.store(&header);
            }
            Step::OpenSettlement => {
                (state.is_collecting() && state.settlement == Settlement::None).then_some(())?;
                header.deadline.require_passed(&pause, now).ok()?;
                (!header.deadline.is_long_past(&pause, now)).then_some(())?;
                header.require_settleable(state.closed, &pause, VOTING, now).ok()?;
                state.member = 1;
                state.openable_before = true;
                // An approved correction that is not executed shows that the figures are wrong.
                let right = !state.restatement.as_ref().is_some_and(|it| it.approved && !state.is_over(it));
                state.settlement = Settlement::Open { right };
            }
            Step::DecideSettlement => {
                let Settlement::Open { right } = state.settlement else { return None };
                // A correction that is approved meanwhile is seen, too.
                let right = right && !state.restatement.as_ref().is_some_and(|it| it.approved && !state.is_over(it));
                if right {
                    state.member = 2;
                    state.settlement = Settlement::Executed { right };
                } else {
                    state.settlement = Settlement::None;
                    state.member = 0;
                    state.corrections = Deadline::after(VOTING, &pause, now).ends_at;
                }
            }
            Step::Pass => {
                // Somebody opens the settlement as soon as the rules allow it.
                state.openable_before |= self.could_be_opened(last);
                state.now = if now % VOTING < SECONDS { now + 1 } else { (now / VOTING + 1) * VOTING };
            }
        }
        Some(state)
    }

    fn within_boundary(&self, state: &State) -> bool {
        state.now <= DEADLINE + 12 * VOTING
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("no settlement executes beside an approved correction", |_, state: &State| {
                let approved = state.restatement.as_ref().is_some_and(|it| it.approved && !state.is_over(it));
                !matches!(state.settlement, Settlement::Executed { right: true }) || !approved || {
                    // Only one that was proposed too late, and approved after the decision.
                    state.restatement.as_ref().is_some_and(|it| !it.proposed_in_time)
                }
            }),
            Property::always("nobody delays the first settlement beyond the bound", |model, state: &State| {
                let bound = BOUND + i64::from(state.late_corrections) * PER_LATE_CORRECTION;
                state.openable_before || state.now <= bound || model.could_be_opened(state)
            }),
            Property::always("what a settlement waits for is what is open", |_, state: &State| {
                state.pending == u32::from(state.restatement.as_ref().is_some_and(|restatement| restatement.awaited))
            }),
            Property::sometimes("a settlement is executed", |_, state: &State| {
                matches!(state.settlement, Settlement::Executed { .. })
            }),
            Property::sometimes("a settlement is rejected", |_, state: &State| state.corrections > 0),
            Property::sometimes("a settlement is delayed up to the bound", |model, state: &State| {
                !state.openable_before && state.now == BOUND && !model.could_be_opened(state)
            }),
        ]
    }
}

#[test]
fn no_order_of_corrections_gives_a_wrong_settlement_or_delays_one_for_ever() {
    check("a settlement", SettlementModel { max_restatements: bound(1, 2) });
}
