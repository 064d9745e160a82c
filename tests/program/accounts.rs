//! Wrong accounts: every account of every instruction of the IDL is replaced in every way that applies, and the rules
//! in `expected` state the result. A new instruction without a fixture, a new account without a rule and a rule without
//! a case each fail the test.

mod expected;

use carbon_embedded::TxResult;
use carbon_testkit::{fixtures::*, *};
use expected::Expected;
use serde_json::Value;
use solana_account::{AccountSharedData, ReadableAccount};
use solana_instruction::{error::InstructionError, AccountMeta, Instruction};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A change of one account of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mutation {
    /// The signature is missing.
    Unsigned,
    /// A key without any role in the registry signs instead.
    Impostor,
    /// An address that has never been used.
    Empty,
    /// The same bytes at the same address, owned by another program.
    ForeignOwner,
    /// An account of the program of another type, of the same registry.
    WrongType,
    /// The account that the same call has in another registry.
    OtherRegistry,
    /// The account that the same call of another participant in the same registry has.
    OtherParticipant,
    /// The notary set of another registry together with that registry: an attack by the authority of another registry.
    WithItsRegistry,
    /// Not writable.
    ReadOnly,
    /// An optional account is left out.
    Absent,
    /// An optional account is passed that the call leaves out.
    Superfluous,
}

use Mutation::*;

impl Mutation {
    const ALL: [Self; 11] = [
        Unsigned,
        Impostor,
        Empty,
        ForeignOwner,
        WrongType,
        OtherRegistry,
        OtherParticipant,
        WithItsRegistry,
        ReadOnly,
        Absent,
        Superfluous,
    ];
}

fn idl() -> Value {
    serde_json::from_str(include_str!("../../idl/carbon_consensus.json")).expect("the IDL is JSON")
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value[field].as_array().expect("a list in the IDL")
}

fn flag(account: &Value, name: &str) -> bool {
    account[name].as_bool().unwrap_or(false)
}

fn name(value: &Value) -> &str {
    value["name"].as_str().expect("a name in the IDL")
}

#[test]
fn every_instruction_has_a_fixture() {
    let idl = idl();
    let of_program: BTreeSet<&str> = list(&idl, "instructions").iter().map(name).collect();
    let of_fixtures: BTreeSet<&str> = ROWS.iter().map(|row| row.instruction).collect();
    assert_eq!(of_fixtures, of_program);
}

#[test]
fn every_account_of_every_instruction_is_checked() {
    let idl = idl();
    let mut context = FixtureContext::new();
    let mut counts = BTreeMap::new();
    let mut failures = Vec::new();
    let mut used = BTreeSet::new();
    let mut allowed = Vec::new();
    for row in ROWS {
        let definition = list(&idl, "instructions").iter().find(|found| name(found) == row.instruction);
        let mut trial = Trial::new(&mut context, row, list(definition.expect("in the IDL"), "accounts"));
        trial.correspondence();
        trial.succeeds();
        for index in 0..trial.names.len() {
            for mutation in Mutation::ALL {
                let Some(outcome) = trial.run(index, mutation) else { continue };
                *counts.entry(mutation).or_insert(0) += 1;
                let account = trial.names[index].clone();
                let at = format!("{} ({}): {account} {mutation:?}", row.instruction, row.case);
                if std::env::var_os("CARBON_PRINT_CASES").is_some() {
                    println!("{at}: {outcome}");
                }
                match expected::rule(row.instruction, row.case, &account, mutation) {
                    None => failures.push(format!("{at}: no rule; it is {outcome}")),
                    Some((number, rule)) => {
                        for name in [row.instruction, &format!("{} ({})", row.instruction, row.case), &account] {
                            used.insert((number, name.to_string()));
                        }
                        if let Expected::Allowed(reason) = rule.expected {
                            allowed.push(format!("{at}: {reason}"));
                        }
                        if !outcome.is(&rule.expected) {
                            failures.push(format!("{at}: {outcome} instead of {:?}", rule.expected));
                        }
                    }
                }
            }
        }
    }
    for (number, rule) in expected::rules().enumerate() {
        let names = rule.instructions.iter().chain(rule.accounts);
        for name in names.filter(|name| !used.contains(&(number, name.to_string()))) {
            failures.push(format!("no case uses {name:?} of the rule {rule:?}"));
        }
    }
    let total: usize = counts.values().sum();
    println!("Accepted on purpose:\n{}", allowed.join("\n"));
    println!("{total} wrong accounts in {} calls: {counts:?}; {} allowed", ROWS.len(), allowed.len());
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// A call and its wrong accounts.
struct Trial<'a> {
    context: &'a mut FixtureContext,
    row: &'a Row,
    accounts: &'a [Value],
    calls: Calls,
    names: Vec<String>,
    before: litesvm::LiteSVM,
}

/// Result of a call with a wrong account.
enum CallResult {
    Succeeded,
    Failed(InstructionError),
}

impl<'a> Trial<'a> {
    fn new(context: &'a mut FixtureContext, row: &'a Row, accounts: &'a [Value]) -> Self {
        let calls = context.calls(row);
        context.test.runtime.fund(&impostor().pubkey(), INITIAL_LAMPORTS);
        let before = context.test.runtime.svm().clone();
        let mut names: Vec<String> = accounts.iter().map(|account| name(account).to_string()).collect();
        names.extend(row.further.iter().map(|name| name.to_string()));
        Self { context, row, accounts, calls, names, before }
    }

    fn meta(&self, index: usize) -> &AccountMeta {
        &self.calls.call.instruction.accounts[index]
    }

    fn is_left_out(&self, index: usize) -> bool {
        let optional = self.accounts.get(index).is_some_and(|account| flag(account, "optional"));
        optional && self.meta(index).pubkey == carbon_client::program::ID
    }

    /// Asserts that the accounts of the call are those of the IDL, one by one, and that the fixture names all further
    /// accounts.
    fn correspondence(&self) {
        let row = self.row;
        let metas = &self.calls.call.instruction.accounts;
        assert_eq!(metas.len(), self.names.len(), "{} ({}): number of accounts", row.instruction, row.case);
        for (index, (account, meta)) in self.accounts.iter().zip(metas).enumerate() {
            let at = format!("{}: {}", row.instruction, name(account));
            if !self.is_left_out(index) {
                assert_eq!(meta.is_signer, flag(account, "signer"), "{at}: signer");
                assert_eq!(meta.is_writable, flag(account, "writable"), "{at}: writable");
            }
            if let Some(address) = account["address"].as_str() {
                assert_eq!(meta.pubkey.to_string(), address, "{at}: address");
            }
        }
    }

    fn succeeds(&mut self) {
        let instruction = self.calls.call.instruction.clone();
        if let Err(failed) = self.send(instruction) {
            let at = format!("{} ({})", self.row.instruction, self.row.case);
            panic!("{at}, with the right accounts: {:?}\n{}", failed.err, failed.meta.logs.join("\n"));
        }
    }

    /// Sends the instruction, signed by each of its signers whose key is known.
    fn send(&mut self, instruction: Instruction) -> TxResult {
        let Calls { call, other_registry, other_participant } = &self.calls;
        let calls = [Some(call), Some(other_registry), other_participant.as_ref()];
        let impostor = impostor();
        let mut keys: Vec<&Keypair> = calls.into_iter().flatten().flat_map(|call| &call.signers).collect();
        keys.push(&impostor);
        self.context.test.runtime.send(&[instruction], &keys)
    }

    /// `None` where the mutation does not apply; the match guards say when.
    fn run(&mut self, index: usize, mutation: Mutation) -> Option<CallResult> {
        *self.context.test.runtime.svm() = self.before.clone();
        let meta = self.meta(index).clone();
        let left_out = self.is_left_out(index);
        let mut instruction = self.calls.call.instruction.clone();
        let changed = &mut instruction.accounts[index];
        match mutation {
            Unsigned if meta.is_signer => changed.is_signer = false,
            Impostor if meta.is_signer => changed.pubkey = impostor().pubkey(),
            // A signer is a key: for it, these mutations equal `Impostor`.
            Empty if !meta.is_signer && !left_out => changed.pubkey = unused(),
            WrongType if !meta.is_signer && !left_out => changed.pubkey = self.decoy(&meta.pubkey),
            // Only existing accounts with data can have a wrong owner; the runtime checks the owners of programs.
            ForeignOwner if !meta.is_signer && !left_out => {
                let svm = self.context.test.runtime.svm();
                let found = svm.get_account(&meta.pubkey).filter(|found| !found.data.is_empty() && !found.executable);
                let account = solana_account::Account { owner: foreign_program(), ..found? };
                svm.set_account(meta.pubkey, account).expect("an account can be set");
            }
            // Equal for programs and for people who take part in both registries; then there is no mutation.
            OtherRegistry => {
                let equivalent = &self.calls.other_registry.instruction.accounts[index];
                (equivalent.pubkey != meta.pubkey).then_some(())?;
                changed.pubkey = equivalent.pubkey;
            }
            // Equal for the registry and its own accounts; then there is no mutation.
            OtherParticipant => {
                let equivalent = &self.calls.other_participant.as_ref()?.instruction.accounts[index];
                (equivalent.pubkey != meta.pubkey).then_some(())?;
                changed.pubkey = equivalent.pubkey;
            }
            WithItsRegistry if self.names[index] == "notaries" => {
                let registry = self.names.iter().position(|name| name == "registry").expect("a registry");
                for position in [index, registry] {
                    instruction.accounts[position].pubkey =
                        self.calls.other_registry.instruction.accounts[position].pubkey;
                }
            }
            ReadOnly if meta.is_writable => changed.is_writable = false,
            Absent if self.accounts.get(index).is_some_and(|account| flag(account, "optional")) && !left_out => {
                *changed = AccountMeta::new_readonly(carbon_client::program::ID, false)
            }
            Superfluous if left_out => {
                *changed =
                    AccountMeta { pubkey: unused(), is_writable: flag(&self.accounts[index], "writable"), ..meta }
            }
            _ => return None,
        }
        let before = self.all_accounts();
        match self.send(instruction) {
            Ok(_) => Some(CallResult::Succeeded),
            Err(failed) => {
                let at = format!("{}: {} {mutation:?}", self.row.instruction, self.names[index]);
                assert!(self.all_accounts() == before, "{at}: a refused call has changed an account");
                match failed.err {
                    TransactionError::InstructionError(0, error) => Some(CallResult::Failed(error)),
                    other => panic!("{at}: the call was not even made: {other:?}"),
                }
            }
        }
    }

    /// All accounts except the fee payer's and the runtime's own.
    fn all_accounts(&mut self) -> HashMap<Pubkey, AccountSharedData> {
        let fee_payer = self.context.test.runtime.fee_payer();
        let accounts = &self.context.test.runtime.svm().accounts_db().inner;
        let kept = accounts.iter().filter(|(key, account)| **key != fee_payer && *account.owner() != sysvars());
        kept.map(|(key, account)| (*key, account.clone())).collect()
    }

    /// An account of the program and of the call's registry, of another type, that the call does not name.
    fn decoy(&mut self, instead_of: &Pubkey) -> Pubkey {
        use carbon_client::addresses as at;
        let test = &mut self.context.test;
        let registry = at::registry(&key(10).pubkey(), 1);
        let candidates = [
            at::provider(&registry, &test.people.provider.pubkey()),
            at::factor(&registry, 1, 2024),
            at::change(&registry, PENDING_CHANGE),
        ];
        let kind = |test: &mut TestRegistry, key: &Pubkey| {
            test.runtime.svm().get_account(key).and_then(|account| account.data.get(..8).map(<[u8]>::to_vec))
        };
        let taken = |key: &Pubkey| self.calls.call.instruction.accounts.iter().any(|meta| meta.pubkey == *key);
        let replaced = kind(test, instead_of);
        let found = candidates.into_iter().find(|key| !taken(key) && kind(test, key) != replaced);
        let found = found.expect("a decoy of another type");
        assert!(kind(test, &found).is_some(), "the decoy exists");
        found
    }
}

fn impostor() -> Keypair {
    key(99)
}

fn unused() -> Pubkey {
    Pubkey::new_from_array([201; 32])
}

fn foreign_program() -> Pubkey {
    anchor_spl::associated_token::ID
}

fn sysvars() -> Pubkey {
    solana_pubkey::pubkey!("Sysvar1111111111111111111111111111111111111")
}

impl CallResult {
    fn is(&self, expected: &Expected) -> bool {
        match (self, expected) {
            (Self::Succeeded, Expected::Allowed(_)) => true,
            (Self::Failed(InstructionError::Custom(code)), expected) => expected.code() == Some(*code),
            (Self::Failed(error), Expected::Runtime(expected)) => error == expected,
            _ => false,
        }
    }
}

impl std::fmt::Display for CallResult {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Succeeded => write!(f, "success"),
            Self::Failed(error) => write!(f, "{error:?}"),
        }
    }
}
