//! Carbon Consensus on an embedded Solana runtime (LiteSVM): the compiled program, the real Token-2022 v11, and a clock that the
//! caller sets. For the demo, for tools that compute with the program, and for tests.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod coin;
mod record;
pub mod rpc;
pub mod wormhole;

use anchor_lang::AccountDeserialize;
use anyhow::{Context, Result};
use carbon_client::{
    history::Histories,
    limits::{MAX_COMPUTE_UNITS, TRANSACTION_BYTES},
    lookup::table_for,
    program,
    program::rollup::RollupLog,
    rollup::{read_log, Leaves},
    trails::Trails,
    wormhole::Message,
};
use litesvm::{
    types::{FailedTransactionMetadata, TransactionMetadata},
    LiteSVM,
};
use record::{loaded, RecordedTransaction};
use solana_clock::Clock;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_slot_hashes::SlotHashes;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// A failed transaction: its error and its log.
pub type Failed = FailedTransactionMetadata;
/// Result of a transaction.
pub type TxResult = std::result::Result<TransactionMetadata, Box<Failed>>;

/// Bytes of a signature.
const SIGNATURE: usize = 64;

/// The runtime with the program loaded.
pub struct Runtime {
    svm: LiteSVM,
    fee_payer: Keypair,
    seen: Seen,
    transactions: u64,
    /// Transactions that reached the runtime, in order.
    recorded: Vec<Arc<RecordedTransaction>>,
}

/// Everything read from the inner instructions of all transactions.
#[derive(Clone, Default)]
struct Seen {
    histories: Histories,
    trails: Trails,
    leaves: Leaves,
    messages: Vec<Message>,
    events: Vec<Vec<u8>>,
}

/// Path of the compiled program: `CARBON_PROGRAM_SO`, or the output of `make build`.
pub fn program_path() -> PathBuf {
    elf_path("CARBON_PROGRAM_SO", "carbon_consensus")
}

/// Path of a compiled program: the value of `variable`, or the output of `make build`.
fn elf_path(variable: &str, name: &str) -> PathBuf {
    let built = || format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/deploy/{}.so"), name).into();
    std::env::var_os(variable).map(PathBuf::from).unwrap_or_else(built)
}

/// Loads a compiled program into a runtime.
pub fn load(svm: &mut LiteSVM, id: Pubkey, path: &Path) -> Result<()> {
    let elf = std::fs::read(path)
        .with_context(|| format!("reading the compiled program {}: run `make build`", path.display()))?;
    svm.add_program(id, &elf).map_err(|error| anyhow::anyhow!("loading {}: {error:?}", path.display()))
}

impl Runtime {
    /// A new runtime at unix time `now`.
    pub fn new(now: i64) -> Result<Self> {
        let mut svm = LiteSVM::new().with_log_bytes_limit(None);
        load(&mut svm, program::ID, &program_path())?;
        wormhole::load(&mut svm)?;
        // A fixed seed, so that all addresses are the same in every run.
        let fee_payer = Keypair::new_from_array([1; 32]);
        let mut runtime = Self { svm, fee_payer, seen: Seen::default(), transactions: 0, recorded: vec![] };
        let fee_payer = runtime.fee_payer.pubkey();
        runtime.fund(&fee_payer, 1_000_000_000_000);
        runtime.warp_to(now);
        Ok(runtime)
    }

    /// A copy of this runtime, independent of it.
    pub fn fork(&self) -> Self {
        let (svm, seen, recorded) = (self.svm.clone(), self.seen.clone(), self.recorded.clone());
        Self { svm, fee_payer: self.fee_payer.insecure_clone(), seen, transactions: self.transactions, recorded }
    }

    /// Pays for transactions: an account of the runtime, so that fees change no other balance.
    pub fn fee_payer(&self) -> Pubkey {
        self.fee_payer.pubkey()
    }

    /// Gives lamports.
    pub fn fund(&mut self, key: &Pubkey, lamports: u64) {
        self.svm.airdrop(key, lamports).expect("the embedded runtime's faucet has no limit");
    }

    /// Unix time.
    pub fn now(&self) -> i64 {
        self.svm.get_sysvar::<Clock>().unix_timestamp
    }

    /// The slot.
    pub fn slot(&self) -> u64 {
        self.svm.get_sysvar::<Clock>().slot
    }

    /// Sets the clock.
    pub fn warp_to(&mut self, now: i64) {
        let mut clock = self.svm.get_sysvar::<Clock>();
        clock.unix_timestamp = now;
        // A lookup table needs a past slot, and the runtime does not keep past slots.
        self.svm.set_sysvar(&SlotHashes::new(&[(clock.slot, Hash::default())]));
        clock.slot += 1;
        self.svm.set_sysvar(&clock);
    }

    /// Sends instructions as one transaction, signed by those of `signers` that the instructions name as signers.
    pub fn send(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> TxResult {
        self.send_with(instructions, signers, &[])
    }

    /// Sends instructions as one transaction that takes accounts from lookup tables. Panics when the transaction is too large for
    /// the network: the embedded runtime has no such limit.
    pub fn send_with(
        &mut self,
        instructions: &[Instruction],
        signers: &[&Keypair],
        tables: &[AddressLookupTableAccount],
    ) -> TxResult {
        // So that the same instruction can be sent twice, as two transactions.
        self.svm.expire_blockhash();
        let blockhash = self.svm.latest_blockhash();
        let message = v0::Message::try_compile(&self.fee_payer.pubkey(), instructions, tables, blockhash)
            .expect("instructions with at most 256 accounts");
        let message = VersionedMessage::V0(message);
        let asked = &message.static_account_keys()[..message.header().num_required_signatures as usize];
        let find = |asked: &Pubkey| {
            let mut known = std::iter::once(&self.fee_payer).chain(signers.iter().copied());
            known.find(|key| key.pubkey() == *asked)
        };
        // A missing signer gives a blank signature, which the runtime refuses.
        let signatures = asked
            .iter()
            .map(|key| find(key).map_or_else(Default::default, |signer| signer.sign_message(&message.serialize())));
        let size = 1 + asked.len() * SIGNATURE + message.serialize().len();
        assert!(
            size <= TRANSACTION_BYTES,
            "a transaction of {size} bytes: the network takes at most {TRANSACTION_BYTES}"
        );
        let keys = message.static_account_keys().to_vec();
        self.transactions += 1;
        let transaction = VersionedTransaction { signatures: signatures.collect(), message };
        let (at, loaded) = ((self.slot(), self.now()), loaded(&transaction.message, tables));
        let outcome = self.svm.send_transaction(transaction.clone()).map_err(Box::new);
        let (error, done) = match &outcome {
            Ok(done) => (None, done),
            Err(failed) => (Some(failed.err.clone()), &failed.meta),
        };
        if matches!(error, None | Some(TransactionError::InstructionError(..))) {
            self.recorded.push(Arc::new(RecordedTransaction { transaction, at, error, done: done.clone(), loaded }));
        }
        let done = outcome?;
        self.observe(&keys, &done);
        Ok(done)
    }

    /// Reads a transaction's inner instructions. The programs that matter are never called by an index into a lookup table, so
    /// the keys of the message are enough.
    fn observe(&mut self, keys: &[Pubkey], done: &TransactionMetadata) {
        let inner = done.inner_instructions.iter().flatten().map(|inner| &inner.instruction);
        let of = |id: Pubkey| {
            let called = move |index: u8| keys.get(index as usize) == Some(&id);
            inner.clone().filter(move |call| called(call.program_id_index)).map(|call| &call.data[..])
        };
        for event in of(program::ID) {
            self.seen.histories.observe(event);
            self.seen.trails.observe(event);
            self.seen.leaves.observe(event);
            self.seen.events.push(event.to_vec());
        }
        self.seen.messages.extend(Message::of_transaction(of(wormhole::cluster().shim)));
    }

    /// Number of transactions sent so far, failed ones included.
    pub fn transactions(&self) -> u64 {
        self.transactions
    }

    /// The lineages of all lots, from the events.
    pub fn histories(&self) -> &Histories {
        &self.seen.histories
    }

    /// The data of every inner instruction of the program, in order. These are its events.
    pub fn events(&self) -> &[Vec<u8>] {
        &self.seen.events
    }

    /// The leaves of all rollup logs, from the events.
    pub fn leaves(&self) -> &Leaves {
        &self.seen.leaves
    }

    /// The messages posted to Wormhole, in order.
    pub fn messages(&self) -> &[Message] {
        &self.seen.messages
    }

    /// A registry's rollup log.
    pub fn log(&self, registry: &Pubkey) -> RollupLog {
        let account = self.svm.get_account(&carbon_client::addresses::log(registry));
        account.and_then(|account| read_log(&account.data)).expect("the log of a registry")
    }

    /// The records of all sources, from the events.
    pub fn trails(&self) -> &Trails {
        &self.seen.trails
    }

    /// Creates a lookup table for an instruction with many accounts, and sends the instruction. `authority` pays for the table.
    pub fn send_by_table(&mut self, instruction: Instruction, signers: &[&Keypair], authority: &Keypair) -> TxResult {
        // A table's address follows from a past slot.
        let slot = self.svm.get_sysvar::<Clock>().slot;
        self.warp_to(self.now());
        let new = table_for(&instruction, authority.pubkey(), authority.pubkey(), slot);
        for step in new.transactions {
            self.send(&[step], &[authority])?;
        }
        self.warp_to(self.now());
        let limit = ComputeBudgetInstruction::set_compute_unit_limit(MAX_COMPUTE_UNITS);
        self.send_with(&[limit, instruction], signers, &[new.table])
    }

    /// An account's content, `None` when it does not exist.
    pub fn find<T: AccountDeserialize>(&self, key: &Pubkey) -> Option<T> {
        let account = self.svm.get_account(key).filter(|account| !account.data.is_empty())?;
        Some(carbon_client::read(&account.data).expect("an account of the type that belongs to its address"))
    }

    /// An account's content, which must exist.
    pub fn get<T: AccountDeserialize>(&self, key: &Pubkey) -> T {
        self.find(key).unwrap_or_else(|| panic!("account {key} does not exist"))
    }

    /// All accounts of the program that are of type `T`, by address.
    pub fn accounts<T: AccountDeserialize>(&self) -> Vec<(Pubkey, T)> {
        let mut found: Vec<(Pubkey, T)> = vec![];
        for (key, account) in self.svm.get_program_accounts(&program::ID) {
            found.extend(carbon_client::read(&account.data).ok().map(|content| (key, content)));
        }
        found.sort_by_key(|(key, _)| *key);
        found
    }

    /// The LiteSVM inside.
    pub fn svm(&mut self) -> &mut LiteSVM {
        &mut self.svm
    }

    /// Lamports of an account, 0 when it does not exist.
    pub fn lamports(&self, key: &Pubkey) -> u64 {
        self.svm.get_balance(key).unwrap_or_default()
    }
}
