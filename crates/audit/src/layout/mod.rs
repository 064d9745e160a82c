//! The program's accounts and events as this crate reads them: fixed borsh layouts, written down a second time. The fields and
//! their meanings are those of `idl/carbon_consensus.json`; a test compares every name and type with it.

mod accounts;
mod events;
mod words;

pub use accounts::*;
pub use events::*;
pub use words::*;

use crate::key::sha256;
use borsh::BorshDeserialize;

/// Bytes of a discriminator.
pub const TAG_LEN: usize = 8;
/// Begins the data of an inner instruction by which an Anchor program emits an event.
pub const EVENT_TAG: [u8; TAG_LEN] = [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];

/// A struct of the program.
pub trait Layout: BorshDeserialize {
    /// As the IDL names it.
    const NAME: &'static str;
    /// Names and types of its fields, in their order.
    const FIELDS: &'static [(&'static str, &'static str)];
    /// Bytes of each field, where it is a number, an address or a word; of no meaning for all else and what comes after.
    const SIZES: &'static [usize];
    /// What its discriminator is hashed from, before the name.
    const SPACE: &'static str;

    /// What its bytes begin with.
    fn tag() -> [u8; TAG_LEN] {
        let hash = sha256(format!("{}:{}", Self::SPACE, Self::NAME).as_bytes());
        std::array::from_fn(|index| hash[index])
    }

    /// Reads it from bytes that begin with its tag. An account may have room behind it.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut content = bytes.strip_prefix(&Self::tag())?;
        Self::deserialize(&mut content).ok()
    }

    /// Where a field is in the bytes of an account, if all fields before it are numbers, addresses or words.
    fn offset(field: &str) -> usize {
        let before = Self::FIELDS.iter().take_while(|(name, _)| *name != field).count();
        TAG_LEN + Self::SIZES[..before].iter().sum::<usize>()
    }
}

/// An enum of the program.
#[cfg(test)]
pub trait Words {
    /// As the IDL names it.
    const NAME: &'static str;
    /// Variants in their order, with names and types of their fields.
    const VARIANTS: &'static [(&'static str, &'static [(&'static str, &'static str)])];
}

macro_rules! layout {
    ($space:literal: $($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(borsh::BorshDeserialize, Clone, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub struct $name { $(pub $field: $type,)* }

        impl crate::layout::Layout for $name {
            const NAME: &'static str = stringify!($name);
            const FIELDS: &'static [(&'static str, &'static str)] = &[$((stringify!($field), stringify!($type))),*];
            const SIZES: &'static [usize] = &[$(core::mem::size_of::<$type>()),*];
            const SPACE: &'static str = $space;
        }
    )*};
}

macro_rules! choice {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident $({ $($field:ident: $type:ty),* })?,)* })*) => {$(
        $(#[$doc])*
        #[derive(borsh::BorshDeserialize, Clone, Copy, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum $name { $($variant $({ $($field: $type),* })?,)* }

        #[cfg(test)]
        impl crate::layout::Words for $name {
            const NAME: &'static str = stringify!($name);
            const VARIANTS: &'static [(&'static str, &'static [(&'static str, &'static str)])] =
                &[$((stringify!($variant), &[$($((stringify!($field), stringify!($type))),*)?])),*];
        }
    )*};
}

pub(crate) use choice;
pub(crate) use layout;

#[cfg(test)]
mod tests;
