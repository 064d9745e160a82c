//! Accounts of restatements.

use super::Layout;

pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Restatement",
        discriminator: "01b1afd5201c61cb",
        size: 848,
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
            232  record                        10×32
            264  proposer                      11×32
            296  rent_payer                    12×32
            328  old_valid_grams               13×8
            336  new_valid_grams               14×8
            344  buffer_grams                  15×8
            352  provider                      16×32
            384  evidence_sha256               17×32
            416  item                          18×4
            420  reason                        19×64
            484  evidence_uri.len              03000000
            488  evidence_uri                  616263
            491  supplements                   1b
            492  awaited                       01
            493  by_notary                     01
            494  reserved                      1a×29
        ",
    },
    Layout {
        name: "Cover",
        discriminator: "689da0c16885e44a",
        size: 663,
        fields: "
            8    version                 01
            9    bump                    02
            10   registry                03×32
            42   certificate             04×32
            74   leg                     05
            75   record                  06×32
            107  void                    07×8
            115  lowerings               0a×4
            119  reserved                09×28
            147  serials.ranges.len      01000000
            151  serials.ranges[0].start 50×8
            159  serials.ranges[0].end   51×8
        ",
    },
];
