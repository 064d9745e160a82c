//! A bundle behind `http` or `https`. A stranger chooses the URL, so: no private address, by name, by number, by
//! redirect or by DNS answer (the addresses that were checked are the ones connected to); no proxy from the environment; no
//! compression; few redirects; limits in time here and in bytes where it is read.

use super::{
    address::is_public,
    path::RelPath,
    store::{OpenError, Store},
};
use crate::limits::*;
use std::{io, net::IpAddr};
use ureq::{
    config::{Config, RedirectAuthHeaders},
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::{DefaultConnector, NextTimeout},
    },
    Agent, Error,
};

/// Addresses that may be fetched from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The public internet only.
    Public,
    /// Private networks too: for evidence that lies in the operator's own network.
    Private,
}

/// A bundle below a URL.
pub struct Http {
    base: String,
    authorization: Option<String>,
    agent: Agent,
}

impl Http {
    /// The bundle whose manifest is at `BASE/manifest.json`.
    ///
    /// # Errors
    /// A sentence when `base` is not an http or https URL, or has a query, fragment or user.
    pub fn new(base: &str, access: Access) -> Result<Self, String> {
        let uri: Uri = base.parse().map_err(|error| format!("{base}: {error}"))?;
        let plain = matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|authority| !authority.as_str().contains('@'))
            && !base.contains(['?', '#']);
        if !plain {
            return Err(format!("{base} is no plain http or https URL"));
        }
        let allowed = match access {
            Access::Public => is_public,
            Access::Private => |_| true,
        };
        let guard = Guard { allowed, names: DefaultResolver::default() };
        Ok(Self { base: base.trim_end_matches('/').to_string(), authorization: None, agent: agent(guard) })
    }

    /// Sends `value` as the `Authorization` of every request to the base's own host, never to the target of a redirect.
    pub fn authorized(mut self, value: String) -> Self {
        self.authorization = Some(value);
        self
    }
}

fn agent(guard: impl Resolver) -> Agent {
    let config = Config::builder()
        .proxy(None)
        .max_redirects(MAX_REDIRECTS)
        .redirect_auth_headers(RedirectAuthHeaders::Never)
        .http_status_as_error(false)
        .accept_encoding("identity")
        .user_agent("carbon-notary-engine")
        .timeout_resolve(Some(RESPONSE_TIMEOUT))
        .timeout_connect(Some(RESPONSE_TIMEOUT))
        .timeout_recv_response(Some(RESPONSE_TIMEOUT))
        .timeout_global(Some(FILE_TIMEOUT))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), guard)
}

impl Store for Http {
    fn open(&self, path: &RelPath) -> Result<Box<dyn io::Read + '_>, OpenError> {
        let mut request = self.agent.get(format!("{}/{path}", self.base));
        if let Some(value) = &self.authorization {
            request = request.header("authorization", value);
        }
        let answer = request.call().map_err(classify)?;
        match answer.status().as_u16() {
            200 => {}
            404 | 410 => return Err(OpenError::Missing),
            status => return Err(OpenError::Unavailable(format!("the server answers {status}"))),
        }
        let encoding = answer.headers().get("content-encoding");
        if encoding.is_some_and(|encoding| encoding != "identity") {
            return Err(OpenError::Refused("the answer is compressed: evidence must be plain".into()));
        }
        Ok(Box::new(answer.into_body().into_reader()))
    }
}

/// A refusal by this module is a fault of the evidence; other errors are faults of the network.
fn classify(error: Error) -> OpenError {
    match error {
        Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<PrivateAddress>()) => {
            OpenError::Refused(error.to_string())
        }
        Error::TooManyRedirects => OpenError::Refused(format!("more than {MAX_REDIRECTS} redirects")),
        error => OpenError::Unavailable(error.to_string()),
    }
}

/// Error for a host with an address that is not allowed.
#[derive(Debug, thiserror::Error)]
#[error("{0} leads to a private address: not fetched unless allowed")]
struct PrivateAddress(String);

/// Resolves names and refuses addresses that are not allowed. Every connection uses it, also after a redirect.
#[derive(Debug)]
struct Guard<R> {
    allowed: fn(IpAddr) -> bool,
    names: R,
}

impl<R: Resolver> Resolver for Guard<R> {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let found = self.names.resolve(uri, config, timeout)?;
        // One private address among public ones is an attack, not an oversight.
        if found.iter().all(|address| (self.allowed)(address.ip())) {
            return Ok(found);
        }
        let host = uri.host().unwrap_or_default().to_string();
        Err(Error::Io(io::Error::other(PrivateAddress(host))))
    }
}

#[cfg(test)]
mod tests;
