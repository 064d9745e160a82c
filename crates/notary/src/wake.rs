//! When to look at the chain again: after the poll's time, or as soon as something is said to have happened.

use carbon_client::program;
use solana_commitment_config::CommitmentConfig;
use solana_pubkey::Pubkey;
use solana_pubsub_client::pubsub_client::PubsubClient;
use solana_rpc_client_api::{
    config::{RpcAccountInfoConfig, RpcProgramAccountsConfig, UiAccountEncoding, UiDataSliceConfig},
    filter::{Memcmp, RpcFilterType},
};
use std::{
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Condvar, Mutex, PoisonError,
    },
    time::{Duration, Instant},
};
use tracing::{debug, info, warn};

/// Offset of the registry in accounts of the program.
const REGISTRY: usize = 10;
/// Longest wait before the websocket is tried again.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Wakes the daemon.
#[derive(Default)]
pub struct Wake {
    woken: Mutex<bool>,
    changed: Condvar,
    stopping: AtomicBool,
}

impl Wake {
    /// Something happened: look again.
    pub fn wake(&self) {
        *self.woken.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// End.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.wake();
    }

    /// Whether to end.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Waits until something happened, but `least` in any case, so that a busy registry is not looked at all the time, and at most
    /// `most`. Ends at once when the daemon is to end.
    pub fn wait(&self, least: Duration, most: Duration) {
        let start = Instant::now();
        let mut woken = self.woken.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let passed = start.elapsed();
            let until = if *woken { least } else { most };
            if passed >= until || self.is_stopping() {
                *woken = false;
                return;
            }
            (woken, _) = self.changed.wait_timeout(woken, until - passed).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Listens to accounts of the registry in a thread of its own, and wakes at each change. While the websocket is down, polling
/// goes on without it.
///
/// # Errors
/// When no thread can be had.
pub fn listen(url: String, registry: Pubkey, wake: Arc<Wake>) -> std::io::Result<()> {
    std::thread::Builder::new().name("websocket".into()).spawn(move || {
        let mut wait = Duration::from_secs(1);
        while !wake.is_stopping() {
            match PubsubClient::program_subscribe(url.as_str(), &program::ID, Some(of_registry(&registry))) {
                Ok((_subscription, changes)) => {
                    info!(url, "websocket connected");
                    wait = Duration::from_secs(1);
                    // What happened before was not told.
                    wake.wake();
                    while changes.recv().is_ok() {
                        debug!("woken by the websocket");
                        wake.wake();
                    }
                    warn!(url, "websocket lost: polling goes on");
                }
                Err(error) => warn!(url, %error, "no websocket: polling goes on"),
            }
            std::thread::sleep(wait);
            wait = (2 * wait).min(LONGEST_WAIT);
        }
    })?;
    Ok(())
}

fn of_registry(registry: &Pubkey) -> RpcProgramAccountsConfig {
    RpcProgramAccountsConfig {
        filters: Some(vec![RpcFilterType::Memcmp(Memcmp::new_base58_encoded(REGISTRY, registry.as_ref()))]),
        account_config: RpcAccountInfoConfig {
            encoding: Some(UiAccountEncoding::Base64),
            // That it changed is enough.
            data_slice: Some(UiDataSliceConfig { offset: 0, length: 0 }),
            commitment: Some(CommitmentConfig::confirmed()),
            min_context_slot: None,
        },
        ..RpcProgramAccountsConfig::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(600);

    #[test]
    fn a_wake_or_a_stop_ends_the_wait() {
        let wake = Arc::new(Wake::default());
        wake.wake();
        wake.wait(Duration::ZERO, LONG);
        // Spent: the next wait takes its time.
        let start = Instant::now();
        wake.wait(Duration::ZERO, Duration::from_millis(20));
        assert!(start.elapsed() >= Duration::from_millis(20));
        let other = wake.clone();
        let waiting = std::thread::spawn(move || other.wait(LONG, LONG));
        wake.stop();
        waiting.join().unwrap();
        assert!(wake.is_stopping());
    }

    #[test]
    fn wakes_in_a_row_are_one() {
        let wake = Wake::default();
        wake.wake();
        let start = Instant::now();
        wake.wait(Duration::from_millis(20), LONG);
        assert!(start.elapsed() >= Duration::from_millis(20));
    }
}
