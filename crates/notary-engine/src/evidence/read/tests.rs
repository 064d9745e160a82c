use super::*;
use crate::bench::{
    draft::{Draft, Sealed},
    samples,
};
use std::io;

fn read(sealed: &Sealed) -> Evidence {
    Evidence::read(&sealed.store).unwrap()
}

#[test]
fn every_row_of_every_sample_is_read() {
    for mut draft in [samples::electricity(), samples::half_hourly(), samples::stack(), samples::project()] {
        let rows = draft.rows().len() as u64;
        let evidence = read(&draft.finish());
        assert_eq!((evidence.rows, evidence.items[0].rows), (rows, rows));
        assert!(evidence.files.is_empty() && evidence.malformed.is_empty());
    }
}

/// A draft with a second file that is a copy of the first.
fn two_files() -> Draft {
    let mut draft = samples::invoices();
    let mut second = draft.tables[0].clone();
    second.path = "rows/again.csv".into();
    draft.tables.push(second);
    draft
}

#[test]
fn rows_of_two_files_are_one_item() {
    let evidence = read(&two_files().finish());
    // Twelve months and twelve invoice numbers occur twice.
    assert_eq!((evidence.rows, evidence.items[0].duplicates.count), (24, 24));
}

#[test]
fn rows_of_an_unknown_item_or_another_kind_are_malformed() {
    let mut unknown = samples::electricity();
    unknown.set(0, "item", "5");
    let evidence = read(&unknown.finish());
    assert!(evidence.malformed.first().contains("item 5 is not in the manifest"));
    let mut kind = samples::electricity();
    kind.item().kind = Kind::Fuel;
    assert_eq!(read(&kind.finish()).malformed.count, 366);
}

#[test]
fn parsing_stops_after_too_many_bad_rows_and_hashing_does_not() {
    let mut draft = samples::half_hourly();
    for row in 0..draft.rows().len() {
        draft.set(row, "amount", "x");
    }
    let evidence = read(&draft.finish());
    assert_eq!(evidence.malformed.count, MAX_BAD_ROWS + 1);
    assert!(evidence.files.is_empty());
}

#[test]
fn too_large_a_manifest_or_signature_is_a_finding() {
    let mut sealed = samples::electricity().finish();
    sealed.file(MANIFEST).extend(vec![b' '; MAX_MANIFEST as usize]);
    assert!(read(&sealed).manifest.unwrap_err().contains("more than"));
    let mut sealed = samples::electricity().finish();
    sealed.file(SIGNATURE).extend([b' '; MAX_SIGNATURE as usize]);
    assert!(read(&sealed).signature.unwrap().contains("more than"));
}

/// A store whose files break off.
struct Broken(Sealed, OpenError);

impl Store for Broken {
    fn open(&self, path: &RelPath) -> Result<Box<dyn io::Read + '_>, OpenError> {
        match (path.as_str(), &self.1) {
            (MANIFEST, _) => self.0.store.open(path),
            (_, OpenError::Refused(why)) => Err(OpenError::Refused(why.clone())),
            (_, OpenError::Missing) => Err(OpenError::Missing),
            (_, OpenError::Unavailable(why)) => Err(OpenError::Unavailable(why.clone())),
        }
    }
}

#[test]
fn only_what_may_work_later_is_an_error() {
    let sealed = samples::electricity().finish();
    let broken = |error| Evidence::read(&Broken(sealed.clone(), error));
    assert_eq!(broken(OpenError::Unavailable("timeout".into())).unwrap_err().path, SIGNATURE);
    assert_eq!(broken(OpenError::Missing).unwrap().files.count, 1);
    assert_eq!(broken(OpenError::Refused("a link".into())).unwrap().files.count, 1);
}
