use super::*;
use crate::checks::CHECKS;

#[test]
fn every_kind_names_a_check_and_has_profiles() {
    for (index, corruption) in CORRUPTIONS.iter().enumerate() {
        assert!(CHECKS.iter().any(|check| check.id == corruption.check), "{}", corruption.kind);
        assert!(!corruption.profiles().is_empty(), "{}", corruption.kind);
        assert!(CORRUPTIONS[..index].iter().all(|other| other.kind != corruption.kind), "{}", corruption.kind);
    }
}

#[test]
fn every_check_has_a_kind_it_must_catch() {
    for check in &CHECKS {
        assert!(CORRUPTIONS.iter().any(|corruption| corruption.check == check.id), "{}", check.id);
    }
}
