//! A notary operator: a folder, a key, and the daemon as a process of its own.

use crate::site::{network, until, Site, Submitted};
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

/// Milliseconds between two looks of a daemon at the registry.
const POLL_MS: u64 = 500;

/// An operator and what it runs.
pub struct Operator {
    pub folder: PathBuf,
    pub index: usize,
    config: PathBuf,
    running: Option<Child>,
}

/// What differs between operators.
pub struct Terms<'a> {
    /// Where JSON-RPC is answered.
    pub rpc: String,
    /// Where websockets are, if the operator uses one.
    pub websocket: Option<String>,
    /// Milliseconds after which an answer is given up.
    pub timeout_ms: u64,
    /// Where evidence lies.
    pub evidence: &'a Path,
}

impl<'a> Terms<'a> {
    /// Straight to the network.
    pub fn direct(evidence: &'a Path) -> Self {
        Self { rpc: network().rpc_url(), websocket: Some(network().ws_url()), timeout_ms: 20_000, evidence }
    }
}

impl Operator {
    /// The operator of a notary of the site.
    pub fn new(site: &Site, index: usize, home: &Path, terms: &Terms) -> Self {
        let folder = home.join(format!("notary-{index}"));
        fs::create_dir_all(&folder).unwrap();
        write_key(&folder.join("key.json"), &site.notaries[index]);
        let config = folder.join("notary.toml");
        let websocket = terms.websocket.iter().map(|url| format!("websocket = \"{url}\"\n")).collect::<String>();
        let text = format!(
            "registry = \"{}\"\nkeypair = \"{key}\"\nstate = \"{state}\"\n\
             [rpc]\nurl = \"{}\"\n{websocket}timeout_ms = {}\npoll_ms = {POLL_MS}\n\
             [evidence]\nfolders = [\"{}\"]\nworkers = 1\n[http]\nlisten = \"127.0.0.1:0\"\n",
            site.registry,
            terms.rpc,
            terms.timeout_ms,
            terms.evidence.display(),
            key = folder.join("key.json").display(),
            state = folder.join("state").display(),
        );
        fs::write(&config, text).unwrap();
        Self { folder, index, config, running: None }
    }

    /// Starts the daemon, to be killed at a point if one is named.
    pub fn start(&mut self, kill_at: Option<&str>) {
        assert!(self.running.is_none(), "it runs already");
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

    /// Kills the daemon, which cannot do anything about it.
    pub fn kill(&mut self) {
        let mut child = self.running.take().expect("it runs");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until the daemon has ended, and returns how.
    pub fn ended(&mut self) -> ExitStatus {
        let child = self.running.as_mut().expect("it runs");
        let mut status = None;
        until("the daemon ends", || {
            status = child.try_wait().unwrap();
            status.is_some()
        });
        self.running = None;
        status.unwrap()
    }

    /// Asks the daemon to stop, and waits until it has.
    pub fn stop(&mut self) {
        let id = self.running.as_ref().expect("it runs").id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let status = self.ended();
        assert!(status.success(), "{status}: {}", self.log());
    }

    /// Runs another subcommand of `notary` on this operator's state.
    pub fn notary(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_notary")).args(args).arg("--config").arg(&self.config).output().unwrap()
    }

    /// What the operator's database has of a claim.
    pub fn entry(&self, submitted: &Submitted) -> Option<Entry> {
        self.entry_of(&submitted.claim)
    }

    /// What the operator's database has of a subject of a vote.
    pub fn entry_of(&self, subject: &Pubkey) -> Option<Entry> {
        self.state()?.entries_of(&subject.to_bytes()).unwrap().pop()
    }

    /// Whether its vote on a claim is final.
    pub fn is_done(&self, submitted: &Submitted) -> bool {
        self.entry(submitted).is_some_and(|entry| entry.status == Status::Done)
    }

    /// The operator's database, once there is one.
    pub fn state(&self) -> Option<State> {
        State::existing(&self.folder.join("state")).ok()
    }

    fn log_path(&self) -> PathBuf {
        self.folder.join("log.jsonl")
    }

    /// What the daemon logged.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The newest address that the daemon serves metrics and health at.
    pub fn served_at(&self) -> Option<String> {
        let lines: Vec<serde_json::Value> =
            self.log().lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let address = |line: &serde_json::Value| line["fields"]["address"].as_str().map(String::from);
        lines.iter().rev().find_map(address)
    }

    /// What the daemon serves at a path, with its status.
    pub fn get(&self, path: &str) -> Option<(u16, String)> {
        let url = format!("http://{}{path}", self.served_at()?);
        let agent: ureq::Agent = ureq::Agent::config_builder().http_status_as_error(false).build().into();
        let mut answer = agent.get(&url).call().ok()?;
        Some((answer.status().as_u16(), answer.body_mut().read_to_string().ok()?))
    }

    /// A figure of the daemon's metrics.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let (_, text) = self.get("/metrics")?;
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    }
}

impl Drop for Operator {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            // The test is over, or has failed.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Whether a process was ended by SIGKILL.
pub fn was_killed(status: ExitStatus) -> bool {
    status.signal() == Some(9)
}

fn write_key(path: &Path, key: &Keypair) {
    fs::write(path, serde_json::to_vec(&key.to_bytes()[..]).unwrap()).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(carbon_notary::key::VoteKey::load(path).unwrap().0.pubkey(), key.pubkey());
}
