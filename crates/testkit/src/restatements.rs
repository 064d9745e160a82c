//! Restatements of records by ballot; impaired and covered certificates.

use crate::test_registry::*;
use anchor_lang::{event::EVENT_IX_TAG_LE, AnchorDeserialize, Discriminator};
use carbon_client::{
    addresses as at,
    claims::day_map_of,
    program::{
        burn::Certificate,
        events::LeafAppended,
        notary::Verdict,
        record::{Inventory, Record},
        restatement::{Cover, ProposeRestatementArgs, Restatement},
    },
    restatements::{self, CertifiedLeg},
    years,
};
use carbon_embedded::TxResult;
use carbon_wire::leaf::Leaf;
use litesvm::types::TransactionMetadata;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::convert::Infallible;

/// The leaves that a transaction appended to the log, from its events.
pub fn leaves(done: &TransactionMetadata) -> Vec<Leaf> {
    let events = done.inner_instructions.iter().flatten().filter_map(|inner| {
        let event = inner.instruction.data.strip_prefix(EVENT_IX_TAG_LE)?;
        LeafAppended::try_from_slice(event.strip_prefix(LeafAppended::DISCRIMINATOR)?).ok()
    });
    events.map(|event| Leaf::decode(&event.entry).expect("a leaf")).collect()
}

/// The corrections among them: account, index of the corrected leaf, void grams.
pub fn corrections(done: &TransactionMetadata) -> Vec<(Pubkey, u64, u64)> {
    let corrections = leaves(done).into_iter().filter_map(|leaf| match leaf {
        Leaf::Correction(leaf) => Some((leaf.corrected.into(), leaf.corrected_index, leaf.void)),
        _ => None,
    });
    corrections.collect()
}

impl TestRegistry {
    /// A record.
    pub fn record_at(&self, key: &Pubkey) -> Record {
        self.runtime.get(key)
    }

    /// Inventory of a source in the year 2023-24.
    pub fn inventory(&self, source: &Pubkey) -> Inventory {
        self.runtime.get(&at::inventory(source, 2023))
    }

    /// A certificate.
    pub fn certificate(&self, key: &Pubkey) -> Certificate {
        self.runtime.get(key)
    }

    /// The arguments of a restatement, with unique evidence.
    pub fn restate_args(&mut self, valid_grams: u64) -> ProposeRestatementArgs {
        let mut evidence_sha256 = [0xee; 32];
        evidence_sha256[..8].copy_from_slice(&self.unused().to_le_bytes());
        ProposeRestatementArgs {
            valid_grams,
            evidence_sha256,
            item: 0,
            reason: "meter found wrong".into(),
            evidence_uri: "https://verifier.example/restated.csv".into(),
        }
    }

    /// Sends `propose_restatement` as given, with the provider's account, paid by the payer.
    pub fn propose_restatement_with(
        &mut self,
        record: Pubkey,
        proposer: &Keypair,
        args: ProposeRestatementArgs,
    ) -> TxResult {
        let provider = at::provider(&self.registry, &self.people.provider.pubkey());
        let content = self.record_at(&record);
        let (supplements, pool) = (self.reached(&content, args.valid_grams), self.pool_of(&content.source));
        let (payer, record) = (self.people.payer.pubkey(), (record, &content));
        let propose = restatements::propose_restatement(
            payer,
            proposer.pubkey(),
            record,
            &supplements,
            pool,
            Some(provider),
            args,
        );
        self.runtime.send(&[propose], &[&self.people.payer, proposer])
    }

    /// The supplements that lowering the total of a record to `grams` reaches.
    pub fn reached(&self, record: &Record, grams: u64) -> Vec<Pubkey> {
        let Ok(reached) = restatements::reached(record, grams, |key| Ok::<_, Infallible>(self.record_at(key)));
        reached
    }

    /// The supplements that a restatement has frozen with its record.
    pub fn frozen_supplements(&self, restatement: &Restatement) -> Vec<Pubkey> {
        let record = self.record_at(&restatement.record);
        let Ok(frozen) = restatements::frozen(&record, restatement, |key| Ok::<_, Infallible>(self.record_at(key)));
        frozen
    }

    /// Sends `propose_restatement` by the authority.
    pub fn try_propose_restatement(&mut self, record: Pubkey, valid_grams: u64) -> TxResult {
        let (authority, args) = (self.people.authority.clone(), self.restate_args(valid_grams));
        self.propose_restatement_with(record, &authority, args)
    }

    /// Proposes a restatement by the authority. Returns its address.
    pub fn propose_restatement(&mut self, record: Pubkey, valid_grams: u64) -> Pubkey {
        self.try_propose_restatement(record, valid_grams).unwrap();
        at::restatement(&record)
    }

    /// A restatement.
    pub fn restatement(&self, key: &Pubkey) -> Restatement {
        self.runtime.get(key)
    }

    /// Sends `execute_lowering`.
    pub fn execute_lowering(&mut self, record: Pubkey) -> TxResult {
        let restatement = self.restatement(&at::restatement(&record));
        let supplements = self.frozen_supplements(&restatement);
        let lower = restatements::execute_lowering(&restatement, &self.record_at(&record), &supplements);
        self.runtime.send(&[lower], &[])
    }

    /// Sends `execute_supplement`, paid by the crank.
    pub fn execute_supplement(&mut self, record: Pubkey) -> TxResult {
        let restatement = self.restatement(&at::restatement(&record));
        let supplement =
            restatements::execute_supplement(self.people.crank.pubkey(), &restatement, &self.record_at(&record));
        self.runtime.send(&[supplement], &[&self.people.crank])
    }

    /// Sends `drop_restatement`, signed by the caller.
    pub fn drop_restatement(&mut self, record: Pubkey, caller: &Keypair) -> TxResult {
        let restatement = self.restatement(&at::restatement(&record));
        let supplements = self.frozen_supplements(&restatement);
        self.runtime.send(
            &[restatements::drop_restatement(caller.pubkey(), &restatement, &self.record_at(&record), &supplements)],
            &[caller],
        )
    }

    /// Lowers a record by a ballot.
    pub fn restate_down(&mut self, record: Pubkey, valid_grams: u64) -> TransactionMetadata {
        let restatement = self.propose_restatement(record, valid_grams);
        self.vote(restatement, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        self.execute_lowering(record).unwrap()
    }

    /// Raises a record by a ballot. Returns the supplementary record.
    pub fn restate_up(&mut self, record: Pubkey, valid_grams: u64) -> Pubkey {
        let key = self.propose_restatement(record, valid_grams);
        let restatement = self.restatement(&key);
        self.vote(key, &[0, 1, 2, 3], Verdict::Approve).unwrap();
        self.execute_supplement(record).unwrap();
        at::record(&self.registry, &restatement.evidence_sha256, restatement.item)
    }

    /// Sends `impair` for a leg, or for one of its covers.
    pub fn impair(&mut self, certificate: Pubkey, leg: u8, cover: Option<Pubkey>) -> TxResult {
        let content = self.certificate(&certificate);
        let emission = self.record_at(&content.legs[leg as usize].emission.record);
        let found = cover.map(|key| (key, self.runtime.get::<Cover>(&key)));
        let of = CertifiedLeg { key: certificate, certificate: &content, leg, emission: &emission };
        let impair = restatements::impair(of, found.as_ref().map(|(key, cover)| (*key, cover)));
        self.runtime.send(&[impair], &[])
    }

    /// The cover of a certificate's leg by the record that backs a lot.
    pub fn cover_at(&self, certificate: Pubkey, leg: u8, lot: Pubkey) -> Pubkey {
        at::cover(&certificate, leg, &self.lot(&lot).record)
    }

    /// Sends `cover_shortfall` for a leg, signed by the holder of a lot, paid by the crank.
    pub fn cover(&mut self, certificate: Pubkey, leg: u8, holder: &Keypair, lot: Pubkey, grams: u64) -> TxResult {
        let content = self.certificate(&certificate);
        let emission = self.record_at(&content.legs[leg as usize].emission.record);
        let of = CertifiedLeg { key: certificate, certificate: &content, leg, emission: &emission };
        let cover = restatements::cover_shortfall(
            self.people.crank.pubkey(),
            holder.pubkey(),
            of,
            (lot, &self.lot(&lot)),
            grams,
        );
        self.runtime.send(&[cover], &[&self.people.crank, holder])
    }

    /// Closes the year 2023-24 of a source with a scope-1 stream, at its totals, by a ballot.
    pub fn propose_and_execute_year_closing(&mut self, source: Pubkey) {
        self.try_propose_year_closing(source).unwrap();
        self.vote(at::closing(&source, 2023), &[0, 1, 2, 3], Verdict::Approve).unwrap();
        let execute = years::execute_year_closing(self.registry, source, 2023, self.people.payer.pubkey());
        self.runtime.send(&[execute], &[]).unwrap();
    }

    /// Sends `propose_year_closing` for the year 2023-24 of a source with a scope-1 stream, at its totals.
    pub fn try_propose_year_closing(&mut self, source: Pubkey) -> TxResult {
        let (payer, owner) = (self.people.payer.pubkey(), self.people.owner.pubkey());
        let (inventory, days) = (self.inventory(&source), day_map_of(&source, &self.emission(0), 2023));
        let (emitted, add_back) = (inventory.emitted, inventory.add_back);
        let pool = self.pool_of(&source);
        let close =
            years::propose_year_closing(payer, owner, self.registry, source, pool, 2023, emitted, add_back, &[days]);
        self.runtime.send(&[close], &[&self.people.payer, &self.people.owner])
    }

    /// Sends `log_year` without the owner's signature.
    pub fn log_year(&mut self, source: Pubkey) -> TxResult {
        self.runtime.send(&[years::log_year(None, self.registry, source, 2023, [0; 32])], &[])
    }
}
