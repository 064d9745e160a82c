//! The compiled program in a real bank (solana-program-test), where clock, rent and fees are the validator's.

mod burns;
mod claims;
mod harness;

use carbon_client::{
    addresses as at, instructions as ix,
    program::{notary::NotarySet, registry::*, rollup::RollupLog},
    read,
    setup::RegistrySetup,
};
use carbon_testkit::policy;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::Transaction;

fn create(creator: Pubkey, id: u16) -> solana_instruction::Instruction {
    let args = RegistrySetup::new(creator, id, "BankRegistry Registry", policy(), carbon_embedded::wormhole::bridge());
    ix::create_registry(creator, creator, args.create_args())
}

/// Two registries in one slot: neither touches the other, and the payer pays rent and signature fees to the lamport.
#[tokio::test]
async fn two_registries_in_a_slot_and_exact_rent() {
    let mut context = harness::start().await;
    let payer = context.payer.pubkey();
    let before = context.banks_client.get_balance(payer).await.unwrap();
    let blockhash = context.last_blockhash;
    for id in [1, 2] {
        let transaction =
            Transaction::new_signed_with_payer(&[create(payer, id)], Some(&payer), &[&context.payer], blockhash);
        context.banks_client.process_transaction(transaction).await.unwrap();
    }
    let mut rent = 0;
    for id in [1, 2] {
        let key = at::registry(&payer, id);
        let account = context.banks_client.get_account(key).await.unwrap().expect("the registry exists");
        let registry: Registry = read(&account.data).unwrap();
        assert_eq!((registry.id, registry.creator), (id, payer));
        rent += account.lamports;
        let set = context.banks_client.get_account(at::notaries(&key)).await.unwrap().expect("the set exists");
        assert_eq!(set.data.len(), NotarySet::SPACE);
        rent += set.lamports;
        let log = context.banks_client.get_account(at::log(&key)).await.unwrap().expect("the log exists");
        assert_eq!(log.data.len(), RollupLog::SPACE);
        rent += log.lamports;
    }
    let after = context.banks_client.get_balance(payer).await.unwrap();
    const SIGNATURE_FEE: u64 = 5_000;
    assert_eq!(before - after, rent + 2 * SIGNATURE_FEE);

    // The same id again is another transaction and must fail: the address is taken.
    let blockhash = context.get_new_latest_blockhash().await.unwrap();
    let again = Transaction::new_signed_with_payer(&[create(payer, 1)], Some(&payer), &[&context.payer], blockhash);
    context.banks_client.process_transaction(again).await.unwrap_err();
}
