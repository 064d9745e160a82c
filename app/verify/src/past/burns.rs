//! Burn proofs, the certificates they became, and what has become of those.

use super::{
    lots::{Lots, Span},
    rules::Rules,
};
use carbon_client::{
    history::event,
    program::{
        events::{
            BurnCancelled, BurnFinalized, BurnProposed, BurnSubmitted, CertificateCovered, CertificateImpaired,
            LegAdded,
        },
        registry::Terms,
    },
};
use solana_pubkey::Pubkey;
use std::collections::BTreeMap;

/// One side of a leg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PastSide {
    /// The lot it locked.
    pub lot: Pubkey,
    /// Its units when it was locked; `None` where an event is missing.
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

impl Burns {
    pub(super) fn observe(&mut self, data: &[u8], lots: &mut Lots, rules: &Rules) {
        if let Some(proposed) = event::<BurnProposed>(data) {
            let BurnProposed { proof, proposer, beneficiary, metadata_sha256, .. } = proposed;
            let new = PastProof { proposer, beneficiary, metadata_sha256, legs: vec![], submitted: None };
            self.proofs.insert(proof, new);
        } else if let Some(added) = event::<LegAdded>(data) {
            let side = |lot| PastSide { lot, units: lots.get(&lot).map(|known| known.units) };
            let (emission, credit) = (side(added.emission), side(added.credit));
            let leg = PastLeg { emission, credit, grams: added.grams, terms: rules.terms() };
            if let Some(proof) = self.proofs.get_mut(&added.proof) {
                proof.legs.push(leg);
            }
        } else if let Some(submitted) = event::<BurnSubmitted>(data) {
            if let Some(proof) = self.proofs.get_mut(&submitted.proof) {
                proof.submitted = Some(submitted.grams);
            }
        } else if let Some(cancelled) = event::<BurnCancelled>(data) {
            self.proofs.remove(&cancelled.proof);
        } else if let Some(finalized) = event::<BurnFinalized>(data) {
            self.certify(&finalized, lots);
        } else {
            self.observe_certificates(data);
        }
    }

    fn certify(&mut self, finalized: &BurnFinalized, lots: &mut Lots) {
        let Some(proof) = self.proofs.remove(&finalized.proof) else { return };
        let sides = proof.legs.iter().flat_map(|leg| [leg.emission, leg.credit]);
        sides.filter_map(|side| side.units).for_each(|units| lots.burn(units));
        let legs = proof.legs.into_iter().map(|leg| CertifiedLeg { leg, void: 0, covered: 0 });
        self.certificates.insert(finalized.certificate, legs.collect());
    }

    fn observe_certificates(&mut self, data: &[u8]) {
        if let Some(impaired) = event::<CertificateImpaired>(data) {
            if let Some(leg) = self.leg_mut(&impaired.certificate, impaired.leg) {
                leg.void = leg.void.saturating_add(impaired.void);
            }
        } else if let Some(covered) = event::<CertificateCovered>(data) {
            let CertificateCovered { certificate, leg, cover, holder, grams, .. } = covered;
            if let Some(leg) = self.leg_mut(&certificate, leg) {
                leg.covered = leg.covered.saturating_add(grams);
            }
            self.covers.insert(cover, PastCover { certificate, leg, holder, grams });
        }
    }

    fn leg_mut(&mut self, certificate: &Pubkey, leg: u8) -> Option<&mut CertifiedLeg> {
        self.certificates.get_mut(certificate)?.get_mut(usize::from(leg))
    }

    /// A burn proof that is neither cancelled nor finalized; `None` also where its event is missing.
    pub fn proof(&self, key: &Pubkey) -> Option<&PastProof> {
        self.proofs.get(key)
    }

    /// Whether a certificate exists.
    pub fn is_certified(&self, certificate: &Pubkey) -> bool {
        self.certificates.contains_key(certificate)
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
