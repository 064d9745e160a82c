//! Fixed-size big-endian formats, as the L1 reads them: a magic, the fields of a struct in order, and zeros.

use crate::{Address, Hash};

/// Length of each leaf entry and of the message payload, in bytes.
pub const LEN: usize = 208;

/// Why bytes are not of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormatError {
    /// Not exactly [`LEN`] bytes.
    Length,
    /// Another format, or another version of a leaf.
    Magic,
    /// A payload of another version.
    Version,
    /// A payload of another kind.
    Kind,
    /// A byte that must be zero is not.
    NotZero,
    /// A number that starts at 1 is 0.
    NotPositive,
    /// The first leaf of a batch is beyond its last.
    FirstLeafBeyondEnd,
    /// A root of 32 zero bytes, which is never the root of a tree.
    ZeroRoot,
}

impl core::fmt::Display for FormatError {
    fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
        f.write_str(match self {
            Self::Length => "not exactly 208 bytes",
            Self::Magic => "unknown magic",
            Self::Version => "unknown version",
            Self::Kind => "unknown kind",
            Self::NotZero => "padding or reserved bytes that are not zero",
            Self::NotPositive => "a number that starts from 1 is 0",
            Self::FirstLeafBeyondEnd => "a batch whose first leaf is beyond its last",
            Self::ZeroRoot => "a root of zero",
        })
    }
}

impl core::error::Error for FormatError {}

/// A value of fixed size.
pub(crate) trait Field: Sized {
    /// Length in bytes.
    const LEN: usize;

    /// Writes the value to `bytes`, which has `LEN` bytes.
    fn write(&self, bytes: &mut [u8]);

    /// Reads the value from `bytes`, which has `LEN` bytes.
    fn read(bytes: &[u8]) -> Result<Self, FormatError>;
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl Field for $type {
            const LEN: usize = core::mem::size_of::<Self>();

            fn write(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_be_bytes());
            }

            fn read(bytes: &[u8]) -> Result<Self, FormatError> {
                bytes.try_into().map(Self::from_be_bytes).map_err(|_| FormatError::Length)
            }
        }
    )*};
}

integers!(u8, u16, u64, i64, u128);

/// An address or a hash.
impl Field for Hash {
    const LEN: usize = core::mem::size_of::<Address>();

    fn write(&self, bytes: &mut [u8]) {
        bytes.copy_from_slice(self);
    }

    fn read(bytes: &[u8]) -> Result<Self, FormatError> {
        bytes.try_into().map_err(|_| FormatError::Length)
    }
}

/// Refuses padding other than zeros, so that each value has exactly one encoding.
pub(crate) fn require_zero(bytes: &[u8]) -> Result<(), FormatError> {
    bytes.iter().all(|byte| *byte == 0).then_some(()).ok_or(FormatError::NotZero)
}

/// Reads the next field and advances `bytes`.
pub(crate) fn take<F: Field>(bytes: &mut &[u8]) -> Result<F, FormatError> {
    let (field, rest) = bytes.split_at_checked(F::LEN).ok_or(FormatError::Length)?;
    *bytes = rest;
    F::read(field)
}

/// Writes the next field and advances `at`.
pub(crate) fn put<F: Field>(field: &F, bytes: &mut [u8], at: &mut usize) {
    field.write(&mut bytes[*at..*at + F::LEN]);
    *at += F::LEN;
}

/// Declares a struct and its format of [`LEN`] bytes: the magic `$magic`, then the fields in order.
macro_rules! format {
    (
        $magic:expr =>
        $(#[$doc:meta])*
        pub struct $name:ident { $($(#[$field_doc:meta])* pub $field:ident: $type:ty,)* }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        // So writing and reading stay inside the bytes.
        const _: () = assert!($magic.len() $(+ <$type as $crate::format::Field>::LEN)* <= $crate::format::LEN);

        impl $name {
            /// The bytes.
            pub fn encode(&self) -> [u8; $crate::format::LEN] {
                let mut bytes = [0; $crate::format::LEN];
                bytes[..$magic.len()].copy_from_slice($magic);
                let mut at = $magic.len();
                $($crate::format::put(&self.$field, &mut bytes, &mut at);)*
                bytes
            }

            /// Reads the fields of bytes whose length and magic are checked.
            fn fields(bytes: &[u8]) -> Result<Self, $crate::format::FormatError> {
                let mut rest = &bytes[$magic.len()..];
                let content = Self { $($field: $crate::format::take(&mut rest)?,)* };
                $crate::format::require_zero(rest)?;
                Ok(content)
            }
        }
    };
}

pub(crate) use format;
