//! No call leaves an account that contradicts itself: every account with an invariant of every call of the fixtures is made to
//! contradict itself beforehand, and the call is refused by the check that it makes last.

use anchor_lang::{AccountDeserialize, AccountSerialize, AnchorDeserialize, AnchorSerialize, Discriminator};
use carbon_client::program::{
    burn::{BurnProof, Certificate},
    claim::Claim,
    errors::CarbonError,
    lot::Lot,
    notary::Subject,
    pool::{Member, Pool, Settlement},
    record::{Inventory, Record},
    restatement::Restatement,
    rollup::RollupLog,
    year::YearClosing,
};
use carbon_testkit::fixtures::*;
use solana_account::Account;
use solana_instruction::error::InstructionError;
use solana_pubkey::Pubkey;
use solana_transaction_error::TransactionError;
use std::collections::BTreeSet;

/// Why calls about a member's data do not check its membership.
const HEADER: &str = "reads and writes only the header, which has no invariant";

/// Why calls that open a round cannot be tested so.
const NEW_ROUND: &str = "replaces the whole ballot";

/// Calls that change an account and do not check its invariant, and why: instruction, type of account, reason.
const UNCHECKED: &[(&str, &str, &str)] = &[
    ("close_claim", "Member", HEADER),
    ("notarize_claim", "Member", HEADER),
    ("submit_claim", "Member", HEADER),
    ("reopen_ballot", "Claim", NEW_ROUND),
    ("reopen_ballot", "YearClosing", NEW_ROUND),
    ("reopen_ballot", "BurnProof", NEW_ROUND),
    ("reopen_ballot", "Restatement", NEW_ROUND),
    ("reopen_ballot", "Settlement", NEW_ROUND),
    ("submit_burn", "BurnProof", NEW_ROUND),
];

/// A change that makes the content of an account contradict itself; none if the account is of another type.
type Corruption = fn(&mut [u8]) -> Option<()>;

/// For each type with an invariant, contradictions in fields on which little else depends. A call may heal one of them.
const CORRUPTIONS: &[(&str, &[Corruption])] = &[
    ("Claim", &[|data| vote_twice::<Claim>(data)]),
    ("YearClosing", &[|data| vote_twice::<YearClosing>(data)]),
    ("BurnProof", &[|data| vote_twice::<BurnProof>(data)]),
    ("Restatement", &[|data| vote_twice::<Restatement>(data)]),
    ("Settlement", &[|data| vote_twice::<Settlement>(data)]),
    ("Lot", &[|data| edit::<Lot>(data, |lot| lot.depth = 0), |data| edit::<Lot>(data, |lot| lot.opened_at = 0)]),
    (
        "Inventory",
        &[
            |data| edit::<Inventory>(data, |inventory| inventory.add_back_records = inventory.records + 1_000),
            |data| edit::<Inventory>(data, |inventory| inventory.neutralized = inventory.emitted + 1),
        ],
    ),
    ("Record", &[|data| edit::<Record>(data, |record| record.buffer_grams = record.data.grams + 1)]),
    (
        "Member",
        &[
            |data| edit::<Member>(data, |member| member.converted = member.figures.share + 1),
            |data| edit::<Member>(data, |member| member.baseline = 0),
        ],
    ),
    ("Pool", &[|data| edit::<Pool>(data, |pool| pool.owners.push(Pubkey::default()))]),
    ("Certificate", &[|data| edit::<Certificate>(data, |certificate| certificate.grams += 1)]),
    ("RollupLog", &[correct_what_is_not_there]),
];

/// Changes the content if the account is of this type.
fn edit<T: AccountDeserialize + AccountSerialize>(data: &mut [u8], change: impl FnOnce(&mut T)) -> Option<()> {
    let mut content = T::try_deserialize(&mut &data[..]).ok()?;
    change(&mut content);
    content.try_serialize(&mut &mut data[..]).ok()
}

/// Lets a notary that does not exist vote both ways, if the account is of this type.
fn vote_twice<T: Discriminator>(data: &mut [u8]) -> Option<()> {
    let (discriminator, content) = data.split_at_mut_checked(8)?;
    (discriminator == T::DISCRIMINATOR).then_some(())?;
    let mut subject = Subject::deserialize(&mut &content[..]).ok()?;
    subject.ballot.approvals |= 1 << 63;
    subject.ballot.rejections |= 1 << 63;
    subject.serialize(&mut &mut content[..]).ok()
}

/// More corrections than leaves, if the account is a log.
fn correct_what_is_not_there(data: &mut [u8]) -> Option<()> {
    let (discriminator, content) = data.split_at_mut_checked(8)?;
    (discriminator == RollupLog::DISCRIMINATOR).then_some(())?;
    let log: &mut RollupLog = bytemuck::from_bytes_mut(content);
    log.corrections = log.count + 1_000;
    Some(())
}

#[test]
fn no_call_leaves_an_account_that_contradicts_itself() {
    let mut context = FixtureContext::new();
    let broken = TransactionError::InstructionError(0, InstructionError::Custom(CarbonError::InvariantBroken.into()));
    let (mut failures, mut checked, mut unchecked) = (vec![], BTreeSet::new(), BTreeSet::new());
    for row in ROWS {
        let call = context.call(row.build);
        let before = context.test.runtime.fork();
        let send = |changed: Option<(Pubkey, Account)>| {
            let mut runtime = before.fork();
            if let Some((key, account)) = changed {
                runtime.svm().set_account(key, account).expect("an account can be set");
            }
            let signers: Vec<_> = call.signers.iter().collect();
            let outcome = runtime.send(std::slice::from_ref(&call.instruction), &signers);
            (runtime, outcome)
        };
        let (mut after, _) = send(None);
        for meta in call.instruction.accounts.iter().filter(|meta| meta.is_writable) {
            let Some(account) = before.fork().svm().get_account(&meta.pubkey) else { continue };
            let changed =
                after.svm().get_account(&meta.pubkey).filter(|it| !it.data.is_empty() && it.data != account.data);
            // What is closed or stays as it is has nothing to check.
            if changed.is_none() {
                continue;
            }
            for (name, corruptions) in CORRUPTIONS {
                let corrupt = |corruption: &Corruption| {
                    let mut account = account.clone();
                    corruption(&mut account.data).map(|()| account)
                };
                let corrupted: Vec<Account> = corruptions.iter().filter_map(corrupt).collect();
                if corrupted.is_empty() {
                    continue;
                }
                let outcomes = corrupted.into_iter().map(|account| send(Some((meta.pubkey, account))).1);
                let outcomes: Vec<_> = outcomes.map(|outcome| outcome.err().map(|failed| failed.err)).collect();
                let at = (row.instruction, *name);
                match (
                    UNCHECKED.iter().any(|(instruction, of, _)| (*instruction, *of) == at),
                    outcomes.contains(&Some(broken.clone())),
                ) {
                    (false, true) => _ = checked.insert(at),
                    (true, false) => _ = unchecked.insert(at),
                    _ => failures.push(format!("{} ({}), {name}: {outcomes:?}", row.instruction, row.case)),
                }
            }
        }
    }
    println!("{} pairs of instruction and type of account are checked: {checked:?}", checked.len());
    for (instruction, name, _) in UNCHECKED {
        assert!(unchecked.contains(&(*instruction, *name)), "{instruction} does not change {name}");
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
