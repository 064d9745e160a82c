//! Burn proofs, the certificates they became, and what has become of those.

use super::{
    ballots::{Backing, Ballots},
    log::Log,
    lots::{Lots, Span},
    rules::Rules,
};
use carbon_client::{
    addresses as at,
    history::{event, Histories},
    program::{
        events::{
            BurnDropped, BurnExecuted, BurnProposed, BurnSubmitted, CertificateCovered, CertificateImpaired, LegAdded,
        },
        registry::Terms,
    },
};
use carbon_wire::{
    digest::{legs_hash, to_bytes, LegContent, SideContent, LEG_CONTENT_LEN},
    lineage::{extend, GENESIS},
    Hash,
};
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// One side of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastSide {
    /// The lot it locked.
    pub lot: Pubkey,
    /// Its units; `None` where an event is missing.
    pub units: Option<Span>,
}

/// A leg as it was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastLeg {
    /// What is neutralized.
    pub emission: PastSide,
    /// What it is neutralized with.
    pub credit: PastSide,
    /// Grams of each.
    pub grams: u64,
    /// The policy's terms then.
    pub terms: Option<Terms>,
}

/// A burn proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastProof {
    /// Who proposed it.
    pub proposer: Pubkey,
    /// Who may call the emissions neutralized.
    pub beneficiary: Pubkey,
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
    /// Its legs, in order.
    pub legs: Vec<PastLeg>,
    /// Grams it was submitted with.
    pub submitted: Option<u64>,
}

impl PastProof {
    /// Grams of all legs on each side, `None` beyond `u64`.
    pub fn grams(&self) -> Option<u64> {
        self.legs.iter().try_fold(0u64, |sum, leg| sum.checked_add(leg.grams))
    }

    /// What a certificate's leaf says of the legs: each lot, its units and the head that its history gives, hashed anew. `None`
    /// where an event is missing.
    pub fn legs_hash(&self, histories: &Histories) -> Option<Hash> {
        let side = |side: PastSide| {
            let (units, entries) = (side.units?, histories.of(&side.lot)?);
            let head = entries.iter().fold(GENESIS, |head, entry| extend(&head, entry));
            let (lot, record) = (side.lot.to_bytes(), units.record.to_bytes());
            Some(SideContent { lot, record, start: units.start, end: units.end, head })
        };
        let legs = self.legs.iter().map(|leg| {
            let content = LegContent { emission: side(leg.emission)?, credit: side(leg.credit)? };
            Some(to_bytes::<LEG_CONTENT_LEN>(&content))
        });
        Some(legs_hash(&legs.collect::<Option<Vec<_>>>()?))
    }
}

/// A leg of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CertifiedLeg {
    /// The leg as it was burned.
    pub leg: PastLeg,
    /// Grams that turned out to be void, of the leg and of its covers.
    pub void: u64,
    /// Grams that covers burned for it.
    pub covered: u64,
}

/// Credits burned against a shortfall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastCover {
    /// The certificate.
    pub certificate: Pubkey,
    /// Which of its legs.
    pub leg: u8,
    /// Whose credits they were.
    pub holder: Pubkey,
    /// Grams.
    pub grams: u64,
}

/// All burn proofs that are open, all certificates, and all covers.
#[derive(Clone, Debug, Default)]
pub struct Burns {
    proofs: BTreeMap<Pubkey, PastProof>,
    certificates: BTreeMap<Pubkey, Vec<CertifiedLeg>>,
    covers: BTreeMap<Pubkey, PastCover>,
}

/// What was known before an event about burns.
pub(super) struct Before<'a> {
    pub rules: &'a Rules,
    pub log: &'a Log,
    pub ballots: &'a Ballots,
    pub histories: &'a Histories,
}

impl Burns {
    pub(super) fn observe(&mut self, data: &[u8], lots: &mut Lots, before: Before) {
        if let Some(proposed) = event::<BurnProposed>(data) {
            let BurnProposed { proof, proposer, beneficiary, metadata_sha256, .. } = proposed;
            let new = PastProof { proposer, beneficiary, metadata_sha256, legs: vec![], submitted: None };
            self.proofs.insert(proof, new);
        } else if let Some(added) = event::<LegAdded>(data) {
            let side = |lot| PastSide { lot, units: lots.get(&lot).and_then(|known| known.units.last(added.grams)) };
            let (emission, credit) = (side(added.emission), side(added.credit));
            let leg = PastLeg { emission, credit, grams: added.grams, terms: before.rules.terms() };
            if let Some(proof) = self.proofs.get_mut(&added.proof) {
                proof.legs.push(leg);
            }
        } else if let Some(submitted) = event::<BurnSubmitted>(data) {
            if let Some(proof) = self.proofs.get_mut(&submitted.proof) {
                proof.submitted = Some(submitted.grams);
            }
        } else if let Some(cancelled) = event::<BurnDropped>(data) {
            self.proofs.remove(&cancelled.proof);
        } else if let Some(finalized) = event::<BurnExecuted>(data) {
            self.certify(&finalized, lots, before);
        } else {
            self.observe_certificates(data);
        }
    }

    /// What is not the end of a proof that was submitted, approved and put in the log is passed over; the log then tells of a
    /// certificate that is not known.
    fn certify(&mut self, finalized: &BurnExecuted, lots: &mut Lots, before: Before) {
        let BurnExecuted { proof: key, certificate, grams, digest, .. } = *finalized;
        let stands = |proof: &PastProof| {
            proof.submitted == Some(grams)
                && proof.grams() == Some(grams)
                && before.log.certified(&certificate) == proof.legs_hash(before.histories).map(|legs| (grams, legs))
        };
        let fits = certificate == at::certificate(&key)
            && before.ballots.backing(key, digest) == Backing::Approved
            && self.proofs.get(&key).is_some_and(stands);
        let Some(proof) = self.proofs.remove(&key).filter(|_| fits) else { return };
        let sides = proof.legs.iter().flat_map(|leg| [leg.emission, leg.credit]);
        for units in sides.filter_map(|side| side.units) {
            lots.burn(units);
        }
        let legs = proof.legs.into_iter().map(|leg| CertifiedLeg { leg, void: 0, covered: 0 });
        self.certificates.insert(finalized.certificate, legs.collect());
    }

    fn observe_certificates(&mut self, data: &[u8]) {
        if let Some(CertificateImpaired { certificate, leg, void, shortfall, .. }) = event(data) {
            self.change(&certificate, leg, shortfall, |leg| leg.void = leg.void.saturating_add(void));
        } else if let Some(covered) = event::<CertificateCovered>(data) {
            let CertificateCovered { certificate, leg, cover, holder, grams, shortfall, .. } = covered;
            let before = self.covers.values().filter(|cover| cover.certificate == certificate).count();
            // Accounts that remember covers are numbered by 32 bits.
            let next = at::cover(&certificate, before as u32);
            let add = |leg: &mut CertifiedLeg| leg.covered = leg.covered.saturating_add(grams);
            if cover == next && self.change(&certificate, leg, shortfall, add) {
                self.covers.insert(cover, PastCover { certificate, leg, holder, grams });
            }
        }
    }

    /// Changes a leg, unless the certificate then lacks other grams than the event says. Returns whether it did.
    fn change(&mut self, key: &Pubkey, leg: u8, shortfall: u64, change: impl FnOnce(&mut CertifiedLeg)) -> bool {
        let Some(certificate) = self.certificates.get_mut(key) else { return false };
        let mut legs = certificate.clone();
        let Some(leg) = legs.get_mut(usize::from(leg)) else { return false };
        change(leg);
        let (void, covered) = legs.iter().fold((0u128, 0u128), |(void, covered), leg| {
            (void + u128::from(leg.void), covered + u128::from(leg.covered))
        });
        let fits = void.checked_sub(covered) == Some(shortfall.into());
        if fits {
            *certificate = legs;
        }
        fits
    }

    /// A burn proof that is neither cancelled nor finalized; `None` also where its event is missing.
    pub fn proof(&self, key: &Pubkey) -> Option<&PastProof> {
        self.proofs.get(key)
    }

    /// Whether a certificate exists.
    pub fn is_certified(&self, certificate: &Pubkey) -> bool {
        self.certificates.contains_key(certificate)
    }

    /// Grams of all certificates.
    pub fn neutralized(&self) -> u128 {
        self.certified().map(|leg| u128::from(leg.leg.grams)).sum()
    }

    /// The legs of all certificates.
    pub fn certified(&self) -> impl Iterator<Item = &CertifiedLeg> {
        self.certificates.values().flatten()
    }

    /// All covers.
    pub fn covers(&self) -> impl ExactSizeIterator<Item = (&Pubkey, &PastCover)> {
        self.covers.iter()
    }
}
