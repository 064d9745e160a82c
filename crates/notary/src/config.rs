//! Settings: a TOML file, and environment variables that override it.

use anyhow::{bail, Context, Result};
use serde::Deserialize;
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::Duration,
};

/// Environment variables that begin with this override the file: `NOTARY_RPC_URL` is `url` of `[rpc]`, `NOTARY_KEYPAIR` is
/// `keypair`.
pub const PREFIX: &str = "NOTARY_";
/// A variable with the prefix that is not a setting: see [`crate::failpoints`].
const NO_SETTING: &str = "NOTARY_KILL_AT";
/// Tables of the TOML file.
const TABLES: [&str; 4] = ["rpc", "evidence", "http", "log"];

/// All settings.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Address of the registry whose ballots are voted on.
    pub registry: String,
    /// File of the vote key, in the format of `solana-keygen`.
    pub keypair: PathBuf,
    /// Folder for the database, the evidence and the lock; only this daemon uses it.
    pub state: PathBuf,
    /// The Solana node.
    pub rpc: Rpc,
    /// From where evidence may be fetched.
    #[serde(default)]
    pub evidence: EvidenceSettings,
    /// Metrics and health.
    #[serde(default)]
    pub http: HttpSettings,
    /// Logging.
    #[serde(default)]
    pub log: LogSettings,
}

/// The Solana node.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rpc {
    /// URL of JSON-RPC.
    pub url: String,
    /// URL of the websocket, which announces changes between polls. Optional: without it the daemon polls.
    pub websocket: Option<String>,
    /// Timeout of a request, in milliseconds.
    #[serde(default = "twenty_seconds")]
    pub timeout_ms: u64,
    /// Milliseconds between two passes.
    #[serde(default = "five_seconds")]
    pub poll_ms: u64,
}

/// From where evidence may be fetched, and its limits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EvidenceSettings {
    /// Fetch from private addresses too, for evidence in the operator's own network.
    pub allow_private: bool,
    /// Folders into which `file:` URIs may point; other folders are not read.
    pub folders: Vec<PathBuf>,
    /// Size of the largest bundle that is fetched, in bytes.
    pub max_bundle_bytes: u64,
    /// Number of claims that are checked at the same time.
    pub workers: usize,
    /// Hosts that require credentials.
    pub host: Vec<Host>,
}

/// A host that requires credentials.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// Host name as in the URL, with the port unless it is the scheme's default.
    pub name: String,
    /// File with the value of the `Authorization` header, such as `Bearer …`.
    pub authorization_file: PathBuf,
}

/// Metrics and health.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpSettings {
    /// Address of `/metrics` and `/health`; without it they are not served.
    pub listen: Option<SocketAddr>,
}

/// Logging.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogSettings {
    /// A filter of `tracing-subscriber`, such as `info` or `carbon_notary=debug`.
    pub filter: String,
}

fn five_seconds() -> u64 {
    5_000
}

fn twenty_seconds() -> u64 {
    20_000
}

impl Default for EvidenceSettings {
    fn default() -> Self {
        Self {
            allow_private: false,
            folders: vec![],
            max_bundle_bytes: carbon_notary_engine::limits::MAX_BUNDLE,
            workers: 2,
            host: vec![],
        }
    }
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { filter: "info".into() }
    }
}

impl Rpc {
    /// Timeout of a request.
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }

    /// Time between two passes.
    pub fn poll(&self) -> Duration {
        Duration::from_millis(self.poll_ms)
    }
}

impl Config {
    /// Reads the file; variables of the environment override it.
    ///
    /// # Errors
    /// With the file's path, when it cannot be read, or a setting is unknown, missing or of the wrong type.
    pub fn load(path: &Path, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let describe = || format!("configuration in {}", path.display());
        let text = fs::read_to_string(path).with_context(describe)?;
        Self::parse(&text, environment).with_context(describe)
    }

    /// The same from the text of the file.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn parse(text: &str, environment: impl IntoIterator<Item = (String, String)>) -> Result<Self> {
        let mut table: toml::Table = toml::from_str(text)?;
        for (name, value) in environment {
            override_by(&mut table, &name, &value)?;
        }
        let config = Self::deserialize(toml::Value::Table(table))?;
        if config.evidence.workers == 0 || config.rpc.poll_ms == 0 || config.rpc.timeout_ms == 0 {
            bail!("workers, poll_ms and timeout_ms must be at least 1");
        }
        Ok(config)
    }
}

/// Sets the value that a variable names; variables without the prefix are ignored.
fn override_by(table: &mut toml::Table, name: &str, value: &str) -> Result<()> {
    let Some(rest) = name.strip_prefix(PREFIX).filter(|_| name != NO_SETTING) else { return Ok(()) };
    let rest = rest.to_lowercase();
    let nested = TABLES.iter().find_map(|table| Some((*table, rest.strip_prefix(table)?.strip_prefix('_')?)));
    let (place, key) = match nested {
        None => (table, rest.as_str()),
        Some((name, key)) => {
            let inner = table.entry(name).or_insert_with(|| toml::Table::new().into());
            (inner.as_table_mut().with_context(|| format!("{name} is not a table"))?, key)
        }
    };
    // A number, boolean or list in TOML's syntax; any other value is a string.
    let typed =
        toml::from_str::<toml::Table>(&format!("value = {value}")).ok().and_then(|mut table| table.remove("value"));
    place.insert(key.to_string(), typed.unwrap_or_else(|| value.into()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = r#"
        registry = "R"
        keypair = "key.json"
        state = "state"
        [rpc]
        url = "http://127.0.0.1:8899"
    "#;

    fn set(variables: &[(&str, &str)]) -> Result<Config> {
        Config::parse(LEAST, variables.iter().map(|(name, value)| (name.to_string(), value.to_string())))
    }

    #[test]
    fn the_documented_example_is_a_configuration() {
        let text = include_str!("../notary.example.toml");
        let config = Config::parse(text, []).unwrap();
        assert_eq!(config.evidence.host.len(), 1);
        assert!(!config.evidence.allow_private);
    }

    #[test]
    fn the_environment_overrides_the_file() {
        let config = set(&[
            ("NOTARY_RPC_URL", "http://node:1"),
            ("NOTARY_RPC_POLL_MS", "250"),
            ("NOTARY_STATE", "/var/lib/notary"),
            ("NOTARY_EVIDENCE_ALLOW_PRIVATE", "true"),
            ("NOTARY_EVIDENCE_FOLDERS", r#"["/a", "/b"]"#),
            ("NOTARY_HTTP_LISTEN", "127.0.0.1:9464"),
            ("NOTARY_KILL_AT", "sent"),
            ("PATH", "/bin"),
        ])
        .unwrap();
        assert_eq!((config.rpc.url.as_str(), config.rpc.poll_ms), ("http://node:1", 250));
        assert_eq!(config.state, Path::new("/var/lib/notary"));
        assert_eq!((config.evidence.allow_private, config.evidence.folders.len()), (true, 2));
        assert!(config.http.listen.is_some());
    }

    #[test]
    fn unknown_missing_and_invalid_settings_are_refused() {
        for variable in [
            ("NOTARY_RPC_ULR", "x"),
            ("NOTARY_SPEED", "9"),
            ("NOTARY_RPC_POLL_MS", "soon"),
            ("NOTARY_RPC_POLL_MS", "0"),
            ("NOTARY_EVIDENCE_WORKERS", "0"),
        ] {
            assert!(set(&[variable]).is_err(), "{variable:?}");
        }
        assert!(Config::parse("registry = \"R\"", []).is_err());
    }
}
