//! What Wormhole's guardians have signed, from their public API.

use anyhow::{anyhow, bail, ensure, Context, Result};
use base64::{prelude::BASE64_STANDARD, Engine};
use carbon_chain::backoff::{Backoff, Failure, Pause};
use carbon_client::wormhole::{Message, SOLANA};
use serde::Deserialize;
use std::time::Duration;

/// How long one of them may take to answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Most bytes of an answer: a VAA of 19 signatures has some 1,600, a third more in base64.
const LONGEST: u64 = 64 * 1024;
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

/// Why there is no VAA.
enum Lack {
    /// The guardians have not signed yet.
    Unsigned,
    /// The server did not say.
    Unanswered(String),
}

impl Guardians {
    /// The guardians whose API is at these URLs.
    pub fn at(urls: &[String], backoff: Backoff, pause: Pause) -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(TIMEOUT)).http_status_as_error(false).build();
        let urls = urls.iter().map(|url| url.trim_end_matches('/').to_owned()).collect();
        Self { urls, agent: config.into(), backoff, pause }
    }

    /// The VAA of a message, as the guardians signed it; each try asks the next server.
    ///
    /// # Errors
    /// When no server has it after all tries, or what one has is of another message.
    pub fn signed(&self, message: &Message) -> Result<Vec<u8>> {
        let path = format!("v1/signed_vaa/{SOLANA}/{}/{}", hex::encode(message.emitter.to_bytes()), message.sequence);
        let mut servers = self.urls.iter().cycle();
        let mut asked = String::new();
        let found = self.backoff.run(&self.pause, || {
            asked = format!("{}/{path}", servers.next().expect("a guardian's URL"));
            self.ask(&asked).map_err(Failure::Passing)
        });
        let vaa = found.map_err(|(lack, tries)| match lack {
            Lack::Unsigned => anyhow!(
                "the guardians have not signed message {} yet, asked {tries} times ({asked}): they wait until its block is \
                 final; run it again, it goes on from here",
                message.sequence
            ),
            Lack::Unanswered(reason) => {
                anyhow!("the guardians' API did not answer {tries} requests, the last of {asked} ({reason}): is --guardian right?")
            }
        })?;
        check(&vaa, message).with_context(|| format!("what {asked} has is not what the chain says"))?;
        Ok(vaa)
    }

    fn ask(&self, url: &str) -> Result<Vec<u8>, Lack> {
        let unanswered = |error: &dyn std::fmt::Display| Lack::Unanswered(error.to_string());
        let mut response = self.agent.get(url).call().map_err(|error| unanswered(&error))?;
        match response.status().as_u16() {
            200 => {}
            404 => return Err(Lack::Unsigned),
            status => return Err(unanswered(&format!("status {status}"))),
        }
        let body =
            response.body_mut().with_config().limit(LONGEST).read_to_vec().map_err(|error| unanswered(&error))?;
        let answer: Answer = serde_json::from_slice(&body).map_err(|error| unanswered(&error))?;
        BASE64_STANDARD.decode(answer.vaa_bytes).map_err(|error| unanswered(&error))
    }
}

/// Whether a VAA is of this message; whether the signatures are the guardians' is the L1's to say.
fn check(vaa: &[u8], message: &Message) -> Result<()> {
    ensure!(vaa.first() == Some(&VERSION), "it is no VAA of version {VERSION}");
    let signatures = *vaa.get(HEADER - 1).context("it is too short for a VAA")? as usize;
    let body = vaa.get(HEADER + signatures * SIGNATURE..).context("it is too short for its signatures")?;
    if body != message.body() {
        bail!("it is of another message than {} of emitter {}", message.sequence, message.emitter);
    }
    Ok(())
}
