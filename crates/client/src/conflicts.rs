//! Who will not be able to vote about units, before a burn is proposed: notaries with a conflict of interest.

use crate::history::EntryBytes;
use carbon_consensus::notary::NotarySet;
use carbon_wire::lineage::Entry;
use solana_pubkey::Pubkey;

/// The notaries with a conflict of interest, and whether the others are still a quorum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflicts {
    /// Keys of the notaries.
    pub notaries: Vec<Pubkey>,
    /// Whether the others can approve. If not, a burn is rejected at once: units that these notaries held cannot be burned.
    pub quorum_is_left: bool,
}

/// The notaries that one of the keys belongs to, or is affiliated to. Of a burn, the keys are proposer, beneficiary, owner and
/// operators of each emitting source, and the holders of both lots of each leg ([`holders`]).
pub fn conflicts<'a>(set: &NotarySet, keys: impl IntoIterator<Item = &'a Pubkey>) -> Conflicts {
    let bitmap = keys.into_iter().fold(0, |all, key| all | set.affiliated_with(key));
    let conflicted = set.members().iter().enumerate().filter(|(index, _)| bitmap >> index & 1 == 1);
    Conflicts {
        notaries: conflicted.map(|(_, notary)| notary.key).collect(),
        quorum_is_left: set.is_quorum(set.total_weight - set.weight_of(bitmap)),
    }
}

/// The owners of units so far, from the entries of their history ([`crate::history::Histories::of`]), each once.
pub fn holders(entries: &[EntryBytes]) -> Vec<Pubkey> {
    let mut holders: Vec<Pubkey> = vec![];
    for entry in entries.iter().filter_map(Entry::from_bytes) {
        let owner = entry.to.into();
        if !holders.contains(&owner) {
            holders.push(owner);
        }
    }
    holders
}
