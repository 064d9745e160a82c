//! `/metrics` and `/health`, for whoever watches over the daemon.

use crate::metrics::Metrics;
use anyhow::{Context, Result};
use axum::{
    extract::State,
    http::{header::CONTENT_TYPE, StatusCode},
    response::IntoResponse,
    routing::get,
    Router,
};
use serde::Serialize;
use std::{
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex},
};

/// What `/health` tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Whether the daemon does what it is for: it sees the chain, and may vote.
    pub well: bool,
    /// Why not, or `voting`.
    pub standing: String,
    /// Unix time of the last look at the chain that succeeded; 0 before the first.
    pub last_pass: i64,
    /// Escalated claims, which wait for a person.
    pub escalated: u64,
    /// Claims that wait to be checked.
    pub waiting: u64,
}

/// What the server shows.
pub struct Shown {
    /// What is counted.
    pub metrics: Metrics,
    /// How the daemon is.
    pub health: Mutex<Health>,
}

/// Serves from a thread of its own until the process ends. Returns the address, which matters where the port was 0.
///
/// # Errors
/// When the address cannot be listened on.
pub fn serve(listen: SocketAddr, shown: Arc<Shown>) -> Result<SocketAddr> {
    let listener = TcpListener::bind(listen).with_context(|| format!("listening on {listen}"))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("http".into()).spawn(move || {
        runtime.block_on(async move {
            let app = Router::new().route("/metrics", get(metrics)).route("/health", get(health)).with_state(shown);
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, app).await,
                Err(error) => Err(error),
            }
        })
    })?;
    Ok(address)
}

async fn metrics(State(shown): State<Arc<Shown>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], shown.metrics.text())
}

async fn health(State(shown): State<Arc<Shown>>) -> impl IntoResponse {
    let health = shown.health.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    let status = if health.well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::to_string(&health).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], body)
}
