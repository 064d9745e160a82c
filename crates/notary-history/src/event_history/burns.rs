//! Burn proofs, certificates, impairments and covers.

use super::lots::Span;
use carbon_client::{
    addresses as at,
    history::Histories,
    program::{
        events::{BurnExecuted, BurnProposed, BurnSubmitted, CertificateCovered, CertificateImpaired, LegAdded},
        record::Serials,
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
pub struct ObservedSide {
    /// The locked lot.
    pub lot: Pubkey,
    /// Its units; `None` if an event is missing.
    pub units: Option<Span>,
}

/// A leg, as it was added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObservedLeg {
    /// The emission side.
    pub emission: ObservedSide,
    /// The credit side.
    pub credit: ObservedSide,
    /// Grams of each side.
    pub grams: u64,
    /// The policy's terms at that time.
    pub terms: Option<Terms>,
}

/// A burn proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedProof {
    /// Its proposer.
    pub proposer: Pubkey,
    /// Who may call the emissions neutralized.
    pub beneficiary: Pubkey,
    /// sha256 of the statement behind it.
    pub metadata_sha256: [u8; 32],
    /// Its legs, in order.
    pub legs: Vec<ObservedLeg>,
    /// Grams at submission; `None` before.
    pub submitted: Option<u64>,
}

impl ObservedProof {
    /// Grams of all legs on each side; `None` above `u64`.
    pub fn grams(&self) -> Option<u64> {
        self.legs.iter().try_fold(0u64, |sum, leg| sum.checked_add(leg.grams))
    }

    /// Recomputes the hash of the legs in a certificate's leaf: each lot, its units, and the head of its history. `None` if an
    /// event is missing.
    pub fn legs_hash(&self, histories: &Histories) -> Option<Hash> {
        let side = |side: ObservedSide| {
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
    /// The leg, as it was burned.
    pub leg: ObservedLeg,
    /// Void grams of the leg and of its covers.
    pub void: u64,
    /// Grams of credits that covers burned for it.
    pub covered: u64,
}

/// Credits of a record burned to cover a shortfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObservedCover {
    /// The certificate.
    pub certificate: Pubkey,
    /// Index of its leg.
    pub leg: u8,
    /// The record.
    pub record: Pubkey,
    /// The units.
    pub serials: Serials,
}

/// All open burn proofs, all certificates, and all covers.
#[derive(Clone, Debug, Default)]
pub struct Burns {
    proofs: BTreeMap<Pubkey, ObservedProof>,
    certificates: BTreeMap<Pubkey, Vec<CertifiedLeg>>,
    covers: BTreeMap<Pubkey, ObservedCover>,
}

impl Burns {
    pub(super) fn propose(&mut self, event: BurnProposed) {
        let BurnProposed { proof, proposer, beneficiary, metadata_sha256, .. } = event;
        let new = ObservedProof { proposer, beneficiary, metadata_sha256, legs: vec![], submitted: None };
        self.proofs.insert(proof, new);
    }

    /// A leg is added. The units are those of its two lots, the terms those of the policy now.
    pub(super) fn add_leg(
        &mut self,
        event: &LegAdded,
        emission: Option<Span>,
        credit: Option<Span>,
        terms: Option<Terms>,
    ) {
        if let Some(proof) = self.proofs.get_mut(&event.proof) {
            proof.legs.push(ObservedLeg {
                emission: ObservedSide { lot: event.emission, units: emission },
                credit: ObservedSide { lot: event.credit, units: credit },
                grams: event.grams,
                terms,
            });
        }
    }

    pub(super) fn submit(&mut self, event: &BurnSubmitted) {
        if let Some(proof) = self.proofs.get_mut(&event.proof) {
            proof.submitted = Some(event.grams);
        }
    }

    pub(super) fn drop_proof(&mut self, proof: &Pubkey) {
        self.proofs.remove(proof);
    }

    /// A burn proof ends. It becomes a certificate if a quorum approved it and its grams and legs are those of the submission and
    /// of the log's leaf; then returns the legs.
    pub(super) fn certify(
        &mut self,
        event: &BurnExecuted,
        approved: bool,
        leaf: Option<(u64, Hash)>,
        histories: &Histories,
    ) -> Option<Vec<ObservedLeg>> {
        let BurnExecuted { proof: key, certificate, grams, .. } = *event;
        let proof = self.proofs.remove(&key)?;
        let fits = certificate == at::certificate(&key)
            && approved
            && proof.submitted == Some(grams)
            && proof.grams() == Some(grams)
            && leaf == proof.legs_hash(histories).map(|legs| (grams, legs));
        if !fits {
            return None;
        }
        let legs = proof.legs.iter().map(|leg| CertifiedLeg { leg: *leg, void: 0, covered: 0 });
        self.certificates.insert(certificate, legs.collect());
        Some(proof.legs)
    }

    pub(super) fn impair(&mut self, event: &CertificateImpaired) {
        let CertificateImpaired { certificate, leg, void, shortfall, .. } = *event;
        self.change(&certificate, leg, shortfall, |leg| leg.void = leg.void.saturating_add(void));
    }

    /// Counts a cover if it is at its address and the certificate's shortfall is then the event's. Returns its units.
    pub(super) fn cover(&mut self, event: &CertificateCovered) -> Option<Span> {
        let CertificateCovered { certificate, leg, cover: key, record, start, end, shortfall, .. } = *event;
        let units = Span { record, start, end };
        let add = |leg: &mut CertifiedLeg| leg.covered = leg.covered.saturating_add(units.grams());
        if key != at::cover(&certificate, leg, &record) || !self.change(&certificate, leg, shortfall, add) {
            return None;
        }
        let new = || ObservedCover { certificate, leg, record, serials: Serials::default() };
        self.covers.entry(key).or_insert_with(new).serials.add(start, end).ok()?;
        Some(units)
    }

    /// Changes a leg if the certificate's shortfall is then the event's. Returns whether it did.
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

    /// An open burn proof; `None` also if its event is missing.
    pub fn proof(&self, key: &Pubkey) -> Option<&ObservedProof> {
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

    /// All covers, with their addresses.
    pub fn covers(&self) -> impl ExactSizeIterator<Item = (&Pubkey, &ObservedCover)> {
        self.covers.iter()
    }
}
