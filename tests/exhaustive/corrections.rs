//! A certificate, its credits and what covers them, until the L1 answers: records are lowered, burned credits are looked at,
//! batches are published, relayed or lost, corrections are registered, in every order. Written from `docs/design.md`.

use super::{bound, check};
use stateright::{Model, Property};

/// Grams that the certificate burned: serials 0 to 1 of its record of 3 grams.
const BURNED: u8 = 2;
const CREDIT: u8 = 3;
/// Grams of the record that covers.
const OTHER: u8 = 2;

/// Credits of a record that were burned for the certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Use {
    /// Serials 0 to this one, excluded.
    grams: u8,
    void: u8,
    lowerings: u8,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Record {
    valid: u8,
    lowerings: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Leaf {
    Certificate,
    Year {
        neutralized: u8,
    },
    /// Of the certificate, by the number of grams that do not count.
    Corrected {
        void: u8,
    },
    /// Of the year's leaf with this index.
    CorrectedYear {
        leaf: u8,
        void: u8,
    },
}

/// What a message carries, and whether the certificate and the newest year were right at that time.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Batch {
    leaves: u8,
    corrections: u8,
    unimpaired: u8,
    is_whole: bool,
    neutral_year: Option<(u8, bool)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct State {
    records: [Record; 2],
    leg: Use,
    covered: u8,
    cover: Option<Use>,
    neutralized: u8,
    /// Leaf of the year, and the neutralized grams that it states.
    logged: Option<(u8, u8)>,
    unimpaired: u8,
    leaves: Vec<Leaf>,
    batches: Vec<Batch>,
    /// Number of the batch that the ledger has, and of the corrections registered there.
    ledger: u8,
    registered: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Lower { record: usize, valid: u8 },
    Impair,
    ImpairCover,
    Cover { grams: u8 },
    LogYear,
    Publish,
    Relay { batch: u8 },
    Register,
}

impl State {
    fn corrections(leaves: &[Leaf]) -> Vec<Leaf> {
        let is = |leaf: &&Leaf| matches!(leaf, Leaf::Corrected { .. } | Leaf::CorrectedYear { .. });
        leaves.iter().filter(is).copied().collect()
    }

    /// Grams of these units that are void.
    fn void(&self, of: &Use, record: usize) -> u8 {
        of.grams.saturating_sub(self.records[record].valid)
    }

    /// Grams of the certificate without a valid credit, whatever anybody has looked at.
    fn truly_missing(&self) -> u8 {
        let covering = self.cover.as_ref().map_or(0, |cover| cover.grams - self.void(cover, 1));
        self.void(&self.leg, 0).saturating_sub(covering)
    }

    fn shortfall(&self) -> u8 {
        self.leg.void - self.covered
    }

    fn overstated(&self) -> u8 {
        self.logged.map_or(0, |(_, stated)| stated.saturating_sub(self.neutralized))
    }

    fn correct_year(&mut self) {
        if let Some((leaf, _)) = self.logged {
            self.leaves.push(Leaf::CorrectedYear { leaf, void: self.overstated() });
        }
    }

    /// Counts newly void grams.
    fn count_void(&mut self, new: u8) {
        self.unimpaired -= 1;
        if new == 0 {
            return;
        }
        let before = self.overstated();
        self.neutralized -= new;
        self.leaves.push(Leaf::Corrected { void: self.shortfall() });
        if self.overstated() > before {
            self.correct_year();
        }
    }

    fn batch(&self) -> Option<&Batch> {
        self.ledger.checked_sub(1).map(|at| &self.batches[usize::from(at)])
    }

    /// Whether the ledger answers at all, for its newest batch.
    fn answers(&self) -> Option<&Batch> {
        self.batch().filter(|batch| self.registered >= batch.corrections && batch.unimpaired == 0)
    }

    fn registered(&self) -> Vec<Leaf> {
        Self::corrections(&self.leaves)[..usize::from(self.registered)].to_vec()
    }

    fn is_offset(&self) -> Option<bool> {
        let void = self.registered().into_iter().rev().find_map(|leaf| match leaf {
            Leaf::Corrected { void } => Some(void),
            _ => None,
        });
        self.answers().map(|_| void.unwrap_or(0) == 0)
    }

    /// The answer for the year's leaf with this index, which the batch contains.
    fn is_neutral(&self, index: u8) -> Option<bool> {
        self.answers()?;
        let Leaf::Year { neutralized } = self.leaves[usize::from(index)] else { return None };
        let newest = self.registered().into_iter().rev().find_map(|leaf| match leaf {
            Leaf::CorrectedYear { leaf, void } => Some((leaf, void)),
            _ => None,
        });
        let stands = newest.is_none_or(|(leaf, void)| index > leaf || (index == leaf && void == 0));
        Some(stands && neutralized == BURNED)
    }
}

struct CorrectionsModel {
    max_leaves: usize,
    max_batches: usize,
}

impl CorrectionsModel {
    /// What anybody can do, without anybody else, until the ledger answers.
    fn catch_up(&self, state: &State) -> State {
        let mut state = state.clone();
        for step in [Step::Impair, Step::ImpairCover, Step::Publish] {
            state = self.next_state(&state, step).unwrap_or(state);
        }
        let newest = state.batches.len() as u8;
        state = self.next_state(&state, Step::Relay { batch: newest }).unwrap_or(state);
        while let Some(next) = self.next_state(&state, Step::Register) {
            state = next;
        }
        state
    }
}

impl Model for CorrectionsModel {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![State {
            records: [CREDIT, OTHER].map(|valid| Record { valid, lowerings: 0 }),
            leg: Use { grams: BURNED, ..Use::default() },
            covered: 0,
            cover: None,
            neutralized: BURNED,
            logged: None,
            unimpaired: 0,
            leaves: vec![Leaf::Certificate],
            batches: vec![],
            ledger: 0,
            registered: 0,
        }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        for record in 0..2 {
            actions.extend((0..state.records[record].valid).map(|valid| Step::Lower { record, valid }));
        }
        actions.extend([Step::Impair, Step::ImpairCover, Step::LogYear, Step::Publish, Step::Register]);
        actions.extend((1..=OTHER).map(|grams| Step::Cover { grams }));
        actions.extend((1..=state.batches.len() as u8).map(|batch| Step::Relay { batch }));
    }

    fn next_state(&self, last: &State, step: Step) -> Option<State> {
        let mut state = last.clone();
        match step {
            Step::Lower { record, valid } => {
                let used: Option<&Use> = if record == 0 { Some(&state.leg) } else { state.cover.as_ref() };
                // What had seen all lowerings until now is due.
                let due = used.is_some_and(|of| of.lowerings == state.records[record].lowerings);
                state.unimpaired += u8::from(due);
                state.records[record] = Record { valid, lowerings: state.records[record].lowerings + 1 };
            }
            Step::Impair => {
                (state.leg.lowerings < state.records[0].lowerings).then_some(())?;
                let void = state.void(&state.leg, 0);
                let new = void - state.leg.void;
                state.leg = Use { void, lowerings: state.records[0].lowerings, ..state.leg };
                state.count_void(new);
            }
            Step::ImpairCover => {
                let cover = state.cover.clone()?;
                (cover.lowerings < state.records[1].lowerings).then_some(())?;
                let void = state.void(&cover, 1);
                state.cover = Some(Use { void, lowerings: state.records[1].lowerings, ..cover });
                state.covered -= void - cover.void;
                state.count_void(void - cover.void);
            }
            Step::Cover { grams } => {
                (grams <= state.shortfall()).then_some(())?;
                let lowerings = state.records[1].lowerings;
                let mut cover = state.cover.take().unwrap_or(Use { lowerings, ..Use::default() });
                // Valid credits only, and not while the cover is due.
                (cover.lowerings == lowerings && cover.grams + grams <= state.records[1].valid).then_some(())?;
                cover.grams += grams;
                state.cover = Some(cover);
                state.covered += grams;
                state.neutralized += grams;
                if state.shortfall() == 0 {
                    state.correct_year();
                    state.leaves.push(Leaf::Corrected { void: 0 });
                }
            }
            Step::LogYear => {
                // Once for the same figures.
                (state.logged.is_none_or(|(_, stated)| stated != state.neutralized)).then_some(())?;
                state.logged = Some((state.leaves.len() as u8, state.neutralized));
                state.leaves.push(Leaf::Year { neutralized: state.neutralized });
            }
            Step::Publish => {
                let (leaves, unimpaired) = (state.leaves.len() as u8, state.unimpaired);
                let news = state.batches.last().is_none_or(|it| (it.leaves, it.unimpaired) != (leaves, unimpaired));
                news.then_some(())?;
                let is_whole = state.truly_missing() == 0;
                let neutral_year = state.logged.map(|(leaf, stated)| (leaf, is_whole && stated == BURNED));
                let corrections = State::corrections(&state.leaves).len() as u8;
                state.batches.push(Batch { leaves, corrections, unimpaired, is_whole, neutral_year });
            }
            Step::Relay { batch } => {
                (batch > state.ledger).then_some(())?;
                state.ledger = batch;
            }
            Step::Register => {
                // Those that the accepted root contains.
                let leaves = usize::from(state.batch()?.leaves);
                let contained = State::corrections(&state.leaves[..leaves]).len() as u8;
                (state.registered < contained).then_some(())?;
                state.registered += 1;
            }
        }
        Some(state)
    }

    fn within_boundary(&self, state: &State) -> bool {
        state.leaves.len() <= self.max_leaves && state.batches.len() <= self.max_batches
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always("no certificate with a void credit is confirmed", |_, state: &State| {
                state.is_offset() != Some(true) || state.answers().is_some_and(|batch| batch.is_whole)
            }),
            Property::always("no year is neutral over a void credit", |_, state: &State| {
                let Some(Batch { neutral_year: Some((leaf, right)), .. }) = state.answers() else { return true };
                state.is_neutral(*leaf) != Some(true) || *right
            }),
            Property::always("an older leaf of the year does not stand beside a lower one", |_, state: &State| {
                let Some(batch) = state.answers() else { return true };
                let years = (0..batch.leaves).filter(|leaf| state.is_neutral(*leaf) == Some(true));
                years.count() == 0 || batch.is_whole
            }),
            Property::always("what is due is what nobody has looked at", |_, state: &State| {
                let leg = u8::from(state.leg.lowerings < state.records[0].lowerings);
                let cover = state.cover.as_ref().is_some_and(|it| it.lowerings < state.records[1].lowerings);
                state.unimpaired == leg + u8::from(cover)
            }),
            Property::always("anybody makes the ledger answer again", |model, state: &State| {
                let after = model.catch_up(state);
                after.is_offset() == Some(after.truly_missing() == 0)
            }),
            Property::sometimes("a cover became void", |_, state: &State| {
                state.cover.as_ref().is_some_and(|cover| cover.void > 0)
            }),
            Property::sometimes("the ledger says no", |_, state: &State| state.is_offset() == Some(false)),
            Property::sometimes("the ledger says yes after a correction", |_, state: &State| {
                state.registered > 1 && state.is_offset() == Some(true)
            }),
        ]
    }
}

#[test]
fn no_order_of_corrections_lets_the_ledger_confirm_void_credits_or_fall_silent() {
    check("corrections of the log", CorrectionsModel { max_leaves: bound(6, 7), max_batches: bound(3, 4) });
}
