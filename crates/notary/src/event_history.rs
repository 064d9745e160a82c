//! Reads the program's events from the chain's final history, and stores them.

use crate::{
    chain::{AccountSnapshot, ChainReader},
    config::Rpc,
    notifier::Notifier,
    state::State,
    voting::wait_after,
};
use anyhow::{Context, Result};
use carbon_client::offsets::event_registry;
use carbon_notary_history::{
    accounts::{AccountSource, Filter, StoredAccount},
    event_history::EventHistory,
};
use carbon_rpc::{CommitmentConfig, Cursor, History, Node};
use solana_pubkey::Pubkey;
use std::{
    sync::{PoisonError, RwLock},
    thread,
    time::Duration,
};
use tracing::{info, warn};

/// Number of transactions between two writes to the database.
const BATCH: usize = 64;
/// Time between two checks whether the daemon ends.
const SHUTDOWN_CHECK_INTERVAL: Duration = Duration::from_millis(200);

/// The events of a registry, as far as they have been read.
pub struct HistoryReader {
    history: RwLock<EventHistory>,
}

impl HistoryReader {
    /// Restores the events that an earlier run stored.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open(state: &State, registry: Pubkey) -> Result<Self> {
        let mut history = EventHistory::new(registry);
        let events = state.events_after(0, |data| history.observe(data))?;
        info!(events, "history restored from the database");
        Ok(Self { history: RwLock::new(history) })
    }

    /// Gives access to the events that were read so far.
    pub fn with<T>(&self, using: impl FnOnce(&EventHistory) -> T) -> T {
        using(&self.history.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads new events until the daemon ends. While the node does not answer, verifications find missing history.
    pub fn follow(&self, rpc: &Rpc, state: &State, notifier: &Notifier) {
        let node = Node::with_timeout(&rpc.url, CommitmentConfig::finalized(), rpc.timeout());
        let mut failures = 0;
        while !notifier.is_stopping() {
            let wait = match self.read_new_events(&node, state, notifier) {
                Ok(()) => {
                    failures = 0;
                    rpc.poll()
                }
                Err(error) => {
                    warn!(error = format!("{error:#}"), "the history could not be read");
                    failures += 1;
                    Duration::from_millis(wait_after(failures, rpc.poll()) as u64)
                }
            };
            let mut waited = Duration::ZERO;
            while waited < wait && !notifier.is_stopping() {
                thread::sleep(SHUTDOWN_CHECK_INTERVAL.min(wait));
                waited += SHUTDOWN_CHECK_INTERVAL;
            }
        }
    }

    fn read_new_events(&self, node: &Node, state: &State, notifier: &Notifier) -> Result<()> {
        let stored = state.meta("cursor")?;
        let cursor: Option<Cursor> =
            stored.map(|text| serde_json::from_str(&text)).transpose().context("the cursor")?;
        let registry = self.with(EventHistory::registry);
        let program = History::of_program(node);
        let mut walk = program.after(cursor.as_ref())?;
        while walk.remaining() > 0 && !notifier.is_stopping() {
            let mut events = vec![];
            for executed in walk.by_ref().take(BATCH) {
                let executed = executed?;
                events.extend(
                    executed.events().filter(|data| event_registry(data) == Some(registry)).map(<[u8]>::to_vec),
                );
            }
            let Some(cursor) = walk.cursor() else { break };
            // The database first: memory must never be ahead of it.
            state.add_events(events.iter().map(Vec::as_slice), &serde_json::to_string(cursor)?)?;
            let mut history = self.history.write().unwrap_or_else(PoisonError::into_inner);
            events.iter().for_each(|event| history.observe(event));
        }
        Ok(())
    }
}

impl AccountSource for ChainReader {
    fn account(&self, key: &Pubkey) -> Result<Option<StoredAccount>> {
        let found = self.accounts(&[*key])?.pop().flatten();
        Ok(found.map(|AccountSnapshot { owner, data, .. }| StoredAccount { owner, data }))
    }

    fn program_accounts(&self, filters: &[Filter]) -> Result<Vec<(Pubkey, Vec<u8>)>> {
        let filters: Vec<_> = filters.iter().map(|filter| (filter.offset, &filter.bytes[..])).collect();
        Self::program_accounts(self, &filters, None)
    }
}
