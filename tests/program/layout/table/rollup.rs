//! Accounts of the rollup log.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "RollupLog",
        discriminator: "158068ca216e81b7",
        size: 1688,
        fields: "
            8    registry               01×32
            40   neutralized            02×16
            56   corrections            03×8
            64   count                  04×8
            72   peaks[0]               05×32
            104  peaks[1..38]           00×1216
            1320 peaks[39]              06×32
            1352 batches                07×8
            1360 published              08×8
            1368 published_root         09×32
            1400 unimpaired             16×8
            1408 published_unimpaired   17×8
            1416 published_at           18×8
            1424 bridge.core_bridge     0a×32
            1456 bridge.config          0b×32
            1488 bridge.fee_collector   0c×32
            1520 bridge.sequence        0d×32
            1552 bridge.shim            0e×32
            1584 bridge.message         0f×32
            1616 bridge.shim_authority  10×32
            1648 version                11
            1649 bump                   12
            1650 reserved               13×38
        ",
    },
    Layout {
        name: "Batch",
        discriminator: "9cc2462c1658892c",
        size: 298,
        fields: "
            8    version  01
            9    bump     02
            10   registry 03×32
            42   index    04×8
            50   sequence 05×8
            58   payload  06×208
            266  reserved 07×32
        ",
    },
];
