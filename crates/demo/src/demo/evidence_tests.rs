use super::*;

#[test]
fn a_uri_stays_inside_the_evidence_folder() {
    let dir = Path::new("/evidence");
    assert_eq!(local_path("https://evidence.example/uk/a-b", dir).unwrap(), dir.join("uk/a-b"));
    for uri in [
        "https://evidence.example/../x",
        "https://evidence.example//etc/passwd",
        "file:///etc/passwd",
        "https://evidence.example/",
    ] {
        assert!(local_path(uri, dir).map_or(true, |path| path.starts_with(dir)), "{uri}");
    }
    local_path("https://evidence.example/../x", dir).expect_err("above the folder");
}
