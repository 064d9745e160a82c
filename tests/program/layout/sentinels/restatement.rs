//! Sentinels of restatements.

use super::*;

pub(super) fn restatement() -> Restatement {
    Restatement {
        subject: subject(),
        record: key(0x10),
        proposer: key(0x11),
        rent_payer: key(0x12),
        old_valid_grams: n64(0x13),
        new_valid_grams: n64(0x14),
        buffer_grams: n64(0x15),
        provider: key(0x16),
        evidence_sha256: [0x17; 32],
        item: n32(0x18),
        reason: [0x19; MAX_REASON],
        evidence_uri: "abc".into(),
        supplements: 0x1b,
        awaited: true,
        by_notary: true,
        reserved: [0x1a; 29],
    }
}

pub(super) fn cover() -> Cover {
    Cover {
        version: 1,
        bump: 2,
        registry: key(3),
        certificate: key(4),
        leg: 5,
        record: key(6),
        void: n64(7),
        lowerings: n32(0x0a),
        reserved: [9; 28],
        serials: serials(),
    }
}
