//! Accounts of registries and their notaries.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Registry",
        discriminator: "2fae6ef6b8b6fcda",
        size: 505,
        fields: "
            8    version                          01
            9    bump                             02
            10   mint_authority_bump              03
            11   buffer_bump                      04
            12   id                               05×2
            14   creator                          06×32
            46   authority                        07×32
            78   pending_authority                08×32
            110  guardian                         09×32
            142  treasury                         0a×32
            174  buffer                           0b×32
            206  mints[0]                         0c×32
            238  mints[1]                         0d×32
            270  mints[2]                         0e×32
            302  mints[3]                         0f×32
            334  open                             01
            335  pause.began_at                   10×8
            343  pause.last_ended_at              11×8
            351  pause.total_seconds              12×8
            359  pause.last_began_at              1f×8
            367  policy.gwp                       02
            368  policy.year_start_month          13
            369  policy.scope2                    01
            370  policy.small_notary_set          01
            371  policy.terms.record_cap          14×8
            379  policy.terms.buffer_bps          15×2
            381  policy.terms.max_vintage_age     16
            382  policy.terms.required_adjustment 02
            383  policy.terms.retention_years     17×2
            385  policy.terms.voting_period       18×8
            393  policy.terms.claim_fee           19×8
            401  policy.terms.add_back_bond       1e×8
            409  policy.terms.timelock            1a×8
            417  policy.terms.market_fee_bps      1d×2
            419  name                             1c×32
            451  reserved                         1b×54
        ",
    },
    Layout {
        name: "NotarySet",
        discriminator: "ec148759f6731de2",
        size: 9808,
        fields: "
            8    registry                             01×32
            40   epoch                                02×8
            48   total_weight                         03×8
            56   threshold_bps                        04×2
            58   version                              05
            59   bump                                 06
            60   len                                  07×4
            64   last_addition_epoch                  08×8
            72   last_loss_epoch                      13×8
            80   notaries[0].key                      09×32
            112  notaries[0].affiliates[0]            0a×32
            144  notaries[0].affiliates[1]            0b×32
            176  notaries[0].name                     0c×32
            208  notaries[0].accreditation_starts_at  0d×8
            216  notaries[0].accreditation_ends_at    0e×8
            224  notaries[0].weight                   0f×4
            228  notaries[0].suspended                10
            229  notaries[0].open_restatements        12
            230  notaries[0].reserved                 11×2
            232  notaries[1..63]                      00×9424
            9656 notaries[63].key                     19×32
            9688 notaries[63].affiliates[0]           1a×32
            9720 notaries[63].affiliates[1]           1b×32
            9752 notaries[63].name                    1c×32
            9784 notaries[63].accreditation_starts_at 1d×8
            9792 notaries[63].accreditation_ends_at   1e×8
            9800 notaries[63].weight                  1f×4
            9804 notaries[63].suspended               20
            9805 notaries[63].open_restatements       22
            9806 notaries[63].reserved                21×2
        ",
    },
    Layout {
        name: "ScheduledChange",
        discriminator: "5a285049b5637e60",
        size: 303,
        fields: "
            8    version                   01
            9    bump                      02
            10   registry                  03×32
            42   nonce                     04×8
            50   rent_payer                05×32
            82   due_at                    06×8
            90   change                    05
            91   change.key                07×32
            123  change.starts_at          08×8
            131  change.ends_at            09×8
            139  terms.record_cap          0b×8
            147  terms.buffer_bps          0c×2
            149  terms.max_vintage_age     0d
            150  terms.required_adjustment 02
            151  terms.retention_years     0e×2
            153  terms.voting_period       0f×8
            161  terms.claim_fee           10×8
            169  terms.add_back_bond       13×8
            177  terms.timelock            11×8
            185  terms.market_fee_bps      12×2
            187  paused_before             14×8
            195  reserved                  0a×8
        ",
    },
];
