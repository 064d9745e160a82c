use super::*;
use ed25519_dalek::{Signer, SigningKey};

fn key() -> SigningKey {
    SigningKey::from_bytes(&[5; 32])
}

fn provider() -> Key {
    Key(key().verifying_key().to_bytes())
}

/// Writes a signed bundle with one file into `dir`.
fn bundle(dir: &Path) -> [u8; 32] {
    let rows = "item,meter,first_day,last_day,amount,unit\n0,a,2020-01-01,2020-01-01,1,kWh\n";
    let manifest = serde_json::json!({
        "format": "carbon-evidence",
        "version": 1,
        "source": Key([7; 32]),
        "boundary": "operational",
        "files": [{
            "path": "rows/a.csv", "kind": "metered_energy", "format": "csv",
            "bytes": rows.len(), "sha256": hex::encode(sha256(rows.as_bytes())),
        }],
        "items": [],
    })
    .to_string();
    std::fs::create_dir_all(dir.join("rows")).unwrap();
    std::fs::write(dir.join("rows/a.csv"), rows).unwrap();
    std::fs::write(dir.join(MANIFEST), &manifest).unwrap();
    let hash = sha256(manifest.as_bytes());
    let signature = key().sign(&[SIGNED_PREFIX, &hash].concat()).to_bytes();
    std::fs::write(dir.join(SIGNATURE), hex::encode(signature)).unwrap();
    hash
}

fn check(dir: &Path, hash: &[u8; 32]) -> Result<(), Flaw> {
    let bundles = Bundles::in_folder(dir).unwrap();
    let bundle = bundles.by_sha256(hash).first().ok_or(Flaw { file: MANIFEST.into(), what: "not found".into() })?;
    bundle.check_signature(&provider())?;
    bundle.files(&bundle.contents()?).map(drop)
}

#[test]
fn one_changed_byte_of_any_file_is_found_and_the_file_named() {
    let dir = tempfile::tempdir().unwrap();
    let hash = bundle(&dir.path().join("a/b"));
    check(dir.path(), &hash).unwrap();
    for file in ["rows/a.csv", MANIFEST, SIGNATURE] {
        let path = dir.path().join("a/b").join(file);
        let whole = std::fs::read(&path).unwrap();
        for at in [0, whole.len() / 2, whole.len() - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            std::fs::write(&path, changed).unwrap();
            let flaw = check(dir.path(), &hash).unwrap_err();
            assert!(flaw.file.ends_with(file), "byte {at} of {file}: {flaw}");
        }
        std::fs::write(&path, [&whole[..], b"0"].concat()).unwrap();
        check(dir.path(), &hash).expect_err("a byte more");
        std::fs::remove_file(&path).unwrap();
        check(dir.path(), &hash).expect_err("no such file");
        std::fs::write(&path, whole).unwrap();
    }
}

#[test]
fn a_manifest_changed_after_it_was_signed_is_distinguished_from_other_evidence() {
    let dir = tempfile::tempdir().unwrap();
    bundle(&dir.path().join("a"));
    assert!(Bundles::in_folder(dir.path()).unwrap().unsigned_by(&[provider()]).is_empty());
    let path = dir.path().join("a").join(MANIFEST);
    std::fs::write(&path, [&std::fs::read(&path).unwrap()[..], b" "].concat()).unwrap();
    assert_eq!(Bundles::in_folder(dir.path()).unwrap().unsigned_by(&[provider()]).len(), 1);
}

#[test]
fn no_path_leads_out_and_no_link_is_followed() {
    let dir = tempfile::tempdir().unwrap();
    let hash = bundle(&dir.path().join("a"));
    let bundles = Bundles::in_folder(dir.path()).unwrap();
    let found = &bundles.by_sha256(&hash)[0];
    for path in ["../x", "/etc/passwd", "", "rows/../../x"] {
        found.file(path, 1, "").expect_err(path);
    }
    let rows = dir.path().join("a/rows/a.csv");
    std::fs::rename(&rows, dir.path().join("elsewhere.csv")).unwrap();
    std::os::unix::fs::symlink(dir.path().join("elsewhere.csv"), &rows).unwrap();
    found.files(&found.contents().unwrap()).expect_err("a link");
}
