//! `republish`.

use super::{append, last_message, with_leaves};
use carbon_client::program::errors::CarbonError;
use carbon_tests::*;

#[test]
fn a_batch_is_posted_again_with_the_same_bytes() {
    let (mut world, source) = with_leaves(1);
    world.publish().unwrap();
    let first = last_message(&world);
    append(&mut world, source, 1);
    world.publish().unwrap();
    let log = world.runtime.log(&world.registry);
    world.pass(3_600);
    world.republish(1).unwrap();
    let again = last_message(&world);
    assert_eq!(again.payload, first.payload);
    assert_eq!((again.sequence, again.time), (2, first.time + 3_600));
    assert_eq!(world.batch(1).sequence, 0, "the header stays as it was");
    let same = world.runtime.log(&world.registry);
    assert_eq!((same.batches, same.published, same.published_root), (log.batches, log.published, log.published_root));
    assert_refused(world.republish(3), CarbonError::WrongAddress);
}
