//! Small models of the ballot, of a pool's settlement and of the log's corrections, in which every order of every step is tried.
//! The ballot and the membership are the program's own types; the corrections are written from `docs/design.md`.

mod ballot;
mod corrections;
mod settlement;

use stateright::{Checker, Model};

/// A bound of a model: the first in `make test`, the second, which takes minutes, in `make soak`.
fn bound<T>(short: T, long: T) -> T {
    match std::env::var_os("CARBON_EXHAUSTIVE") {
        None => short,
        Some(_) => long,
    }
}

/// Tries every order of steps, and prints how many states there are.
fn check<M>(name: &str, model: M)
where
    M: Model + Send + Sync + 'static,
    M::State: std::hash::Hash + Send + Sync + std::fmt::Debug + Clone + PartialEq,
    M::Action: std::fmt::Debug + Clone + PartialEq + Send + Sync,
{
    let checker = model.checker().threads(2).spawn_bfs().join();
    println!("{name}: {} states", checker.unique_state_count());
    checker.assert_properties();
}
