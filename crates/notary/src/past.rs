//! What the program's events have told so far: read from the chain's history, once it is final, and kept.

use crate::{
    chain::{Chain, Stored},
    config::Rpc,
    state::State,
    voting::wait_after,
    wake::Wake,
};
use anchor_lang::event::EVENT_IX_TAG_LE;
use anyhow::{Context, Result};
use carbon_notary_history::{
    ledger::{self, Filter, Ledger},
    past::Past,
};
use carbon_rpc::{CommitmentConfig, Cursor, History, Node};
use solana_pubkey::Pubkey;
use std::{
    sync::{PoisonError, RwLock},
    thread,
    time::Duration,
};
use tracing::{info, warn};

/// Bytes of an event's type, before its registry.
const TYPE: usize = 8;
/// Transactions that are read between two writes.
const BATCH: usize = 64;
/// Between two looks at whether the daemon ends.
const MOMENT: Duration = Duration::from_millis(200);

/// The history of a registry as far as it was read.
pub struct Reader {
    past: RwLock<Past>,
}

impl Reader {
    /// What an earlier daemon read.
    ///
    /// # Errors
    /// When the database fails.
    pub fn open(state: &State, registry: Pubkey) -> Result<Self> {
        let mut past = Past::new(registry);
        let events = state.past_after(0, |data| past.observe(data))?;
        info!(events, "history from the database");
        Ok(Self { past: RwLock::new(past) })
    }

    /// Uses what was read so far.
    pub fn with<T>(&self, using: impl FnOnce(&Past) -> T) -> T {
        using(&self.past.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads on until the daemon ends. While the node does not answer, verifications find that history is missing.
    pub fn follow(&self, rpc: &Rpc, state: &State, wake: &Wake) {
        let node = Node::with_timeout(&rpc.url, CommitmentConfig::finalized(), rpc.timeout());
        let mut failures = 0;
        while !wake.is_stopping() {
            let wait = match self.read_on(&node, state, wake) {
                Ok(()) => {
                    failures = 0;
                    rpc.poll()
                }
                Err(error) => {
                    warn!(error = format!("{error:#}"), "history could not be read");
                    failures += 1;
                    Duration::from_millis(wait_after(failures, rpc.poll()) as u64)
                }
            };
            let mut waited = Duration::ZERO;
            while waited < wait && !wake.is_stopping() {
                thread::sleep(MOMENT.min(wait));
                waited += MOMENT;
            }
        }
    }

    fn read_on(&self, node: &Node, state: &State, wake: &Wake) -> Result<()> {
        let stored = state.meta("cursor")?;
        let cursor: Option<Cursor> =
            stored.map(|text| serde_json::from_str(&text)).transpose().context("the cursor")?;
        let registry = self.with(Past::registry);
        let history = History::of_program(node);
        let mut walk = history.after(cursor.as_ref())?;
        while walk.left() > 0 && !wake.is_stopping() {
            let mut events = vec![];
            for executed in walk.by_ref().take(BATCH) {
                let executed = executed?;
                events.extend(executed.events().filter(|data| is_of(data, &registry)).map(<[u8]>::to_vec));
            }
            let Some(cursor) = walk.cursor() else { break };
            // The database first: what is in memory is made from it.
            state.extend_past(events.iter().map(Vec::as_slice), &serde_json::to_string(cursor)?)?;
            let mut past = self.past.write().unwrap_or_else(PoisonError::into_inner);
            events.iter().for_each(|event| past.observe(event));
        }
        Ok(())
    }
}

/// Whether an instruction's data is an event of the registry: every event begins with its registry.
fn is_of(data: &[u8], registry: &Pubkey) -> bool {
    let event = data.strip_prefix(EVENT_IX_TAG_LE);
    event.and_then(|event| event.get(TYPE..TYPE + 32)) == Some(registry.as_ref())
}

impl Ledger for Chain {
    fn account(&self, key: &Pubkey) -> Result<Option<ledger::Stored>> {
        let found = self.accounts(&[*key])?.pop().flatten();
        Ok(found.map(|Stored { owner, data, .. }| ledger::Stored { owner, data }))
    }

    fn program_accounts(&self, filters: &[Filter]) -> Result<Vec<(Pubkey, Vec<u8>)>> {
        let filters: Vec<_> = filters.iter().map(|filter| (filter.offset, &filter.bytes[..])).collect();
        Self::program_accounts(self, &filters, None)
    }
}
