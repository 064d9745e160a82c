//! Metrics, in the text format of Prometheus and OpenMetrics.

use crate::{chain::RegistryView, eligibility::VotingEligibility, state::Status};
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

/// Label: the status of a ballot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ByStatus {
    status: &'static str,
}

/// All metrics.
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
    /// Transactions of votes that had to be signed again.
    pub resent: Counter,
    /// Passes that failed.
    pub failures: Counter,
    /// Checks that were put off because they could not decide yet.
    pub put_off: Counter,
    /// Duration of checks in seconds, fetching included.
    pub check_seconds: Histogram,
}

impl Metrics {
    /// All metrics at zero.
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
        registry.register("subjects", "Ballots by status", metrics.subjects.clone());
        registry.register("may_vote", "Whether the notary may vote: 1 or 0", metrics.may_vote.clone());
        registry.register("slot", "Newest slot seen", metrics.slot.clone());
        registry.register("lamports", "Lamports of the vote key, which pays for its votes", metrics.lamports.clone());
        registry.register("last_pass_seconds", "Unix time of the last successful pass", metrics.last_pass.clone());
        registry.register("votes", "Votes that became final", metrics.votes.clone());
        registry.register("votes_refused", "Votes that the node or the program refused", metrics.refused.clone());
        registry.register(
            "transactions_resent",
            "Transactions of votes that had to be signed again",
            metrics.resent.clone(),
        );
        registry.register("pass_failures", "Passes that failed", metrics.failures.clone());
        registry.register("checks_put_off", "Checks that could not decide yet", metrics.put_off.clone());
        registry.register(
            "check_seconds",
            "Duration of checks in seconds, fetching included",
            metrics.check_seconds.clone(),
        );
        metrics
    }

    /// Records a successful pass at a unix time, in seconds.
    pub fn passed(
        &self,
        view: &RegistryView,
        eligibility: VotingEligibility,
        counts: &[u64; Status::ALL.len()],
        now: i64,
    ) {
        self.may_vote.set(i64::from(matches!(eligibility, VotingEligibility::Eligible(_))));
        self.slot.set(view.slot as i64);
        self.lamports.set(view.lamports as i64);
        self.last_pass.set(now);
        for (status, count) in Status::ALL.iter().zip(counts) {
            self.subjects.get_or_create(&ByStatus { status: status.name() }).set(*count as i64);
        }
    }

    /// All metrics as text.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a string does not fail");
        text
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}
