//! Arguments and accounts of the instructions by which people set what the audit rests on. What they signed, no node can change.

use super::{enums::*, layout, TAG_LEN};
use crate::key::{sha256, Key};
use borsh::BorshDeserialize;

layout! { "arguments":
    /// A new registry.
    CreateRegistryArgs {
        id: u16,
        name: String,
        guardian: Key,
        treasury: Key,
        policy: Policy,
        threshold_bps: u16,
        bridge: BridgeArgs,
    }
    /// Wormhole's programs.
    BridgeArgs { core_bridge: Key, shim: Key, }
    /// A change of the rules, at once.
    ApplyChange { change: Change, }
    /// A change of the rules, after the timelock.
    ScheduleChange { nonce: u64, change: Change, }
    /// Executes a scheduled change.
    ExecuteChange {}
    /// Suspends a notary.
    SuspendNotary { notary: Key, }
    /// Names the next authority.
    ProposeAuthority { proposed: Key, }
    /// Becomes the authority.
    AcceptAuthority {}
    /// Lists a data provider.
    ListProvider { key: Key, name: String, }
    /// An emission factor.
    PublishFactorArgs {
        family: u32,
        edition: u16,
        gases: Gases,
        basis: Basis,
        gwp: GwpSet,
        valid_from: u32,
        valid_until: u32,
        name: String,
        unit: String,
    }
    /// A new source.
    RegisterSourceArgs {
        index: u32,
        kind: SourceKind,
        boundary: Boundary,
        country: [u8; 2],
        group: Key,
        operators: Vec<Key>,
        streams: Vec<Stream>,
        metadata_sha256: [u8; 32],
        metadata_uri: String,
    }
    /// A correction of a record.
    ProposeRestatementArgs {
        valid_grams: u64,
        evidence_sha256: [u8; 32],
        item: u32,
        reason: String,
        evidence_uri: String,
    }
}

/// The arguments of an instruction.
pub trait Arguments: BorshDeserialize {
    /// The instruction's name in the IDL.
    const INSTRUCTION: &'static str;
    /// Names of its first accounts, in order.
    const ACCOUNTS: &'static [&'static str];

    /// The arguments in the data of a call; `None` if the call is of another instruction.
    fn read(data: &[u8]) -> Option<Self> {
        let tag = sha256(format!("global:{}", Self::INSTRUCTION).as_bytes());
        // As the program does, this ignores bytes behind the arguments.
        Self::deserialize(&mut data.strip_prefix(&tag[..TAG_LEN])?).ok()
    }

    /// The account that the instruction's accounts have by a name.
    fn account(accounts: &[Key], name: &str) -> Option<Key> {
        let index = Self::ACCOUNTS.iter().position(|known| *known == name)?;
        accounts.get(index).copied()
    }
}

macro_rules! arguments {
    ($($name:ident: $instruction:ident($($account:ident)*))*) => {$(
        impl Arguments for $name {
            const INSTRUCTION: &'static str = stringify!($instruction);
            const ACCOUNTS: &'static [&'static str] = &[$(stringify!($account)),*];
        }
    )*};
}
arguments! {
    CreateRegistryArgs: create_registry(payer creator registry notaries)
    ApplyChange: apply_change(authority registry)
    ScheduleChange: schedule_change(payer authority registry scheduled)
    ExecuteChange: execute_change(authority registry notaries scheduled)
    SuspendNotary: suspend_notary(guardian registry)
    ProposeAuthority: propose_authority(authority registry)
    AcceptAuthority: accept_authority(proposed registry)
    ListProvider: list_provider(payer authority registry provider)
    PublishFactorArgs: publish_factor(payer authority registry factor)
    RegisterSourceArgs: register_source(payer owner registry notaries source)
    ProposeRestatementArgs: propose_restatement(payer proposer registry notaries record)
}
