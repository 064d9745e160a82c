//! A notary operator: a folder, a key, and the daemon as a separate process.

use crate::deployment::{network, until, Submitted, TestDeployment};
use carbon_notary::state::{Entry, State, Status};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::ExitStatusExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
};

/// Milliseconds between two passes of a daemon.
const POLL_MS: u64 = 500;

/// An operator and its daemon.
pub struct Operator {
    pub folder: PathBuf,
    pub index: usize,
    config: PathBuf,
    running: Option<Child>,
    /// Number of starts in the log before the running daemon's.
    earlier_starts: usize,
}

/// Settings that differ between operators.
pub struct OperatorSettings<'a> {
    /// URL of JSON-RPC.
    pub rpc: String,
    /// URL of the websocket, if the operator uses one.
    pub websocket: Option<String>,
    /// Timeout of a request, in milliseconds.
    pub timeout_ms: u64,
    /// Folder of the evidence.
    pub evidence: &'a Path,
}

impl<'a> OperatorSettings<'a> {
    /// Connects to the network directly.
    pub fn direct(evidence: &'a Path) -> Self {
        Self { rpc: network().rpc_url(), websocket: Some(network().ws_url()), timeout_ms: 20_000, evidence }
    }
}

impl Operator {
    /// The operator of the notary at this index.
    pub fn new(deployment: &TestDeployment, index: usize, home: &Path, settings: &OperatorSettings) -> Self {
        let folder = home.join(format!("notary-{index}"));
        fs::create_dir_all(&folder).unwrap();
        write_key(&folder.join("key.json"), &deployment.notaries[index]);
        let config = folder.join("notary.toml");
        let websocket = settings.websocket.iter().map(|url| format!("websocket = \"{url}\"\n")).collect::<String>();
        let text = format!(
            "registry = \"{}\"\nkeypair = \"{key}\"\nstate = \"{state}\"\n\
             [rpc]\nurl = \"{}\"\n{websocket}timeout_ms = {}\npoll_ms = {POLL_MS}\n\
             [evidence]\nfolders = [\"{}\"]\nworkers = 1\n[http]\nlisten = \"127.0.0.1:0\"\n",
            deployment.registry,
            settings.rpc,
            settings.timeout_ms,
            settings.evidence.display(),
            key = folder.join("key.json").display(),
            state = folder.join("state").display(),
        );
        fs::write(&config, text).unwrap();
        Self { folder, index, config, running: None, earlier_starts: 0 }
    }

    /// Starts the daemon; with `kill_at`, it is killed at that failpoint.
    pub fn start(&mut self, kill_at: Option<&str>) {
        assert!(self.running.is_none(), "the daemon runs already");
        self.earlier_starts = self.starts();
        let log = fs::File::options().create(true).append(true).open(self.log_path()).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_notary"));
        command
            .args(["run", "--config"])
            .arg(&self.config)
            .stderr(log)
            .stdout(Stdio::null())
            .env_remove("NOTARY_KILL_AT");
        if let Some(point) = kill_at {
            command.env("NOTARY_KILL_AT", point);
        }
        self.running = Some(command.spawn().unwrap());
    }

    /// Kills the daemon with SIGKILL.
    pub fn kill(&mut self) {
        let mut child = self.running.take().expect("the daemon runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until the daemon has ended. Returns its exit status.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let child = self.running.as_mut().expect("the daemon runs");
        let mut status = None;
        until("the daemon ends", || {
            status = child.try_wait().unwrap();
            status.is_some()
        });
        self.running = None;
        status.unwrap()
    }

    /// Stops the daemon with SIGTERM and waits until it has ended. A process that did not start yet has no handler of the signal.
    pub fn stop(&mut self) {
        until("the daemon starts", || self.starts() > self.earlier_starts);
        let id = self.running.as_ref().expect("the daemon runs").id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let status = self.wait_for_end();
        assert!(status.success(), "{status}: {}", self.log());
    }

    /// Runs another subcommand of `notary` on this operator's state.
    pub fn notary(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_notary")).args(args).arg("--config").arg(&self.config).output().unwrap()
    }

    /// The newest row of a claim in the operator's database.
    pub fn entry(&self, submitted: &Submitted) -> Option<Entry> {
        self.entry_of(&submitted.claim)
    }

    /// The newest row of a subject in the operator's database.
    pub fn entry_of(&self, subject: &Pubkey) -> Option<Entry> {
        self.state()?.entries_of(&subject.to_bytes()).unwrap().pop()
    }

    /// Whether the operator's vote on a claim is final.
    pub fn is_done(&self, submitted: &Submitted) -> bool {
        self.entry(submitted).is_some_and(|entry| entry.status == Status::Done)
    }

    /// The operator's database, if it exists.
    pub fn state(&self) -> Option<State> {
        State::existing(&self.folder.join("state")).ok()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("log.jsonl")
    }

    /// The daemon's log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// How often the daemon has started.
    fn starts(&self) -> usize {
        self.log().matches("notary starts").count()
    }

    /// The newest address at which the daemon serves metrics and health.
    pub fn served_at(&self) -> Option<String> {
        let lines: Vec<serde_json::Value> =
            self.log().lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let address = |line: &serde_json::Value| line["fields"]["address"].as_str().map(String::from);
        lines.iter().rev().find_map(address)
    }

    /// The response of the daemon at a path: HTTP status and body.
    pub fn get(&self, path: &str) -> Option<(u16, String)> {
        let url = format!("http://{}{path}", self.served_at()?);
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.get(&url).call().ok()?;
        Some((answer.status().as_u16(), answer.body_mut().read_to_string().ok()?))
    }

    /// The value of a metric.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let (_, text) = self.get("/metrics")?;
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            // The test has ended or failed.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Whether a process ended by SIGKILL.
pub fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

fn write_key(path: &Path, key: &Keypair) {
    fs::write(path, serde_json::to_vec(&key.to_bytes()[..]).unwrap()).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(carbon_notary::key::VoteKey::load(path).unwrap().0.pubkey(), key.pubkey());
}
