//! Accounts of reduction pools.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Pool",
        discriminator: "f19a6d0411b16dbc",
        size: 1324,
        fields: "
            8    version                01
            9    bump                   02
            10   registry               03×32
            42   operator               04×32
            74   nonce                  05×8
            82   rent_payer             06×32
            114  year                   07×2
            116  first_day              08×4
            120  unit                   01
            121  deadline.ends_at       36×8
            129  deadline.paused_before 37×8
            137  state                  03
            138  target                 09×8
            146  totals                 01
            147  totals.target          30×8
            155  totals.gross           31×16
            171  totals.add_back        32×16
            187  totals.cured           33×16
            203  totals.net             34×16
            219  totals.outcome         02
            220  totals.credits         35×8
            228  reserved               0a×64
            292  members.len            02000000
            296  members[0]             0b×32
            328  members[1]             0c×32
            360  owners.len             02000000
            364  owners[0]              0d×32
            396  owners[1]              0e×32
        ",
    },
    Layout {
        name: "Member",
        discriminator: "3613a2151da611c6",
        size: 571,
        fields: "
            8    header.version                   01
            9    header.bump                      02
            10   header.source                    03×32
            42   header.year                      04×2
            44   header.state                     03
            45   header.deadline.ends_at          36×8
            53   header.deadline.paused_before    37×8
            61   header.pending                   05×4
            65   header.corrections.ends_at       3a×8
            73   header.corrections.paused_before 3b×8
            81   header.restated.ends_at          3c×8
            89   header.restated.paused_before    3d×8
            97   header.late                      06×8
            105  registry                         07×32
            137  pool                             08×32
            169  operator                         09×32
            201  owner                            0a×32
            233  inventory                        0b×32
            265  baseline_record                  0c×32
            297  baseline                         0d×8
            305  target                           0e×8
            313  rent_payer                       0f×32
            345  cured                            10×8
            353  index                            11
            354  figures.gross                    12×8
            362  figures.add_back                 13×16
            378  figures.cured                    14×16
            394  figures.reduced                  15×8
            402  figures.closed                   01
            403  figures.share                    16×8
            411  emissions.head                   17×32
            443  emissions.remaining_grams        18×8
            451  reductions.head                  19×32
            483  reductions.remaining_grams       1a×8
            491  converted                        1b×8
            499  voided                           1c×8
            507  reserved                         1d×64
        ",
    },
    Layout {
        name: "Settlement",
        discriminator: "370bdb21248828b6",
        size: 5181,
        fields: "
            8    subject.version               01
            9    subject.bump                  02
            10   subject.registry              03×32
            42   subject.content               04×32
            74   subject.ballot.digest         05×32
            106  subject.ballot.epoch          06×8
            114  subject.ballot.round          07
            115  subject.ballot.approvals      08×8
            123  subject.ballot.rejections     09×8
            131  subject.ballot.conflicted     0a×8
            139  subject.ballot.opened_at      0b×8
            147  subject.ballot.expires_at     0c×8
            155  subject.ballot.paused_before  0d×8
            163  subject.ballot.quorum_reached 01
            164  subject.conflicted.len        02000000
            168  subject.conflicted[0]         0e×32
            200  subject.conflicted[1]         0f×32
            232  pool                          10×32
            264  rent_payer                    11×32
            296  totals.target                 30×8
            304  totals.gross                  31×16
            320  totals.add_back               32×16
            336  totals.cured                  33×16
            352  totals.net                    34×16
            368  totals.outcome                02
            369  totals.credits                35×8
            377  emissions_unreviewed          12×2
            379  reductions_unreviewed         13×2
            381  reserved                      14×32
        ",
    },
    Layout {
        name: "Cure",
        discriminator: "7a2e7bcb5004e1d5",
        size: 666,
        fields: "
            8    version                 01
            9    bump                    02
            10   registry                03×32
            42   member                  04×32
            74   record                  05×32
            106  void                    06×8
            114  lowerings               07×4
            118  reserved                08×32
            150  serials.ranges.len      01000000
            154  serials.ranges[0].start 50×8
            162  serials.ranges[0].end   51×8
        ",
    },
];
