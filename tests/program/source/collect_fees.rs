//! `collect_fees`: anyone sends a source's claim fees to the treasury, and nothing else.

use carbon_client::{instructions as ix, program::errors::CarbonError};
use carbon_tests::*;
use solana_signer::Signer;

#[test]
fn fees_and_donations_go_to_the_treasury_and_the_rent_stays() {
    let mut world = World::new();
    let source = world.source(World::source_args(1));
    let rent = world.runtime.lamports(&source);
    let collect = ix::collect_fees(world.registry, source, world.treasury);
    assert_refused(world.runtime.send(std::slice::from_ref(&collect), &[]), CarbonError::NothingToCollect);
    let args = world.emission(10);
    world.record(source, args);
    world.runtime.fund(&source, 5);
    let elsewhere = ix::collect_fees(world.registry, source, world.crank.pubkey());
    assert_refused(world.runtime.send(&[elsewhere], &[]), CarbonError::Unauthorized);
    world.runtime.send(&[collect], &[]).unwrap();
    assert_eq!(world.runtime.lamports(&world.treasury), policy().terms.claim_fee + 5);
    assert_eq!(world.runtime.lamports(&source), rent);
}
