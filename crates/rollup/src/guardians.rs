//! Reads VAAs, the messages that Wormhole's guardians signed, from their public API.

use anyhow::{anyhow, bail, ensure, Context, Result};
use base64::{prelude::BASE64_STANDARD, Engine};
use carbon_client::wormhole::{Message, SOLANA};
use carbon_rpc::backoff::{Backoff, Failure, Pause};
use serde::Deserialize;
use std::time::Duration;

/// Maximum wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Maximum bytes of an answer. A VAA with 19 signatures has about 1,600 bytes, and a third more in base64.
const MAX_ANSWER: u64 = 64 * 1024;
/// Version of VAAs.
const VERSION: u8 = 1;
/// Bytes before the signatures: version, guardian set, number of signatures.
const HEADER: usize = 6;
/// Bytes of a signature: index of the guardian, r, s, v.
const SIGNATURE: usize = 66;

/// The guardians' API, at one or several servers.
pub struct Guardians {
    urls: Vec<String>,
    agent: ureq::Agent,
    backoff: Backoff,
    pause: Pause,
}

/// An answer of the API.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    vaa_bytes: String,
}

/// Reasons why a VAA is not available.
enum VaaUnavailable {
    /// The guardians have not signed yet.
    Unsigned,
    /// The server gave no valid answer.
    Unanswered(String),
}

impl Guardians {
    /// A client of the guardians' API at these URLs.
    pub fn at(urls: &[String], backoff: Backoff, pause: Pause) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false).build();
        let urls = urls.iter().map(|url| url.trim_end_matches('/').to_owned()).collect();
        Self { urls, agent: config.into(), backoff, pause }
    }

    /// The VAA of a message. Each attempt asks the next server.
    ///
    /// # Errors
    /// No server has it after all attempts, or the answer is the VAA of another message.
    pub fn signed(&self, message: &Message) -> Result<Vec<u8>> {
        let path = format!("v1/signed_vaa/{SOLANA}/{}/{}", hex::encode(message.emitter.to_bytes()), message.sequence);
        let mut servers = self.urls.iter().cycle();
        let mut asked = String::new();
        let found = self.backoff.run(&self.pause, || {
            asked = format!("{}/{path}", servers.next().expect("a guardian's URL"));
            self.ask(&asked).map_err(Failure::Transient)
        });
        let vaa = found.map_err(|(reason, tries)| match reason {
            VaaUnavailable::Unsigned => anyhow!(
                "the guardians have not signed message {} yet, asked {tries} times ({asked}): they wait until its block is \
                 final; run the command again to continue",
                message.sequence
            ),
            VaaUnavailable::Unanswered(reason) => {
                anyhow!("the guardians' API did not answer {tries} requests, the last of {asked} ({reason}): is --guardian right?")
            }
        })?;
        check(&vaa, message).with_context(|| format!("the answer of {asked} does not agree with the chain"))?;
        Ok(vaa)
    }

    fn ask(&self, url: &str) -> Result<Vec<u8>, VaaUnavailable> {
        let unanswered = |error: &dyn std::fmt::Display| VaaUnavailable::Unanswered(error.to_string());
        let mut response = self.agent.get(url).call().map_err(|error| unanswered(&error))?;
        match response.status().as_u16() {
            200 => {}
            404 => return Err(VaaUnavailable::Unsigned),
            status => return Err(unanswered(&format!("status {status}"))),
        }
        let body =
            response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec().map_err(|error| unanswered(&error))?;
        let answer: Answer = serde_json::from_slice(&body).map_err(|error| unanswered(&error))?;
        BASE64_STANDARD.decode(answer.vaa_bytes).map_err(|error| unanswered(&error))
    }
}

/// Checks that a VAA is of this message. The L1 checks the guardians' signatures.
fn check(vaa: &[u8], message: &Message) -> Result<()> {
    ensure!(vaa.first() == Some(&VERSION), "it is not a VAA of version {VERSION}");
    let signatures = *vaa.get(HEADER - 1).context("it is too short for a VAA")? as usize;
    let body = vaa.get(HEADER + signatures * SIGNATURE..).context("it is too short for its signatures")?;
    if body != message.body() {
        bail!("it is of another message than {} of emitter {}", message.sequence, message.emitter);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use carbon_testkit::server::serve;
    use solana_pubkey::Pubkey;
    use std::sync::{Arc, Mutex};

    fn message() -> Message {
        let (emitter, payload) = (Pubkey::new_from_array([7; 32]), vec![1, 2, 3]);
        Message { time: 9, nonce: 0, emitter, sequence: 5, consistency: 1, payload }
    }

    fn answer(vaa: &[u8]) -> Vec<u8> {
        format!(r#"{{"vaaBytes":"{}"}}"#, BASE64_STANDARD.encode(vaa)).into_bytes()
    }

    #[test]
    fn servers_are_asked_in_turn_with_pauses_that_double() {
        let vaa = [&[1, 0, 0, 0, 0, 1][..], &[0; SIGNATURE], &message().body()].concat();
        let path = format!("/v1/signed_vaa/1/{}/5", "07".repeat(32));
        let (good, bytes) = (answer(&vaa), vaa.clone());
        let mut answers = vec![(404, vec![]), (200, good)].into_iter();
        let first = serve(move |asked| {
            assert_eq!(asked.path, path);
            answers.next().expect("no further request")
        });
        let second = serve(|_| (503, vec![]));
        let waited = Arc::new(Mutex::new(vec![]));
        let clock = waited.clone();
        let pause: Pause = Arc::new(move |pause| clock.lock().unwrap().push(pause.as_secs()));
        let backoff = Backoff { tries: 5, first: Duration::from_secs(1), longest: Duration::from_secs(9) };
        // A slash at the end of the URL does not matter.
        let guardians = Guardians::at(&[format!("{first}/"), second], backoff, pause);
        assert_eq!(guardians.signed(&message()).unwrap(), bytes);
        assert_eq!(*waited.lock().unwrap(), [1, 2]);
    }

    #[test]
    fn a_vaa_must_be_of_the_message_to_the_byte() {
        let body = message().body();
        let vaa = |version, signatures: u8, body: &[u8]| {
            [&[version, 0, 0, 0, 0, signatures][..], &vec![0; signatures as usize * SIGNATURE], body].concat()
        };
        check(&vaa(1, 1, &body), &message()).unwrap();
        check(&vaa(1, 13, &body), &message()).unwrap();
        let refused = |vaa: &[u8]| check(vaa, &message()).unwrap_err().to_string();
        assert!(refused(&vaa(2, 1, &body)).contains("version 1"));
        assert!(refused(&[1, 0]).contains("too short"));
        assert!(refused(&[1, 0, 0, 0, 0, 9]).contains("too short"));
        assert!(refused(&vaa(1, 1, &body[1..])).contains("another message"));
        assert!(refused(&vaa(1, 1, &[&body[..], &[0]].concat())).contains("another message"));
    }
}
