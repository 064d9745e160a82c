//! The daemon: looks at the registry, has new ballots judged, votes, and follows its votes until they are final.
//!
//! One thread looks and votes, some workers check, one serves metrics, one listens to the websocket. The queue is the database,
//! oldest first; workers get no more at a time than they can begin soon, so it takes any length.

use crate::{
    bundles::Bundles,
    chain::{Chain, View},
    config::Config,
    http::{self, Health, Shown},
    judge::{Judge, Judgement},
    key::VoteKey,
    killing,
    metrics::Metrics,
    past::Reader,
    ruling,
    standing::{voted, Duty, Standing},
    state::{Opened, State, Status},
    voting::{wait_after, Voting},
    wake::{self, Wake},
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

/// Claims handed to the workers beyond those that they are at.
const AHEAD: usize = 16;
/// Between clearings of the evidence store.
const CLEARING: Duration = Duration::from_secs(86_400);
/// Lamports under which the vote key is warned about: some two thousand transactions.
const LOW: u64 = 10_000_000;

/// A daemon that can be run.
pub struct Daemon {
    config: Config,
    key: VoteKey,
    chain: Chain,
    state: State,
    bundles: Bundles,
    past: Reader,
    shown: Arc<Shown>,
    wake: Arc<Wake>,
    view: RwLock<Option<Arc<View>>>,
    /// Digests that workers have.
    working: Mutex<HashSet<Hash>>,
    /// Held until the process ends, however it does.
    _lock: fs::File,
}

/// What one look left for the next.
#[derive(Default)]
struct Progress {
    standing: Option<Standing>,
    /// Whether the vote key has little money.
    low: bool,
    /// Ballots that were said to be none of this notary's business.
    told: HashSet<Hash>,
    failures: u32,
    cleared: Option<Instant>,
}

impl Daemon {
    /// Opens everything a daemon needs.
    ///
    /// # Errors
    /// When a setting is wrong, the key or the state folder cannot be used, or another daemon uses the folder.
    pub fn open(config: Config) -> Result<Self> {
        let registry: Pubkey = config.registry.parse().context("registry is no address")?;
        let (key, readable) = VoteKey::load(&config.keypair)?;
        if readable {
            warn!(path = %config.keypair.display(), "others than its owner may read the vote key: chmod 600");
        }
        fs::create_dir_all(&config.state).with_context(|| format!("creating {}", config.state.display()))?;
        let lock = fs::File::create(config.state.join("lock"))?;
        ensure!(
            lock.try_lock().is_ok(),
            "another daemon uses {}: two must never share a folder, nor a vote key",
            config.state.display()
        );
        let state = State::open(&config.state, &config.registry, &key.pubkey().to_string())?;
        let bundles = Bundles::open(config.state.join("evidence"), config.evidence.clone())?;
        let past = Reader::open(&state, registry)?;
        let health = Health { well: false, standing: "starting".into(), last_pass: 0, escalated: 0, waiting: 0 };
        Ok(Self {
            chain: Chain::new(&config.rpc.url, config.rpc.timeout(), registry),
            key,
            state,
            bundles,
            past,
            shown: Arc::new(Shown { metrics: Metrics::new(), health: Mutex::new(health) }),
            wake: Arc::new(Wake::default()),
            view: RwLock::new(None),
            working: Mutex::new(HashSet::new()),
            config,
            _lock: lock,
        })
    }

    /// What stops it, from another thread.
    pub fn stopper(&self) -> Arc<Wake> {
        self.wake.clone()
    }

    /// Runs until it is stopped. What a worker is at then is begun anew by the next daemon.
    ///
    /// # Errors
    /// When a thread or a port cannot be had. What fails later is tried again.
    pub fn run(self) -> Result<()> {
        let registry = self.chain.registry();
        info!(%registry, key = %self.key.pubkey(), state = %self.config.state.display(), "notary starts");
        if let Some(listen) = self.config.http.listen {
            let address = http::serve(listen, self.shown.clone())?;
            info!(%address, "serving /metrics and /health");
        }
        if let Some(url) = &self.config.rpc.websocket {
            wake::listen(url.clone(), registry, self.wake.clone())?;
        }
        let workers = self.config.evidence.workers;
        let (jobs, queue) = mpsc::sync_channel::<Opened>(workers + AHEAD);
        let queue = Arc::new(Mutex::new(queue));
        let daemon = Arc::new(self);
        for number in 0..workers {
            let (daemon, queue) = (daemon.clone(), queue.clone());
            thread::Builder::new().name(format!("worker {number}")).spawn(move || daemon.work(&queue))?;
        }
        let reader = daemon.clone();
        thread::Builder::new()
            .name("history".into())
            .spawn(move || reader.past.follow(&reader.config.rpc, &reader.state, &reader.wake))?;
        let mut progress = Progress::default();
        while !daemon.wake.is_stopping() {
            let (least, most) = daemon.look_and_tell(&mut progress, &jobs);
            daemon.wake.wait(least, most);
        }
        info!("notary stops");
        Ok(())
    }

    /// One look; returns how long to wait for the next, at least and at most.
    fn look_and_tell(&self, progress: &mut Progress, jobs: &mpsc::SyncSender<Opened>) -> (Duration, Duration) {
        let poll = self.config.rpc.poll();
        match self.look(progress, jobs) {
            Ok(()) => {
                progress.failures = 0;
                (poll / 4, poll)
            }
            Err(error) => {
                self.shown.metrics.failures.inc();
                let wait = Duration::from_millis(wait_after(progress.failures, poll) as u64);
                progress.failures += 1;
                error!(failures = progress.failures, error = format!("{error:#}"), "the look at the chain failed");
                self.tell(|health| {
                    health.well = false;
                    health.standing = format!("{error:#}");
                });
                // A node that fails is not asked more often because something happened.
                (wait, wait)
            }
        }
    }

    fn tell(&self, change: impl FnOnce(&mut Health)) {
        change(&mut self.shown.health.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn look(&self, progress: &mut Progress, jobs: &mpsc::SyncSender<Opened>) -> Result<()> {
        let now = milliseconds();
        let view = Arc::new(self.chain.view(&self.key.pubkey())?);
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Some(view.clone());
        let standing = Standing::of(&view, &self.key.pubkey());
        self.announce(progress, standing, &view);

        let open = self.see(progress, &view)?;
        let voting = Voting {
            chain: &self.chain,
            state: &self.state,
            key: &self.key,
            metrics: &self.shown.metrics,
            first_wait: self.config.rpc.poll(),
            now,
        };
        voting.follow()?;
        if matches!(standing, Standing::Voting(_)) {
            voting.vote(&open)?;
            self.hand_out(jobs, now)?;
        }
        self.clear(progress, &view)?;
        let counts = self.state.counts()?;
        self.shown.metrics.passed(&view, standing, &counts, now / 1_000);
        self.tell(|health| {
            let count = |status| Status::ALL.iter().position(|known| *known == status).map_or(0, |place| counts[place]);
            *health = Health {
                well: matches!(standing, Standing::Voting(_)),
                standing: standing.name().into(),
                last_pass: now / 1_000,
                escalated: count(Status::Escalated),
                waiting: count(Status::Waiting),
            };
        });
        Ok(())
    }

    /// Says when it may begin or may no longer vote.
    fn announce(&self, progress: &mut Progress, standing: Standing, view: &View) {
        if progress.standing != Some(standing) {
            match standing {
                Standing::Voting(_) => info!("this notary votes"),
                other => warn!(standing = other.name(), "this notary does not vote"),
            }
        }
        let low = view.lamports < LOW;
        if low && !progress.low {
            warn!(lamports = view.lamports, "the vote key cannot pay for many more votes");
        }
        (progress.standing, progress.low) = (Some(standing), low);
    }

    /// Enters what is new, and takes leave of what is over. Returns what is to be voted on.
    fn see(&self, progress: &mut Progress, view: &View) -> Result<HashSet<(Pubkey, Hash)>> {
        let ballots = self.chain.ballots()?;
        let mut open = HashSet::new();
        let mut cast = HashSet::new();
        let mut interested = HashSet::new();
        let (mut new, mut unknown) = (vec![], vec![]);
        for ballot in &ballots {
            let name = (ballot.address, ballot.subject.ballot.digest);
            match Duty::of(view, &self.key.pubkey(), ballot) {
                Duty::Vote => {
                    open.insert(name);
                    new.push(Opened {
                        address: ballot.address.to_bytes(),
                        digest: ballot.subject.ballot.digest,
                        content: ballot.subject.content,
                        kind: ballot.kind as u8,
                        opened: ballot.subject.ballot.opened_at,
                    });
                }
                Duty::Voted => drop(cast.insert(name)),
                Duty::Interested => drop(interested.insert(name.1)),
                Duty::Over => {}
            }
            if interested.contains(&name.1) && !progress.told.contains(&name.1) {
                info!(subject = %name.0, "this notary has an interest there: it does not vote on it");
            }
        }
        progress.told = interested;
        let count = self.state.see(&new)?;
        if count > 0 {
            info!(count, "open ballots seen");
        }
        killing::point("seen");
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

    /// Takes note of votes of this key that this daemon does not know of, once they are final: its database is from before the
    /// vote, or another process has the key.
    fn acknowledge(&self, view: &View, ballots: &[Opened]) -> Result<()> {
        let keys: Vec<Pubkey> = ballots.iter().map(|ballot| ballot.address.into()).collect();
        for (ballot, subject) in ballots.iter().zip(self.chain.final_subjects(&keys)?) {
            let same = subject.filter(|subject| subject.ballot.digest == ballot.digest);
            if same.is_some_and(|subject| voted(view, &self.key.pubkey(), &subject)) {
                warn!(subject = %Pubkey::from(ballot.address), "the chain has a vote of this key from elsewhere");
                self.state.done(ballot)?;
            }
        }
        Ok(())
    }

    /// Gives workers the oldest that are to be checked, as many as they have room for.
    fn hand_out(&self, jobs: &mpsc::SyncSender<Opened>, now: i64) -> Result<()> {
        let most = self.config.evidence.workers + AHEAD;
        let mut working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        for entry in self.state.due(now, most + working.len())? {
            if working.len() >= most {
                break;
            }
            let fits = !working.contains(&entry.ballot.digest) && jobs.try_send(entry.ballot).is_ok();
            if fits {
                working.insert(entry.ballot.digest);
            }
        }
        Ok(())
    }

    /// Deletes evidence past the policy's retention, once a day.
    fn clear(&self, progress: &mut Progress, view: &View) -> Result<()> {
        if progress.cleared.is_none_or(|cleared| cleared.elapsed() >= CLEARING) {
            let files = self.bundles.clear(&self.state, view.now, view.registry.policy.terms.retention_years)?;
            info!(files, "evidence past its retention deleted");
            progress.cleared = Some(Instant::now());
        }
        Ok(())
    }

    /// What a worker does until the daemon ends.
    fn work(&self, queue: &Mutex<mpsc::Receiver<Opened>>) {
        loop {
            let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok(ballot) = next else { return };
            if self.wake.is_stopping() {
                return;
            }
            if let Err(error) = self.judge_and_write(&ballot) {
                error!(error = format!("{error:#}"), "a verdict could not be written");
            }
            self.working.lock().unwrap_or_else(PoisonError::into_inner).remove(&ballot.digest);
            self.wake.wake();
        }
    }

    fn judge_and_write(&self, ballot: &Opened) -> Result<()> {
        let subject = Pubkey::new_from_array(ballot.address);
        let start = Instant::now();
        let judged = self.judge(ballot);
        self.shown.metrics.check_seconds.observe(start.elapsed().as_secs_f64());
        match judged {
            Ok(Judgement::Gone) => self.state.gone(ballot),
            Ok(Judgement::Decided(verdict, report)) => self.write(ballot, verdict, &report),
            Ok(Judgement::Later(why)) => {
                info!(%subject, why, "nothing decided yet");
                self.put_off(ballot, &why)
            }
            Err(error) => {
                let why = format!("{error:#}");
                warn!(%subject, why, "the check failed");
                self.put_off(ballot, &why)
            }
        }
    }

    fn put_off(&self, ballot: &Opened, why: &str) -> Result<()> {
        self.shown.metrics.put_off.inc();
        let tries = self.state.entry(&ballot.address, &ballot.digest)?.map_or(0, |entry| entry.attempts);
        self.state.put_off(ballot, milliseconds() + wait_after(tries, self.config.rpc.poll()), why)
    }

    fn judge(&self, ballot: &Opened) -> Result<Judgement> {
        let view = self.view.read().unwrap_or_else(PoisonError::into_inner).clone();
        let view = view.context("the registry was not seen yet")?;
        let Self { chain, state, bundles, past, .. } = self;
        Judge { chain, state, bundles, past, view: &view, notary: self.key.pubkey() }.judge(ballot)
    }

    /// Writes the engine's verdict, or the ruling of a person where there is one on an escalated content.
    fn write(&self, ballot: &Opened, verdict: Option<bool>, report: &str) -> Result<()> {
        let subject = Pubkey::new_from_array(ballot.address);
        let written = self.state.decide(ballot, verdict, report)?;
        match verdict {
            _ if !written => info!(%subject, "a verdict was written before: it stands"),
            Some(approve) => info!(%subject, approve, "decided"),
            None => warn!(%subject, "escalated: `notary explain` says why, `notary decide` decides"),
        }
        if let (None, Some((approve, reason))) = (verdict, self.state.ruling(&ballot.address, &ballot.content)?) {
            self.state.rule(ballot, approve, &reason, &ruling::report(approve, &reason, report)?)?;
            info!(%subject, approve, "a person decided on this content before");
        }
        killing::point("decided");
        Ok(())
    }
}

/// Unix time in milliseconds, of this machine: for pauses only. What the rules depend on is the chain's time.
fn milliseconds() -> i64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |passed| passed.as_millis() as i64)
}
