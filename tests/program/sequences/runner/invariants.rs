//! Invariants of the runtime after every step, independent of the model.

use super::*;

impl SequenceRunner {
    /// Asserts the invariants, from the runtime alone.
    pub fn check(&mut self) {
        // I2: the supply is the sum of the lots, and each balance the sum of its owner's lots.
        self.test.assert_conservation();
        self.follow_trade();
        let mut ranges = self.burned.clone();
        let (mut certified, mut certificates, mut covered) = (0, 0, 0);
        let (mut in_force, mut neutralized) = (0, 0);
        for (_, account) in self.test.runtime.svm().get_program_accounts(&ID) {
            if let Ok(lot) = read::<LotAccount>(&account.data) {
                ranges.entry(lot.record).or_default().push((lot.start, lot.end));
            } else if let Ok(certificate) = read::<Certificate>(&account.data) {
                certified += certificate.grams;
                certificates += 1;
                in_force += certificate.grams - certificate.shortfall;
            } else if let Ok(cover) = read::<CoverAccount>(&account.data) {
                for range in &cover.serials.ranges {
                    covered += range.end - range.start;
                    ranges.entry(cover.record).or_default().push((range.start, range.end));
                }
            } else if let Ok(inventory) = read::<Inventory>(&account.data) {
                neutralized += inventory.neutralized;
            }
        }
        self.check_whole();
        // I3: supplies fall by the certificates' grams, equally on both sides, and each certificate has its leaf.
        let issued = |class: Class| {
            let of_class = self.model.records.iter().filter(|record| record.class == class);
            of_class.map(|record| record.grams).sum::<u64>()
        };
        let (emission, credit) = (issued(Class::Emission), issued(Class::Credit));
        let log = self.test.log();
        assert_eq!(neutralized, in_force, "the grams of certificates less shortfalls are the neutralized grams");
        assert_eq!((log.corrections, log.neutralized()), (self.model.corrections, certified as u128));
        assert_eq!(log.unimpaired, self.model.unimpaired());
        assert_eq!(log.count, certificates + log.corrections);
        assert_eq!(self.test.supply(TokenClass::Emission), emission - certified);
        assert_eq!(self.test.supply(TokenClass::AbsorptionCredit), credit - certified - covered);
        for person in &self.people {
            for class in [TokenClass::Reduction, TokenClass::ReductionCredit] {
                assert_eq!(self.test.balance(&person.pubkey(), class), 0);
            }
        }
        // I4: each gram of a record is in one lot, or burned once.
        for (record, key) in self.model.records.iter().zip(&self.records) {
            let mut of_record = ranges.remove(key).unwrap_or_default();
            of_record.retain(|(start, end)| start < end);
            of_record.sort();
            let mut next = 0;
            for (start, end) in of_record {
                assert_eq!(start, next, "a gram of {key} is missing or there twice");
                next = end;
            }
            assert_eq!(next, record.grams);
        }
    }

    /// While nothing is due, no certificate without a shortfall rests on a void credit: so no answer of the L1 does.
    fn check_whole(&mut self) {
        if self.test.log().unimpaired > 0 {
            return;
        }
        let accounts = self.test.runtime.svm().get_program_accounts(&ID);
        let records: BTreeMap<Pubkey, u64> = accounts
            .iter()
            .filter_map(|(key, account)| Some((*key, read::<RecordAccount>(&account.data).ok()?.valid_grams)))
            .collect();
        let covers: Vec<CoverAccount> = accounts.iter().filter_map(|(_, it)| read(&it.data).ok()).collect();
        let void = |record: &Pubkey, start: u64, end: u64| end - records[record].clamp(start, end);
        for (key, account) in &accounts {
            let Ok(certificate) = read::<Certificate>(&account.data) else { continue };
            if certificate.status != CertificateStatus::Active {
                continue;
            }
            for (number, leg) in certificate.legs.iter().enumerate() {
                let own = covers.iter().filter(|cover| cover.certificate == *key && usize::from(cover.leg) == number);
                let covered = own.flat_map(|cover| cover.serials.ranges.iter().map(move |range| (cover.record, range)));
                let covered: u64 =
                    covered.map(|(of, range)| range.end - range.start - void(&of, range.start, range.end)).sum();
                assert!(void(&leg.credit.record, leg.credit.start, leg.credit.end) <= covered, "{key}, leg {number}");
            }
        }
    }
}
