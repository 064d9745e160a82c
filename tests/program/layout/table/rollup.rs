//! Accounts of the rollup log.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "RollupLog",
        discriminator: "158068ca216e81b7",
        size: 1464,
        fields: "
            8    registry               01×32
            40   neutralized            02×16
            56   corrections            03×8
            64   count                  04×8
            72   peaks[0]               05×32
            104  peaks[1..30]           00×960
            1064 peaks[31]              06×32
            1096 batches                07×8
            1104 published              08×8
            1112 published_root         09×32
            1144 unimpaired             16×8
            1152 bridge.core_bridge     0a×32
            1184 bridge.config          0b×32
            1216 bridge.fee_collector   0c×32
            1248 bridge.sequence        0d×32
            1280 bridge.shim            0e×32
            1312 bridge.message         0f×32
            1344 bridge.shim_authority  10×32
            1376 bridge.target_contract 11×32
            1408 bridge.target_chain    12×2
            1410 version                13
            1411 bump                   14
            1412 reserved               15×52
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
