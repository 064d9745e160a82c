//! `carbon rollup devnet-guardian`: replaces Wormhole's guardians on local networks and in demos. It signs with the key of
//! Wormhole's development networks, which is public, so its signatures prove nothing.

use crate::{address, Finality, Solana};
use alloy::{
    primitives::{keccak256, B256},
    signers::{local::PrivateKeySigner, SignerSync},
};
use anyhow::{Context, Result};
use axum::{
    extract::{Path, State},
    http::{header::CONTENT_TYPE, StatusCode},
    response::{IntoResponse, Response},
    routing::get,
    Router,
};
use base64::{prelude::BASE64_STANDARD, Engine};
use carbon_client::wormhole::{Cluster, Message, SOLANA};
use carbon_rpc::{Cursor, History, Node};
use serde_json::{json, Value};
use solana_pubkey::Pubkey;
use std::{
    collections::HashMap,
    net::{Ipv4Addr, TcpListener},
    sync::{Arc, Mutex},
};

/// The guardian's private key on Wormhole's development networks, which is public.
pub const DEVNET_KEY: &str = "cfb12303a19cde580bb4dd771639b0d26bc68353645571a8cff516ab2ee113a0";

/// Options of `carbon rollup devnet-guardian`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub solana: Solana,
    /// Port of the API on 127.0.0.1; 0 for any free port.
    #[arg(long, value_name = "N", default_value_t = 7071)]
    pub port: u16,
    /// Wormhole's shim program, whose messages are signed.
    #[arg(long, value_name = "ADDRESS", value_parser = address, default_value_t = Cluster::LOCAL.shim)]
    pub shim: Pubkey,
    /// Commitment of the messages that are signed.
    #[arg(long, value_enum, default_value_t = Finality::Finalized)]
    pub finality: Finality,
    /// Index of the guardian set to sign as, after a rotation.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub set: u32,
    /// Private key to sign with (32 bytes in hex), instead of that of the development networks. For test chains only: every user
    /// of this machine can see it.
    #[arg(long, value_name = "HEX", default_value = DEVNET_KEY, hide_default_value = true)]
    pub key: PrivateKeySigner,
}

/// A guardian set with one guardian.
struct Guardian {
    node: Node,
    shim: Pubkey,
    set: u32,
    key: PrivateKeySigner,
    /// Messages by emitter.
    known: Mutex<HashMap<Pubkey, Emitted>>,
}

/// The messages of an emitter that were read so far.
#[derive(Default)]
struct Emitted {
    messages: Vec<Message>,
    /// Position up to which its history was read.
    cursor: Option<Cursor>,
}

/// Answers requests until it is stopped. Prints one line of JSON when it is ready.
pub fn run(options: &Options) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .with_context(|| format!("port {} is taken: choose another with --port", options.port))?;
    listener.set_nonblocking(true).context("listening")?;
    let address = listener.local_addr().context("listening")?;
    let guardian = Arc::new(Guardian {
        node: options.solana.node(options.finality.into()),
        shim: options.shim,
        set: options.set,
        key: options.key.clone(),
        known: Mutex::default(),
    });
    let ready = json!({
        "what": "devnet guardian: replaces Wormhole's guardians, with a key that is public",
        "url": format!("http://{address}"),
        "guardian": options.key.address().to_string(),
        "set": options.set,
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting to answer")?;
    let routes = Router::new().route("/v1/signed_vaa/{chain}/{emitter}/{sequence}", get(signed)).with_state(guardian);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener).context("listening")?;
        println!("{ready}");
        axum::serve(listener, routes).await.context("answering")
    })
}

/// The API: the VAA of a message, or 404 until the message is on chain and final.
async fn signed(
    State(guardian): State<Arc<Guardian>>,
    Path((chain, emitter, sequence)): Path<(u16, String, u64)>,
) -> Response {
    let emitter = hex::decode(emitter).ok().and_then(|bytes| Pubkey::try_from(bytes).ok());
    let Some(emitter) = emitter.filter(|_| chain == SOLANA) else {
        return refused(StatusCode::BAD_REQUEST, "only emitters on Solana, 32 bytes in hex");
    };
    // Calls to the node block.
    let found = tokio::task::spawn_blocking(move || guardian.sign(&emitter, sequence)).await;
    match found {
        Ok(Ok(Some(vaa))) => answer(StatusCode::OK, &json!({ "vaaBytes": BASE64_STANDARD.encode(vaa) })),
        Ok(Ok(None)) => refused(StatusCode::NOT_FOUND, "requested VAA not found in store"),
        Ok(Err(error)) => refused(StatusCode::BAD_GATEWAY, &format!("{error:#}")),
        Err(error) => refused(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}

fn refused(status: StatusCode, message: &str) -> Response {
    answer(status, &json!({ "message": message }))
}

fn answer(status: StatusCode, body: &Value) -> Response {
    (status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

impl Guardian {
    /// The VAA of a message; `None` if the message is not on chain.
    fn sign(&self, emitter: &Pubkey, sequence: u64) -> Result<Option<Vec<u8>>> {
        let mut known = self.known.lock().expect("no holder of the lock panics");
        let Emitted { messages, cursor } = known.entry(*emitter).or_default();
        let of_sequence = |message: &&Message| message.sequence == sequence;
        if !messages.iter().any(|message| of_sequence(&message)) {
            let history = History::of(&self.node, *emitter);
            let mut walk = history.after(cursor.as_ref())?;
            for executed in &mut walk {
                let posted = executed?.messages(&self.shim);
                messages.extend(posted.into_iter().filter(|message| message.emitter == *emitter));
            }
            *cursor = walk.cursor().cloned();
        }
        messages.iter().find(of_sequence).map(|message| vaa(&self.key, self.set, &message.body())).transpose()
    }
}

/// A VAA with the signature of guardian 0. It is a quorum of a set with one guardian.
pub fn vaa(key: &PrivateKeySigner, set: u32, body: &[u8]) -> Result<Vec<u8>> {
    let digest: B256 = keccak256(keccak256(body));
    let signature = key.sign_hash_sync(&digest).context("signing")?;
    let mut vaa = vec![1];
    vaa.extend_from_slice(&set.to_be_bytes());
    // One signature, of guardian 0.
    vaa.extend_from_slice(&[1, 0]);
    vaa.extend_from_slice(&signature.r().to_be_bytes::<32>());
    vaa.extend_from_slice(&signature.s().to_be_bytes::<32>());
    vaa.push(signature.v().into());
    vaa.extend_from_slice(body);
    Ok(vaa)
}
