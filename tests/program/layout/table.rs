//! The offset of every field of every account, written by hand: clients in other languages, filters of RPC nodes and
//! existing accounts depend on them. A change here changes the data of the release.

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
    /// One line per field: offset, name, and its bytes in the sentinel (see `sentinels`) in hex; `07×32` is 32 times
    /// 07.
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
