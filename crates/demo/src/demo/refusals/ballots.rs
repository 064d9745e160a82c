//! Votes that are not valid, and claims that do not become records.

use super::{Attempts, Refusal};
use crate::demo::{
    chain::DemoChain,
    files,
    registry::{source_args, DemoRegistry},
    scenario::{day, NOW},
};
use anyhow::{ensure, Result};
use carbon_client::{
    addresses, claims,
    claims::ClaimContext,
    instructions as ix,
    program::{claim::*, notary::Verdict, registry::Change},
};
use carbon_notary_engine::{
    bundle::Folder,
    check,
    facts::Context,
    report::{Decision, Status},
};
use sha2::{Digest, Sha256};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use std::path::Path;

/// An item that the demo's evidence does not have.
const NO_ITEM: u32 = 99;

impl Attempts<'_> {
    /// Rows that were changed after the provider signed them.
    pub fn tampered_rows(&mut self, registry: &DemoRegistry) -> Result<()> {
        let bundle = &registry.sources[0].bundle;
        let changed = bundle.with_file_name("changed-after-signing");
        files::copy(bundle, &changed)?;
        let context: Context = serde_json::from_slice(&std::fs::read(changed.join("context-0.json"))?)?;
        let rows = changed.join("rows/natural-gas.csv");
        files::write(&rows, std::fs::read_to_string(&rows)?.replacen('.', ".0", 1).as_bytes())?;
        let report = check(&context, &Folder::new(&changed))?;
        ensure!(report.decision == Decision::Reject, "rows changed after signing were not rejected");
        let failed = report.findings.iter().find(|finding| finding.status == Status::Fail);
        let failed = failed.map_or("none", |finding| finding.check);
        let refusal =
            Refusal { by: "the notaries' engine".into(), number: None, error: format!("the check {failed} fails") };
        self.record("rows changed after the data provider signed them", refusal);
        Ok(())
    }

    /// Four of five notaries collude to approve a claim of an item that the evidence does not have. Returns the claim.
    pub fn colluding_votes(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<Pubkey> {
        let claim = submit_for_july(chain, registry, 0, NO_ITEM)?;
        let digest = digest(chain, claim);
        let keys: Vec<&Keypair> = registry.notaries.iter().chain([&registry.crank]).collect();
        let approve = |voters: &[usize]| registry.attest(claim, digest, Verdict::Approve, "nothing checked", voters);

        let stranger = ix::attest(registry.key, claim, digest, Verdict::Approve, [0; 32], &[registry.crank.pubkey()]);
        self.attempt(chain, "a vote by a key that is not a notary", stranger, &keys)?;
        let other = registry.attest(claim, [7; 32], Verdict::Approve, "nothing checked", &[0]);
        self.attempt(chain, "a vote on other content than the claim's", other, &keys)?;
        let mut unsigned = approve(&[0, 1]);
        unsigned.accounts.iter_mut().rev().take(1).for_each(|voter| voter.is_signer = false);
        self.attempt(chain, "a vote that the notary did not sign", unsigned, &keys)?;
        chain.send("attest", approve(&[0, 1, 2]), &keys)?;
        self.attempt(chain, "a second vote of the same notary", approve(&[0]), &keys)?;
        let notarize = registry.notarization(chain, claim);
        self.attempt(chain, "a record on three of five votes", notarize, &[&registry.crank])?;
        let close = closing(chain, registry, claim);
        self.attempt(chain, "a stranger closing a claim during the vote", close.clone(), &[&registry.crank])?;
        chain.send("attest", approve(&[3]), &keys)?;
        self.attempt(chain, "a vote when the claim is approved", approve(&[4]), &keys)?;
        self.attempt(chain, "closing an approved claim", close, &[&registry.crank])?;
        Ok(claim)
    }

    /// They approve a claim of evidence that has a record already. Returns the claim.
    pub fn used_evidence(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<Pubkey> {
        let used = registry.claim_args(chain, 0, 0)?.item;
        let claim = submit_for_july(chain, registry, 0, used)?;
        registry.vote(chain, claim, digest(chain, claim), Verdict::Approve, "nothing checked", &[0, 1, 2, 3])?;
        let notarize = registry.notarization(chain, claim);
        self.attempt(chain, "a second record on the same item of evidence", notarize, &[&registry.crank])?;
        Ok(claim)
    }

    /// A notary is suspended while claims are open; the claims of `stale` are approved. The honest notaries reject another claim.
    pub fn rejected_claim(
        &mut self,
        chain: &mut DemoChain,
        registry: &DemoRegistry,
        stale: &[Pubkey],
        evidence: &Path,
    ) -> Result<()> {
        let claim = submit_for_july(chain, registry, 1, NO_ITEM)?;
        let keys: Vec<&Keypair> = registry.notaries.iter().collect();
        let (guardian, suspended) = (registry.guardian.pubkey(), registry.notaries[4].pubkey());
        let suspend = ix::suspend_notary(guardian, registry.key, suspended);
        chain.send("suspend_notary", suspend, &[&registry.guardian])?;

        let vote = |chain: &DemoChain, voters: &[usize]| {
            registry.attest(claim, digest(chain, claim), Verdict::Approve, "nothing checked", voters)
        };
        let early = vote(chain, &[0]);
        self.attempt(chain, "a vote of the notary set before the last change", early, &keys)?;
        let notarize = registry.notarization(chain, stale[0]);
        let crank = [&registry.crank];
        self.attempt(chain, "a record on votes of the notary set before the last change", notarize, &crank)?;
        // The owner closes the approved claims, which frees their days.
        let owner = &registry.sources[0].owner;
        for stale in stale {
            let withdraw = claims::close_claim(owner.pubkey(), *stale, &chain.runtime.get(stale));
            chain.send("close_claim", withdraw, &[owner])?;
        }
        chain.send("reopen_ballot", ix::reopen_ballot(registry.key, claim), &[])?;
        let of_suspended = vote(chain, &[4]);
        self.attempt(chain, "a vote of a suspended notary", of_suspended, &keys)?;
        // Two of five are enough: the other three cannot reach two thirds.
        let verdict = registry.examine_and_vote(chain, claim, evidence, &[0, 1])?;
        ensure!(verdict == Verdict::Reject, "the notaries found nothing wrong with an item that the evidence lacks");
        let notarize = registry.notarization(chain, claim);
        self.attempt(chain, "a record on a claim the notaries rejected", notarize, &crank)?;
        chain.send("close_claim", closing(chain, registry, claim), &crank)?;
        self.early_changes(chain, registry, suspended)
    }

    /// A suspended notary can only be reinstated after the timelock.
    fn early_changes(&mut self, chain: &mut DemoChain, registry: &DemoRegistry, notary: Pubkey) -> Result<()> {
        let (admin, authority, nonce) = (registry.authority.pubkey(), [&registry.authority], chain.next());
        let change = Change::ReinstateNotary { key: notary };
        let at_once = ix::apply_change(admin, registry.key, change);
        self.attempt(chain, "changing who votes without the timelock", at_once, &authority)?;
        let schedule = ix::schedule_change(admin, admin, registry.key, nonce, change);
        chain.send("schedule_change", schedule, &authority)?;
        let execute = ix::execute_change(admin, registry.key, nonce, admin);
        self.attempt(chain, "executing a change before its time", execute.clone(), &authority)?;
        chain.runtime.warp_to(NOW + registry.timelock(chain) + 1);
        chain.send("execute_change", execute, &authority)
    }

    /// A notary's own source, first not admitted, then admitted. The notary may not vote, and the voting period ends.
    pub fn conflicted_notary(&mut self, chain: &mut DemoChain, registry: &DemoRegistry) -> Result<()> {
        let (owner, index) = (&registry.notaries[0], registry.sources.len() as u32);
        let register = ix::register_source(
            registry.payer.pubkey(),
            owner.pubkey(),
            registry.key,
            source_args(index, &registry.plan.sources[0], registry.plan.label),
        );
        chain.send("register_source", register, &[&registry.payer, owner])?;
        let source = addresses::source(&registry.key, &owner.pubkey(), index);
        let context = ClaimContext { source, submitter: owner.pubkey(), ..registry.context(0, 0) };
        let args = SubmitClaimArgs {
            evidence_sha256: Sha256::digest("a notary's own").into(),
            ..registry.claim_args(chain, 0, 0)?
        };
        let (claim, submit) = registry.submission(context, args);
        let signers = [&registry.payer, owner];
        self.attempt(chain, "a claim of a source that is not admitted", submit.clone(), &signers)?;
        let admit = ix::admit_source(registry.authority.pubkey(), registry.key, source);
        chain.send("admit_source", admit, &[&registry.authority])?;
        chain.send("submit_claim", submit, &signers)?;
        let vote = |chain: &DemoChain, voters: &[usize]| {
            registry.attest(claim, digest(chain, claim), Verdict::Approve, "nothing checked", voters)
        };
        let own = vote(chain, &[0]);
        self.attempt(chain, "a vote of a notary on its own claim", own, &[owner])?;
        let ballot = chain.runtime.get::<Claim>(&claim).subject.ballot;
        chain.runtime.warp_to(ballot.expires_at + 1);
        let late = vote(chain, &[1]);
        self.attempt(chain, "a vote after the voting period", late, &[&registry.notaries[1]])?;
        chain.send("close_claim", closing(chain, registry, claim), &[&registry.crank])
    }
}

/// Claims an item of a source's evidence for July of the following year.
fn submit_for_july(chain: &mut DemoChain, registry: &DemoRegistry, source: usize, item: u32) -> Result<Pubkey> {
    let (first_day, last_day) = (day(2024, 7, 1), day(2024, 7, 31));
    let args = SubmitClaimArgs { first_day, last_day, item, ..registry.claim_args(chain, source, 0)? };
    registry.submit(chain, source, registry.context(source, 0), args)
}

/// The digest that notaries vote on.
fn digest(chain: &DemoChain, claim: Pubkey) -> [u8; 32] {
    chain.runtime.get::<Claim>(&claim).subject.ballot.digest
}

/// `close_claim` by the crank.
fn closing(
    chain: &DemoChain,
    registry: &DemoRegistry,
    claim: Pubkey,
) -> anchor_lang::solana_program::instruction::Instruction {
    claims::close_claim(registry.crank.pubkey(), claim, &chain.runtime.get(&claim))
}
