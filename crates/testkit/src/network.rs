//! A registry on a local network, over JSON-RPC, for the tests of the daemon, the relay and the RPC client. Compare
//! [`TestRegistry`](crate::TestRegistry), which is on the embedded runtime. One network can hold several registries.

use crate::{
    claims::emission_args,
    test_registry::{registry_setup, TestRegistry},
};
use anchor_lang::AnchorDeserialize;
use carbon_client::{
    addresses as at, burns, claims,
    history::Histories,
    instructions as ix,
    limits::{LINEAGE_ENTRIES_PER_TRANSACTION, MAX_COMPUTE_UNITS},
    lookup::table_for,
    offsets::DISCRIMINATOR_LEN,
    program::{
        burn::{BurnProof, Certificate, ProposeBurnArgs},
        claim::{Claim, SubmitClaimArgs},
        lot::Lot,
        notary::{Subject, Verdict},
        record::{ClaimKind, Inventory, Record},
        restatement::{ProposeRestatementArgs, Restatement},
        rollup::BridgeArgs,
    },
    restatements::{self, CertifiedLeg},
    rollup, years,
};
use carbon_localnet::Network;
use carbon_rpc::{CommitmentConfig, Confirmation, Cursor, History, Node, Result};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

/// The reporting year of all records.
const YEAR: u16 = 2023;

/// A registry, its people, and the node that they use.
pub struct NetworkRegistry {
    /// The node, at commitment `confirmed`.
    pub node: Node,
    /// The registry.
    pub registry: Pubkey,
    /// Authority.
    pub authority: Keypair,
    /// Owner of the sources.
    pub owner: Keypair,
    /// Pays for everything.
    pub payer: Keypair,
    /// A data provider's key.
    pub provider: Keypair,
    /// The notaries' keys, as the set sorts them.
    pub notaries: Vec<Keypair>,
    histories: Histories,
    cursor: Option<Cursor>,
    next: u64,
}

/// A burn and its accounts.
#[derive(Clone, Copy, Debug)]
pub struct Burnt {
    /// The certificate.
    pub certificate: Pubkey,
    /// The source whose emissions were burned.
    pub source: Pubkey,
    /// The record of the credits.
    pub credit: Pubkey,
}

impl NetworkRegistry {
    /// An open registry of the operator with this number and bridge.
    pub fn open(network: &Network, id: u16, bridge: BridgeArgs) -> Result<Self> {
        let key = |name: &str| network.keys().get(name).insecure_clone();
        let authority = key("operator");
        let mut notaries: Vec<Keypair> = (1..=5).map(|number| key(&format!("notary-{number}"))).collect();
        notaries.sort_by_key(Signer::pubkey);
        let test = Self {
            node: Node::new(&network.rpc_url(), CommitmentConfig::confirmed()),
            registry: at::registry(&authority.pubkey(), id),
            authority,
            owner: key("alice"),
            payer: key("payer"),
            provider: key("provider"),
            notaries,
            histories: Histories::default(),
            cursor: None,
            next: 0,
        };
        test.set_up(id, key("guardian").pubkey(), bridge)?;
        Ok(test)
    }

    fn set_up(&self, id: u16, guardian: Pubkey, bridge: BridgeArgs) -> Result<()> {
        let notaries: Vec<Pubkey> = self.notaries.iter().map(Signer::pubkey).collect();
        let mut setup = registry_setup(self.authority.pubkey(), id, &notaries, self.provider.pubkey());
        setup.name = format!("Network registry {id}");
        setup.payer = self.payer.pubkey();
        setup.treasury = setup.payer;
        setup.guardian = guardian;
        setup.bridge = bridge;
        for step in setup.instructions() {
            self.send(&[step.instruction], &[&self.authority])?;
        }
        Ok(())
    }

    /// Sends instructions as one transaction, paid by the payer.
    pub fn send(&self, instructions: &[Instruction], signers: &[&Keypair]) -> Result<Confirmation> {
        let all: Vec<&Keypair> = std::iter::once(&self.payer).chain(signers.iter().copied()).collect();
        self.node.send(instructions, &all, &[])
    }

    /// Creates a lookup table for an instruction and sends the instruction with it.
    pub fn send_by_table(&self, instruction: Instruction) -> Result<Confirmation> {
        let payer = self.payer.pubkey();
        let slot = self.node.clock()?.slot;
        let new = table_for(&instruction, payer, payer, slot - 1);
        for step in new.transactions {
            self.send(&[step], &[])?;
        }
        // A table can be used from the slot after its last change.
        let extended = self.node.clock()?.slot;
        while self.node.clock()?.slot <= extended {
            self.node.wait(std::time::Duration::from_millis(10));
        }
        let limit = ComputeBudgetInstruction::set_compute_unit_limit(MAX_COMPUTE_UNITS);
        self.node.send(&[limit, instruction], &[&self.payer], &[new.table])
    }

    /// A number not used before in this registry.
    pub fn unused(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    /// Registers and admits a source with a scope-1 and an absorption stream.
    pub fn source(&mut self) -> Result<Pubkey> {
        let (owner, args) = (self.owner.pubkey(), TestRegistry::source_args(self.unused() as u32));
        let source = at::source(&self.registry, &owner, args.index);
        let register = ix::register_source(self.payer.pubkey(), owner, self.registry, args);
        let admit = ix::admit_source(self.authority.pubkey(), self.registry, source);
        self.send(&[register, admit], &[&self.owner, &self.authority])?;
        Ok(source)
    }

    /// A claim of measured data of the whole year 2023-24, with unique evidence.
    pub fn claim_args(&mut self, kind: ClaimKind, grams: u64) -> SubmitClaimArgs {
        let stream = u8::from(kind == ClaimKind::Absorption);
        SubmitClaimArgs { kind, stream, ..emission_args(self.unused(), grams) }
    }

    /// Submits a claim of the owner and returns its address.
    pub fn submit(&mut self, source: Pubkey, args: SubmitClaimArgs) -> Result<Pubkey> {
        let claim = at::claim(&source, args.nonce);
        let context = claims::ClaimContext {
            payer: self.payer.pubkey(),
            submitter: self.owner.pubkey(),
            registry: self.registry,
            source,
            factor: None,
            provider: Some(at::provider(&self.registry, &self.provider.pubkey())),
            pool: None,
        };
        self.send(&[claims::submit_claim(context, args, YEAR)], &[&self.owner])?;
        Ok(claim)
    }

    /// Submits, approves and notarizes; returns the record's address.
    pub fn record(&mut self, source: Pubkey, kind: ClaimKind, grams: u64) -> Result<Pubkey> {
        let args = self.claim_args(kind, grams);
        self.record_of(source, args)
    }

    /// The same with the given arguments.
    pub fn record_of(&mut self, source: Pubkey, args: SubmitClaimArgs) -> Result<Pubkey> {
        let record = at::record(&self.registry, &args.evidence_sha256, args.item);
        let key = self.submit(source, args)?;
        self.approve(key)?;
        let claim: Claim = self.node.account(&key)?;
        let inventory: Option<Inventory> = self.node.find(&at::inventory(&source, YEAR))?;
        self.send(&[claims::notarize_claim(self.payer.pubkey(), key, &claim, inventory.as_ref())], &[])?;
        Ok(record)
    }

    /// Four of the five notaries approve a subject.
    pub fn approve(&self, subject: Pubkey) -> Result<Confirmation> {
        let data = self.node.ask(|client| client.get_account_data(&subject))?;
        // Every account with a ballot begins with a `Subject`.
        let content = Subject::deserialize(&mut &data[DISCRIMINATOR_LEN..]).expect("a subject");
        let voters: Vec<&Keypair> = self.notaries[..4].iter().collect();
        let keys: Vec<Pubkey> = voters.iter().map(|voter| voter.pubkey()).collect();
        let attest = ix::attest(self.registry, subject, content.ballot.digest, Verdict::Approve, [9; 32], &keys);
        self.send(&[attest], &voters)
    }

    /// Records this many grams of emissions of one source and twice as many of absorption of another, and burns all the
    /// emissions.
    pub fn burn(&mut self, grams: u64) -> Result<Burnt> {
        let (source, forest) = (self.source()?, self.source()?);
        let emission = self.record(source, ClaimKind::Emission, grams)?;
        let credit = self.record(forest, ClaimKind::Absorption, 2 * grams)?;
        let certificate = self.burn_lots(&[(at::lot(&emission, 0), at::lot(&credit, 0), grams)])?;
        Ok(Burnt { certificate, source, credit })
    }

    /// Proposes, reviews, approves and executes a burn; returns the certificate. More than one leg needs a lookup
    /// table.
    pub fn burn_lots(&mut self, legs: &[(Pubkey, Pubkey, u64)]) -> Result<Pubkey> {
        let key = self.propose_burn(legs)?;
        self.approve(key)?;
        let proof: BurnProof = self.node.account(&key)?;
        let keys: Vec<Pubkey> = proof.legs.iter().map(|leg| leg.emission.units.record).collect();
        let records: Vec<Record> = keys.iter().map(|key| self.node.account(key)).collect::<Result<_>>()?;
        let record = |wanted: &Pubkey| {
            let place = keys.iter().position(|key| key == wanted).expect("the record of a leg");
            records[place].clone()
        };
        let execute = burns::execute_burn(self.payer.pubkey(), key, &proof, record);
        match legs.len() {
            1 => self.send(&[execute], &[])?,
            _ => self.send_by_table(execute)?,
        };
        Ok(at::certificate(&key))
    }

    /// Proposes, submits and reviews a burn, which then waits for votes; returns the proof.
    pub fn propose_burn(&mut self, legs: &[(Pubkey, Pubkey, u64)]) -> Result<Pubkey> {
        let (payer, owner, nonce) = (self.payer.pubkey(), self.owner.pubkey(), self.unused());
        let key = at::burn_proof(&self.registry, &owner, nonce);
        let purpose = "Emissions of 2023-24".into();
        let args = ProposeBurnArgs { nonce, beneficiary: owner, purpose, metadata_sha256: [3; 32] };
        self.send(&[burns::propose_burn(payer, owner, self.registry, args)], &[&self.owner])?;
        for (emission, credit, grams) in legs {
            let lots = (self.node.account::<Lot>(emission)?, self.node.account::<Lot>(credit)?);
            let source = self.node.account::<Record>(&lots.0.record)?.source;
            let add = burns::add_leg(payer, key, source, (*emission, &lots.0), (*credit, &lots.1), *grams);
            self.send(&[add], &[&self.owner])?;
        }
        self.send(&[burns::submit_burn(key, &self.node.account(&key)?)], &[&self.owner])?;
        let proof: BurnProof = self.node.account(&key)?;
        self.review(key, &proof)?;
        Ok(key)
    }

    /// Reviews every side of a burn proof with the entries from chain history.
    fn review(&mut self, key: Pubkey, proof: &BurnProof) -> Result<()> {
        let history = History::of_program(&self.node);
        let mut walk = history.after(self.cursor.as_ref())?;
        for executed in &mut walk {
            executed?.events().for_each(|event| self.histories.observe(event));
        }
        self.cursor = walk.cursor().cloned();
        for (side, of) in proof.sides().enumerate() {
            for piece in self.histories.pieces(&of.lot, LINEAGE_ENTRIES_PER_TRANSACTION).expect("every event of a lot")
            {
                let review = burns::review_lot(key, proof, side as u8, piece.previous, piece.entries);
                self.send(&[review], &[])?;
            }
        }
        Ok(())
    }

    /// Closes the year of a source with the given emitted grams.
    pub fn propose_and_execute_year_closing(&self, source: Pubkey, grams: u64) -> Result<()> {
        let (payer, owner) = (self.payer.pubkey(), self.owner.pubkey());
        let days = at::days(&source, ClaimKind::Emission, 0, YEAR);
        let close = years::propose_year_closing(payer, owner, self.registry, source, None, YEAR, grams, 0, &[days]);
        self.send(&[close], &[&self.owner])?;
        self.approve(at::closing(&source, YEAR))?;
        self.send(&[years::execute_year_closing(self.registry, source, YEAR, payer)], &[])?;
        Ok(())
    }

    /// Logs a closed year of a source and returns its inventory: once a day, unless its
    /// figures changed.
    pub fn log_year(&self, source: Pubkey, statement: [u8; 32]) -> Result<Pubkey> {
        let state = years::log_year(Some(self.owner.pubkey()), self.registry, source, YEAR, statement);
        self.send(&[state], &[&self.owner])?;
        Ok(at::inventory(&source, YEAR))
    }

    /// Lowers a record by a ballot.
    pub fn restate_down(&mut self, record: Pubkey, valid_grams: u64) -> Result<()> {
        let key = self.propose_restatement(record, valid_grams)?;
        self.approve(key)?;
        let (restatement, content): (Restatement, Record) = (self.node.account(&key)?, self.node.account(&record)?);
        let frozen = restatements::frozen(&content, &restatement, |key| self.node.account(key))?;
        self.send(&[restatements::execute_lowering(&restatement, &content, &frozen)], &[])?;
        Ok(())
    }

    /// Proposes to restate a record, by the authority; returns the restatement, which waits for votes.
    pub fn propose_restatement(&mut self, record: Pubkey, valid_grams: u64) -> Result<Pubkey> {
        let content: Record = self.node.account(&record)?;
        let mut evidence_sha256 = [0xee; 32];
        evidence_sha256[..8].copy_from_slice(&self.unused().to_le_bytes());
        let args = ProposeRestatementArgs {
            valid_grams,
            evidence_sha256,
            item: 0,
            reason: "meter found wrong".into(),
            evidence_uri: "https://verifier.example/restated.csv".into(),
        };
        let provider = at::provider(&self.registry, &self.provider.pubkey());
        let (payer, authority) = (self.payer.pubkey(), self.authority.pubkey());
        let reached = restatements::reached(&content, valid_grams, |key| self.node.account(key))?;
        let record_and_content = (record, &content);
        let propose = restatements::propose_restatement(
            payer,
            authority,
            record_and_content,
            &reached,
            None,
            Some(provider),
            args,
        );
        self.send(&[propose], &[&self.authority])?;
        Ok(at::restatement(&record))
    }

    /// Impairs the first leg of a certificate whose credits are void; this appends correction leaves.
    pub fn impair(&self, certificate: Pubkey) -> Result<Confirmation> {
        let content: Certificate = self.node.account(&certificate)?;
        let emission: Record = self.node.account(&content.legs[0].emission.record)?;
        let of = CertifiedLeg { key: certificate, certificate: &content, leg: 0, emission: &emission };
        self.send(&[restatements::impair(of, None)], &[])
    }

    /// Covers the first leg of a certificate with this many grams of a new source's absorption. Returns the record.
    pub fn cover(&mut self, certificate: Pubkey, grams: u64) -> Result<Pubkey> {
        let source = self.source()?;
        let record = self.record(source, ClaimKind::Absorption, 2 * grams)?;
        let content: Certificate = self.node.account(&certificate)?;
        let emission: Record = self.node.account(&content.legs[0].emission.record)?;
        let of = CertifiedLeg { key: certificate, certificate: &content, leg: 0, emission: &emission };
        let lot = at::lot(&record, 0);
        let (payer, owner) = (self.payer.pubkey(), self.owner.pubkey());
        let cover = restatements::cover_shortfall(payer, owner, of, (lot, &self.node.account(&lot)?), grams);
        self.send(&[cover], &[&self.owner])?;
        Ok(record)
    }

    /// Publishes the log's new leaves.
    pub fn publish(&self) -> Result<Confirmation> {
        self.send(&[rollup::publish_batch(self.payer.pubkey(), &self.node.log(&self.registry)?)], &[])
    }
}
