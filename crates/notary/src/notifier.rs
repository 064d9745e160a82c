//! When to run the next pass: after the poll interval, or earlier when a change is announced.

use carbon_client::{offsets::REGISTRY, program};
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

/// Longest wait before reconnecting to the websocket.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Ends the daemon's wait between two passes.
#[derive(Default)]
pub struct Notifier {
    notified: Mutex<bool>,
    changed: Condvar,
    stopping: AtomicBool,
}

impl Notifier {
    /// Announces a change: the next pass runs soon.
    pub fn notify(&self) {
        *self.notified.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.changed.notify_all();
    }

    /// Asks the daemon to end.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.notify();
    }

    /// Whether the daemon has been asked to end.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Waits until a change is announced: at least `least`, which limits the load of a busy registry, and at most `most`.
    /// Returns at once when the daemon is asked to end.
    pub fn wait(&self, least: Duration, most: Duration) {
        let start = Instant::now();
        let mut notified = self.notified.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let passed = start.elapsed();
            let until = if *notified { least } else { most };
            if passed >= until || self.is_stopping() {
                *notified = false;
                return;
            }
            (notified, _) = self.changed.wait_timeout(notified, until - passed).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// Subscribes to the registry's accounts in a separate thread, and notifies at each change. While the websocket is down, the
/// daemon polls.
///
/// # Errors
/// When the thread cannot be started.
pub fn listen(url: String, registry: Pubkey, notifier: Arc<Notifier>) -> std::io::Result<()> {
    std::thread::Builder::new().name("websocket".into()).spawn(move || {
        let mut wait = Duration::from_secs(1);
        while !notifier.is_stopping() {
            match PubsubClient::program_subscribe(url.as_str(), &program::ID, Some(of_registry(&registry))) {
                Ok((_subscription, changes)) => {
                    info!(url, "websocket connected");
                    wait = Duration::from_secs(1);
                    // Changes before the subscription were not announced.
                    notifier.notify();
                    while changes.recv().is_ok() {
                        debug!("change announced by the websocket");
                        notifier.notify();
                    }
                    warn!(url, "websocket lost: polling continues");
                }
                Err(error) => warn!(url, %error, "websocket unavailable: polling continues"),
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
            // The content is not needed.
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
    fn a_notification_or_a_stop_ends_the_wait() {
        let notifier = Arc::new(Notifier::default());
        notifier.notify();
        notifier.wait(Duration::ZERO, LONG);
        // The notification is used up: the next wait lasts.
        let start = Instant::now();
        notifier.wait(Duration::ZERO, Duration::from_millis(20));
        assert!(start.elapsed() >= Duration::from_millis(20));
        let other = notifier.clone();
        let waiting = std::thread::spawn(move || other.wait(LONG, LONG));
        notifier.stop();
        waiting.join().unwrap();
        assert!(notifier.is_stopping());
    }

    #[test]
    fn notifications_in_a_row_count_once() {
        let notifier = Notifier::default();
        notifier.notify();
        let start = Instant::now();
        notifier.wait(Duration::from_millis(20), LONG);
        assert!(start.elapsed() >= Duration::from_millis(20));
    }
}
