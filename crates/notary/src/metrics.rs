//! What is counted, in the text format of Prometheus and OpenMetrics.

use crate::{chain::View, standing::Standing, state::Status};
use prometheus_client::{
    encoding::{text::encode, EncodeLabelSet},
    metrics::{
        counter::Counter,
        family::Family,
        gauge::Gauge,
        histogram::{exponential_buckets, Histogram},
    },
    registry::Registry,
};

/// A status, as a label.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByStatus {
    status: &'static str,
}

/// Everything that is counted.
pub struct Metrics {
    registry: Registry,
    subjects: Family<ByStatus, Gauge>,
    may_vote: Gauge,
    slot: Gauge,
    lamports: Gauge,
    last_pass: Gauge,
    /// Votes that became final.
    pub votes: Counter,
    /// Votes that the node or the program refused.
    pub refused: Counter,
    /// Transactions of votes that had to be made again.
    pub resent: Counter,
    /// Looks at the chain that failed.
    pub failures: Counter,
    /// Checks that could decide nothing yet.
    pub put_off: Counter,
    /// Seconds that checks took, fetching included.
    pub check_seconds: Histogram,
}

impl Metrics {
    /// Nothing counted yet.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("notary"),
            subjects: Family::default(),
            may_vote: Gauge::default(),
            slot: Gauge::default(),
            lamports: Gauge::default(),
            last_pass: Gauge::default(),
            votes: Counter::default(),
            refused: Counter::default(),
            resent: Counter::default(),
            failures: Counter::default(),
            put_off: Counter::default(),
            check_seconds: Histogram::new(exponential_buckets(0.01, 4.0, 9)),
        };
        let registry = &mut metrics.registry;
        registry.register("subjects", "Ballots by what this notary has done about them", metrics.subjects.clone());
        registry.register("may_vote", "Whether the notary may vote: 1 or 0", metrics.may_vote.clone());
        registry.register("slot", "Newest slot seen", metrics.slot.clone());
        registry.register("lamports", "Lamports of the vote key, which pays for its votes", metrics.lamports.clone());
        registry.register(
            "last_pass_seconds",
            "Unix time of the last look at the chain that succeeded",
            metrics.last_pass.clone(),
        );
        registry.register("votes", "Votes that became final", metrics.votes.clone());
        registry.register("votes_refused", "Votes that the node or the program refused", metrics.refused.clone());
        registry.register(
            "transactions_resent",
            "Transactions of votes that had to be made again",
            metrics.resent.clone(),
        );
        registry.register("pass_failures", "Looks at the chain that failed", metrics.failures.clone());
        registry.register("checks_put_off", "Checks that could decide nothing yet", metrics.put_off.clone());
        registry.register(
            "check_seconds",
            "Seconds that checks took, fetching included",
            metrics.check_seconds.clone(),
        );
        metrics
    }

    /// Takes note of a look at the chain that succeeded at a unix time.
    pub fn passed(&self, view: &View, standing: Standing, counts: &[u64; Status::ALL.len()], now: i64) {
        self.may_vote.set(i64::from(matches!(standing, Standing::Voting(_))));
        self.slot.set(view.slot as i64);
        self.lamports.set(view.lamports as i64);
        self.last_pass.set(now);
        for (status, count) in Status::ALL.iter().zip(counts) {
            self.subjects.get_or_create(&ByStatus { status: status.name() }).set(*count as i64);
        }
    }

    /// Everything as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a text takes everything");
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
