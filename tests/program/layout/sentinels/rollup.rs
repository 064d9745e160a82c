//! Sentinels of the rollup log.

use super::*;

/// Zero-copy: the account is the memory of the struct after the discriminator.
pub(super) fn rollup_log() -> (Vec<u8>, usize) {
    let mut log: RollupLog = bytemuck::Zeroable::zeroed();
    log.registry = key(1);
    log.neutralized = [2; 16];
    log.corrections = n64(3);
    log.count = n64(4);
    log.peaks[0] = [5; 32];
    log.peaks[39] = [6; 32];
    log.batches = n64(7);
    log.published = n64(8);
    log.published_root = [9; 32];
    log.unimpaired = n64(0x16);
    log.published_unimpaired = n64(0x17);
    log.published_at = n64(0x18) as i64;
    log.bridge = Bridge {
        core_bridge: key(0x0a),
        config: key(0x0b),
        fee_collector: key(0x0c),
        sequence: key(0x0d),
        shim: key(0x0e),
        message: key(0x0f),
        shim_authority: key(0x10),
    };
    log.version = 0x11;
    log.bump = 0x12;
    log.reserved = [0x13; 38];
    ([RollupLog::DISCRIMINATOR, bytemuck::bytes_of(&log)].concat(), RollupLog::SPACE)
}

pub(super) fn batch() -> Batch {
    Batch {
        version: 1,
        bump: 2,
        registry: key(3),
        index: n64(4),
        sequence: n64(5),
        payload: [6; 208],
        reserved: [7; 32],
    }
}
