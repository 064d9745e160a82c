//! Wormhole on Solana: its programs on each cluster, and messages in the form that guardians sign.

use carbon_consensus::rollup::BridgeArgs;
use solana_pubkey::{pubkey, Pubkey};

/// Wormhole's id of Solana.
pub const SOLANA: u16 = 1;

/// Wormhole's programs on a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Core bridge.
    pub core_bridge: Pubkey,
    /// Post-message shim.
    pub shim: Pubkey,
}

/// The shim is at the same address everywhere.
const SHIM: Pubkey = pubkey!("EtZMZM22ViKMo4r5y4Anovs3wKQ2owUmDpjygnMMcdEX");

impl Cluster {
    /// Mainnet.
    pub const MAINNET: Self = Self { core_bridge: pubkey!("worm2ZoG2kUd4vFXhvjh93UUH596ayRfgQ2MgjNMTth"), shim: SHIM };
    /// Devnet.
    pub const DEVNET: Self = Self { core_bridge: pubkey!("3u8hJUVTA4jH1wYAyUur7FFZVQ8H635K3tSHHF4ssjQ5"), shim: SHIM };
    /// Local networks and tests.
    pub const LOCAL: Self = Self { core_bridge: pubkey!("Bridge1p5gheXUvJ6jGWGeCsgPKgnE3YgdGKRVCMY9o"), shim: SHIM };

    /// The cluster of this name: `mainnet`, `devnet` or `local`.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "mainnet" => Some(Self::MAINNET),
            "devnet" => Some(Self::DEVNET),
            "local" => Some(Self::LOCAL),
            _ => None,
        }
    }

    /// The core bridge's config.
    pub fn config(&self) -> Pubkey {
        Pubkey::find_program_address(&[b"Bridge"], &self.core_bridge).0
    }

    /// The core bridge's fee collector.
    pub fn fee_collector(&self) -> Pubkey {
        Pubkey::find_program_address(&[b"fee_collector"], &self.core_bridge).0
    }
}

impl From<Cluster> for BridgeArgs {
    fn from(Cluster { core_bridge, shim }: Cluster) -> Self {
        Self { core_bridge, shim }
    }
}

/// The shim's instruction `post_message`.
const POST_MESSAGE: [u8; 8] = [0xd6, 0x32, 0x64, 0xd1, 0x26, 0x22, 0x07, 0x4c];
/// Start of the shim's event: Anchor's tag and the event's discriminator.
const MESSAGE_EVENT: [u8; 16] =
    [0xe4, 0x45, 0xa5, 0x2e, 0x51, 0xcb, 0x9a, 0x1d, 0x44, 0x1b, 0x8f, 0x00, 0x4d, 0x4c, 0x89, 0x70];

/// A message that the shim posted, as guardians sign it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Unix time of the block.
    pub time: u32,
    /// Number chosen by the sender.
    pub nonce: u32,
    /// Account that signed the message.
    pub emitter: Pubkey,
    /// Number of the emitter's message, from 0.
    pub sequence: u64,
    /// Consistency level that the guardians waited for.
    pub consistency: u8,
    /// Content.
    pub payload: Vec<u8>,
}

impl Message {
    /// The body of its VAA.
    pub fn body(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(51 + self.payload.len());
        body.extend_from_slice(&self.time.to_be_bytes());
        body.extend_from_slice(&self.nonce.to_be_bytes());
        body.extend_from_slice(&SOLANA.to_be_bytes());
        body.extend_from_slice(self.emitter.as_ref());
        body.extend_from_slice(&self.sequence.to_be_bytes());
        body.push(self.consistency);
        body.extend_from_slice(&self.payload);
        body
    }

    /// The messages of a successful transaction. `calls` are the data of all instructions of the shim, in the order of
    /// execution. Content and nonce are in the call, the other fields in the event that follows it.
    pub fn of_transaction<'a>(calls: impl IntoIterator<Item = &'a [u8]>) -> Vec<Self> {
        let (mut posted, mut messages) = (None, vec![]);
        for data in calls {
            if data.starts_with(&POST_MESSAGE) {
                posted = Some(data);
            } else if let Some(event) = data.strip_prefix(&MESSAGE_EVENT) {
                messages.extend(posted.take().and_then(|call| Self::parse(call, event)));
            }
        }
        messages
    }

    fn parse(call: &[u8], event: &[u8]) -> Option<Self> {
        let (nonce, rest) = call.strip_prefix(&POST_MESSAGE)?.split_first_chunk()?;
        let (consistency, rest) = rest.split_first()?;
        let (length, rest) = rest.split_first_chunk()?;
        let payload = rest.get(..u32::from_le_bytes(*length) as usize)?.to_vec();
        let (emitter, rest) = event.split_first_chunk::<32>()?;
        let (sequence, rest) = rest.split_first_chunk()?;
        let time = u32::from_le_bytes(rest.try_into().ok()?);
        let (emitter, sequence) = (Pubkey::from(*emitter), u64::from_le_bytes(*sequence));
        Some(Self { time, nonce: u32::from_le_bytes(*nonce), emitter, sequence, consistency: *consistency, payload })
    }
}
