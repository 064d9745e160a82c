use super::*;
use carbon_notary_engine::{
    bench::{draft::Sealed, samples},
    evidence::Evidence,
};
use tempfile::TempDir;

struct TestStore {
    _root: TempDir,
    state: State,
    evidence: PathBuf,
    store: PathBuf,
}

fn test_store() -> TestStore {
    let root = tempfile::tempdir().unwrap();
    let state = State::open(root.path(), "registry", "key").unwrap();
    let (evidence, store) = (root.path().join("served"), root.path().join("evidence"));
    fs::create_dir(&evidence).unwrap();
    TestStore { _root: root, state, evidence, store }
}

impl TestStore {
    fn bundles(&self) -> Bundles {
        let settings = EvidenceSettings { folders: vec![self.evidence.clone()], ..EvidenceSettings::default() };
        Bundles::open(self.store.clone(), settings).unwrap()
    }

    fn write(&self, name: &str, sealed: &Sealed) -> String {
        for (path, bytes) in &sealed.store.0 {
            let file = self.evidence.join(name).join(path.as_str());
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, bytes).unwrap();
        }
        format!("file://{}", self.evidence.join(name).display())
    }

    fn read(&self, bundles: &Bundles, digest: u8, sealed: &Sealed, uri: &str) -> Result<Evidence> {
        let sha256 = &sealed.context.claim.evidence_sha256.0;
        let bundle = bundles.fetch(&self.state, &EvidenceRequest { digest: &[digest; 32], sha256, uri }, 1_000)?;
        Ok(Evidence::read(&bundle).unwrap())
    }

    fn paths(&self) -> Vec<PathBuf> {
        let folders = fs::read_dir(&self.store).unwrap().map(|entry| entry.unwrap().path());
        folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())).collect()
    }

    fn files(&self) -> usize {
        self.paths().len()
    }

    /// Makes every stored file an hour old.
    fn age(&self) {
        for path in self.paths() {
            let file = fs::File::options().write(true).open(path).unwrap();
            file.set_modified(std::time::SystemTime::now() - LISTING_GRACE).unwrap();
        }
    }
}

fn decide(sealed: &Sealed, evidence: &Evidence) -> carbon_notary_engine::report::Report {
    carbon_notary_engine::checks::check_claim(&sealed.context, evidence)
}

#[test]
fn a_bundle_is_fetched_once_and_then_kept() {
    let (test, sealed) = (test_store(), samples::electricity().finish());
    let uri = test.write("a", &sealed);
    let bundles = test.bundles();
    let direct = carbon_notary_engine::check(&sealed.context, &sealed.store).unwrap();
    let fetched = decide(&sealed, &test.read(&bundles, 1, &sealed, &uri).unwrap());
    assert_eq!(fetched, direct, "as if it had been read in place");
    assert_eq!(test.files(), 3);
    fs::remove_dir_all(&test.evidence).unwrap();
    let again = decide(&sealed, &test.read(&test.bundles(), 1, &sealed, &uri).unwrap());
    assert_eq!(again.sha256(), direct.sha256(), "also after a restart");
}

#[test]
fn a_file_served_for_one_claim_never_replaces_that_of_another() {
    let (test, good) = (test_store(), samples::electricity().finish());
    let bundles = test.bundles();
    // The same manifest with other rows and without a signature: the first claim tries to poison the store for the second.
    let mut trap = good.clone();
    trap.file("rows/electricity.csv").extend(b"more");
    trap.store.0.retain(|path, _| path.as_str() != SIGNATURE);
    let trap_uri = test.write("trap", &trap);
    let report = decide(&trap, &test.read(&bundles, 1, &trap, &trap_uri).unwrap());
    assert_eq!(report.finding("hash").unwrap().status, carbon_notary_engine::report::Status::Fail);
    let uri = test.write("good", &good);
    let report = decide(&good, &test.read(&bundles, 2, &good, &uri).unwrap());
    assert_eq!(report.decision, carbon_notary_engine::report::Decision::Approve, "{:?}", report.reasons);
}

#[test]
fn a_file_that_the_disk_changed_is_fetched_again() {
    let (test, sealed) = (test_store(), samples::electricity().finish());
    let uri = test.write("a", &sealed);
    let bundles = test.bundles();
    test.read(&bundles, 1, &sealed, &uri).unwrap();
    let kept = bundles.path(&sealed.context.claim.evidence_sha256.0);
    fs::write(&kept, "rot").unwrap();
    let report = decide(&sealed, &test.read(&bundles, 1, &sealed, &uri).unwrap());
    assert_eq!(report.decision, carbon_notary_engine::report::Decision::Approve);
}

#[test]
fn evidence_is_deleted_after_its_retention_and_not_before() {
    let (test, sealed) = (test_store(), samples::electricity().finish());
    let uri = test.write("a", &sealed);
    let bundles = test.bundles();
    test.read(&bundles, 1, &sealed, &uri).unwrap();
    let end = 1_000 + 10 * YEAR;
    assert_eq!(bundles.clear(&test.state, end + 1, 0).unwrap(), 0, "just fetched");
    test.read(&bundles, 1, &sealed, &uri).unwrap();
    test.age();
    assert_eq!(bundles.clear(&test.state, end, 10).unwrap(), 0);
    assert_eq!(bundles.clear(&test.state, end + 1, 10).unwrap(), 3);
    assert_eq!(test.files(), 0);
}

#[test]
fn a_folder_that_this_notary_does_not_read_is_unavailable_and_an_unreadable_uri_is_a_finding() {
    let (test, sealed) = (test_store(), samples::electricity().finish());
    let uri = test.write("a", &sealed);
    let bundles = test.bundles();
    std::os::unix::fs::symlink("/", test.evidence.join("out")).unwrap();
    let inside = uri.trim_start_matches("file://");
    let elsewhere = ["/etc".into(), format!("{inside}/../../x"), "relative".into(), format!("{inside}x")];
    let through_link = test.evidence.join("out/etc").display().to_string();
    for path in elsewhere.into_iter().chain([through_link]) {
        let error = test.read(&bundles, 3, &sealed, &format!("file://{path}")).expect_err(&path);
        assert!(error.is::<Unavailable>(), "{path}: {error}");
    }
    for (digest, uri) in ["ftp://x/y", "", "http://user@x/", "gopher:x"].into_iter().enumerate() {
        let report = decide(&sealed, &test.read(&bundles, 10 + digest as u8, &sealed, uri).unwrap());
        assert_eq!(report.decision, carbon_notary_engine::report::Decision::Reject, "{uri}");
        assert!(report.reasons[1].contains("not a plain http"), "{:?}", report.reasons);
    }
    let report = decide(&sealed, &test.read(&bundles, 4, &sealed, "http://127.0.0.1:9/").unwrap());
    assert!(report.reasons[1].contains("private address"), "{:?}", report.reasons);
}

#[test]
fn a_bundle_larger_than_the_operator_allows_is_not_fetched() {
    let (test, sealed) = (test_store(), samples::electricity().finish());
    let uri = test.write("a", &sealed);
    let settings =
        EvidenceSettings { folders: vec![test.evidence.clone()], max_bundle_bytes: 100, ..EvidenceSettings::default() };
    let bundles = Bundles::open(test.store.clone(), settings).unwrap();
    let error = test.read(&bundles, 1, &sealed, &uri).err().unwrap();
    assert!(error.is::<Unavailable>() && error.to_string().contains("max_bundle_bytes"), "{error}");
}

#[test]
fn credentials_that_cannot_be_read_stop_the_start() {
    let test = test_store();
    let host = crate::config::Host { name: "x".into(), authorization_file: test.evidence.join("none") };
    let settings = EvidenceSettings { host: vec![host], ..EvidenceSettings::default() };
    assert!(Bundles::open(test.store.clone(), settings).is_err());
}

/// Serves a bundle on a loopback address to requests that have this header line; returns the port.
fn serve(sealed: &Sealed, line: &'static str) -> u16 {
    use std::io::{BufRead, BufReader};
    let files: std::collections::HashMap<String, Vec<u8>> =
        sealed.store.0.iter().map(|(path, bytes)| (format!("/{path}"), bytes.clone())).collect();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let head: Vec<String> =
                BufReader::new(&stream).lines().map_while(Result::ok).take_while(|line| !line.is_empty()).collect();
            let path = head.first().and_then(|first| first.split(' ').nth(1)).unwrap_or_default();
            let (status, body) = match files.get(path) {
                _ if !head.iter().any(|header| header.eq_ignore_ascii_case(line)) => ("401 Unauthorized", &b""[..]),
                Some(bytes) => ("200 OK", &bytes[..]),
                None => ("404 Not Found", &b""[..]),
            };
            let answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(answer.as_bytes()).and_then(|()| stream.write_all(body));
        }
    });
    port
}

#[test]
fn a_host_gets_the_credentials_that_are_meant_for_it() {
    let (test, sealed) = (test_store(), samples::electricity().finish());
    let port = serve(&sealed, "authorization: Bearer secret");
    let uri = format!("http://127.0.0.1:{port}");
    let secret = test.evidence.join("secret");
    fs::write(&secret, "Bearer secret\n").unwrap();
    let settings = |name: String, allow_private| EvidenceSettings {
        allow_private,
        host: vec![crate::config::Host { name, authorization_file: secret.clone() }],
        ..EvidenceSettings::default()
    };
    let other = Bundles::open(test.store.clone(), settings("127.0.0.1:1".into(), true)).unwrap();
    let error = test.read(&other, 1, &sealed, &uri).err().unwrap();
    assert!(error.is::<Unavailable>() && error.to_string().contains("401"), "{error}");
    let meant = Bundles::open(test.store.clone(), settings(format!("127.0.0.1:{port}"), true)).unwrap();
    let report = decide(&sealed, &test.read(&meant, 1, &sealed, &uri).unwrap());
    assert_eq!(report.decision, carbon_notary_engine::report::Decision::Approve, "{:?}", report.reasons);
    // A separate store, which does not have the bundle yet.
    let public = Bundles::open(test.store.join("other"), settings(format!("127.0.0.1:{port}"), false)).unwrap();
    let report = decide(&sealed, &test.read(&public, 2, &sealed, &uri).unwrap());
    assert!(report.reasons.iter().any(|reason| reason.contains("private address")), "{:?}", report.reasons);
}
