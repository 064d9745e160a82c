//! Refusals of a lot by class, state and record, and how ranges split.

use super::*;
use crate::{record::*, registry::*};

const OWNER: Pubkey = Pubkey::new_from_array([1; 32]);
const OTHER: Pubkey = Pubkey::new_from_array([2; 32]);

/// A record of 1,000 grams.
fn record() -> Record {
    Record {
        version: VERSION,
        bump: 255,
        registry: Pubkey::default(),
        source: Pubkey::default(),
        owner: OWNER,
        data: CarbonData {
            kind: ClaimKind::Absorption,
            line: InventoryLine::Absorbed,
            stream: 1,
            year: 2023,
            first_day: 19_539,
            last_day: 19_904,
            grams: 1_000,
            quantity: Quantity::Measured { method: 1, gwp: GwpSet::Ar5 },
            factor: Pubkey::default(),
            assurance: Assurance::Reasonable,
            provider: Pubkey::default(),
            evidence_sha256: [3; 32],
            item: 0,
            adjustment: Adjustment::None,
        },
        valid_grams: 1_000,
        buffer_grams: 0,
        digest: [4; 32],
        epoch: 1,
        approvals: 1,
        notarized_at: 1_000,
        frozen: false,
        neutralized_end: 0,
        supplements: Pubkey::default(),
        supplemented_grams: 0,
        newest_supplement: Pubkey::default(),
        recalled: false,
        uses: 0,
        lowerings: 0,
        due: 0,
        refused_proposer: Pubkey::default(),
        refused_until: Default::default(),
        reserved: [0; 2],
    }
}

/// A lot of the owner with all grams of the record, of the given class.
fn lot(class: TokenClass) -> Lot {
    let origin = Origin { address: (OTHER, 255), class, owner: OWNER, serials: 0..1_000, rent_payer: OWNER };
    Lot::issue(&record(), Pubkey::default(), origin).0
}

#[test]
fn a_frozen_record_stops_every_use_of_its_lots() {
    let (mut record, lot) = (record(), lot(TokenClass::AbsorptionCredit));
    lot.require_usable(&record, 1_000).unwrap();
    record.frozen = true;
    assert_eq!(record.require_units(1).unwrap_err(), error!(CarbonError::RecordFrozen));
    for grams in [1, 1_000] {
        assert_eq!(lot.require_usable(&record, grams).unwrap_err(), error!(CarbonError::RecordFrozen));
    }
}

#[test]
fn units_at_or_above_the_valid_grams_are_void() {
    let (mut record, mut lot) = (record(), lot(TokenClass::AbsorptionCredit));
    record.valid_grams = 400;
    record.require_units(400).unwrap();
    assert_eq!(record.require_units(401).unwrap_err(), error!(CarbonError::VoidUnits));
    lot.require_usable(&record, 400).unwrap();
    assert_eq!(lot.require_usable(&record, 401).unwrap_err(), error!(CarbonError::VoidUnits));
    // The rest of the lot begins one gram before the end of the valid units.
    lot.split(399, 255, OWNER, 2_000).unwrap();
    lot.require_usable(&record, 1).unwrap();
    assert_eq!(lot.require_usable(&record, 2).unwrap_err(), error!(CarbonError::VoidUnits));
    lot.split(1, 255, OWNER, 2_000).unwrap();
    assert_eq!(lot.require_usable(&record, 1).unwrap_err(), error!(CarbonError::VoidUnits));
}

#[test]
fn reduction_tokens_do_not_move_and_emissions_with_consent_only() {
    for class in TokenClass::ALL {
        let lot = lot(class);
        assert_eq!(lot.require_movable(&OWNER, true).unwrap_err(), error!(CarbonError::SelfTransfer), "{class:?}");
        let (consented, alone) = (lot.require_movable(&OTHER, true), lot.require_movable(&OTHER, false));
        match class {
            TokenClass::Reduction => {
                assert_eq!(consented.unwrap_err(), error!(CarbonError::ClassDoesNotMove));
                assert_eq!(alone.unwrap_err(), error!(CarbonError::ClassDoesNotMove));
            }
            TokenClass::Emission => {
                consented.unwrap();
                assert_eq!(alone.unwrap_err(), error!(CarbonError::RecipientMustSign));
            }
            TokenClass::AbsorptionCredit | TokenClass::ReductionCredit => {
                consented.unwrap();
                alone.unwrap();
            }
        }
    }
}

#[test]
fn a_split_takes_the_start_and_keeps_the_history() {
    let mut whole = lot(TokenClass::AbsorptionCredit);
    let before = whole.clone();
    let part = whole.split(300, 7, OTHER, 2_000).unwrap();
    assert_eq!((part.start, part.end, whole.start, whole.end), (0, 300, 300, 1_000));
    assert_eq!((part.head, part.depth, part.owner, part.record), (before.head, 1, OWNER, before.record));
    assert_eq!((part.bump, part.children, part.opened_at, part.rent_payer), (7, 0, 2_000, OTHER));
    assert_eq!((whole.head, whole.depth, whole.children), (before.head, 1, 1));
    assert_eq!(whole.split(701, 7, OTHER, 2_000).unwrap_err(), error!(CarbonError::NotEnoughGrams));
    assert_eq!(whole.split(u64::MAX, 7, OTHER, 2_000).unwrap_err(), error!(CarbonError::NotEnoughGrams));
    assert_eq!((whole.start, whole.children), (300, 1), "a refused split changes nothing");
}

#[test]
fn a_lot_is_promised_to_one_thing() {
    let (record, mut lot) = (record(), lot(TokenClass::AbsorptionCredit));
    lot.lock(OTHER);
    assert_eq!(lot.require_usable(&record, 1).unwrap_err(), error!(CarbonError::LotLocked));
    lot.require_locked_by(&OTHER).unwrap();
    assert_eq!(lot.require_locked_by(&OWNER).unwrap_err(), error!(CarbonError::LotNotLockedByProof));
    lot.unlock();
    lot.require_usable(&record, 1).unwrap();
    lot.lock(OTHER);
    lot.consume();
    assert_eq!((lot.grams(), lot.state), (0, LotState::Open));
    assert_eq!(lot.require_usable(&record, 1).unwrap_err(), error!(CarbonError::NotEnoughGrams));
}
