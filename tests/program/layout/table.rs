//! Where every field of every account is, written down by hand: clients in other languages, filters of RPC nodes and the
//! accounts that exist depend on it. A change here is a change of the release's data.

/// An account type.
pub struct Layout {
    /// Its name.
    pub name: &'static str,
    /// Its first eight bytes, in hex.
    pub discriminator: &'static str,
    /// Bytes it is created with.
    pub size: usize,
    /// A line for every field: offset, name, and what its sentinel (see `sentinels`) is in hex, `07×32` for 32 times 07.
    pub fields: &'static str,
}

/// Every account type of the program.
pub const LAYOUTS: &[Layout] = &[
    Layout {
        name: "Registry",
        discriminator: "2fae6ef6b8b6fcda",
        size: 496,
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
            335  pause.since                      10×8
            343  pause.last_end                   11×8
            351  pause.total                      12×8
            359  policy.gwp                       02
            360  policy.year_start_month          13
            361  policy.scope2                    01
            362  policy.terms.record_cap          14×8
            370  policy.terms.buffer_bps          15×2
            372  policy.terms.max_vintage_age     16
            373  policy.terms.required_adjustment 02
            374  policy.terms.retention_years     17×2
            376  policy.terms.voting_period       18×8
            384  policy.terms.claim_fee           19×8
            392  policy.terms.timelock            1a×8
            400  policy.terms.market_fee_bps      1d×2
            402  name                             1c×32
            434  reserved                         1b×62
        ",
    },
    Layout {
        name: "NotarySet",
        discriminator: "ec148759f6731de2",
        size: 9800,
        fields: "
            8    registry                      01×32
            40   epoch                         02×8
            48   total_weight                  03×8
            56   threshold_bps                 04×2
            58   version                       05
            59   bump                          06
            60   len                           07×4
            64   joined                        08×8
            72   notaries[0].key               09×32
            104  notaries[0].affiliates[0]     0a×32
            136  notaries[0].affiliates[1]     0b×32
            168  notaries[0].name              0c×32
            200  notaries[0].accredited_from   0d×8
            208  notaries[0].accredited_until  0e×8
            216  notaries[0].weight            0f×4
            220  notaries[0].suspended         10
            221  notaries[0].reserved          11×3
            224  notaries[1..63]               00×9424
            9648 notaries[63].key              19×32
            9680 notaries[63].affiliates[0]    1a×32
            9712 notaries[63].affiliates[1]    1b×32
            9744 notaries[63].name             1c×32
            9776 notaries[63].accredited_from  1d×8
            9784 notaries[63].accredited_until 1e×8
            9792 notaries[63].weight           1f×4
            9796 notaries[63].suspended        20
            9797 notaries[63].reserved         21×3
        ",
    },
    Layout {
        name: "ScheduledChange",
        discriminator: "5a285049b5637e60",
        size: 255,
        fields: "
            8    version      01
            9    bump         02
            10   registry     03×32
            42   nonce        04×8
            50   rent_payer   05×32
            82   due          06×8
            90   change       05
            91   change.key   07×32
            123  change.from  08×8
            131  change.until 09×8
            139  reserved     0a×16
        ",
    },
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
            219  reserved    0c×32
        ",
    },
    Layout {
        name: "Provider",
        discriminator: "a4b447114bd850c3",
        size: 194,
        fields: "
            8    version     01
            9    bump        02
            10   registry    03×32
            42   key         04×32
            74   active_from 05×8
            82   rent_payer  06×32
            114  name        08×64
            178  reserved    07×16
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
            221  reserved                 0c×16
        ",
    },
    Layout {
        name: "Claim",
        discriminator: "9b4616b07bd7f666",
        size: 879,
        fields: "
            8    subject.version              01
            9    subject.bump                 02
            10   subject.registry             03×32
            42   subject.content              04×32
            74   subject.ballot.digest        05×32
            106  subject.ballot.epoch         06×8
            114  subject.ballot.round         07
            115  subject.ballot.approve       08×8
            123  subject.ballot.reject        09×8
            131  subject.ballot.interest      0a×8
            139  subject.ballot.opened        0b×8
            147  subject.ballot.expires       0c×8
            155  subject.ballot.paused_before 0d×8
            163  subject.interested.len       02000000
            167  subject.interested[0]        0e×32
            199  subject.interested[1]        0f×32
            231  source                       10×32
            263  nonce                        11×8
            271  submitter                    12×32
            303  owner                        13×32
            335  rent_payer                   14×32
            367  fee                          15×8
            375  buffer_grams                 16×8
            383  awaited                      01
            384  data.kind                    02
            385  data.ledger                  03
            386  data.stream                  40
            387  data.year                    41×2
            389  data.first_day               42×4
            393  data.last_day                43×4
            397  data.grams                   44×8
            405  data.quantity                00
            406  data.quantity.amount         45×8
            414  data.factor                  47×32
            446  data.assurance               01
            447  data.provider                48×32
            479  data.evidence_sha256         49×32
            511  data.item                    4a×4
            515  data.adjustment              02
            516  evidence_uri.len             03000000
            520  evidence_uri                 616263
            523  reserved                     17×31
        ",
    },
    Layout {
        name: "YearClosing",
        discriminator: "4955265feed9d7bd",
        size: 509,
        fields: "
            8    subject.version              01
            9    subject.bump                 02
            10   subject.registry             03×32
            42   subject.content              04×32
            74   subject.ballot.digest        05×32
            106  subject.ballot.epoch         06×8
            114  subject.ballot.round         07
            115  subject.ballot.approve       08×8
            123  subject.ballot.reject        09×8
            131  subject.ballot.interest      0a×8
            139  subject.ballot.opened        0b×8
            147  subject.ballot.expires       0c×8
            155  subject.ballot.paused_before 0d×8
            163  subject.interested.len       02000000
            167  subject.interested[0]        0e×32
            199  subject.interested[1]        0f×32
            231  source                       10×32
            263  year                         11×2
            265  proposer                     12×32
            297  rent_payer                   13×32
            329  emitted                      14×8
            337  add_back                     15×8
            345  records                      16×4
            349  reserved                     17×32
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
        size: 374,
        fields: "
            8    version              01
            9    bump                 02
            10   registry             03×32
            42   source               04×32
            74   owner                05×32
            106  data.kind            02
            107  data.ledger          03
            108  data.stream          40
            109  data.year            41×2
            111  data.first_day       42×4
            115  data.last_day        43×4
            119  data.grams           44×8
            127  data.quantity        01
            128  data.quantity.method 46×4
            132  data.quantity.gwp    02
            133  data.factor          47×32
            165  data.assurance       01
            166  data.provider        48×32
            198  data.evidence_sha256 49×32
            230  data.item            4a×4
            234  data.adjustment      02
            235  valid_grams          06×8
            243  buffer_grams         07×8
            251  digest               08×32
            283  epoch                09×8
            291  approve              0a×8
            299  notarized_at         0b×8
            307  frozen               01
            308  neutralized_end      0d×8
            316  supplements          0e×32
            348  reserved             0c×23
        ",
    },
    Layout {
        name: "Lot",
        discriminator: "02c65d99cd1f65fc",
        size: 268,
        fields: "
            8    version    01
            9    bump       02
            10   registry   03×32
            42   class      02
            43   record     04×32
            75   owner      05×32
            107  start      06×8
            115  end        07×8
            123  children   08×4
            127  head       09×32
            159  depth      0a×4
            163  opened     0b×8
            171  rent_payer 0c×32
            203  before     0f×8
            211  state      01
            212  state.by   0d×32
            244  reserved   0e×24
        ",
    },
    Layout {
        name: "Inventory",
        discriminator: "61daa7e9d8aa311b",
        size: 306,
        fields: "
            8    version            01
            9    bump               02
            10   registry           03×32
            42   source             04×32
            74   year               05×2
            76   closed             01
            77   records            06×4
            81   emitted            07×8
            89   neutralized        08×8
            97   absorbed           09×8
            105  reduced            0a×8
            113  add_back           0b×8
            121  baseline           0c×8
            129  other_scope2       0d×8
            137  scope3             0e×8
            145  member             0f×32
            177  emissions          14×32
            209  reductions         15×32
            241  reduced_at         16×8
            249  stated             01
            250  stated.leaf        11×8
            258  stated.emitted     12×8
            266  stated.neutralized 13×8
            274  reserved           10×32
        ",
    },
    Layout {
        name: "BurnProof",
        discriminator: "4a71283ee41f450e",
        size: 6003,
        fields: "
            8    subject.version                01
            9    subject.bump                   02
            10   subject.registry               03×32
            42   subject.content                04×32
            74   subject.ballot.digest          05×32
            106  subject.ballot.epoch           06×8
            114  subject.ballot.round           07
            115  subject.ballot.approve         08×8
            123  subject.ballot.reject          09×8
            131  subject.ballot.interest        0a×8
            139  subject.ballot.opened          0b×8
            147  subject.ballot.expires         0c×8
            155  subject.ballot.paused_before   0d×8
            163  subject.interested.len         02000000
            167  subject.interested[0]          0e×32
            199  subject.interested[1]          0f×32
            231  nonce                          10×8
            239  proposer                       11×32
            271  beneficiary                    12×32
            303  rent_payer                     13×32
            335  purpose                        14×64
            399  metadata_sha256                15×32
            431  legs.len                       01000000
            435  legs[0].emission.lot           20×32
            467  legs[0].emission.units.record  21×32
            499  legs[0].emission.units.start   22×8
            507  legs[0].emission.units.end     23×8
            515  legs[0].emission.units.vintage 24×2
            517  legs[0].emission.units.head    25×32
            549  legs[0].emission.review.head   26×32
            581  legs[0].emission.review.owner  27×32
            613  legs[0].emission.review.start  28×8
            621  legs[0].emission.review.end    29×8
            629  legs[0].emission.review.time   2a×8
            637  legs[0].emission.review.epoch  2b×8
            645  legs[0].credit.lot             30×32
            677  legs[0].credit.units.record    31×32
            709  legs[0].credit.units.start     32×8
            717  legs[0].credit.units.end       33×8
            725  legs[0].credit.units.vintage   34×2
            727  legs[0].credit.units.head      35×32
            759  legs[0].credit.review.head     36×32
            791  legs[0].credit.review.owner    37×32
            823  legs[0].credit.review.start    38×8
            831  legs[0].credit.review.end      39×8
            839  legs[0].credit.review.time     3a×8
            847  legs[0].credit.review.epoch    3b×8
            855  reserved                       16×32
        ",
    },
    // With one leg; each further one takes 180 bytes more.
    Layout {
        name: "Certificate",
        discriminator: "cae5dedc74144a43",
        size: 539,
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
            267  approve                  0d×8
            275  slot                     0e×8
            283  time                     0f×8
            291  covers                   11×4
            295  reserved                 10×60
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
        ",
    },
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
            1144 bridge.core_bridge     0a×32
            1176 bridge.config          0b×32
            1208 bridge.fee_collector   0c×32
            1240 bridge.sequence        0d×32
            1272 bridge.shim            0e×32
            1304 bridge.message         0f×32
            1336 bridge.shim_authority  10×32
            1368 bridge.target_contract 11×32
            1400 bridge.target_chain    12×2
            1402 version                13
            1403 bump                   14
            1404 reserved               15×60
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
    Layout {
        name: "PaymentMint",
        discriminator: "ea49666869d3fbee",
        size: 146,
        fields: "
            8    version     01
            9    bump        02
            10   registry    03×32
            42   mint        04×32
            74   active_from 05×8
            82   rent_payer  06×32
            114  reserved    07×32
        ",
    },
    Layout {
        name: "Offer",
        discriminator: "d7583c47aaa249e5",
        size: 244,
        fields: "
            8    version         01
            9    bump            02
            10   registry        03×32
            42   seller          04×32
            74   lot             05×32
            106  grams           06×8
            114  price_per_tonne 07×8
            122  payment_mint    08×32
            154  fee_bps         09×2
            156  listed          0a×8
            164  expires         0b×8
            172  paused_before   0c×8
            180  rent_payer      0d×32
            212  reserved        0e×32
        ",
    },
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
            115  subject.ballot.approve       08×8
            123  subject.ballot.reject        09×8
            131  subject.ballot.interest      0a×8
            139  subject.ballot.opened        0b×8
            147  subject.ballot.expires       0c×8
            155  subject.ballot.paused_before 0d×8
            163  subject.interested.len       02000000
            167  subject.interested[0]        0e×32
            199  subject.interested[1]        0f×32
            231  record                       10×32
            263  proposer                     11×32
            295  rent_payer                   12×32
            327  before                       13×8
            335  after                        14×8
            343  buffer_grams                 15×8
            351  provider                     16×32
            383  evidence_sha256              17×32
            415  item                         18×4
            419  reason                       19×64
            483  evidence_uri.len             03000000
            487  evidence_uri                 616263
            490  reserved                     1a×32
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
            197  time          08×8
            205  reserved      09×32
        ",
    },
    Layout {
        name: "Pool",
        discriminator: "f19a6d0411b16dbc",
        size: 808,
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
            121  deadline.at            36×8
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
        ",
    },
    Layout {
        name: "Member",
        discriminator: "3613a2151da611c6",
        size: 539,
        fields: "
            8    version                01
            9    bump                   02
            10   source                 03×32
            42   year                   04×2
            44   state                  03
            45   deadline.at            36×8
            53   deadline.paused_before 37×8
            61   pending                05×4
            65   late                   06×8
            73   registry               07×32
            105  pool                   08×32
            137  operator               09×32
            169  owner                  0a×32
            201  inventory              0b×32
            233  baseline_record        0c×32
            265  baseline               0d×8
            273  target                 0e×8
            281  rent_payer             0f×32
            313  cured                  10×8
            321  place                  11
            322  figures.gross          12×8
            330  figures.add_back       13×16
            346  figures.cured          14×16
            362  figures.reduced        15×8
            370  figures.closed         01
            371  figures.share          16×8
            379  emissions.head         17×32
            411  emissions.left         18×8
            419  reductions.head        19×32
            451  reductions.left        1a×8
            459  converted              1b×8
            467  voided                 1c×8
            475  reserved               1d×64
        ",
    },
    Layout {
        name: "Settlement",
        discriminator: "370bdb21248828b6",
        size: 5180,
        fields: "
            8    subject.version              01
            9    subject.bump                 02
            10   subject.registry             03×32
            42   subject.content              04×32
            74   subject.ballot.digest        05×32
            106  subject.ballot.epoch         06×8
            114  subject.ballot.round         07
            115  subject.ballot.approve       08×8
            123  subject.ballot.reject        09×8
            131  subject.ballot.interest      0a×8
            139  subject.ballot.opened        0b×8
            147  subject.ballot.expires       0c×8
            155  subject.ballot.paused_before 0d×8
            163  subject.interested.len       02000000
            167  subject.interested[0]        0e×32
            199  subject.interested[1]        0f×32
            231  pool                         10×32
            263  rent_payer                   11×32
            295  totals.target                30×8
            303  totals.gross                 31×16
            319  totals.add_back              32×16
            335  totals.cured                 33×16
            351  totals.net                   34×16
            367  totals.outcome               02
            368  totals.credits               35×8
            376  emissions_left               12×2
            378  reductions_left              13×2
            380  reserved                     14×32
        ",
    },
];
