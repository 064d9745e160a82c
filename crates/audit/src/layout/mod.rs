//! The program's accounts and events as this crate reads them: fixed borsh layouts, defined independently of the program. Fields and
//! meanings are those of `idl/carbon_consensus.json`; a test compares every name and type with it.

mod accounts;
mod calls;
mod enums;
mod events;

pub use accounts::*;
pub use calls::*;
pub use enums::*;
pub use events::*;

use crate::key::sha256;
use borsh::BorshDeserialize;

/// Bytes of a discriminator.
pub const TAG_LEN: usize = 8;
/// First bytes of the data of an inner instruction by which an Anchor program emits an event.
pub const EVENT_TAG: [u8; TAG_LEN] = [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d];

/// A struct of the program: an account, an event, or a part of one.
pub trait Layout: BorshDeserialize {
    /// Its name in the IDL.
    const NAME: &'static str;
    /// Names and types of its fields, in their order.
    const FIELDS: &'static [(&'static str, &'static str)];
    /// Bytes of each field. Valid for numbers, addresses and enums without fields; meaningless for other types.
    const SIZES: &'static [usize];
    /// Prefix of the name in the preimage of the discriminator.
    const SPACE: &'static str;

    /// Its discriminator, the first bytes of its data.
    fn tag() -> [u8; TAG_LEN] {
        let hash = sha256(format!("{}:{}", Self::SPACE, Self::NAME).as_bytes());
        std::array::from_fn(|index| hash[index])
    }

    /// Reads it from bytes that begin with its discriminator. An account may have further bytes behind it.
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut content = bytes.strip_prefix(&Self::tag())?;
        Self::deserialize(&mut content).ok()
    }

    /// Offset of a field in the bytes of an account. All fields before it must be numbers, addresses or enums without fields.
    fn offset(field: &str) -> usize {
        let before = Self::FIELDS.iter().take_while(|(name, _)| *name != field).count();
        TAG_LEN + Self::SIZES[..before].iter().sum::<usize>()
    }
}

/// An enum of the program.
#[cfg(test)]
pub trait Enum {
    /// Its name in the IDL.
    const NAME: &'static str;
    /// Variants in order, with names and types of their fields.
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

macro_rules! enumeration {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident $({ $($field:ident: $type:ty),* })?,)* })*) => {$(
        $(#[$doc])*
        #[derive(borsh::BorshDeserialize, Clone, Copy, Debug, PartialEq)]
        #[allow(missing_docs)]
        pub enum $name { $($variant $({ $($field: $type),* })?,)* }

        #[cfg(test)]
        impl crate::layout::Enum for $name {
            const NAME: &'static str = stringify!($name);
            const VARIANTS: &'static [(&'static str, &'static [(&'static str, &'static str)])] =
                &[$((stringify!($variant), &[$($((stringify!($field), stringify!($type))),*)?])),*];
        }
    )*};
}

pub(crate) use enumeration;
pub(crate) use layout;

#[cfg(test)]
mod tests;
