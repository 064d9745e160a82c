//! Sentinels of registries and their notaries.

use super::*;

pub(super) fn registry() -> Registry {
    Registry {
        version: 1,
        bump: 2,
        mint_authority_bump: 3,
        buffer_bump: 4,
        id: n16(5),
        creator: key(6),
        authority: key(7),
        pending_authority: key(8),
        guardian: key(9),
        treasury: key(0x0a),
        buffer: key(0x0b),
        mints: [0x0c, 0x0d, 0x0e, 0x0f].map(key),
        open: true,
        pause: Pause {
            began_at: i64_of(0x10),
            last_ended_at: i64_of(0x11),
            total_seconds: i64_of(0x12),
            last_began_at: i64_of(0x1f),
        },
        policy: Policy {
            gwp: GwpSet::Ar6,
            year_start_month: 0x13,
            scope2: Scope2Method::Market,
            small_notary_set: true,
            terms: Terms {
                record_cap: n64(0x14),
                buffer_bps: n16(0x15),
                max_vintage_age: 0x16,
                required_adjustment: Adjustment::Adjusted,
                retention_years: n16(0x17),
                voting_period: i64_of(0x18),
                claim_fee: n64(0x19),
                add_back_bond: n64(0x1e),
                timelock: i64_of(0x1a),
                market_fee_bps: n16(0x1d),
            },
        },
        name: [0x1c; 32],
        reserved: [0x1b; 54],
    }
}

fn notary(first: u8) -> Notary {
    Notary {
        key: key(first),
        affiliates: [key(first + 1), key(first + 2)],
        name: [first + 3; 32],
        accreditation_starts_at: i64_of(first + 4),
        accreditation_ends_at: i64_of(first + 5),
        weight: n32(first + 6),
        suspended: first + 7,
        open_restatements: first + 9,
        reserved: [first + 8; 2],
    }
}

/// Zero-copy: the account is the memory of the struct after the discriminator.
pub(super) fn notary_set() -> (Vec<u8>, usize) {
    let mut set: NotarySet = bytemuck::Zeroable::zeroed();
    set.registry = key(1);
    set.epoch = n64(2);
    set.total_weight = n64(3);
    set.threshold_bps = n16(4);
    set.version = 5;
    set.bump = 6;
    set.len = n32(7);
    set.last_addition_epoch = n64(8);
    set.last_loss_epoch = n64(0x13);
    set.notaries[0] = notary(9);
    set.notaries[MAX_NOTARIES - 1] = notary(0x19);
    ([NotarySet::DISCRIMINATOR, bytemuck::bytes_of(&set)].concat(), NotarySet::SPACE)
}

pub(super) fn scheduled_change() -> ScheduledChange {
    ScheduledChange {
        version: 1,
        bump: 2,
        registry: key(3),
        nonce: n64(4),
        rent_payer: key(5),
        due_at: i64_of(6),
        change: Change::SetAccreditation { key: key(7), starts_at: i64_of(8), ends_at: i64_of(9) },
        terms: Terms {
            record_cap: n64(0x0b),
            buffer_bps: n16(0x0c),
            max_vintage_age: 0x0d,
            required_adjustment: Adjustment::Adjusted,
            retention_years: n16(0x0e),
            voting_period: i64_of(0x0f),
            claim_fee: n64(0x10),
            add_back_bond: n64(0x13),
            timelock: i64_of(0x11),
            market_fee_bps: n16(0x12),
        },
        paused_before: i64_of(0x14),
        reserved: [0x0a; 8],
    }
}
