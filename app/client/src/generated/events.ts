/**
 * Written by codama/tables.js from the program’s IDL.
 */

import {
  getAttestedDecoder,
  type Attested,
  getAuthorityAcceptedDecoder,
  type AuthorityAccepted,
  getAuthorityProposedDecoder,
  type AuthorityProposed,
  getBallotReopenedDecoder,
  type BallotReopened,
  getBurnDroppedDecoder,
  type BurnDropped,
  getBurnExecutedDecoder,
  type BurnExecuted,
  getBurnProposedDecoder,
  type BurnProposed,
  getBurnSubmittedDecoder,
  type BurnSubmitted,
  getCertificateCoveredDecoder,
  type CertificateCovered,
  getCertificateImpairedDecoder,
  type CertificateImpaired,
  getChangeAppliedDecoder,
  type ChangeApplied,
  getChangeCancelledDecoder,
  type ChangeCancelled,
  getChangeScheduledDecoder,
  type ChangeScheduled,
  getClaimClosedDecoder,
  type ClaimClosed,
  getClaimSubmittedDecoder,
  type ClaimSubmitted,
  getCreditsBoughtDecoder,
  type CreditsBought,
  getCreditsListedDecoder,
  type CreditsListed,
  getCureImpairedDecoder,
  type CureImpaired,
  getFactorPublishedDecoder,
  type FactorPublished,
  getFactorWithdrawnDecoder,
  type FactorWithdrawn,
  getFeesCollectedDecoder,
  type FeesCollected,
  getLeafAppendedDecoder,
  type LeafAppended,
  getLegAddedDecoder,
  type LegAdded,
  getLineageExtendedDecoder,
  type LineageExtended,
  getListingCancelledDecoder,
  type ListingCancelled,
  getLotClosedDecoder,
  type LotClosed,
  getLotReviewedDecoder,
  type LotReviewed,
  getLotSplitDecoder,
  type LotSplit,
  getMemberJoinedDecoder,
  type MemberJoined,
  getMemberLeftDecoder,
  type MemberLeft,
  getMemberReviewedDecoder,
  type MemberReviewed,
  getMintCreatedDecoder,
  type MintCreated,
  getNotarySuspendedDecoder,
  type NotarySuspended,
  getPaymentAllowedDecoder,
  type PaymentAllowed,
  getPaymentDisallowedDecoder,
  type PaymentDisallowed,
  getPoolClosedDecoder,
  type PoolClosed,
  getPoolCreatedDecoder,
  type PoolCreated,
  getPoolCuredDecoder,
  type PoolCured,
  getPoolLockedDecoder,
  type PoolLocked,
  getPoolSettledDecoder,
  type PoolSettled,
  getPoolVoidedDecoder,
  type PoolVoided,
  getProviderDelistedDecoder,
  type ProviderDelisted,
  getProviderListedDecoder,
  type ProviderListed,
  getRecordLoweredDecoder,
  type RecordLowered,
  getRecordNotarizedDecoder,
  type RecordNotarized,
  getRecordSupplementedDecoder,
  type RecordSupplemented,
  getReductionConvertedDecoder,
  type ReductionConverted,
  getRegistryCreatedDecoder,
  type RegistryCreated,
  getRegistryOpenedDecoder,
  type RegistryOpened,
  getRegistryPausedDecoder,
  type RegistryPaused,
  getRegistryUnpausedDecoder,
  type RegistryUnpaused,
  getRestatementDroppedDecoder,
  type RestatementDropped,
  getRestatementProposedDecoder,
  type RestatementProposed,
  getSettlementDroppedDecoder,
  type SettlementDropped,
  getSettlementOpenedDecoder,
  type SettlementOpened,
  getSourceAdmittedDecoder,
  type SourceAdmitted,
  getSourceRegisteredDecoder,
  type SourceRegistered,
  getSourceReinstatedDecoder,
  type SourceReinstated,
  getSourceSuspendedDecoder,
  type SourceSuspended,
  getSupplementLoweredDecoder,
  type SupplementLowered,
  getVoidLotClosedDecoder,
  type VoidLotClosed,
  getYearClosedDecoder,
  type YearClosed,
  getYearClosingDroppedDecoder,
  type YearClosingDropped,
  getYearClosingProposedDecoder,
  type YearClosingProposed,
} from './types/index.js'

/** An event of the program: its name and its fields. */
export type CarbonEvent =
  | { name: 'Attested'; data: Attested }
  | { name: 'AuthorityAccepted'; data: AuthorityAccepted }
  | { name: 'AuthorityProposed'; data: AuthorityProposed }
  | { name: 'BallotReopened'; data: BallotReopened }
  | { name: 'BurnDropped'; data: BurnDropped }
  | { name: 'BurnExecuted'; data: BurnExecuted }
  | { name: 'BurnProposed'; data: BurnProposed }
  | { name: 'BurnSubmitted'; data: BurnSubmitted }
  | { name: 'CertificateCovered'; data: CertificateCovered }
  | { name: 'CertificateImpaired'; data: CertificateImpaired }
  | { name: 'ChangeApplied'; data: ChangeApplied }
  | { name: 'ChangeCancelled'; data: ChangeCancelled }
  | { name: 'ChangeScheduled'; data: ChangeScheduled }
  | { name: 'ClaimClosed'; data: ClaimClosed }
  | { name: 'ClaimSubmitted'; data: ClaimSubmitted }
  | { name: 'CreditsBought'; data: CreditsBought }
  | { name: 'CreditsListed'; data: CreditsListed }
  | { name: 'CureImpaired'; data: CureImpaired }
  | { name: 'FactorPublished'; data: FactorPublished }
  | { name: 'FactorWithdrawn'; data: FactorWithdrawn }
  | { name: 'FeesCollected'; data: FeesCollected }
  | { name: 'LeafAppended'; data: LeafAppended }
  | { name: 'LegAdded'; data: LegAdded }
  | { name: 'LineageExtended'; data: LineageExtended }
  | { name: 'ListingCancelled'; data: ListingCancelled }
  | { name: 'LotClosed'; data: LotClosed }
  | { name: 'LotReviewed'; data: LotReviewed }
  | { name: 'LotSplit'; data: LotSplit }
  | { name: 'MemberJoined'; data: MemberJoined }
  | { name: 'MemberLeft'; data: MemberLeft }
  | { name: 'MemberReviewed'; data: MemberReviewed }
  | { name: 'MintCreated'; data: MintCreated }
  | { name: 'NotarySuspended'; data: NotarySuspended }
  | { name: 'PaymentAllowed'; data: PaymentAllowed }
  | { name: 'PaymentDisallowed'; data: PaymentDisallowed }
  | { name: 'PoolClosed'; data: PoolClosed }
  | { name: 'PoolCreated'; data: PoolCreated }
  | { name: 'PoolCured'; data: PoolCured }
  | { name: 'PoolLocked'; data: PoolLocked }
  | { name: 'PoolSettled'; data: PoolSettled }
  | { name: 'PoolVoided'; data: PoolVoided }
  | { name: 'ProviderDelisted'; data: ProviderDelisted }
  | { name: 'ProviderListed'; data: ProviderListed }
  | { name: 'RecordLowered'; data: RecordLowered }
  | { name: 'RecordNotarized'; data: RecordNotarized }
  | { name: 'RecordSupplemented'; data: RecordSupplemented }
  | { name: 'ReductionConverted'; data: ReductionConverted }
  | { name: 'RegistryCreated'; data: RegistryCreated }
  | { name: 'RegistryOpened'; data: RegistryOpened }
  | { name: 'RegistryPaused'; data: RegistryPaused }
  | { name: 'RegistryUnpaused'; data: RegistryUnpaused }
  | { name: 'RestatementDropped'; data: RestatementDropped }
  | { name: 'RestatementProposed'; data: RestatementProposed }
  | { name: 'SettlementDropped'; data: SettlementDropped }
  | { name: 'SettlementOpened'; data: SettlementOpened }
  | { name: 'SourceAdmitted'; data: SourceAdmitted }
  | { name: 'SourceRegistered'; data: SourceRegistered }
  | { name: 'SourceReinstated'; data: SourceReinstated }
  | { name: 'SourceSuspended'; data: SourceSuspended }
  | { name: 'SupplementLowered'; data: SupplementLowered }
  | { name: 'VoidLotClosed'; data: VoidLotClosed }
  | { name: 'YearClosed'; data: YearClosed }
  | { name: 'YearClosingDropped'; data: YearClosingDropped }
  | { name: 'YearClosingProposed'; data: YearClosingProposed }

/** Every event: its name, its discriminator (the first 8 bytes of its data, in hex), and the decoder of the other bytes. */
export const CARBON_EVENTS = [
  { name: 'Attested', discriminator: 'b86671c7dcc56032', decoder: getAttestedDecoder() },
  { name: 'AuthorityAccepted', discriminator: 'a6c0dbbc29d1c31a', decoder: getAuthorityAcceptedDecoder() },
  { name: 'AuthorityProposed', discriminator: 'f4755e7035972359', decoder: getAuthorityProposedDecoder() },
  { name: 'BallotReopened', discriminator: '6f30e4c41541ee8f', decoder: getBallotReopenedDecoder() },
  { name: 'BurnDropped', discriminator: '9039e69e7337aa5f', decoder: getBurnDroppedDecoder() },
  { name: 'BurnExecuted', discriminator: '94091072c455d902', decoder: getBurnExecutedDecoder() },
  { name: 'BurnProposed', discriminator: '1e2159aa794acd71', decoder: getBurnProposedDecoder() },
  { name: 'BurnSubmitted', discriminator: '48c6e219ee0e942e', decoder: getBurnSubmittedDecoder() },
  { name: 'CertificateCovered', discriminator: '637af7fd8891433a', decoder: getCertificateCoveredDecoder() },
  { name: 'CertificateImpaired', discriminator: 'dfd1cceb5645709c', decoder: getCertificateImpairedDecoder() },
  { name: 'ChangeApplied', discriminator: 'e201e064c06e3a18', decoder: getChangeAppliedDecoder() },
  { name: 'ChangeCancelled', discriminator: '8bb36151d615775d', decoder: getChangeCancelledDecoder() },
  { name: 'ChangeScheduled', discriminator: 'cc4c070b0fadca21', decoder: getChangeScheduledDecoder() },
  { name: 'ClaimClosed', discriminator: '499b3f47c3721ce8', decoder: getClaimClosedDecoder() },
  { name: 'ClaimSubmitted', discriminator: '5f0178e3b1f0ae34', decoder: getClaimSubmittedDecoder() },
  { name: 'CreditsBought', discriminator: 'b0ed0d3f7b54b976', decoder: getCreditsBoughtDecoder() },
  { name: 'CreditsListed', discriminator: '554a22bfe1a8654b', decoder: getCreditsListedDecoder() },
  { name: 'CureImpaired', discriminator: 'd2d1a1a6124e1a16', decoder: getCureImpairedDecoder() },
  { name: 'FactorPublished', discriminator: '1c324c60f495b9c6', decoder: getFactorPublishedDecoder() },
  { name: 'FactorWithdrawn', discriminator: '82021ee04bd4cca7', decoder: getFactorWithdrawnDecoder() },
  { name: 'FeesCollected', discriminator: 'e91775e16bb2fe08', decoder: getFeesCollectedDecoder() },
  { name: 'LeafAppended', discriminator: 'fd3b55f675d51baf', decoder: getLeafAppendedDecoder() },
  { name: 'LegAdded', discriminator: '71f4596b642a1ac2', decoder: getLegAddedDecoder() },
  { name: 'LineageExtended', discriminator: '98bd1716b460fc2e', decoder: getLineageExtendedDecoder() },
  { name: 'ListingCancelled', discriminator: '0b2ea30a67508bc2', decoder: getListingCancelledDecoder() },
  { name: 'LotClosed', discriminator: '8cd4fbd12c37d1bd', decoder: getLotClosedDecoder() },
  { name: 'LotReviewed', discriminator: '46118c2a04842f58', decoder: getLotReviewedDecoder() },
  { name: 'LotSplit', discriminator: '097d193faaba9a38', decoder: getLotSplitDecoder() },
  { name: 'MemberJoined', discriminator: '9cc79558c1cbbfd2', decoder: getMemberJoinedDecoder() },
  { name: 'MemberLeft', discriminator: '3053485c6fe3858e', decoder: getMemberLeftDecoder() },
  { name: 'MemberReviewed', discriminator: 'ab93938b3abab98b', decoder: getMemberReviewedDecoder() },
  { name: 'MintCreated', discriminator: 'fe9dc44ce7301b96', decoder: getMintCreatedDecoder() },
  { name: 'NotarySuspended', discriminator: '9ad8370159b33baa', decoder: getNotarySuspendedDecoder() },
  { name: 'PaymentAllowed', discriminator: '3c66c73f8ce784d0', decoder: getPaymentAllowedDecoder() },
  { name: 'PaymentDisallowed', discriminator: '00b9b1558ed947d7', decoder: getPaymentDisallowedDecoder() },
  { name: 'PoolClosed', discriminator: '6a2e1de72a2c4977', decoder: getPoolClosedDecoder() },
  { name: 'PoolCreated', discriminator: 'ca2c295868dc9d52', decoder: getPoolCreatedDecoder() },
  { name: 'PoolCured', discriminator: '53faec79e8ed504b', decoder: getPoolCuredDecoder() },
  { name: 'PoolLocked', discriminator: 'dea168b140494f95', decoder: getPoolLockedDecoder() },
  { name: 'PoolSettled', discriminator: '47dc889341b95a2f', decoder: getPoolSettledDecoder() },
  { name: 'PoolVoided', discriminator: '1657436ea4139d09', decoder: getPoolVoidedDecoder() },
  { name: 'ProviderDelisted', discriminator: 'fb4b3c4e00862454', decoder: getProviderDelistedDecoder() },
  { name: 'ProviderListed', discriminator: '5f62494343d19513', decoder: getProviderListedDecoder() },
  { name: 'RecordLowered', discriminator: '9258ef307d72c760', decoder: getRecordLoweredDecoder() },
  { name: 'RecordNotarized', discriminator: 'f29509a4c863de4d', decoder: getRecordNotarizedDecoder() },
  { name: 'RecordSupplemented', discriminator: 'e8f6fd0e5e53d82b', decoder: getRecordSupplementedDecoder() },
  { name: 'ReductionConverted', discriminator: 'a710c7677ac60ed1', decoder: getReductionConvertedDecoder() },
  { name: 'RegistryCreated', discriminator: '9b964b45deb9ea84', decoder: getRegistryCreatedDecoder() },
  { name: 'RegistryOpened', discriminator: '76a09e3f8bf2e6b5', decoder: getRegistryOpenedDecoder() },
  { name: 'RegistryPaused', discriminator: 'bb3ccdee24db94bb', decoder: getRegistryPausedDecoder() },
  { name: 'RegistryUnpaused', discriminator: 'd9f48c371b253870', decoder: getRegistryUnpausedDecoder() },
  { name: 'RestatementDropped', discriminator: '6139b7be8d85eb60', decoder: getRestatementDroppedDecoder() },
  { name: 'RestatementProposed', discriminator: '5b054987ec09433a', decoder: getRestatementProposedDecoder() },
  { name: 'SettlementDropped', discriminator: 'aaa767dc9be56bb2', decoder: getSettlementDroppedDecoder() },
  { name: 'SettlementOpened', discriminator: 'a4d91e6e8844c5e4', decoder: getSettlementOpenedDecoder() },
  { name: 'SourceAdmitted', discriminator: 'dc7423fced37c4e3', decoder: getSourceAdmittedDecoder() },
  { name: 'SourceRegistered', discriminator: 'ffb75ec9eeac8c81', decoder: getSourceRegisteredDecoder() },
  { name: 'SourceReinstated', discriminator: '1f2303c37b70c372', decoder: getSourceReinstatedDecoder() },
  { name: 'SourceSuspended', discriminator: '8bd41470d671ff1e', decoder: getSourceSuspendedDecoder() },
  { name: 'SupplementLowered', discriminator: 'baa8dcec986fe304', decoder: getSupplementLoweredDecoder() },
  { name: 'VoidLotClosed', discriminator: 'd217704b2a226e41', decoder: getVoidLotClosedDecoder() },
  { name: 'YearClosed', discriminator: '82d7cb4db15e0524', decoder: getYearClosedDecoder() },
  { name: 'YearClosingDropped', discriminator: '7f79c6c3b40c615a', decoder: getYearClosingDroppedDecoder() },
  { name: 'YearClosingProposed', discriminator: 'e28ad18331115498', decoder: getYearClosingProposedDecoder() },
] as const
