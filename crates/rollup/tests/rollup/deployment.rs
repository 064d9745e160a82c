//! A test's deployment: a registry on the shared network, and its own L1 and guardian.

use alloy::{
    eips::eip2718::Encodable2718,
    network::{Ethereum, EthereumWallet, Network as Kind, TransactionBuilder},
    primitives::{Address, Bytes, B256},
    providers::{DynProvider, Provider, ProviderBuilder},
    signers::local::PrivateKeySigner,
};
use carbon_localnet::{Network, Options};
use carbon_rollup::contract::CarbonLedger;
use carbon_rpc::{CommitmentConfig, Node};
use carbon_testkit::network::NetworkRegistry;
use serde_json::{json, Value};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Output, Stdio},
    sync::{
        atomic::{AtomicU16, Ordering},
        LazyLock,
    },
    time::Duration,
};
use tempfile::TempDir;

/// One network for all tests. Each test has its own registry.
static NETWORK: LazyLock<Network> = LazyLock::new(|| {
    let options = Options { rpc_port: 0, ws_port: 0, slot_ms: 20, ..Options::default() };
    Network::start(&options).expect("the compiled program: run `make build`")
});

/// A process that prints one line of JSON when it is ready, and ends with the test.
pub struct Process {
    child: Child,
    /// That line.
    pub ready: Value,
}

impl Process {
    fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a program that can be run");
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("not ready: {line:?} ({command:?})"));
        Self { child, ready }
    }

    /// Its URL.
    pub fn url(&self) -> &str {
        self.ready["url"].as_str().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A registry, its L1 and its guardian.
pub struct TestDeployment {
    /// The registry.
    pub test: NetworkRegistry,
    /// The L1.
    pub l1: Process,
    /// The guardian.
    pub guardian: Process,
    folder: TempDir,
    provider: DynProvider,
    runtime: tokio::runtime::Runtime,
}

impl TestDeployment {
    /// A registry with an empty log, and an L1 without a batch.
    pub fn new() -> Self {
        static NEXT: AtomicU16 = AtomicU16::new(1);
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        let test = NetworkRegistry::open(&NETWORK, id, carbon_embedded::wormhole::bridge()).unwrap();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../l1/devnet/node.js");
        let l1 = Process::start(Command::new("node").args([script, "--with-parent"]));
        let guardian = guardian(&[]);
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("payer.json"), serde_json::to_vec(&test.payer.to_bytes()[..]).unwrap())
            .unwrap();
        std::fs::write(folder.path().join("l1.key"), l1.ready["account"]["key"].as_str().unwrap()).unwrap();
        let provider = ProviderBuilder::new().connect_http(l1.url().parse().unwrap()).erased();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Self { test, l1, guardian, folder, provider, runtime }
    }

    /// Path of a file of this test.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// `carbon-rollup` with a node's URL and short pauses.
    fn command(&self, rpc: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_carbon-rollup"));
        let (name, rest) = arguments.split_first().unwrap();
        command.args([name, "--rpc", rpc, "--pause-ms", "5"]).args(rest).current_dir(self.folder.path());
        command
    }

    /// `carbon-rollup` with these arguments, which must succeed. Returns its output.
    #[track_caller]
    pub fn run(&self, arguments: &[&str]) -> String {
        self.run_at(&self.test.node.url(), arguments)
    }

    /// The same, with another node.
    #[track_caller]
    pub fn run_at(&self, rpc: &str, arguments: &[&str]) -> String {
        succeeded(self.command(rpc, arguments).output().unwrap())
    }

    /// `carbon-rollup` with these arguments, which must fail. Returns its error.
    #[track_caller]
    pub fn refused(&self, arguments: &[&str]) -> String {
        self.refused_at(&self.test.node.url(), arguments)
    }

    /// The same, with another node.
    #[track_caller]
    pub fn refused_at(&self, rpc: &str, arguments: &[&str]) -> String {
        failed(self.command(rpc, arguments).output().unwrap())
    }

    /// `carbon-rollup publish`, until it is final. Before that, guardians do not sign and relays do not read it.
    #[track_caller]
    pub fn publish(&self) -> String {
        let registry = self.registry();
        self.run(&["publish", "--registry", &registry, "--payer", "payer.json", "--finality", "finalized"])
    }

    /// Waits until the newest batch is final.
    pub fn wait_until_final(&self) {
        let confirmed = &self.test.node;
        let finalized = Node::new(&confirmed.url(), CommitmentConfig::finalized());
        let batches = confirmed.log(&self.test.registry).unwrap().batches;
        while finalized.log(&self.test.registry).unwrap().batches < batches {
            confirmed.wait(Duration::from_millis(10));
        }
    }

    /// The registry's address.
    pub fn registry(&self) -> String {
        self.test.registry.to_string()
    }

    /// Wormhole's core contract on the L1.
    pub fn core(&self) -> &str {
        self.l1.ready["core"].as_str().unwrap()
    }

    /// Arguments of `carbon-rollup relay`, with a guardian's URL.
    fn relay_arguments(&self, guardian: &str) -> Vec<String> {
        let registry = self.registry();
        let fixed =
            ["relay", "--registry", &registry, "--guardian", guardian, "--l1", self.l1.url(), "--core", self.core()];
        let tuned = ["--l1-key", "l1.key", "--state", "relay.json", "--tries", "8"];
        [&fixed[..], &tuned[..]].concat().into_iter().map(String::from).collect()
    }

    /// `carbon-rollup relay --once` with a guardian's URL, and further arguments.
    pub fn relay_once(&self, guardian: &str, further: &[&str]) -> Output {
        let mut arguments = self.relay_arguments(guardian);
        arguments.push("--once".into());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).chain(further.iter().copied()).collect();
        self.command(&self.test.node.url(), &arguments).output().unwrap()
    }

    /// `carbon-rollup relay --once` by this test's guardian, which must succeed.
    #[track_caller]
    pub fn relay(&self) -> String {
        succeeded(self.relay_once(self.guardian.url(), &[]))
    }

    /// `carbon-rollup relay` that runs until it is killed.
    pub fn start_relay(&self) -> Child {
        let arguments = self.relay_arguments(self.guardian.url());
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = self.command(&self.test.node.url(), &arguments);
        command.args(["--every", "0.05"]).stdout(Stdio::null()).spawn().unwrap()
    }

    /// Sends a JSON-RPC request to the L1.
    pub fn ask_l1(&self, method: &'static str, params: Value) -> Value {
        self.runtime.block_on(self.provider.raw_request::<_, Value>(method.into(), params)).unwrap()
    }

    /// Number of transactions of the payer on the L1: executed ones (`latest`), or also pending ones (`pending`).
    pub fn sent(&self, block: &str) -> u64 {
        let count = self.ask_l1("eth_getTransactionCount", json!([self.l1.ready["account"]["address"], block]));
        u64::from_str_radix(count.as_str().unwrap().trim_start_matches("0x"), 16).unwrap()
    }

    /// Sends a transaction with this nonce, by which the payer on the L1 pays itself.
    pub fn pay_itself(&self, nonce: u64) {
        let key: PrivateKeySigner = self.l1.ready["account"]["key"].as_str().unwrap().parse().unwrap();
        let call = <Ethereum as Kind>::TransactionRequest::default()
            .with_to(key.address())
            .with_nonce(nonce)
            .with_chain_id(self.l1.ready["chainId"].as_u64().unwrap())
            .with_gas_limit(21_000)
            .with_max_fee_per_gas(2_000_000_000)
            .with_max_priority_fee_per_gas(2_000_000_000);
        let signed = self.runtime.block_on(call.build(&EthereumWallet::from(key))).unwrap();
        self.ask_l1("eth_sendRawTransaction", json!([Bytes::from(signed.encoded_2718())]));
    }

    fn ledger(&self) -> CarbonLedger::CarbonLedgerInstance<&DynProvider> {
        let address: Address = self.l1.ready["ledger"].as_str().unwrap().parse().unwrap();
        CarbonLedger::new(address, &self.provider)
    }

    /// Number and root of the ledger's newest batch, and the number of corrections registered there.
    pub fn ledger_state(&self) -> (u64, String, u64) {
        let state = self.runtime.block_on(async { self.ledger().state(self.key()).call().await.unwrap() });
        (state.batch, hex::encode(state.root), state.registered)
    }

    /// Whether the ledger says that the certificate or the year of a proof file stands.
    pub fn answer(&self, file: &str) -> bool {
        let proof: Value = serde_json::from_slice(&std::fs::read(self.file(file)).unwrap()).unwrap();
        let leaf: Bytes = proof["leaf"]["entry"].as_str().unwrap().parse().unwrap();
        let path: Vec<B256> =
            proof["path"].as_array().unwrap().iter().map(|hash| hash.as_str().unwrap().parse().unwrap()).collect();
        let root = proof["batch"]["root"].as_str().unwrap().parse().unwrap();
        let (ledger, asked) = (self.ledger(), CarbonLedger::Proof { leaf, path, root });
        let (status, calldata) = self.runtime.block_on(async {
            match proof["kind"].as_str().unwrap() {
                "certificate" => {
                    let call = ledger.certificateStatus(self.key(), asked);
                    (call.call().await.unwrap().status, call.calldata().clone())
                }
                _ => {
                    let call = ledger.yearStatus(self.key(), asked);
                    (call.call().await.unwrap().status, call.calldata().clone())
                }
            }
        });
        // The package for developers of contracts makes the same call of the file.
        let command = concat!(env!("CARGO_MANIFEST_DIR"), "/../../app/l1/dist/cli.js");
        let printed =
            succeeded(Command::new("node").args([command, "calldata"]).arg(self.file(file)).output().unwrap());
        assert_eq!(printed.trim(), calldata.to_string());
        status == CarbonLedger::Status::Valid
    }

    /// The registry, as the ledger names it.
    fn key(&self) -> B256 {
        self.test.registry.to_bytes().into()
    }
}

/// A devnet guardian with further arguments.
pub fn guardian(further: &[&str]) -> Process {
    let fixed = ["devnet-guardian", "--port", "0", "--pause-ms", "5", "--rpc"];
    let url = NETWORK.rpc_url();
    Process::start(Command::new(env!("CARGO_BIN_EXE_carbon-rollup")).args(fixed).arg(url).args(further))
}

/// Output of a command, which must have succeeded.
#[track_caller]
pub fn succeeded(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Error of a command, which must have failed.
#[track_caller]
pub fn failed(output: Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr).unwrap()
}
