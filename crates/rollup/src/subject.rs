//! The subject of a proof: a certificate, or a source's year.

use anyhow::{bail, Context, Result};
use carbon_client::program::{burn::Certificate, record::Inventory};
use carbon_rpc::{ChainError, Node};
use carbon_wire::leaf::Leaf;
use solana_pubkey::Pubkey;

/// The subject of a proof, and its leaf in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProofSubject {
    /// A certificate's account, or a year's inventory.
    pub account: Pubkey,
    /// The registry.
    pub registry: Pubkey,
    /// Index of its newest leaf in the log.
    pub leaf: u64,
}

impl ProofSubject {
    /// The certificate or inventory at this address.
    pub fn find(node: &Node, account: Pubkey) -> Result<Self> {
        match node.account::<Certificate>(&account) {
            Ok(Certificate { registry, leaf, .. }) => return Ok(Self { account, registry, leaf }),
            Err(ChainError::WrongType { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        let inventory: Inventory = match node.account(&account) {
            Ok(inventory) => inventory,
            Err(ChainError::WrongType { .. }) => bail!("{account} is neither a certificate nor a year's inventory"),
            Err(error) => return Err(error.into()),
        };
        let logged = inventory.logged.with_context(|| {
            format!(
                "the year {} of source {} is not in the log, or no longer valid there: call log_year after it is closed",
                inventory.year, inventory.source
            )
        })?;
        Ok(Self { account, registry: inventory.registry, leaf: logged.leaf })
    }
}

/// The account that a leaf is about: the certificate, the inventory, or the account that it corrects.
pub fn account_of(leaf: &Leaf) -> Pubkey {
    match leaf {
        Leaf::Certificate(leaf) => leaf.certificate,
        Leaf::Year(leaf) => leaf.inventory,
        Leaf::Correction(leaf) => leaf.corrected,
    }
    .into()
}

/// The registry of a leaf.
pub fn registry_of(leaf: &Leaf) -> Pubkey {
    match leaf {
        Leaf::Certificate(leaf) => leaf.registry,
        Leaf::Year(leaf) => leaf.registry,
        Leaf::Correction(leaf) => leaf.registry,
    }
    .into()
}

/// The name of a leaf's kind.
pub fn kind_of(leaf: &Leaf) -> &'static str {
    match leaf {
        Leaf::Certificate(_) => "certificate",
        Leaf::Year(_) => "year",
        Leaf::Correction(_) => "correction",
    }
}

/// A leaf as a sentence.
pub fn describe(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Certificate(leaf) => format!(
            "certificate {}: {} g of emission and {} g of absorption credit burned for {}, at unix time {}",
            Pubkey::from(leaf.certificate),
            leaf.emission,
            leaf.credit,
            Pubkey::from(leaf.beneficiary),
            leaf.time
        ),
        Leaf::Year(leaf) => format!(
            "year {} of inventory {}, source {}: {} of {} g emitted are neutralized, at unix time {}",
            leaf.year,
            Pubkey::from(leaf.inventory),
            Pubkey::from(leaf.source),
            leaf.neutralized,
            leaf.emitted,
            leaf.time
        ),
        Leaf::Correction(leaf) => format!(
            "correction {}: {} g of leaf {} about {} do not count, at unix time {}",
            leaf.number,
            leaf.void,
            leaf.corrected_index,
            Pubkey::from(leaf.corrected),
            leaf.time
        ),
    }
}
