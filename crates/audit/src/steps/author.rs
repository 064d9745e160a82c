//! Who signed for a figure: the calls that set it, from transactions whose signatures are verified.

use super::AuditInput;
use crate::{
    chain::{ChainReader, Transaction},
    key::Key,
    layout::*,
    report::{AuditFinding, Check},
};
use anyhow::Result;
use std::collections::BTreeSet;

/// How a figure is tied to its author. Of several, the last one counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Authorship {
    /// The author signed it.
    #[default]
    Signed,
    /// Another program made the call, or a lookup table names its accounts: both by the node's word.
    Reported,
    /// No call of the author has it.
    Missing,
}

/// A call of an instruction.
pub struct AuthoredCall<A> {
    /// Its arguments.
    pub arguments: A,
    /// The account that had to sign it.
    pub author: Key,
    /// All of its accounts.
    pub accounts: Vec<Key>,
    /// How its arguments and accounts are tied to the author.
    pub authorship: Authorship,
}

impl<A: Arguments> AuthoredCall<A> {
    /// The account of a name.
    pub fn account(&self, name: &str) -> Option<Key> {
        A::account(&self.accounts, name)
    }
}

/// The calls of an instruction in a transaction. `author` is the name of the account that had to sign.
pub fn calls_in<A: Arguments>(transaction: &Transaction, author: &str) -> Vec<AuthoredCall<A>> {
    let read = |call: &crate::chain::Call| {
        let arguments = A::read(&call.data)?;
        let author = A::account(&call.accounts, author)?;
        let signed = call.signed && !call.by_table && transaction.signed.signers().any(|signer| signer == author);
        let authorship = if signed { Authorship::Signed } else { Authorship::Reported };
        Some(AuthoredCall { arguments, author, accounts: call.accounts.clone(), authorship })
    };
    transaction.calls.iter().filter_map(read).collect()
}

/// The calls of an instruction that name an account in a role, oldest first.
pub fn calls_of<A: Arguments>(
    chain: &ChainReader,
    (role, key): (&str, &Key),
    author: &str,
) -> Result<Vec<AuthoredCall<A>>> {
    let history = chain.history(key)?;
    let calls = history.iter().flat_map(|transaction| calls_in::<A>(transaction, author));
    Ok(calls.filter(|call| call.account(role) == Some(*key)).collect())
}

/// The call that set an account: the one that its author signed, else one that was reported.
pub fn call_of<A: Arguments>(
    chain: &ChainReader,
    account: (&str, &Key),
    author: &str,
) -> Result<Option<AuthoredCall<A>>> {
    let mut calls = calls_of::<A>(chain, account, author)?;
    calls.sort_by_key(|call| call.authorship);
    Ok(calls.into_iter().next())
}

/// The finding on an account whose fields were compared with the call that set it.
pub fn finding(
    check: &Check,
    authorship: Authorship,
    wrong: impl IntoIterator<Item = Option<String>>,
    right: String,
) -> AuditFinding {
    match (wrong.into_iter().flatten().next(), authorship) {
        (Some(wrong), _) => check.fail(wrong),
        (None, Authorship::Signed) => check.pass(right),
        (None, Authorship::Reported) => {
            check.open("another program made the call that set it, so no signature proves it: the node's word")
        }
        (None, Authorship::Missing) => check.fail("no signed call set it"),
    }
}

/// Whether a key was the registry's authority at some time: its creator, or a successor by signatures of both.
pub fn was_authority(input: &AuditInput, key: &Key) -> Result<bool> {
    if *key == input.registry.creator {
        return Ok(true);
    }
    let mut authorities = BTreeSet::from([input.registry.creator]);
    let mut proposed = BTreeSet::new();
    for transaction in input.chain.history(&input.registry_key)?.iter() {
        for call in calls_in::<ProposeAuthority>(transaction, "authority") {
            let right = call.account("registry") == Some(input.registry_key) && authorities.contains(&call.author);
            if right && call.authorship == Authorship::Signed {
                proposed.insert(call.arguments.proposed);
            }
        }
        for call in calls_in::<AcceptAuthority>(transaction, "proposed") {
            let right = call.account("registry") == Some(input.registry_key) && proposed.contains(&call.author);
            if right && call.authorship == Authorship::Signed {
                authorities.insert(call.author);
            }
        }
    }
    Ok(authorities.contains(key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        chain::{tests::transaction, Call},
        key::sha256,
    };

    #[test]
    fn only_a_call_that_its_author_signed_is_signed() {
        let tag = sha256(b"global:suspend_notary");
        let data = [&tag[..TAG_LEN], &[3; 32]].concat();
        let (signer, _) = transaction(vec![]);
        let call = |author: Key, signed: bool, by_table: bool| {
            let call = Call { accounts: vec![author, Key([2; 32])], data: data.clone(), signed, by_table };
            let (_, transaction) = transaction(vec![call]);
            let calls = calls_in::<SuspendNotary>(&transaction, "guardian");
            assert_eq!((calls.len(), calls[0].arguments.notary, calls[0].author), (1, Key([3; 32]), author));
            assert_eq!(calls[0].account("registry"), Some(Key([2; 32])));
            calls[0].authorship
        };
        assert_eq!(call(signer, true, false), Authorship::Signed);
        assert_eq!(call(Key([7; 32]), true, false), Authorship::Reported, "who is named as the author did not sign");
        assert_eq!(call(signer, false, false), Authorship::Reported, "another program made the call");
        assert_eq!(call(signer, true, true), Authorship::Reported, "a lookup table names an account");
        let other = Call { accounts: vec![signer], data: vec![0; 40], signed: true, by_table: false };
        assert!(calls_in::<SuspendNotary>(&transaction(vec![other]).1, "guardian").is_empty());
    }

    #[test]
    fn a_difference_outweighs_who_signed() {
        use crate::report::{Status, Step};
        let check = Check::new(Step::Rules, "a source", "an account");
        let status = |authorship, wrong: Option<&str>| {
            finding(&check, authorship, [wrong.map(String::from)], String::new()).status
        };
        assert_eq!(status(Authorship::Signed, None), Status::Pass);
        assert_eq!(status(Authorship::Reported, None), Status::Open);
        assert_eq!(status(Authorship::Missing, None), Status::Fail);
        assert_eq!(status(Authorship::Signed, Some("another kind")), Status::Fail);
        assert_eq!(status(Authorship::Reported, Some("another kind")), Status::Fail);
    }
}
