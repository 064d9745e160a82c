//! Reads accounts from a Solana node and sends votes.
//!
//! An answer for an older slot than an earlier answer is refused: several nodes may stand behind one URL, and a node that lags
//! would show old ballots.

use anchor_lang::{solana_program::sysvar::SysvarId, AccountDeserialize, AnchorDeserialize, Discriminator};
use anyhow::{ensure, Context, Result};
use base64::prelude::{Engine as _, BASE64_STANDARD};
use carbon_client::{
    addresses as at,
    limits::{ACCOUNTS_PER_REQUEST, SIGNATURES_PER_REQUEST},
    offsets::{DISCRIMINATOR_LEN, REGISTRY},
    program::{
        self,
        burn::BurnProof,
        claim::Claim,
        notary::{NotarySet, Subject},
        pool::Settlement,
        registry::Registry,
        restatement::Restatement,
        year::YearClosing,
    },
};
use carbon_rpc::{Backoff, ChainError, Node};
use carbon_wire::digest::SubjectKind;
use serde::de::DeserializeOwned;
use serde_json::{json, Value};
use solana_account::Account;
use solana_clock::Clock;
use solana_commitment_config::CommitmentConfig;
use solana_message::Hash;
use solana_pubkey::Pubkey;
use solana_rpc_client_api::{
    request::RpcRequest,
    response::{Response, RpcKeyedAccount, UiAccount},
};
use solana_transaction::{Signature, TransactionError};
use std::{
    sync::{
        atomic::{AtomicU64, Ordering},
        Arc,
    },
    time::Duration,
};

/// A failed request is repeated once, after 50 ms: the connection may have been closed. After that the daemon waits.
const RETRY_ONCE: Backoff = Backoff { tries: 2, first: Duration::from_millis(50), longest: Duration::from_millis(50) };

/// An account at the time of reading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountSnapshot {
    /// The program it belongs to.
    pub owner: Pubkey,
    /// Its bytes.
    pub data: Vec<u8>,
    /// Its lamports.
    pub lamports: u64,
}

/// The common beginning of an account with a ballot: the subject without its kind's own fields.
#[derive(Clone, Debug)]
pub struct BallotAccount {
    /// Its address.
    pub address: Pubkey,
    /// Kind of the subject.
    pub kind: SubjectKind,
    /// Registry, content hash, ballot, and keys with a conflict of interest.
    pub subject: Subject,
}

/// The registry and its notaries at one slot.
pub struct RegistryView {
    /// The registry.
    pub registry: Registry,
    /// Its notaries.
    pub notaries: Box<NotarySet>,
    /// Unix time of the chain, in seconds.
    pub now: i64,
    /// Slot of the clock sysvar.
    pub slot: u64,
    /// Lamports of the vote key.
    pub lamports: u64,
}

/// Status of a sent transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TxStatus {
    /// The node does not know it.
    Unknown,
    /// Executed, but not final yet.
    Pending,
    /// Executed and final.
    Final,
    /// Failed and final.
    Failed(TransactionError),
}

/// A client of the node that remembers the newest slot it has seen.
pub struct ChainReader {
    node: Node,
    registry: Pubkey,
    newest: AtomicU64,
}

impl ChainReader {
    /// A reader of the node at this URL, at commitment `confirmed`. That is enough: a vote names a digest, so a vote for a
    /// ballot that a fork drops has no effect.
    pub fn new(url: &str, timeout: Duration, registry: Pubkey) -> Self {
        let node = Node::with_timeout(url, CommitmentConfig::confirmed(), timeout);
        let node = node.with_backoff(RETRY_ONCE, Arc::new(std::thread::sleep));
        Self { node, registry, newest: AtomicU64::new(0) }
    }

    /// Address of the registry.
    pub fn registry(&self) -> Pubkey {
        self.registry
    }

    /// Sends a request with this configuration, and refuses an answer for an older slot than the newest seen.
    fn read<T: DeserializeOwned>(&self, request: RpcRequest, first: Value, mut config: Value) -> Result<T> {
        let newest = self.newest.load(Ordering::Acquire);
        config["encoding"] = json!("base64");
        config["commitment"] = json!("confirmed");
        config["minContextSlot"] = json!(newest);
        let params = json!([first, config]);
        let answer: Response<T> = self.node.ask(|client| client.send(request, params.clone()))?;
        let slot = answer.context.slot;
        ensure!(slot >= newest, "the node is behind: it answers for slot {slot}, and slot {newest} was seen before");
        self.newest.fetch_max(slot, Ordering::AcqRel);
        Ok(answer.value)
    }

    /// Accounts in the order of their keys; `None` where an account does not exist.
    ///
    /// # Errors
    /// As every method here: when the node does not answer, or lags.
    pub fn accounts(&self, keys: &[Pubkey]) -> Result<Vec<Option<AccountSnapshot>>> {
        let mut all = Vec::with_capacity(keys.len());
        for keys in keys.chunks(ACCOUNTS_PER_REQUEST) {
            let names: Vec<String> = keys.iter().map(ToString::to_string).collect();
            let found: Vec<Option<UiAccount>> = self.read(RpcRequest::GetMultipleAccounts, json!(names), json!({}))?;
            ensure!(found.len() == keys.len(), "the node answers for another number of accounts than it was asked for");
            for account in found {
                all.push(
                    account
                        .map(snapshot)
                        .transpose()?
                        .filter(|account| !account.data.is_empty() || account.lamports > 0),
                );
            }
        }
        Ok(all)
    }

    /// The data of an account of the program; `None` if it does not exist or has another owner.
    pub fn bytes(&self, key: &Pubkey) -> Result<Option<Vec<u8>>> {
        let found = self.accounts(&[*key])?.pop().flatten();
        Ok(found.filter(|account| account.owner == program::ID && !account.data.is_empty()).map(|account| account.data))
    }

    /// Accounts of the program that match every filter (offset, bytes). With `length`, only that many first bytes of each.
    pub fn program_accounts(
        &self,
        filters: &[(usize, &[u8])],
        length: Option<usize>,
    ) -> Result<Vec<(Pubkey, Vec<u8>)>> {
        let filters: Vec<Value> = filters
            .iter()
            .map(|(offset, bytes)| {
                json!({"memcmp": {"offset": offset, "bytes": BASE64_STANDARD.encode(bytes), "encoding": "base64"}})
            })
            .collect();
        let mut config = json!({"filters": filters, "withContext": true});
        if let Some(length) = length {
            config["dataSlice"] = json!({"offset": 0, "length": length});
        }
        let found: Vec<RpcKeyedAccount> =
            self.read(RpcRequest::GetProgramAccounts, json!(program::ID.to_string()), config)?;
        found.into_iter().map(|found| Ok((found.pubkey.parse()?, snapshot(found.account)?.data))).collect()
    }

    /// Accounts of a type and of the registry that match every filter, sorted by address.
    pub fn all<T: AccountDeserialize + Discriminator>(&self, filters: &[(usize, &[u8])]) -> Result<Vec<(Pubkey, T)>> {
        let own = self.registry.to_bytes();
        let all: Vec<(usize, &[u8])> =
            [(0, T::DISCRIMINATOR), (REGISTRY, &own[..])].into_iter().chain(filters.iter().copied()).collect();
        let mut read = self
            .program_accounts(&all, None)?
            .into_iter()
            .map(|(key, data)| Ok((key, carbon_client::read(&data).with_context(|| format!("account {key}"))?)))
            .collect::<Result<Vec<_>>>()?;
        read.sort_by_key(|(key, _)| *key);
        Ok(read)
    }

    /// All accounts of the registry that have a ballot.
    pub fn ballots(&self) -> Result<Vec<BallotAccount>> {
        let kinds = [
            (SubjectKind::Claim, Claim::DISCRIMINATOR),
            (SubjectKind::YearClosing, YearClosing::DISCRIMINATOR),
            (SubjectKind::BurnProof, BurnProof::DISCRIMINATOR),
            (SubjectKind::Settlement, Settlement::DISCRIMINATOR),
            (SubjectKind::Restatement, Restatement::DISCRIMINATOR),
        ];
        let own = self.registry.to_bytes();
        // All five begin with a `Subject`.
        let length = DISCRIMINATOR_LEN + <Subject as anchor_lang::Space>::INIT_SPACE;
        let mut ballots = vec![];
        for (kind, discriminator) in kinds {
            for (address, data) in self.program_accounts(&[(0, discriminator), (REGISTRY, &own)], Some(length))? {
                let content = data.get(DISCRIMINATOR_LEN..).unwrap_or_default();
                let subject = Subject::deserialize(&mut &content[..]).with_context(|| format!("account {address}"))?;
                ballots.push(BallotAccount { address, kind, subject });
            }
        }
        Ok(ballots)
    }

    /// Subjects at these addresses at commitment `finalized`; `None` where an account does not exist.
    pub fn final_subjects(&self, keys: &[Pubkey]) -> Result<Vec<Option<Subject>>> {
        let mut all = Vec::with_capacity(keys.len());
        for keys in keys.chunks(ACCOUNTS_PER_REQUEST) {
            let commitment = CommitmentConfig::finalized();
            let found = self.node.ask(|client| client.get_multiple_accounts_with_commitment(keys, commitment))?.value;
            ensure!(found.len() == keys.len(), "the node answers for another number of accounts than it was asked for");
            let own = |account: &Account| account.owner == program::ID;
            let subject = |data: Vec<u8>| Subject::deserialize(&mut data.get(DISCRIMINATOR_LEN..)?).ok();
            all.extend(found.into_iter().map(|account| account.filter(own).and_then(|account| subject(account.data))));
        }
        Ok(all)
    }

    /// Reads the registry, its notaries, the clock and the balance of the vote key.
    pub fn view(&self, voter: &Pubkey) -> Result<RegistryView> {
        let keys = [self.registry, at::notaries(&self.registry), Clock::id(), *voter];
        let mut found = self.accounts(&keys)?;
        let lamports = found.pop().flatten().map_or(0, |account| account.lamports);
        let mut next = |what: &str| found.pop().flatten().with_context(|| format!("the node does not show the {what}"));
        let (clock, notaries, registry) = (next("clock")?, next("notary set")?, next("registry")?);
        ensure!(
            registry.owner == program::ID && notaries.owner == program::ID,
            "{} is not a registry of the program {}",
            self.registry,
            program::ID
        );
        let registry: Registry = carbon_client::read(&registry.data).context("the registry's account")?;
        let content = notaries.data.strip_prefix(NotarySet::DISCRIMINATOR);
        let content = content.and_then(|content| content.get(..size_of::<NotarySet>())).context("the notary set")?;
        let notaries: Box<NotarySet> = Box::new(bytemuck::pod_read_unaligned(content));
        ensure!(notaries.len as usize <= notaries.notaries.len(), "the notary set has too many members");
        let clock: Clock = clock_of(&clock.data)?;
        Ok(RegistryView { registry, notaries, now: clock.unix_timestamp, slot: clock.slot, lamports })
    }

    /// A recent blockhash, and the height of the last block that accepts it.
    pub fn blockhash(&self) -> Result<(Hash, u64)> {
        let commitment = self.node.commitment();
        Ok(self.node.ask(|client| client.get_latest_blockhash_with_commitment(commitment))?)
    }

    /// Height of the newest final block.
    pub fn final_height(&self) -> Result<u64> {
        Ok(self.node.ask(|client| client.get_block_height_with_commitment(CommitmentConfig::finalized()))?)
    }

    /// Sends a serialized transaction. `again` is for one that was sent before: the simulation is skipped, because its result
    /// would mean nothing; the network executes a transaction once however often it is sent.
    ///
    /// # Errors
    /// `Rejected` when the simulation refuses it. After any other error the node may or may not have received it.
    pub fn send(&self, wire: &[u8], again: bool) -> carbon_rpc::Result<()> {
        let config = json!({"encoding": "base64", "skipPreflight": again, "preflightCommitment": "confirmed"});
        let params = json!([BASE64_STANDARD.encode(wire), config]);
        match self.node.ask(|client| client.send::<String>(RpcRequest::SendTransaction, params.clone())) {
            // The first try succeeded, but its answer was lost.
            Err(ChainError::Rejected { error: TransactionError::AlreadyProcessed, .. }) => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    /// Statuses of transactions of any age.
    pub fn statuses(&self, signatures: &[Signature]) -> Result<Vec<TxStatus>> {
        let mut statuses = Vec::with_capacity(signatures.len());
        for signatures in signatures.chunks(SIGNATURES_PER_REQUEST) {
            let found = self.node.ask(|client| client.get_signature_statuses_with_history(signatures))?.value;
            ensure!(
                found.len() == signatures.len(),
                "the node answers for another number of transactions than it was asked for"
            );
            statuses.extend(found.into_iter().map(|status| match status {
                None => TxStatus::Unknown,
                Some(status) if !status.satisfies_commitment(CommitmentConfig::finalized()) => TxStatus::Pending,
                Some(status) => status.err.map_or(TxStatus::Final, TxStatus::Failed),
            }));
        }
        Ok(statuses)
    }
}

fn snapshot(account: UiAccount) -> Result<AccountSnapshot> {
    let data = account.data.decode().context("the node encodes an account otherwise than requested")?;
    Ok(AccountSnapshot { owner: account.owner.parse()?, data, lamports: account.lamports })
}

/// Reads the clock's account: five numbers of eight bytes.
fn clock_of(data: &[u8]) -> Result<Clock> {
    let number = |index: usize| {
        let bytes = data.get(index * 8..index * 8 + 8)?;
        bytes.try_into().ok().map(i64::from_le_bytes)
    };
    let read = || {
        Some(Clock {
            slot: number(0)? as u64,
            epoch_start_timestamp: number(1)?,
            epoch: number(2)? as u64,
            leader_schedule_epoch: number(3)? as u64,
            unix_timestamp: number(4)?,
        })
    };
    read().context("the node shows a malformed clock")
}
