//! The embedded runtime, with the cost of each instruction and the reasons of refused transactions.

use anchor_lang::{solana_program::instruction::Instruction, system_program};
use anchor_spl::{associated_token, token_2022};
use anyhow::{bail, Context, Result};
use carbon_client::program;
use carbon_embedded::{Runtime, TxResult};
use serde::Serialize;
use sha2::{Digest, Sha256};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::collections::BTreeMap;

/// Lamports that each key starts with.
pub const FUNDS: u64 = 100_000_000_000;

/// Offset of the amount in a token account: after mint and owner.
const TOKEN_AMOUNT: usize = 64;
/// Offset of the supply in a mint: after the optional mint authority.
const MINT_SUPPLY: usize = 36;

/// The embedded runtime.
pub struct DemoChain {
    /// The runtime.
    pub runtime: Runtime,
    /// Compute units by instruction.
    pub units: BTreeMap<&'static str, Units>,
    seed: u64,
    next: u64,
}

/// Compute units of the transactions that carried one instruction.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Units {
    /// Transactions.
    pub count: u64,
    /// Lowest.
    pub least: u64,
    /// Highest.
    pub most: u64,
}

/// The program that refused a transaction, and the reason.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// The program that refused it first.
    pub by: String,
    /// Its error number; `null` for an error of the runtime.
    pub number: Option<u32>,
    /// The error's name, or the runtime's message.
    pub error: String,
}

impl Units {
    /// Adds the units of another runtime.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
    }
}

impl DemoChain {
    /// A new runtime. All keys follow from the seed.
    pub fn new(seed: u64, now: i64) -> Result<Self> {
        Ok(Self { runtime: Runtime::new(now)?, units: BTreeMap::new(), seed, next: 0 })
    }

    /// The key of a name.
    pub fn key(&self, name: &str) -> Keypair {
        let digest = Sha256::new().chain_update("carbon demo").chain_update(self.seed.to_le_bytes()).chain_update(name);
        Keypair::new_from_array(digest.finalize().into())
    }

    /// The key of a name, with lamports.
    pub fn person(&mut self, name: &str) -> Keypair {
        let key = self.key(name);
        self.runtime.fund(&key.pubkey(), FUNDS);
        key
    }

    /// A number not used before.
    pub fn next(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Sends one instruction that must pass.
    pub fn send(&mut self, name: &'static str, instruction: Instruction, signers: &[&Keypair]) -> Result<()> {
        let outcome = self.runtime.send(&[instruction], signers);
        self.passed(name, outcome)
    }

    /// Sends one instruction that must pass and needs a lookup table. `authority` signs it and pays for the table.
    pub fn send_by_table(&mut self, name: &'static str, instruction: Instruction, authority: &Keypair) -> Result<()> {
        let outcome = self.runtime.send_by_table(instruction, &[authority], authority);
        self.passed(name, outcome)
    }

    fn passed(&mut self, name: &'static str, outcome: TxResult) -> Result<()> {
        match outcome {
            Ok(done) => {
                let cost = done.compute_units_consumed;
                let units = self.units.entry(name).or_insert(Units { count: 0, least: cost, most: cost });
                units.count += 1;
                units.least = units.least.min(cost);
                units.most = units.most.max(cost);
                Ok(())
            }
            Err(failed) => {
                bail!("{name} was refused with {:?}; the log:\n{}", failed.err, failed.meta.logs.join("\n"))
            }
        }
    }

    /// Sends instructions of other programs. They are not counted.
    pub fn prepare(&mut self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<()> {
        match self.runtime.send(instructions, signers) {
            Ok(_) => Ok(()),
            Err(failed) => bail!("refused with {:?}; the log:\n{}", failed.err, failed.meta.logs.join("\n")),
        }
    }

    /// Rent of an account of `bytes` bytes.
    pub fn rent(&mut self, bytes: usize) -> u64 {
        self.runtime.svm().minimum_balance_for_rent_exemption(bytes)
    }

    /// Sends one instruction that must be refused.
    pub fn refused(&mut self, instruction: Instruction, signers: &[&Keypair]) -> Result<Refusal> {
        refusal(self.runtime.send(&[instruction], signers))
    }

    /// Sends one instruction that must be refused and needs a lookup table.
    pub fn refused_by_table(&mut self, instruction: Instruction, authority: &Keypair) -> Result<Refusal> {
        refusal(self.runtime.send_by_table(instruction, &[authority], authority))
    }

    /// Amount of a token account, 0 when the account does not exist.
    pub fn token_balance(&mut self, key: &Pubkey) -> Result<u64> {
        self.number(key, TOKEN_AMOUNT)
    }

    /// Supply of a mint, 0 when the mint does not exist.
    pub fn token_supply(&mut self, mint: &Pubkey) -> Result<u64> {
        self.number(mint, MINT_SUPPLY)
    }

    /// A number of eight bytes at `offset` of an account, 0 when the account does not exist.
    fn number(&mut self, key: &Pubkey, offset: usize) -> Result<u64> {
        let Some(account) = self.runtime.svm().get_account(key).filter(|account| !account.data.is_empty()) else {
            return Ok(0);
        };
        let bytes = account.data.get(offset..offset + 8).with_context(|| format!("account {key} is too short"))?;
        Ok(u64::from_le_bytes(bytes.try_into()?))
    }
}

fn refusal(outcome: TxResult) -> Result<Refusal> {
    match outcome {
        Ok(_) => bail!("was accepted, although it should have been refused"),
        Err(failed) => Ok(Refusal::read(&failed.meta.logs, &format!("{:?}", failed.err))),
    }
}

impl Refusal {
    /// Reads a transaction's log. The innermost program is the first one whose failure is logged.
    fn read(logs: &[String], runtime: &str) -> Self {
        let failed = logs.iter().find_map(|line| {
            let (key, error) = line.strip_prefix("Program ")?.split_once(" failed: ")?;
            Some((key, error))
        });
        let Some((key, error)) = failed else {
            return Self { by: "the runtime".into(), number: None, error: runtime.into() };
        };
        let number =
            error.strip_prefix("custom program error: 0x").and_then(|number| u32::from_str_radix(number, 16).ok());
        // Anchor logs the name of its own errors and of the program's.
        let named = logs.iter().find_map(|line| line.split_once("Error Code: ")?.1.split_once('.'));
        let ours = key == program::ID.to_string();
        let error = match (named, number) {
            (Some((name, _)), _) if ours => name.to_string(),
            (_, Some(number)) => token_error(key, number).map_or(error.to_string(), String::from),
            _ => error.to_string(),
        };
        Self { by: program_name(key), number, error }
    }

    /// The refusal in one line, in the form of the expected figures.
    pub fn line(&self) -> String {
        match self.number {
            Some(number) => format!("{}: {} ({number})", self.by, self.error),
            None => format!("{}: {}", self.by, self.error),
        }
    }
}

/// Names of the errors that the demo meets in other programs.
fn token_error(key: &str, number: u32) -> Option<&'static str> {
    match (program_name(key).as_str(), number) {
        ("Token-2022", 4) => Some("not the owner or authority"),
        ("Token-2022", 12) => Some("burning is permissioned"),
        ("Token-2022", 37) => Some("tokens are non-transferable"),
        ("the system program", 0) => Some("the account is in use already"),
        _ => None,
    }
}

fn program_name(key: &str) -> String {
    let names = [
        (program::ID, "carbon-consensus"),
        (system_program::ID, "the system program"),
        (token_2022::ID, "Token-2022"),
        (associated_token::ID, "the associated-token program"),
    ];
    names.iter().find(|(id, _)| id.to_string() == key).map_or(key.to_string(), |(_, name)| name.to_string())
}
