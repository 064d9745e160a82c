//! Proofs: what is not proven, and nodes that do not tell everything.

use super::site::Site;
use carbon_testkit::server::{forward, serve};
use serde_json::{json, Value};

impl Site {
    /// `carbon-rollup verify` of a file: what it wrote, or why it failed.
    pub fn verify(&self, file: &str, root: &str) -> Result<String, String> {
        let carbon = env!("CARGO_BIN_EXE_carbon-rollup");
        let path = self.file(file);
        let output =
            std::process::Command::new(carbon).args(["verify"]).arg(path).args(["--root", root]).output().unwrap();
        match output.status.success() {
            true => Ok(String::from_utf8(output.stdout).unwrap()),
            false => Err(String::from_utf8(output.stderr).unwrap()),
        }
    }

    /// The file, changed.
    fn change(&self, file: &str, change: impl FnOnce(&mut Value)) -> &'static str {
        let mut proof: Value = serde_json::from_slice(&std::fs::read(self.file(file)).unwrap()).unwrap();
        change(&mut proof);
        std::fs::write(self.file("changed.json"), proof.to_string()).unwrap();
        "changed.json"
    }
}

/// Another last digit.
fn flip(text: &mut Value) {
    let mut digits = text.as_str().unwrap().to_owned();
    let last = if digits.ends_with('0') { '1' } else { '0' };
    digits.pop();
    digits.push(last);
    *text = digits.into();
}

#[test]
fn a_proof_that_is_tampered_with_or_of_another_root_is_refused() {
    let mut site = Site::new();
    let burnt = site.test.burn(5_000).unwrap();
    site.test.close_year(burnt.source, 5_000).unwrap();
    site.test.log_year(burnt.source, [1; 32]).unwrap();
    site.publish();
    site.run(&["proof", &burnt.certificate.to_string(), "--out", "proof.json"]);
    let proof: Value = serde_json::from_slice(&std::fs::read(site.file("proof.json")).unwrap()).unwrap();
    let root = proof["batch"]["root"].as_str().unwrap().to_owned();
    site.verify("proof.json", &root).unwrap();
    assert_schema(&proof);

    let other = "11".repeat(32);
    assert!(site.verify("proof.json", &other).unwrap_err().contains("the root to be trusted is 1111"));
    assert!(site.verify("proof.json", "12").unwrap_err().contains("32 bytes in hex"));
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 11] = [
        ("a byte of the leaf", |proof| flip(&mut proof["leaf"]["entry"]), "does not lead"),
        ("a byte of the path", |proof| flip(&mut proof["path"][0]), "does not lead"),
        ("no path", |proof| proof["path"] = json!([]), "does not lead"),
        ("more leaves", |proof| proof["batch"]["leaf_count"] = 5.into(), "does not lead"),
        ("a path without end", |proof| proof["path"] = vec![json!("11".repeat(32)); 33].into(), "longer"),
        ("another index", |proof| proof["leaf"]["index"] = 1.into(), "its leaf"),
        ("another kind", |proof| proof["kind"] = "year".into(), "its leaf"),
        ("another account", |proof| proof["account"] = proof["registry"].clone(), "its leaf"),
        ("another registry", |proof| proof["registry"] = proof["account"].clone(), "its leaf"),
        ("another program", |proof| proof["program"] = proof["account"].clone(), "another program"),
        ("another format", |proof| proof["format"] = "carbon-rollup-proof-2".into(), "is understood"),
    ];
    for (name, change, words) in changes {
        let changed = site.change("proof.json", change);
        let refused = site.verify(changed, &root).expect_err(name);
        assert!(refused.contains(words), "{name}: {refused}");
    }
    let changed = site.change("proof.json", |proof| proof["more"] = 1.into());
    assert!(site.verify(changed, &root).unwrap_err().contains("no proof file"));
    assert!(site.verify("nothing.json", &root).unwrap_err().contains("nothing.json"));

    let refused = site.refused(&["proof", &site.registry()]);
    assert!(refused.contains("neither a certificate nor a year's inventory"), "{refused}");
    let refused = site.refused(&["proof", &"1".repeat(32)]);
    assert!(refused.contains("neither") || refused.contains("does not exist"), "{refused}");
}

/// The published schema says what proofs are.
fn assert_schema(proof: &Value) {
    let schema: Value = serde_json::from_str(include_str!("../../../../docs/schema/rollup-proof.schema.json")).unwrap();
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("proof.json", schema).unwrap();
    let index = compiler.compile("proof.json", &mut schemas).unwrap();
    if let Err(error) = schemas.validate(proof, index) {
        panic!("{error:#}");
    }
    let mut lacking = proof.clone();
    lacking["leaf"].as_object_mut().unwrap().remove("entry");
    assert!(schemas.validate(&lacking, index).is_err());
}

#[test]
fn a_node_that_lacks_an_event_or_changes_one_is_found_out() {
    let mut site = Site::new();
    let burnt = site.test.burn(5_000).unwrap();
    site.test.close_year(burnt.source, 5_000).unwrap();
    site.test.log_year(burnt.source, [1; 32]).unwrap();
    site.test.log_year(burnt.source, [2; 32]).unwrap();
    site.publish();
    let certificate = burnt.certificate.to_string();

    // The oldest is the registry's creation, the second the burn.
    let lacking = site.through(|method, result| {
        if method == "getSignaturesForAddress" {
            let listed = result.as_array_mut().unwrap();
            if listed.len() > 1 {
                listed.remove(listed.len() - 2);
            }
        }
    });
    let refused = site.refused_at(&lacking, &["proof", &certificate]);
    assert!(refused.contains("lacks the event of leaf 0") && refused.contains("whole history"), "{refused}");

    // The year's statement is another one in what this node tells.
    let lying = site.through(|method, result| {
        if method == "getTransaction" {
            result["meta"]["innerInstructions"].as_array_mut().unwrap().iter_mut().for_each(change_statements);
        }
    });
    let refused = site.refused_at(&lying, &["proof", &certificate]);
    assert!(refused.contains("batch 1 has root") && refused.contains("not the chain's"), "{refused}");

    // In between, nobody lies.
    let honest = site.through(|_, _| {});
    site.run_at(&honest, &["proof", &certificate]);
}

impl Site {
    /// URL of a node that answers as the network's does, except for what `change` does to the result of a method.
    fn through(&self, change: impl Fn(&str, &mut Value) + Send + 'static) -> String {
        let url = self.test.node.url();
        serve(move |asked| {
            let (status, body) = forward(&url, &asked);
            let request: Value = serde_json::from_slice(&asked.body).unwrap();
            let mut answer: Value = serde_json::from_slice(&body).unwrap();
            change(request["method"].as_str().unwrap(), &mut answer["result"]);
            (status, answer.to_string().into_bytes())
        })
    }
}

/// Changes the last byte of every year's leaf among inner instructions: it is of the statement's hash.
fn change_statements(inner: &mut Value) {
    for call in inner["instructions"].as_array_mut().unwrap() {
        let mut data = bs58::decode(call["data"].as_str().unwrap()).into_vec().unwrap();
        if data.windows(8).any(|window| window == b"CNRYEAR1") {
            *data.last_mut().unwrap() ^= 1;
            call["data"] = bs58::encode(data).into_string().into();
        }
    }
}
