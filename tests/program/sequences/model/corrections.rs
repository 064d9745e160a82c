//! Restated records, impaired and covered certificates (`docs/design.md`, restatements).

use super::*;

/// Votes that make a quorum impossible: two of five.
pub const CUTOFF: usize = NOTARIES - QUORUM + 1;

/// The proposal to correct a record, which is frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restatement {
    pub after: u64,
    epoch: u64,
    expires: i64,
}

/// Serials of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Units {
    pub record: usize,
    pub start: u64,
    pub end: u64,
}

/// The credit that a leg burned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Burned {
    /// First record of the source and year whose emissions it neutralized.
    pub emitter: usize,
    pub units: Units,
    /// Grams counted as void.
    pub void: u64,
    /// Void grams that other credit covers.
    pub covered: u64,
    /// Lowerings of the credit's record that it has seen.
    pub lowerings: u32,
}

/// Credit of one record that covers void credit of a leg.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cover {
    pub proof: usize,
    pub leg: usize,
    pub record: usize,
    /// Serials, from start to end; ranges that touch are one.
    pub ranges: Vec<(u64, u64)>,
    pub void: u64,
    pub lowerings: u32,
}

impl Cover {
    /// Adds serials. Returns whether they touch a range.
    fn add(&mut self, start: u64, end: u64) -> bool {
        if let Some(range) = self.ranges.iter_mut().find(|range| range.1 == start) {
            range.1 = end;
            return true;
        }
        if let Some(range) = self.ranges.iter_mut().find(|range| range.0 == end) {
            range.0 = start;
            return true;
        }
        self.ranges.push((start, end));
        false
    }
}

impl State {
    /// Burned legs and covers whose credit record was lowered since they were looked at. While there is one, the L1 gives no
    /// answer.
    pub fn unimpaired(&self) -> u64 {
        let is_due = |record: usize, seen: u32| seen < self.records[record].lowerings;
        let legs = self.burned_legs().into_iter().filter(|(proof, leg)| {
            let burned = &self.proofs[*proof].legs[*leg].burned;
            is_due(burned.units.record, burned.lowerings)
        });
        let covers = self.covers.iter().filter(|cover| is_due(cover.record, cover.lowerings));
        (legs.count() + covers.count()) as u64
    }

    /// The supplements of a record with valid grams, the newest first.
    fn supplements(&self, record: usize) -> Vec<usize> {
        let own = (0..self.records.len()).rev().filter(|at| *at != record && self.records[*at].first == record);
        own.filter(|at| self.records[*at].valid > 0).collect()
    }

    /// Valid grams of a record and its supplements.
    pub fn total(&self, record: usize) -> u64 {
        self.records[record].valid + self.supplements(record).iter().map(|at| self.records[*at].valid).sum::<u64>()
    }

    /// How many grams of which records become void if the total is lowered by `grams`; `None` if neutralized units would.
    fn reached(&self, record: usize, mut grams: u64) -> Option<Vec<(usize, u64)>> {
        let mut reached = vec![];
        for at in self.supplements(record).into_iter().chain([record]) {
            if grams == 0 && at != record {
                continue;
            }
            let part = grams.min(self.records[at].valid - self.records[at].neutralized_end);
            grams -= part;
            reached.push((at, part));
        }
        (grams == 0).then_some(reached)
    }

    fn unfreeze(&mut self, record: usize) {
        self.records.iter_mut().filter(|other| other.first == record).for_each(|other| other.frozen = false);
    }

    /// Grams that a restatement of a record asks for.
    pub fn restated(&self, record: usize, percent: u64) -> u64 {
        self.records[record].grams * percent / 100
    }

    pub(super) fn propose_restatement(&mut self, record: usize, percent: u64) -> Option<()> {
        let at = pick(&self.records, record)?;
        let (after, total, expires) = (self.restated(at, percent), self.total(at), self.now + VOTING);
        // A recalled record is not raised: its days are free for a new claim.
        allow(self.records[at].first == at && !self.records[at].frozen && after != total && total > 0)?;
        for (reached, _) in self.reached(at, total.saturating_sub(after))? {
            self.records[reached].frozen = true;
        }
        self.records[at].restatement = Some(Restatement { after, epoch: self.epoch, expires });
        Some(())
    }

    /// Whether the ballot on a record is open and enough notaries can vote to decide it.
    pub fn can_decide(&self, record: usize, approve: bool) -> bool {
        let record = &self.records[record];
        let needed = if approve { QUORUM } else { CUTOFF };
        let open = |ballot: &Restatement| ballot.epoch == self.epoch && self.now <= ballot.expires;
        record.restatement.as_ref().is_some_and(open) && self.voters(record.owner).len() >= needed
    }

    /// Notaries vote, and the restatement is executed or dropped.
    pub(super) fn decide(&mut self, record: usize, approve: bool) -> Option<()> {
        let at = pick(&self.records, record)?;
        allow(self.can_decide(at, approve))?;
        let after = self.records[at].restatement.take()?.after;
        self.unfreeze(at);
        if !approve {
            return Some(());
        }
        let (Record { class, owner, .. }, total) = (self.records[at].clone(), self.total(at));
        match after.checked_sub(total) {
            Some(added) => self.open_record(owner, class, added, at),
            None => {
                for (reached, void) in self.reached(at, total - after)? {
                    self.records[reached].valid -= void;
                    self.records[reached].lowerings += u32::from(void > 0);
                }
            }
        }
        Some(())
    }

    pub(super) fn drop_restatement(&mut self, record: usize) -> Option<()> {
        let at = pick(&self.records, record)?;
        // Votes and execution are one step of the model, so an approved restatement never waits.
        self.records[at].restatement.take()?;
        self.unfreeze(at);
        Some(())
    }

    /// Proofs' legs that are burned.
    pub fn burned_legs(&self) -> Vec<(usize, usize)> {
        let burned = self.proofs.iter().enumerate().filter(|(_, proof)| proof.proof_state == ProofState::Burned);
        burned.flat_map(|(at, proof)| (0..proof.legs.len()).map(move |leg| (at, leg))).collect()
    }

    /// Grams of these units that are void.
    pub fn void(&self, units: &Units) -> u64 {
        units.end - self.records[units.record].valid.clamp(units.start, units.end)
    }

    pub(super) fn impair(&mut self, leg: usize) -> Option<()> {
        let legs = self.burned_legs();
        let (proof, leg) = legs[pick(&legs, leg)?];
        let burned = self.proofs[proof].legs[leg].burned.clone();
        let (void, lowerings) = (self.void(&burned.units), self.records[burned.units.record].lowerings);
        allow(lowerings > burned.lowerings)?;
        self.proofs[proof].legs[leg].burned.lowerings = lowerings;
        self.proofs[proof].legs[leg].burned.void = void;
        self.records[burned.emitter].neutralized -= void - burned.void;
        self.corrections += u64::from(void > burned.void);
        Some(())
    }

    pub(super) fn impair_cover(&mut self, cover: usize) -> Option<()> {
        let at = pick(&self.covers, cover)?;
        let cover = self.covers[at].clone();
        let (record, lowerings) = (cover.record, self.records[cover.record].lowerings);
        let void = cover.ranges.iter().map(|(start, end)| self.void(&Units { record, start: *start, end: *end })).sum();
        allow(lowerings > cover.lowerings)?;
        self.covers[at].lowerings = lowerings;
        self.covers[at].void = void;
        let burned = &mut self.proofs[cover.proof].legs[cover.leg].burned;
        burned.covered -= void - cover.void;
        self.records[burned.emitter].neutralized -= void - cover.void;
        self.corrections += u64::from(void > cover.void);
        Some(())
    }

    /// Grams of a lot that cover a leg: a percentage of the lot, at most the shortfall.
    pub fn given(&self, leg: (usize, usize), lot: usize, percent: u64) -> u64 {
        let burned = &self.proofs[leg.0].legs[leg.1].burned;
        self.share(lot, percent).min(burned.void - burned.covered)
    }

    pub(super) fn cover(&mut self, leg: usize, lot: usize, percent: u64, by_holder: bool) -> Option<()> {
        let legs = self.burned_legs();
        let (proof, leg) = legs[pick(&legs, leg)?];
        let at = pick(&self.lots, lot)?;
        let (grams, lot) = (self.given((proof, leg), at, percent), &self.lots[at]);
        allow(by_holder && lot.class == Class::Credit && self.is_usable(lot, grams))?;
        let (record, start) = (lot.record, lot.start);
        let lowerings = self.records[record].lowerings;
        let is_it = |cover: &Cover| (cover.proof, cover.leg, cover.record) == (proof, leg, record);
        match self.covers.iter().position(is_it) {
            Some(known) => {
                let short = self.proofs[proof].legs[leg].burned.void - self.proofs[proof].legs[leg].burned.covered;
                // Not while it is due. Other serials than the next ones must be a tonne, or all that is missing.
                allow(self.covers[known].lowerings == lowerings)?;
                let touches = self.covers[known].add(start, start + grams);
                allow(touches || grams >= short.min(1_000_000))?;
            }
            None => {
                let ranges = vec![(start, start + grams)];
                self.covers.push(Cover { proof, leg, record, ranges, void: 0, lowerings });
            }
        }
        self.lots[at].start += grams;
        let burned = &mut self.proofs[proof].legs[leg].burned;
        burned.covered += grams;
        self.records[burned.emitter].neutralized += grams;
        if self.shortfall(proof) == 0 {
            self.corrections += 1;
        }
        Some(())
    }

    /// Shortfall of a certificate in grams.
    pub fn shortfall(&self, proof: usize) -> u64 {
        self.proofs[proof].legs.iter().map(|leg| leg.burned.void - leg.burned.covered).sum()
    }
}
