//! The parsers of claims and of years, and the check of every year that the parser accepts.
#![no_main]

use carbon_notary_engine::{
    check_year,
    facts::{Context, YearFacts},
};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(context) = Context::parse(bytes) {
        let json = serde_json::to_vec(&context).expect("facts can be written");
        assert_eq!(Context::parse(&json).expect("and read again"), context);
    }
    if let Ok(facts) = serde_json::from_slice::<YearFacts>(bytes) {
        check_year(&facts);
    }
});
