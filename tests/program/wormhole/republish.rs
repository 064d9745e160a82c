//! `republish`.

use super::{append, last_message, with_leaves};
use carbon_client::program::errors::CarbonError;
use carbon_testkit::*;

#[test]
fn a_batch_is_posted_again_with_the_same_bytes() {
    let (mut test, source) = with_leaves(1);
    test.publish().unwrap();
    let first = last_message(&test);
    append(&mut test, source, 1);
    test.publish().unwrap();
    let (log, now) = (test.runtime.log(&test.registry), test.runtime.now());
    test.pass(3_600);
    test.republish(1).unwrap();
    let again = last_message(&test);
    assert_eq!(again.payload, first.payload);
    assert_eq!((again.sequence, again.time), (2, (now + 3_600) as _));
    assert_eq!(test.batch(1).sequence, 0, "the header stays as it was");
    let same = test.runtime.log(&test.registry);
    assert_eq!((same.batches, same.published, same.published_root), (log.batches, log.published, log.published_root));
    assert_refused(test.republish(3), CarbonError::WrongAddress);
}
