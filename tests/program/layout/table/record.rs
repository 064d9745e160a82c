//! Accounts of claims, the records they become, and what those add up to.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Claim",
        discriminator: "9b4616b07bd7f666",
        size: 880,
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
            232  source                        10×32
            264  nonce                         11×8
            272  submitter                     12×32
            304  owner                         13×32
            336  rent_payer                    14×32
            368  fee                           15×8
            376  bond                          1b×8
            384  by_stranger                   01
            385  buffer_grams                  16×8
            393  awaited                       01
            394  data.kind                     02
            395  data.line                     03
            396  data.stream                   40
            397  data.year                     41×2
            399  data.first_day                42×4
            403  data.last_day                 43×4
            407  data.grams                    44×8
            415  data.quantity                 00
            416  data.quantity.amount          45×8
            424  data.factor                   47×32
            456  data.assurance                01
            457  data.provider                 48×32
            489  data.evidence_sha256          49×32
            521  data.item                     4a×4
            525  data.adjustment               02
            526  evidence_uri.len              03000000
            530  evidence_uri                  616263
            533  reserved                      17×22
        ",
    },
    Layout {
        name: "YearClosing",
        discriminator: "4955265feed9d7bd",
        size: 1054,
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
            232  source                        10×32
            264  year                          11×2
            266  proposer                      12×32
            298  rent_payer                    13×32
            330  emitted                       14×8
            338  add_back                      15×8
            346  records                       16×4
            350  add_back_records              18×4
            354  other_scope2                  19×8
            362  scope3                        1a×8
            370  reserved                      17×12
        ",
    },
    Layout {
        name: "DayMap",
        discriminator: "b2b4ce9fd2649498",
        size: 94,
        fields: "
            8    version 01
            9    bump    02
            10   source  03×32
            42   kind    02
            43   stream  04
            44   year    05×2
            46   days[0] 06×8
            54   days[1] 07×8
            62   days[2] 08×8
            70   days[3] 09×8
            78   days[4] 0a×8
            86   days[5] 0b×8
        ",
    },
    Layout {
        name: "Record",
        discriminator: "fee975fc4ca6928b",
        size: 454,
        fields: "
            8    version                     01
            9    bump                        02
            10   registry                    03×32
            42   source                      04×32
            74   owner                       05×32
            106  data.kind                   02
            107  data.line                   03
            108  data.stream                 40
            109  data.year                   41×2
            111  data.first_day              42×4
            115  data.last_day               43×4
            119  data.grams                  44×8
            127  data.quantity               01
            128  data.quantity.method        46×4
            132  data.quantity.gwp           02
            133  data.factor                 47×32
            165  data.assurance              01
            166  data.provider               48×32
            198  data.evidence_sha256        49×32
            230  data.item                   4a×4
            234  data.adjustment             02
            235  valid_grams                 06×8
            243  buffer_grams                07×8
            251  digest                      08×32
            283  epoch                       09×8
            291  approvals                   0a×8
            299  notarized_at                0b×8
            307  frozen                      01
            308  neutralized_end             0d×8
            316  supplements                 0e×32
            348  supplemented_grams          0f×8
            356  newest_supplement           10×32
            388  recalled                    01
            389  uses                        11×4
            393  lowerings                   12×4
            397  due                         13×4
            401  refused_proposer            14×32
            433  refused_until.ends_at       15×8
            441  refused_until.paused_before 16×8
            449  reserved                    0c×2
        ",
    },
    Layout {
        name: "Lot",
        discriminator: "02c65d99cd1f65fc",
        size: 268,
        fields: "
            8    version           01
            9    bump              02
            10   registry          03×32
            42   class             02
            43   record            04×32
            75   owner             05×32
            107  start             06×8
            115  end               07×8
            123  children          08×4
            127  head              09×32
            159  depth             0a×4
            163  opened_at         0b×8
            171  rent_payer        0c×32
            203  conversion_offset 0f×8
            211  state             01
            212  state.by          0d×32
            244  reserved          0e×24
        ",
    },
    Layout {
        name: "Inventory",
        discriminator: "61daa7e9d8aa311b",
        size: 310,
        fields: "
            8    version            01
            9    bump               02
            10   registry           03×32
            42   source             04×32
            74   year               05×2
            76   closed             01
            77   records            06×4
            81   add_back_records   17×4
            85   emitted            07×8
            93   neutralized        08×8
            101  absorbed           09×8
            109  reduced            0a×8
            117  add_back           0b×8
            125  baseline           0c×8
            133  other_scope2       0d×8
            141  scope3             0e×8
            149  member             0f×32
            181  emissions          14×32
            213  reductions         15×32
            245  reduced_at         16×8
            253  logged             01
            254  logged.leaf        11×8
            262  logged.emitted     12×8
            270  logged.neutralized 13×8
            278  logged.day         18×8
            286  reserved           10×24
        ",
    },
];
