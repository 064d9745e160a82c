//! Offsets of fields in the bytes of accounts and events, for filters of a node and for readers that do not parse all.
//!
//! Two account types are laid out differently: `NotarySet` and `RollupLog` begin with their registry (offset 8). `Registry`
//! names no registry.

use anchor_lang::{event::EVENT_IX_TAG_LE, Space};
use carbon_consensus::burn::{Certificate, CertificateLeg, Units, MAX_LEGS};
use solana_pubkey::Pubkey;
use std::ops::Range;

/// Bytes of an account's discriminator, with which it begins.
pub const DISCRIMINATOR_LEN: usize = 8;

/// Bytes of a key.
pub const KEY_LEN: usize = 32;

/// Offset of the registry in every account that begins with version, bump and registry, vote subjects among them.
pub const REGISTRY: usize = DISCRIMINATOR_LEN + 2;

/// Offset of the first field after the registry in these accounts.
pub const AFTER_REGISTRY: usize = REGISTRY + KEY_LEN;

/// Offset of the content digest in every account that holds a ballot.
pub const SUBJECT_CONTENT: usize = AFTER_REGISTRY;

/// Offset of the family in a factor.
pub const FACTOR_FAMILY: usize = AFTER_REGISTRY;

/// Offset of the source in a record.
pub const RECORD_SOURCE: usize = AFTER_REGISTRY;

/// Offsets of the evidence's sha256 in a record of activity and in one of measured grams: the quantity before it has two
/// lengths.
pub const RECORD_EVIDENCE: [usize; 2] = [201, 198];

/// Offset of the record in a cover.
pub const COVER_RECORD: usize = AFTER_REGISTRY + KEY_LEN + 1;

/// Offset of the record in a cure.
pub const CURE_RECORD: usize = AFTER_REGISTRY + KEY_LEN;

/// Offset of the credit's record of the leg with this index, from 0, in a certificate. The account ends before it if the
/// certificate has no such leg.
pub const fn certificate_credit(leg: usize) -> usize {
    let legs = DISCRIMINATOR_LEN + Certificate::INIT_SPACE - MAX_LEGS * CertificateLeg::INIT_SPACE;
    legs + leg * CertificateLeg::INIT_SPACE + Units::INIT_SPACE
}

/// Bytes of Anchor's tag, with which the data of every event instruction begins.
pub const EVENT_TAG_LEN: usize = EVENT_IX_TAG_LE.len();

/// Bytes of an event's discriminator, after the tag.
pub const EVENT_DISCRIMINATOR_LEN: usize = 8;

/// The registry in the data of an event instruction: every event begins with its registry.
pub const EVENT_REGISTRY: Range<usize> =
    EVENT_TAG_LEN + EVENT_DISCRIMINATOR_LEN..EVENT_TAG_LEN + EVENT_DISCRIMINATOR_LEN + KEY_LEN;

/// The registry that an inner instruction's data is an event of; `None` when the data is no event.
pub fn event_registry(data: &[u8]) -> Option<Pubkey> {
    if !data.starts_with(EVENT_IX_TAG_LE) {
        return None;
    }
    Pubkey::try_from(data.get(EVENT_REGISTRY)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::{AccountDeserialize, AccountSerialize, Discriminator, Event};
    use carbon_consensus::{
        burn::BurnProof,
        claim::Claim,
        events::MintCreated,
        lot::Lot,
        market::Offer,
        notary::Subject,
        pool::{Cure, Pool, Settlement},
        record::{Inventory, Quantity, Record},
        registry::GwpSet,
        restatement::{Cover, Restatement},
        source::{Factor, Provider, Source},
        token::TokenClass,
        wormhole::Batch,
        year::YearClosing,
    };

    const CONTENT: [u8; 32] = [7; 32];

    fn key() -> Pubkey {
        Pubkey::new_from_array([9; 32])
    }

    /// An account of zeros with a registry and `after` behind it, as the program reads it.
    fn account<T: AccountDeserialize + Discriminator + Space>(after: [u8; 32]) -> T {
        let mut data = T::DISCRIMINATOR.to_vec();
        assert_eq!(data.len(), DISCRIMINATOR_LEN);
        data.resize(DISCRIMINATOR_LEN + T::INIT_SPACE, 0);
        data[REGISTRY..AFTER_REGISTRY].copy_from_slice(key().as_ref());
        data[AFTER_REGISTRY..AFTER_REGISTRY + 32].copy_from_slice(&after);
        crate::read(&data).expect("an account")
    }

    #[test]
    fn the_registry_is_after_version_and_bump() {
        assert_eq!(account::<Factor>([0; 32]).registry, key());
        assert_eq!(account::<Provider>([0; 32]).registry, key());
        assert_eq!(account::<Source>([0; 32]).registry, key());
        assert_eq!(account::<Record>([0; 32]).registry, key());
        assert_eq!(account::<Lot>([0; 32]).registry, key());
        assert_eq!(account::<Inventory>([0; 32]).registry, key());
        assert_eq!(account::<Certificate>([0; 32]).registry, key());
        assert_eq!(account::<Cover>([0; 32]).registry, key());
        assert_eq!(account::<Pool>([0; 32]).registry, key());
        assert_eq!(account::<Offer>([0; 32]).registry, key());
        assert_eq!(account::<Batch>([0; 32]).registry, key());
    }

    #[test]
    fn subjects_have_their_content_after_the_registry() {
        let subjects: [Subject; 5] = [
            account::<Claim>(CONTENT).subject,
            account::<YearClosing>(CONTENT).subject,
            account::<BurnProof>(CONTENT).subject,
            account::<Settlement>(CONTENT).subject,
            account::<Restatement>(CONTENT).subject,
        ];
        for subject in subjects {
            assert_eq!((subject.registry, subject.content), (key(), CONTENT));
        }
        assert_eq!(SUBJECT_CONTENT, AFTER_REGISTRY);
    }

    #[test]
    fn family_and_source_are_after_the_registry() {
        assert_eq!(account::<Factor>(CONTENT).family.to_le_bytes(), CONTENT[..4]);
        assert_eq!(account::<Record>(CONTENT).source.to_bytes(), CONTENT);
        assert_eq!((FACTOR_FAMILY, RECORD_SOURCE), (AFTER_REGISTRY, AFTER_REGISTRY));
    }

    #[test]
    fn records_are_found_by_their_evidence() {
        let quantities = [Quantity::Activity { amount: 1 }, Quantity::Measured { method: 1, gwp: GwpSet::Ar5 }];
        for (quantity, offset) in quantities.into_iter().zip(RECORD_EVIDENCE) {
            let mut record = account::<Record>([0; 32]);
            record.data.quantity = quantity;
            record.data.evidence_sha256 = CONTENT;
            let mut data = vec![];
            record.try_serialize(&mut data).unwrap();
            assert_eq!(data[offset..offset + CONTENT.len()], CONTENT, "{quantity:?}");
        }
    }

    #[test]
    fn credits_are_found_by_their_record() {
        let placed = |offset: usize, space: usize, discriminator: &[u8]| {
            let mut data = [discriminator, &vec![0; space]].concat();
            data[offset..offset + KEY_LEN].copy_from_slice(&CONTENT);
            data
        };
        let cover = placed(COVER_RECORD, Cover::INIT_SPACE, Cover::DISCRIMINATOR);
        assert_eq!(crate::read::<Cover>(&cover).unwrap().record.to_bytes(), CONTENT);
        let cure = placed(CURE_RECORD, Cure::INIT_SPACE, Cure::DISCRIMINATOR);
        assert_eq!(crate::read::<Cure>(&cure).unwrap().record.to_bytes(), CONTENT);
        for leg in 0..MAX_LEGS {
            let mut data = placed(certificate_credit(leg), Certificate::INIT_SPACE, Certificate::DISCRIMINATOR);
            let count = certificate_credit(0) - Units::INIT_SPACE - 4;
            data[count] = MAX_LEGS as u8;
            assert_eq!(crate::read::<Certificate>(&data).unwrap().legs[leg].credit.record.to_bytes(), CONTENT);
        }
    }

    #[test]
    fn an_event_begins_with_its_registry() {
        let event = MintCreated { registry: key(), class: TokenClass::Emission, mint: Pubkey::default() };
        let data = [EVENT_IX_TAG_LE, &event.data()[..]].concat();
        assert_eq!(event_registry(&data), Some(key()));
        assert_eq!(event_registry(&event.data()), None, "without the tag");
        assert_eq!(event_registry(&data[..EVENT_REGISTRY.end - 1]), None, "too short");
    }
}
