//! Sentinels of burns.

use super::*;

fn units(first: u8) -> Units {
    Units {
        record: key(first),
        start: n64(first + 1),
        end: n64(first + 2),
        vintage: n16(first + 3),
        head: [first + 4; 32],
    }
}

fn side(first: u8) -> Side {
    let review = Review {
        head: [first + 6; 32],
        owner: key(first + 7),
        start: n64(first + 8),
        end: n64(first + 9),
        latest_at: i64_of(first + 0x0a),
        epoch: n64(first + 0x0b),
    };
    Side { lot: key(first), units: units(first + 1), review }
}

pub(super) fn burn_proof() -> BurnProof {
    BurnProof {
        subject: subject(),
        nonce: n64(0x10),
        proposer: key(0x11),
        beneficiary: key(0x12),
        rent_payer: key(0x13),
        purpose: [0x14; MAX_PURPOSE],
        metadata_sha256: [0x15; 32],
        legs: vec![Leg { emission: side(0x20), credit: side(0x30) }],
        submit_until: Deadline { ends_at: i64_of(0x17), paused_before: i64_of(0x18) },
        reserved: [0x16; 16],
    }
}

pub(super) fn certificate() -> Certificate {
    Certificate {
        version: 1,
        bump: 2,
        registry: key(3),
        leaf: n64(4),
        status: CertificateStatus::Impaired,
        shortfall: n64(5),
        proposer: key(6),
        beneficiary: key(7),
        purpose: [8; MAX_PURPOSE],
        metadata_sha256: [9; 32],
        grams: n64(0x0a),
        digest: [0x0b; 32],
        epoch: n64(0x0c),
        approvals: n64(0x0d),
        slot: n64(0x0e),
        burned_at: i64_of(0x0f),
        reserved: [0x10; 64],
        legs: vec![CertificateLeg {
            emission: units(0x20),
            credit: units(0x30),
            void: n64(0x40),
            covered: n64(0x41),
            lowerings: n32(0x42),
        }],
    }
}
