//! The daemon: reads the registry, assesses new ballots, votes, and follows its votes until they are final.
//!
//! One thread reads the chain and votes, several workers check claims, one thread serves metrics, one listens to the websocket,
//! and one reads the chain's history. The queue is the database, oldest ballot first. Workers get only a few ballots ahead, so
//! the queue can have any length.

use crate::{
    assessment::{Assessment, Assessor},
    bundles::Bundles,
    chain::{ChainReader, RegistryView},
    config::Config,
    eligibility::{has_voted, Duty, VotingEligibility},
    event_history::HistoryReader,
    failpoints,
    http::{self, Health, Served},
    key::VoteKey,
    manual_decision,
    metrics::Metrics,
    notifier::{self, Notifier},
    state::{SeenBallot, State, Status},
    voting::{wait_after, Voting},
};
use anyhow::{ensure, Context, Result};
use carbon_wire::Hash;
use solana_pubkey::Pubkey;
use std::{
    collections::HashSet,
    fs,
    sync::{mpsc, Arc, Mutex, PoisonError, RwLock},
    thread,
    time::{Duration, Instant, SystemTime},
};
use tracing::{error, info, warn};

/// Ballots dispatched to the workers in addition to those that they are checking.
const QUEUE_MARGIN: usize = 16;
/// Time between two cleanups of the evidence store.
const CLEANUP_INTERVAL: Duration = Duration::from_secs(86_400);
/// Lamports of the vote key below which the daemon warns; about 2,000 transactions.
const LOW_BALANCE: u64 = 10_000_000;

/// A daemon, ready to run.
pub struct Daemon {
    config: Config,
    key: VoteKey,
    chain: ChainReader,
    state: State,
    bundles: Bundles,
    history: HistoryReader,
    served: Arc<Served>,
    notifier: Arc<Notifier>,
    view: RwLock<Option<Arc<RegistryView>>>,
    /// Digests that workers are checking.
    working: Mutex<HashSet<Hash>>,
    /// File lock, held until the process ends.
    _lock: fs::File,
}

/// What one pass leaves for the next.
#[derive(Default)]
struct Progress {
    eligibility: Option<VotingEligibility>,
    /// Whether the balance of the vote key was low.
    low_balance: bool,
    /// Digests of ballots whose conflict of interest was logged.
    conflicts_logged: HashSet<Hash>,
    failures: u32,
    cleared: Option<Instant>,
}

impl Daemon {
    /// Opens everything a daemon needs.
    ///
    /// # Errors
    /// When a setting is invalid, the key or the state folder cannot be used, or another daemon uses the folder.
    pub fn open(config: Config) -> Result<Self> {
        let registry: Pubkey = config.registry.parse().context("registry is not an address")?;
        let (key, readable) = VoteKey::load(&config.keypair)?;
        if readable {
            warn!(path = %config.keypair.display(), "users other than the owner may read the vote key: chmod 600");
        }
        fs::create_dir_all(&config.state).with_context(|| format!("creating {}", config.state.display()))?;
        let lock = fs::File::create(config.state.join("lock"))?;
        ensure!(
            lock.try_lock().is_ok(),
            "another daemon uses {}: two daemons must never share a folder or a vote key",
            config.state.display()
        );
        let state = State::open(&config.state, &config.registry, &key.pubkey().to_string())?;
        let bundles = Bundles::open(config.state.join("evidence"), config.evidence.clone())?;
        let history = HistoryReader::open(&state, registry)?;
        let health = Health { healthy: false, status: "starting".into(), last_pass: 0, escalated: 0, waiting: 0 };
        Ok(Self {
            chain: ChainReader::new(&config.rpc.url, config.rpc.timeout(), registry),
            key,
            state,
            bundles,
            history,
            served: Arc::new(Served { metrics: Metrics::new(), health: Mutex::new(health) }),
            notifier: Arc::new(Notifier::default()),
            view: RwLock::new(None),
            working: Mutex::new(HashSet::new()),
            config,
            _lock: lock,
        })
    }

    /// A handle that stops the daemon from another thread.
    pub fn stopper(&self) -> Arc<Notifier> {
        self.notifier.clone()
    }

    /// Runs until it is stopped. Checks that are unfinished then are repeated after a restart.
    ///
    /// # Errors
    /// When a thread cannot be started or the port cannot be opened. Later failures are logged and tried again.
    pub fn run(self) -> Result<()> {
        let registry = self.chain.registry();
        info!(%registry, key = %self.key.pubkey(), state = %self.config.state.display(), "notary starts");
        if let Some(listen) = self.config.http.listen {
            let address = http::serve(listen, self.served.clone())?;
            info!(%address, "serving /metrics and /health");
        }
        if let Some(url) = &self.config.rpc.websocket {
            notifier::listen(url.clone(), registry, self.notifier.clone())?;
        }
        let workers = self.config.evidence.workers;
        let (jobs, queue) = mpsc::sync_channel::<SeenBallot>(workers + QUEUE_MARGIN);
        let queue = Arc::new(Mutex::new(queue));
        let daemon = Arc::new(self);
        for number in 0..workers {
            let (daemon, queue) = (daemon.clone(), queue.clone());
            thread::Builder::new().name(format!("worker {number}")).spawn(move || daemon.work(&queue))?;
        }
        let reader = daemon.clone();
        thread::Builder::new()
            .name("history".into())
            .spawn(move || reader.history.follow(&reader.config.rpc, &reader.state, &reader.notifier))?;
        let mut progress = Progress::default();
        while !daemon.notifier.is_stopping() {
            let (least, most) = daemon.run_pass(&mut progress, &jobs);
            daemon.notifier.wait(least, most);
        }
        info!("notary stops");
        Ok(())
    }

    /// Runs one pass. Returns the shortest and the longest wait before the next one.
    fn run_pass(&self, progress: &mut Progress, jobs: &mpsc::SyncSender<SeenBallot>) -> (Duration, Duration) {
        let poll = self.config.rpc.poll();
        match self.pass(progress, jobs) {
            Ok(()) => {
                progress.failures = 0;
                (poll / 4, poll)
            }
            Err(error) => {
                self.served.metrics.failures.inc();
                let wait = Duration::from_millis(wait_after(progress.failures, poll) as u64);
                progress.failures += 1;
                error!(failures = progress.failures, error = format!("{error:#}"), "the pass failed");
                self.update_health(|health| {
                    health.healthy = false;
                    health.status = format!("{error:#}");
                });
                // A notification does not shorten the wait while the node fails.
                (wait, wait)
            }
        }
    }

    fn update_health(&self, change: impl FnOnce(&mut Health)) {
        change(&mut self.served.health.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn pass(&self, progress: &mut Progress, jobs: &mpsc::SyncSender<SeenBallot>) -> Result<()> {
        let now = milliseconds();
        let view = Arc::new(self.chain.view(&self.key.pubkey())?);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(view.clone());
        let eligibility = VotingEligibility::of(&view, &self.key.pubkey());
        self.log_eligibility(progress, eligibility, &view);

        let open = self.update_ballots(progress, &view)?;
        let voting = Voting {
            chain: &self.chain,
            state: &self.state,
            key: &self.key,
            metrics: &self.served.metrics,
            first_wait: self.config.rpc.poll(),
            now,
        };
        voting.follow()?;
        if matches!(eligibility, VotingEligibility::Eligible(_)) {
            voting.vote(&open)?;
            self.dispatch(jobs, now)?;
        }
        self.clear(progress, &view)?;
        let counts = self.state.counts()?;
        self.served.metrics.passed(&view, eligibility, &counts, now / 1_000);
        self.update_health(|health| {
            let count = |status| Status::ALL.iter().position(|known| *known == status).map_or(0, |place| counts[place]);
            *health = Health {
                healthy: matches!(eligibility, VotingEligibility::Eligible(_)),
                status: eligibility.name().into(),
                last_pass: now / 1_000,
                escalated: count(Status::Escalated),
                waiting: count(Status::Waiting),
            };
        });
        Ok(())
    }

    /// Logs changes of the notary's eligibility and of its balance.
    fn log_eligibility(&self, progress: &mut Progress, eligibility: VotingEligibility, view: &RegistryView) {
        if progress.eligibility != Some(eligibility) {
            match eligibility {
                VotingEligibility::Eligible(_) => info!("this notary may vote"),
                other => warn!(eligibility = other.name(), "this notary may not vote"),
            }
        }
        let low_balance = view.lamports < LOW_BALANCE;
        if low_balance && !progress.low_balance {
            warn!(lamports = view.lamports, "the balance of the vote key is low");
        }
        progress.eligibility = Some(eligibility);
        progress.low_balance = low_balance;
    }

    /// Stores new ballots, closes ended ones, and returns the ballots to vote on.
    fn update_ballots(&self, progress: &mut Progress, view: &RegistryView) -> Result<HashSet<(Pubkey, Hash)>> {
        let ballots = self.chain.ballots()?;
        let mut open = HashSet::new();
        let mut cast = HashSet::new();
        let mut conflicted = HashSet::new();
        let mut new = vec![];
        let mut unknown = vec![];
        for ballot in &ballots {
            let name = (ballot.address, ballot.subject.ballot.digest);
            match Duty::of(view, &self.key.pubkey(), ballot) {
                Duty::Vote => {
                    open.insert(name);
                    new.push(SeenBallot {
                        address: ballot.address.to_bytes(),
                        digest: ballot.subject.ballot.digest,
                        content: ballot.subject.content,
                        kind: ballot.kind as u8,
                        opened: ballot.subject.ballot.opened_at,
                    });
                }
                Duty::Voted => drop(cast.insert(name)),
                Duty::Conflicted => drop(conflicted.insert(name.1)),
                Duty::Closed => {}
            }
            if conflicted.contains(&name.1) && !progress.conflicts_logged.contains(&name.1) {
                info!(subject = %name.0, "conflict of interest: this notary does not vote on it");
            }
        }
        progress.conflicts_logged = conflicted;
        let count = self.state.add_ballots(&new)?;
        if count > 0 {
            info!(count, "new open ballots");
        }
        failpoints::reach("seen");
        for status in [Status::Waiting, Status::Escalated, Status::Decided] {
            for entry in self.state.entries(status)? {
                let name = (entry.ballot.address.into(), entry.ballot.digest);
                if cast.contains(&name) {
                    unknown.push(entry.ballot);
                } else if !open.contains(&name) {
                    self.state.gone(&entry.ballot)?;
                }
            }
        }
        self.acknowledge(view, &unknown)?;
        Ok(open)
    }

    /// Records final votes of this key that the database does not have. Such a vote means that the database is older than the
    /// vote, or that another process has the key.
    fn acknowledge(&self, view: &RegistryView, ballots: &[SeenBallot]) -> Result<()> {
        let keys: Vec<Pubkey> = ballots.iter().map(|ballot| ballot.address.into()).collect();
        for (ballot, subject) in ballots.iter().zip(self.chain.final_subjects(&keys)?) {
            let same = subject.filter(|subject| subject.ballot.digest == ballot.digest);
            if same.is_some_and(|subject| has_voted(view, &self.key.pubkey(), &subject)) {
                warn!(subject = %Pubkey::from(ballot.address), "the chain has a vote of this key that this daemon did not send");
                self.state.done(ballot)?;
            }
        }
        Ok(())
    }

    /// Dispatches the oldest waiting ballots to the workers, as many as fit their queue.
    fn dispatch(&self, jobs: &mpsc::SyncSender<SeenBallot>, now: i64) -> Result<()> {
        let limit = self.config.evidence.workers + QUEUE_MARGIN;
        let mut working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in self.state.due(now, limit + working.len())? {
            if working.len() >= limit {
                break;
            }
            let fits = !working.contains(&entry.ballot.digest) && jobs.try_send(entry.ballot).is_ok();
            if fits {
                working.insert(entry.ballot.digest);
            }
        }
        Ok(())
    }

    /// Once a day, deletes evidence that is older than the policy's retention period.
    fn clear(&self, progress: &mut Progress, view: &RegistryView) -> Result<()> {
        if progress.cleared.is_none_or(|cleared| cleared.elapsed() >= CLEANUP_INTERVAL) {
            let files = self.bundles.clear(&self.state, view.now, view.registry.policy.terms.retention_years)?;
            info!(files, "old evidence deleted");
            progress.cleared = Some(Instant::now());
        }
        Ok(())
    }

    /// The loop of a worker, until the daemon ends.
    fn work(&self, queue: &Mutex<mpsc::Receiver<SeenBallot>>) {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(ballot) = next else { return };
            if self.notifier.is_stopping() {
                return;
            }
            if let Err(error) = self.assess_and_write(&ballot) {
                error!(error = format!("{error:#}"), "the decision could not be written");
            }
            self.working.lock().unwrap_or_else(PoisonError::into_inner).remove(&ballot.digest);
            self.notifier.notify();
        }
    }

    fn assess_and_write(&self, ballot: &SeenBallot) -> Result<()> {
        let subject = Pubkey::new_from_array(ballot.address);
        let start = Instant::now();
        let assessed = self.assess(ballot);
        self.served.metrics.check_seconds.observe(start.elapsed().as_secs_f64());
        match assessed {
            Ok(Assessment::Gone) => self.state.gone(ballot),
            Ok(Assessment::Decided(decision, report)) => self.write(ballot, decision, &report),
            Ok(Assessment::Later(why)) => {
                info!(%subject, why, "not decided yet");
                self.put_off(ballot, &why)
            }
            Err(error) => {
                let why = format!("{error:#}");
                warn!(%subject, why, "the check failed");
                self.put_off(ballot, &why)
            }
        }
    }

    fn put_off(&self, ballot: &SeenBallot, why: &str) -> Result<()> {
        self.served.metrics.put_off.inc();
        let tries = self.state.entry(&ballot.address, &ballot.digest)?.map_or(0, |entry| entry.attempts);
        self.state.put_off(ballot, milliseconds() + wait_after(tries, self.config.rpc.poll()), why)
    }

    fn assess(&self, ballot: &SeenBallot) -> Result<Assessment> {
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        let view = view.context("the registry has not been read yet")?;
        let Self { chain, state, bundles, history, .. } = self;
        Assessor { chain, state, bundles, history, view: &view, notary: self.key.pubkey() }.assess(ballot)
    }

    /// Writes the decision of the checks. If they escalate a content on which a person has decided before, that decision applies.
    fn write(&self, ballot: &SeenBallot, decision: Option<bool>, report: &str) -> Result<()> {
        let subject = Pubkey::new_from_array(ballot.address);
        let written = self.state.decide(ballot, decision, report)?;
        match decision {
            _ if !written => info!(%subject, "decided before; the earlier decision stays"),
            Some(approve) => info!(%subject, approve, "decided"),
            None => warn!(%subject, "escalated to a person: `notary explain` shows why, `notary decide` decides"),
        }
        if let (None, Some((approve, reason))) =
            (decision, self.state.manual_decision(&ballot.address, &ballot.content)?)
        {
            self.state.decide_manually(
                ballot,
                approve,
                &reason,
                &manual_decision::report(approve, &reason, report)?,
            )?;
            info!(%subject, approve, "an earlier decision of a person on this content applies");
        }
        failpoints::reach("decided");
        Ok(())
    }
}

/// Unix time of this machine in milliseconds. It is used for waits only; rules use the chain's time.
fn milliseconds() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |passed| passed.as_millis() as i64)
}
