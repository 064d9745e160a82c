//! Accounts of restatements.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Restatement",
        discriminator: "01b1afd5201c61cb",
        size: 847,
        fields: "
            8    subject.version              01
            9    subject.bump                 02
            10   subject.registry             03×32
            42   subject.content              04×32
            74   subject.ballot.digest        05×32
            106  subject.ballot.epoch         06×8
            114  subject.ballot.round         07
            115  subject.ballot.approvals     08×8
            123  subject.ballot.rejections    09×8
            131  subject.ballot.conflicted    0a×8
            139  subject.ballot.opened_at     0b×8
            147  subject.ballot.expires_at    0c×8
            155  subject.ballot.paused_before 0d×8
            163  subject.conflicted.len       02000000
            167  subject.conflicted[0]        0e×32
            199  subject.conflicted[1]        0f×32
            231  record                       10×32
            263  proposer                     11×32
            295  rent_payer                   12×32
            327  old_valid_grams              13×8
            335  new_valid_grams              14×8
            343  buffer_grams                 15×8
            351  provider                     16×32
            383  evidence_sha256              17×32
            415  item                         18×4
            419  reason                       19×64
            483  evidence_uri.len             03000000
            487  evidence_uri                 616263
            490  supplements                  1b
            491  awaited                      01
            492  by_notary                    01
            493  reserved                     1a×29
        ",
    },
    Layout {
        name: "Cover",
        discriminator: "689da0c16885e44a",
        size: 237,
        fields: "
            8    version       01
            9    bump          02
            10   registry      03×32
            42   certificate   04×32
            74   leg           05
            75   holder        06×32
            107  units.record  20×32
            139  units.start   21×8
            147  units.end     22×8
            155  units.vintage 23×2
            157  units.head    24×32
            189  void          07×8
            197  burned_at     08×8
            205  lowerings     0a×4
            209  reserved      09×28
        ",
    },
];
