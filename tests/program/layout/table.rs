//! Where every field of every account is, written down by hand: clients in other languages, filters of RPC nodes and the
//! accounts that exist depend on it. A change here is a change of the release's data.

mod burn;
mod market;
mod pool;
mod record;
mod registry;
mod restatement;
mod rollup;
mod source;

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
pub fn layouts() -> impl Iterator<Item = &'static Layout> {
    let of_domains = [
        registry::LAYOUTS,
        source::LAYOUTS,
        record::LAYOUTS,
        burn::LAYOUTS,
        market::LAYOUTS,
        restatement::LAYOUTS,
        pool::LAYOUTS,
        rollup::LAYOUTS,
    ];
    of_domains.into_iter().flatten()
}
