//! Proofs that are refused, and nodes that leave out or change transactions.

use super::deployment::TestDeployment;
use carbon_testkit::server::{forward, serve};
use serde_json::{json, Value};

impl TestDeployment {
    /// `carbon-rollup verify` of a file: its output, or its error.
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

    /// Name of a changed copy of the file.
    fn change(&self, file: &str, change: impl FnOnce(&mut Value)) -> &'static str {
        let mut proof: Value = serde_json::from_slice(&std::fs::read(self.file(file)).unwrap()).unwrap();
        change(&mut proof);
        std::fs::write(self.file("changed.json"), proof.to_string()).unwrap();
        "changed.json"
    }
}

/// Changes the last digit.
fn flip(text: &mut Value) {
    let mut digits = text.as_str().unwrap().to_owned();
    let last = if digits.ends_with('0') { '1' } else { '0' };
    digits.pop();
    digits.push(last);
    *text = digits.into();
}

#[test]
fn a_proof_that_is_tampered_with_or_of_another_root_is_refused() {
    let mut deployment = TestDeployment::new();
    let burnt = deployment.test.burn(5_000).unwrap();
    deployment.test.propose_and_execute_year_closing(burnt.source, 5_000).unwrap();
    deployment.test.log_year(burnt.source, [1; 32]).unwrap();
    deployment.publish();
    deployment.run(&["proof", &burnt.certificate.to_string(), "--out", "proof.json"]);
    let proof: Value = serde_json::from_slice(&std::fs::read(deployment.file("proof.json")).unwrap()).unwrap();
    let root = proof["batch"]["root"].as_str().unwrap().to_owned();
    deployment.verify("proof.json", &root).unwrap();
    assert_schema(&proof);

    let other = "11".repeat(32);
    assert!(deployment.verify("proof.json", &other).unwrap_err().contains("the trusted root is 1111"));
    assert!(deployment.verify("proof.json", "12").unwrap_err().contains("32 bytes in hex"));
    type Change = fn(&mut Value);
    let changes: [(&str, Change, &str); 11] = [
        ("a byte of the leaf", |proof| flip(&mut proof["leaf"]["entry"]), "does not lead"),
        ("a byte of the path", |proof| flip(&mut proof["path"][0]), "does not lead"),
        ("no path", |proof| proof["path"] = json!([]), "does not lead"),
        ("more leaves", |proof| proof["batch"]["leaf_count"] = 5.into(), "does not lead"),
        ("a path that is too long", |proof| proof["path"] = vec![json!("11".repeat(32)); 41].into(), "longer"),
        ("another index", |proof| proof["leaf"]["index"] = 1.into(), "its leaf"),
        ("another kind", |proof| proof["kind"] = "year".into(), "its leaf"),
        ("another account", |proof| proof["account"] = proof["registry"].clone(), "its leaf"),
        ("another registry", |proof| proof["registry"] = proof["account"].clone(), "its leaf"),
        ("another program", |proof| proof["program"] = proof["account"].clone(), "another program"),
        ("another format", |proof| proof["format"] = "carbon-rollup-proof-2".into(), "is supported"),
    ];
    for (name, change, words) in changes {
        let changed = deployment.change("proof.json", change);
        let refused = deployment.verify(changed, &root).expect_err(name);
        assert!(refused.contains(words), "{name}: {refused}");
    }
    let changed = deployment.change("proof.json", |proof| proof["more"] = 1.into());
    assert!(deployment.verify(changed, &root).unwrap_err().contains("not a proof file"));
    assert!(deployment.verify("nothing.json", &root).unwrap_err().contains("nothing.json"));

    let refused = deployment.refused(&["proof", &deployment.registry()]);
    assert!(refused.contains("neither a certificate nor a year's inventory"), "{refused}");
    let refused = deployment.refused(&["proof", &"1".repeat(32)]);
    assert!(refused.contains("neither") || refused.contains("does not exist"), "{refused}");
}

/// Checks a proof against the published schema.
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
fn a_node_that_lacks_an_event_or_changes_one_is_detected() {
    let mut deployment = TestDeployment::new();
    let burnt = deployment.test.burn(5_000).unwrap();
    deployment.test.propose_and_execute_year_closing(burnt.source, 5_000).unwrap();
    deployment.test.log_year(burnt.source, [1; 32]).unwrap();
    let other = deployment.test.burn(5_000).unwrap();
    deployment.test.propose_and_execute_year_closing(other.source, 5_000).unwrap();
    deployment.test.log_year(other.source, [2; 32]).unwrap();
    deployment.publish();
    let certificate = burnt.certificate.to_string();

    // The oldest transaction is the registry's creation, the second the burn.
    let lacking = deployment.through(|method, result| {
        if method == "getSignaturesForAddress" {
            let listed = result.as_array_mut().unwrap();
            if listed.len() > 1 {
                listed.remove(listed.len() - 2);
            }
        }
    });
    let refused = deployment.refused_at(&lacking, &["proof", &certificate]);
    assert!(refused.contains("lacks the event of leaf 0") && refused.contains("whole history"), "{refused}");

    // This node changes the statement's hash in the year's leaf.
    let changing = deployment.through(|method, result| {
        if method == "getTransaction" {
            result["meta"]["innerInstructions"].as_array_mut().unwrap().iter_mut().for_each(change_statements);
        }
    });
    let refused = deployment.refused_at(&changing, &["proof", &certificate]);
    assert!(refused.contains("batch 1 has root") && refused.contains("not the chain's"), "{refused}");

    // The same server without a change works.
    let honest = deployment.through(|_, _| {});
    deployment.run_at(&honest, &["proof", &certificate]);
}

impl TestDeployment {
    /// URL of a node that answers as the network's does, after `change` on the result of each method.
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

/// Changes the last byte of every year leaf among inner instructions, which belongs to the statement's hash.
fn change_statements(inner: &mut Value) {
    for call in inner["instructions"].as_array_mut().unwrap() {
        let mut data = bs58::decode(call["data"].as_str().unwrap()).into_vec().unwrap();
        // The statement begins 168 bytes after the leaf's magic.
        if let Some(leaf) = data.windows(8).position(|window| window == b"CNRYEAR1") {
            data[leaf + 168] ^= 1;
            call["data"] = bs58::encode(data).into_string().into();
        }
    }
}
