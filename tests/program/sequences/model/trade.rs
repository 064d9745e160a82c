//! The market (`docs/design.md`, market).

use super::*;

/// Coins that each person starts with.
pub const INITIAL_BALANCE: u64 = 1_000_000_000_000;
/// The treasury's basis points of each sale; the fee is rounded down.
const FEE_BPS: u128 = 250;
const GRAMS_PER_TONNE: u128 = 1_000_000;
/// Seconds until an offer expires.
pub const OFFER_TTL: i64 = 30 * DAY;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub seller: usize,
    pub lot: usize,
    pub price: u64,
    pub expires: i64,
    pub open: bool,
}

impl Offer {
    /// Cost of the given grams, rounded up.
    pub fn cost(&self, grams: u64) -> u64 {
        (grams as u128 * self.price as u128).div_ceil(GRAMS_PER_TONNE) as u64
    }
}

impl State {
    pub(super) fn list(&mut self, lot: usize, percent: u64, price: u64) -> Option<()> {
        let at = pick(&self.lots, lot)?;
        let (grams, lot) = (self.share(at, percent), &self.lots[at]);
        let seller = lot.owner();
        allow(lot.class == Class::Credit && seller != BUFFER && price > 0 && self.is_usable(lot, grams))?;
        let locked = self.lock(at, grams, Lock::Offer(self.offers.len()));
        let expires = self.now + OFFER_TTL;
        self.offers.push(Offer { seller, lot: locked, price, expires, open: true });
        Some(())
    }

    /// Grams that a buyer asks for.
    pub fn wanted(&self, offer: usize, percent: u64) -> u64 {
        self.share(self.offers[offer].lot, percent)
    }

    pub(super) fn buy(&mut self, offer: usize, by: usize, percent: u64, enough: bool) -> Option<()> {
        let at = self.open_offer(offer)?;
        let (offer, grams) = (self.offers[at].clone(), self.wanted(at, percent));
        allow(enough && by != offer.seller && self.now <= offer.expires)?;
        allow(self.may_take(&self.lots[offer.lot], grams))?;
        let total = offer.cost(grams);
        let fee = (total as u128 * FEE_BPS / 10_000) as u64;
        allow(self.balances[by] >= total)?;
        self.balances[by] -= total;
        self.balances[offer.seller] += total - fee;
        self.treasury += fee;
        let child = self.split(offer.lot, grams);
        self.lots[child].locked = None;
        self.lots[child].holders.push(by);
        if self.lots[offer.lot].grams() == 0 {
            self.lots[offer.lot].locked = None;
            self.offers[at].open = false;
        }
        Some(())
    }

    pub(super) fn cancel_listing(&mut self, offer: usize, by: usize) -> Option<()> {
        let at = self.open_offer(offer)?;
        allow(by == self.offers[at].seller || self.now > self.offers[at].expires)?;
        self.offers[at].open = false;
        self.unlock(Lock::Offer(at));
        Some(())
    }

    fn open_offer(&self, offer: usize) -> Option<usize> {
        pick(&self.offers, offer).filter(|at| self.offers[*at].open)
    }
}
