//! Accounts of burns.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "BurnProof",
        discriminator: "4a71283ee41f450e",
        size: 7284,
        fields: "
            8    subject.version                   01
            9    subject.bump                      02
            10   subject.registry                  03×32
            42   subject.content                   04×32
            74   subject.ballot.digest             05×32
            106  subject.ballot.epoch              06×8
            114  subject.ballot.round              07
            115  subject.ballot.approvals          08×8
            123  subject.ballot.rejections         09×8
            131  subject.ballot.conflicted         0a×8
            139  subject.ballot.opened_at          0b×8
            147  subject.ballot.expires_at         0c×8
            155  subject.ballot.paused_before      0d×8
            163  subject.ballot.quorum_reached     01
            164  subject.conflicted.len            02000000
            168  subject.conflicted[0]             0e×32
            200  subject.conflicted[1]             0f×32
            232  nonce                             10×8
            240  proposer                          11×32
            272  beneficiary                       12×32
            304  rent_payer                        13×32
            336  purpose                           14×64
            400  metadata_sha256                   15×32
            432  legs.len                          01000000
            436  legs[0].emission.lot              20×32
            468  legs[0].emission.units.record     21×32
            500  legs[0].emission.units.start      22×8
            508  legs[0].emission.units.end        23×8
            516  legs[0].emission.units.vintage    24×2
            518  legs[0].emission.units.head       25×32
            550  legs[0].emission.review.head      26×32
            582  legs[0].emission.review.owner     27×32
            614  legs[0].emission.review.start     28×8
            622  legs[0].emission.review.end       29×8
            630  legs[0].emission.review.latest_at 2a×8
            638  legs[0].emission.review.epoch     2b×8
            646  legs[0].credit.lot                30×32
            678  legs[0].credit.units.record       31×32
            710  legs[0].credit.units.start        32×8
            718  legs[0].credit.units.end          33×8
            726  legs[0].credit.units.vintage      34×2
            728  legs[0].credit.units.head         35×32
            760  legs[0].credit.review.head        36×32
            792  legs[0].credit.review.owner       37×32
            824  legs[0].credit.review.start       38×8
            832  legs[0].credit.review.end         39×8
            840  legs[0].credit.review.latest_at   3a×8
            848  legs[0].credit.review.epoch       3b×8
            856  submit_until.ends_at              17×8
            864  submit_until.paused_before        18×8
            872  reserved                          16×16
        ",
    },
    Layout {
        name: "Certificate",
        discriminator: "cae5dedc74144a43",
        size: 543,
        fields: "
            8    version                  01
            9    bump                     02
            10   registry                 03×32
            42   leaf                     04×8
            50   status                   01
            51   shortfall                05×8
            59   proposer                 06×32
            91   beneficiary              07×32
            123  purpose                  08×64
            187  metadata_sha256          09×32
            219  grams                    0a×8
            227  digest                   0b×32
            259  epoch                    0c×8
            267  approvals                0d×8
            275  slot                     0e×8
            283  burned_at                0f×8
            291  reserved                 10×64
            355  legs.len                 01000000
            359  legs[0].emission.record  20×32
            391  legs[0].emission.start   21×8
            399  legs[0].emission.end     22×8
            407  legs[0].emission.vintage 23×2
            409  legs[0].emission.head    24×32
            441  legs[0].credit.record    30×32
            473  legs[0].credit.start     31×8
            481  legs[0].credit.end       32×8
            489  legs[0].credit.vintage   33×2
            491  legs[0].credit.head      34×32
            523  legs[0].void             40×8
            531  legs[0].covered          41×8
            539  legs[0].lowerings        42×4
        ",
    },
];
