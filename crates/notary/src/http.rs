//! Serves `/metrics` and `/health`, for monitoring.

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

/// Content of `/health`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Whether the last pass succeeded and the notary may vote.
    pub healthy: bool,
    /// `voting`, or the reason why it does not vote.
    pub status: String,
    /// Unix time of the last successful pass, in seconds; 0 before the first.
    pub last_pass: i64,
    /// Number of escalated ballots, which wait for a person.
    pub escalated: u64,
    /// Number of ballots that wait to be checked.
    pub waiting: u64,
}

/// State that the server shows.
pub struct Served {
    /// Metrics.
    pub metrics: Metrics,
    /// Health of the daemon.
    pub health: Mutex<Health>,
}

/// Serves from a separate thread until the process ends. Returns the bound address: with port 0 the system chooses the port.
///
/// # Errors
/// When the address cannot be bound.
pub fn serve(listen: SocketAddr, served: Arc<Served>) -> Result<SocketAddr> {
    let listener = TcpListener::bind(listen).with_context(|| format!("listening on {listen}"))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("http".into()).spawn(move || {
        runtime.block_on(async move {
            let app = Router::new().route("/metrics", get(metrics)).route("/health", get(health)).with_state(served);
            match tokio::net::TcpListener::from_std(listener) {
                Ok(listener) => axum::serve(listener, app).await,
                Err(error) => Err(error),
            }
        })
    })?;
    Ok(address)
}

async fn metrics(State(served): State<Arc<Served>>) -> impl IntoResponse {
    ([(CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], served.metrics.text())
}

async fn health(State(served): State<Arc<Served>>) -> impl IntoResponse {
    let health = served.health.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    let status = if health.healthy { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::to_string(&health).unwrap_or_default();
    (status, [(CONTENT_TYPE, "application/json")], body)
}
