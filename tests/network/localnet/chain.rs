//! The local network, and transactions by JSON-RPC.

use anchor_lang::AccountDeserialize;
use carbon_client::{addresses as at, lookup::table_for, program::rollup::RollupLog, rollup::read_log};
use carbon_localnet::{Network, Options};
use carbon_testkit::NOW;
use solana_clock::Clock;
use solana_commitment_config::CommitmentConfig;
use solana_instruction::{error::InstructionError, Instruction};
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_pubkey::{pubkey, Pubkey};
use solana_rpc_client::rpc_client::RpcClient;
use solana_rpc_client_api::{client_error::Error, request::RpcRequest};
use solana_signer::Signer;
use solana_transaction::{versioned::VersionedTransaction, Signature};
use solana_transaction_error::TransactionError;
use std::time::{Duration, Instant};

/// Grams of the first record.
pub const EMITTED: u64 = 5_000_000;
/// The clock.
const CLOCK: Pubkey = pubkey!("SysvarC1ock11111111111111111111111111111111");

/// Result of a transaction.
pub type Sent = Result<Signature, Box<Error>>;

/// A network on free ports whose slots are short.
pub fn options() -> Options {
    Options { rpc_port: 0, ws_port: 0, slot_ms: 100, at: Some(NOW), ..Options::default() }
}

/// The network and a client of it.
pub struct TestNetwork {
    pub network: Network,
    pub rpc: RpcClient,
}

impl TestNetwork {
    pub fn start() -> Self {
        let network = Network::start(&options()).expect("a network: run `make build`");
        let rpc = RpcClient::new_with_commitment(network.rpc_url(), CommitmentConfig::confirmed());
        Self { network, rpc }
    }

    pub fn key(&self, name: &str) -> &Keypair {
        self.network.keys().get(name)
    }

    /// Unix time of the newest slot.
    pub fn now(&self) -> i64 {
        let account = self.rpc.get_account_with_commitment(&CLOCK, CommitmentConfig::processed());
        let account = account.expect("JSON-RPC").value.expect("the clock");
        account.deserialize_data::<Clock>().expect("the clock").unix_timestamp
    }

    /// Moves the clock to a Unix time, and checks that it is there and continues.
    pub fn travel_to(&self, time: i64) {
        let request = RpcRequest::Custom { method: "surfnet_timeTravel" };
        let to = serde_json::json!([{ "absoluteTimestamp": time * 1_000 }]);
        self.rpc.send::<serde_json::Value>(request, to).expect("surfnet_timeTravel");
        let arrived = self.now();
        assert!((time..time + 30).contains(&arrived), "asked for {time}, arrived at {arrived}");
        wait("the clock goes on", || (self.now() > arrived).then_some(()));
    }

    /// Sends instructions as one transaction paid by `relayer`, and waits until it is confirmed.
    pub fn send(&self, instructions: &[Instruction], signers: &[&Keypair]) -> Sent {
        self.send_with(instructions, signers, &[])
    }

    fn send_with(
        &self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        tables: &[AddressLookupTableAccount],
    ) -> Sent {
        let transaction = self.sign(instructions, signers, tables);
        self.rpc.send_and_confirm_transaction(&transaction).map_err(Box::new)
    }

    /// A signed transaction.
    pub fn sign(
        &self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        tables: &[AddressLookupTableAccount],
    ) -> VersionedTransaction {
        let payer = self.key("relayer");
        let blockhash = self.rpc.get_latest_blockhash().expect("JSON-RPC");
        let message = v0::Message::try_compile(&payer.pubkey(), instructions, tables, blockhash).expect("a message");
        let signers: Vec<&Keypair> = std::iter::once(payer).chain(signers.iter().copied()).collect();
        VersionedTransaction::try_new(VersionedMessage::V0(message), &signers).expect("signers")
    }

    /// The same with the accounts in a new lookup table.
    pub fn send_by_table(&self, instruction: Instruction, signers: &[&Keypair]) -> Sent {
        let payer = self.key("relayer").pubkey();
        let slot = self.rpc.get_slot().expect("JSON-RPC");
        let new = table_for(&instruction, payer, payer, slot);
        for step in new.transactions {
            self.send(&[step], &[])?;
        }
        // A table can be used from the slot after its last change.
        let extended = self.rpc.get_slot().expect("JSON-RPC");
        wait("the next slot", || (self.rpc.get_slot().expect("JSON-RPC") > extended).then_some(()));
        self.send_with(&[instruction], signers, &[new.table])
    }

    pub fn get<T: AccountDeserialize>(&self, key: &Pubkey) -> T {
        let account = self.rpc.get_account(key).unwrap_or_else(|error| panic!("account {key}: {error}"));
        carbon_client::read(&account.data).expect("an account of its type")
    }

    pub fn log(&self, registry: &Pubkey) -> RollupLog {
        read_log(&self.rpc.get_account_data(&at::log(registry)).expect("the log")).expect("a log")
    }
}

/// Waits for something, for half a minute at most.
pub fn wait<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(30) {
        if let Some(found) = ready() {
            return found;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{what}: not in half a minute");
}

/// The program's error code that a transaction failed with.
pub fn code(error: &Error) -> Option<u32> {
    match error.get_transaction_error()? {
        TransactionError::InstructionError(_, InstructionError::Custom(code)) => Some(code),
        _ => None,
    }
}
