//! The model's steps on the market and on records, on the compiled program. Each returns `Some` if the program accepted
//! it.

use super::*;
use carbon_client::market::Terms;

impl SequenceRunner {
    pub(super) fn list(&mut self, lot: usize, percent: u64, price: u64) -> Option<()> {
        let at = pick(&self.model.lots, lot)?;
        let (key, seller) = (self.lots[at], self.model.lots[at].owner());
        let content = self.test.runtime.find::<LotAccount>(&key).filter(|_| seller != BUFFER)?;
        let (grams, expires) = (self.model.share(at, percent), self.test.runtime.now() + OFFER_TTL);
        let terms = Terms { grams, price_per_tonne: price, payment_mint: self.coin.mint, expires_at: expires };
        self.test.try_list(key, &self.people[seller], terms).ok()?;
        let locked = carbon_client::market::locked_lot(&key, &content, grams);
        if locked != key {
            self.lots.push(locked);
        }
        self.offers.push(at::offer(&locked));
        Some(())
    }

    /// An open offer. The model decides that, because a whole lot can be offered again at the same address.
    fn open_offer(&self, offer: usize) -> Option<usize> {
        pick(&self.offers, offer).filter(|at| self.model.offers[*at].open)
    }

    pub(super) fn buy(&mut self, offer: usize, by: usize, percent: u64, enough: bool) -> Option<()> {
        let at = self.open_offer(offer)?;
        let (key, grams) = (self.offers[at], self.model.wanted(at, percent));
        let cost = self.model.offers[at].cost(grams);
        let limit = if enough { cost } else { cost.checked_sub(1)? };
        let lot = self.test.offer(&key).lot;
        let child = self.test.bought_lot(&lot, &self.people[by].pubkey());
        self.test.try_buy(key, &self.people[by], grams, limit).ok()?;
        self.lots.push(child);
        Some(())
    }

    pub(super) fn cancel_listing(&mut self, offer: usize, by: usize) -> Option<()> {
        let at = self.open_offer(offer)?;
        self.test.cancel_listing(self.offers[at], &self.people[by]).ok().map(drop)
    }

    pub(super) fn propose_restatement(&mut self, record: usize, percent: u64) -> Option<()> {
        let at = pick(&self.records, record)?;
        self.test.try_propose_restatement(self.records[at], self.model.restated(at, percent)).ok().map(drop)
    }

    /// Votes of as many notaries as needed, and the execution or the drop.
    pub(super) fn decide(&mut self, record: usize, approve: bool) -> Option<()> {
        let at = pick(&self.records, record).filter(|at| self.model.can_decide(*at, approve))?;
        let key = self.records[at];
        let voters = self.model.voters(self.model.records[at].owner);
        if !approve {
            self.test.vote(at::restatement(&key), &voters[..CUTOFF], Verdict::Reject).unwrap();
            let crank = self.test.people.crank.clone();
            return self.test.drop_restatement(key, &crank).ok().map(drop);
        }
        self.test.vote(at::restatement(&key), &voters[..4], Verdict::Approve).unwrap();
        let content = self.test.restatement(&at::restatement(&key));
        if content.new_valid_grams < content.old_valid_grams {
            return self.test.execute_lowering(key).ok().map(drop);
        }
        self.test.execute_supplement(key).ok()?;
        let supplement = at::record(&self.test.registry, &content.evidence_sha256, content.item);
        let record = self.test.record_at(&supplement);
        self.records.push(supplement);
        if record.buffer_grams < record.data.grams {
            self.lots.push(at::lot(&supplement, 0));
        }
        if record.buffer_grams > 0 {
            self.lots.push(at::lot(&supplement, 1));
        }
        Some(())
    }

    pub(super) fn drop_restatement(&mut self, record: usize) -> Option<()> {
        let at = pick(&self.records, record).filter(|at| self.model.records[*at].restatement.is_some())?;
        let authority = self.test.people.authority.clone();
        self.test.drop_restatement(self.records[at], &authority).ok().map(drop)
    }

    pub(super) fn impair(&mut self, leg: usize) -> Option<()> {
        let legs = self.model.burned_legs();
        let (proof, leg) = legs[pick(&legs, leg)?];
        self.test.impair(at::certificate(&self.proofs[proof]), leg as u8, None).ok().map(drop)
    }

    pub(super) fn impair_cover(&mut self, cover: usize) -> Option<()> {
        let at = pick(&self.covers, cover)?;
        let cover = &self.model.covers[at];
        let certificate = at::certificate(&self.proofs[cover.proof]);
        self.test.impair(certificate, cover.leg as u8, Some(self.covers[at])).ok().map(drop)
    }

    pub(super) fn cover(&mut self, leg: usize, lot: usize, percent: u64, by_holder: bool) -> Option<()> {
        let legs = self.model.burned_legs();
        let leg = legs[pick(&legs, leg)?];
        let at = pick(&self.lots, lot)?;
        let (key, owner) = (self.lots[at], self.model.lots[at].owner());
        self.test.runtime.find::<LotAccount>(&key)?;
        let holder = match (by_holder, owner) {
            (true, BUFFER) => self.test.people.authority.clone(),
            (true, owner) => self.people[owner].clone(),
            (false, owner) => self.people[(owner + 1) % HOLDERS].clone(),
        };
        let grams = self.model.given(leg, at, percent);
        let certificate = at::certificate(&self.proofs[leg.0]);
        let cover = self.test.cover_at(certificate, leg.1 as u8, key);
        self.test.cover(certificate, leg.1 as u8, &holder, key, grams).ok()?;
        if !self.covers.contains(&cover) {
            self.covers.push(cover);
        }
        Some(())
    }
}
