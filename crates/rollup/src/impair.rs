//! `carbon rollup impair`: looks at burned credits whose record was lowered.

use super::{address, keys, Finality, Solana};
use anyhow::{Context, Result};
use carbon_client::{
    addresses as at,
    history::event,
    offsets, pools,
    program::{
        burn::{Certificate, MAX_LEGS},
        errors::CarbonError,
        events::{RecordLowered, SupplementLowered},
        pool::{Cure, Member},
        record::Record,
        restatement::Cover,
    },
    restatements::{self, CertifiedLeg},
};
use carbon_rpc::{History, Node};
use serde::Serialize;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use std::{collections::BTreeSet, path::PathBuf};

/// Options of `carbon rollup impair`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    #[command(flatten)]
    pub solana: Solana,
    /// The registry.
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    pub registry: Pubkey,
    /// Key file of the payer [default: ~/.config/solana/id.json].
    #[arg(long, value_name = "FILE")]
    pub payer: Option<PathBuf>,
    /// Print JSON, one line for each.
    #[arg(long)]
    pub json: bool,
    /// Commitment to wait for.
    #[arg(long, value_enum, default_value_t = Finality::Confirmed)]
    pub finality: Finality,
}

/// What burned credits of a lowered record, and is to be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Leg,
    Cover,
    Cure,
}

/// A leg, cover or cure that is due.
struct Due {
    kind: Kind,
    /// The certificate, or the membership that was cured.
    account: Pubkey,
    /// Number of the certificate's leg, from 0.
    leg: Option<u8>,
    record: Pubkey,
    instruction: Instruction,
}

/// A line of the output.
#[derive(Serialize)]
struct Line {
    kind: Kind,
    account: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    leg: Option<u8>,
    record: String,
    transaction: String,
}

/// Looks at all that is due and prints it.
pub fn run(options: &Options) -> Result<()> {
    let node = options.solana.node(options.finality.into());
    let payer = keys::solana(options.payer.as_deref())?;
    let done = impair_all(&node, &payer, &options.registry, options.json)?;
    if done == 0 && !options.json {
        println!("no burned credits are due");
    }
    Ok(())
}

/// Looks at every leg, cover and cure of a registry that is due, and prints each. Returns their number.
pub fn impair_all(node: &Node, payer: &Keypair, registry: &Pubkey, json: bool) -> Result<usize> {
    let mut done = 0;
    if node.log(registry)?.unimpaired == 0 {
        return Ok(done);
    }
    for record in lowered(node, registry)? {
        for due in due_of(node, registry, &record)? {
            let sent = match node.send(&[due.instruction], &[payer], &[]) {
                Ok(sent) => sent,
                // Somebody else was faster.
                Err(refused) if refused.number() == Some(CarbonError::NothingVoid.into()) => continue,
                Err(error) => return Err(error.into()),
            };
            done += 1;
            let line = Line {
                kind: due.kind,
                account: due.account.to_string(),
                leg: due.leg,
                record: due.record.to_string(),
                transaction: sent.signature.to_string(),
            };
            match json {
                true => println!("{}", serde_json::to_string(&line)?),
                false => println!("{}", describe(&line)),
            }
        }
    }
    Ok(done)
}

fn describe(line: &Line) -> String {
    let Line { account, record, transaction, .. } = line;
    let leg = line.leg.map(|leg| format!(", leg {leg}")).unwrap_or_default();
    let what = match line.kind {
        Kind::Leg => format!("certificate {account}{leg}"),
        Kind::Cover => format!("a cover of certificate {account}{leg}"),
        Kind::Cure => format!("the cure of membership {account}"),
    };
    format!("looked at {what}, burned from record {record}, in transaction {transaction}")
}

/// Records with units that became void and uses that are due. Every lowering names the log, so the log's history has them.
fn lowered(node: &Node, registry: &Pubkey) -> Result<Vec<Pubkey>> {
    let mut records = BTreeSet::new();
    for executed in &mut History::of(node, at::log(registry)).after(None)? {
        for data in executed?.events() {
            if let Some(RecordLowered { registry: of, record, .. }) = event(data) {
                records.extend((of == *registry).then_some(record));
            } else if let Some(SupplementLowered { registry: of, supplement, .. }) = event(data) {
                records.extend((of == *registry).then_some(supplement));
            }
        }
    }
    let records: Vec<Pubkey> = records.into_iter().collect();
    let contents = node.accounts::<Record>(&records)?;
    let due = |content: &Option<Record>| content.as_ref().is_some_and(|record| record.due > 0);
    Ok(records.iter().zip(&contents).filter(|(_, content)| due(content)).map(|(key, _)| *key).collect())
}

/// The legs, covers and cures that burned units of a record and have not seen its last lowering.
fn due_of(node: &Node, registry: &Pubkey, key: &Pubkey) -> Result<Vec<Due>> {
    let record: Record = node.account(key)?;
    let of = |offset: usize| [(offsets::REGISTRY, registry.as_ref().to_vec()), (offset, key.as_ref().to_vec())];
    let mut due = vec![];
    for number in 0..MAX_LEGS as u8 {
        for (certificate, content) in find::<Certificate>(node, &of(offsets::certificate_credit(number.into())))? {
            let leg =
                content.legs.get(usize::from(number)).context("a certificate without the leg that it was found by")?;
            if leg.lowerings < record.lowerings {
                let instruction = on_leg(node, certificate, &content, number, None)?;
                due.push(Due { kind: Kind::Leg, account: certificate, leg: Some(number), record: *key, instruction });
            }
        }
    }
    for (cover, content) in find::<Cover>(node, &of(offsets::COVER_RECORD))? {
        if content.lowerings < record.lowerings {
            let (account, leg) = (content.certificate, content.leg);
            let instruction = on_leg(node, account, &node.account(&account)?, leg, Some((cover, &content)))?;
            due.push(Due { kind: Kind::Cover, account, leg: Some(leg), record: *key, instruction });
        }
    }
    for (_, content) in find::<Cure>(node, &of(offsets::CURE_RECORD))? {
        if content.lowerings < record.lowerings {
            let account = content.member;
            let header = node.account::<Member>(&account)?.header;
            let instruction = pools::impair_cure(*registry, header.source, header.year, *key);
            due.push(Due { kind: Kind::Cure, account, leg: None, record: *key, instruction });
        }
    }
    Ok(due)
}

/// `impair` of a leg of a certificate, or of one of its covers.
fn on_leg(
    node: &Node,
    key: Pubkey,
    certificate: &Certificate,
    leg: u8,
    cover: Option<(Pubkey, &Cover)>,
) -> Result<Instruction> {
    let emission =
        certificate.legs.get(usize::from(leg)).context("a cover of a leg that its certificate does not have")?;
    let emission: Record = node.account(&emission.emission.record)?;
    Ok(restatements::impair(CertifiedLeg { key, certificate, leg, emission: &emission }, cover))
}

/// Accounts of a type that have these bytes.
fn find<T>(node: &Node, filters: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, T)>>
where
    T: anchor_lang::AccountDeserialize + anchor_lang::Discriminator + anchor_lang::Owner,
{
    let filters: Vec<(usize, &[u8])> = filters.iter().map(|(offset, bytes)| (*offset, &bytes[..])).collect();
    Ok(node.program_accounts(&filters)?)
}
