//! Accounts of sources, factors and data providers.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Factor",
        discriminator: "a5d373487d067901",
        size: 251,
        fields: "
            8    version     01
            9    bump        02
            10   registry    03×32
            42   family      04×4
            46   edition     05×2
            48   gases.co2   06×8
            56   gases.ch4   07×8
            64   gases.n2o   08×8
            72   gases.other 09×8
            80   basis       01
            81   gwp         02
            82   valid_from  0a×4
            86   valid_until 0b×4
            90   withdrawn   01
            91   name        0d×64
            155  unit        0e×64
            219  active_at   0f×8
            227  reserved    0c×24
        ",
    },
    Layout {
        name: "Provider",
        discriminator: "a4b447114bd850c3",
        size: 194,
        fields: "
            8    version    01
            9    bump       02
            10   registry   03×32
            42   key        04×32
            74   active_at  05×8
            82   rent_payer 06×32
            114  name       08×64
            178  reserved   07×16
        ",
    },
    Layout {
        name: "Source",
        discriminator: "eaf80b89cab7a8e5",
        size: 615,
        fields: "
            8    version                  01
            9    bump                     02
            10   registry                 03×32
            42   owner                    04×32
            74   index                    05×4
            78   admitted                 01
            79   kind                     03
            80   boundary                 02
            81   country                  4155
            83   group                    06×32
            115  metadata_sha256          07×32
            147  pool_years               0d×16
            163  operators.len            01000000
            167  operators[0]             08×32
            199  streams.len              02000000
            203  streams[0].kind          01
            204  streams[0].factor_family 09×4
            208  streams[1].kind          03
            209  streams[1].kind.category 0a
            210  streams[1].factor_family 0b×4
            214  metadata_uri.len         03000000
            218  metadata_uri             616263
            221  suspended_at             0e×8
            229  reserved                 0c×8
        ",
    },
];
