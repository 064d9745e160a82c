//! Settlements: the members' figures, the pool's totals and the members' shares, recomputed from the events.

mod member;
mod settlement_math;

use crate::{
    ballot::VotedSubject,
    event_history::pools::{ObservedFigures, ObservedPool, ObservedSettlement, PoolStatus},
    log,
    report::CheckResult,
    review_input::ReviewInput,
    CheckedSubject,
};
use anyhow::Result;
use carbon_client::{
    addresses as at,
    program::{
        claim::Claim,
        notary::Phase,
        pool::{Pool, PoolState, Settlement, Totals},
        restatement::Restatement,
    },
};
use carbon_wire::{
    digest::{
        content_hash, members_hash, to_bytes, MemberContent, SettlementContent, SubjectKind, MEMBER_CONTENT_LEN,
        SETTLEMENT_CONTENT_LEN,
    },
    Hash,
};
use member::PoolMember;
use num_bigint::{BigInt, BigUint};
use settlement_math::{compute, MemberInput, SettlementResult};
use solana_pubkey::Pubkey;

/// Verifies the settlement at `key`.
pub(crate) fn verify(input: &ReviewInput, key: Pubkey) -> Result<CheckedSubject> {
    let settlement: Settlement = input.reader.get(&key)?;
    let pool: Pool = input.reader.get(&settlement.pool)?;
    let members =
        pool.members.iter().map(|source| PoolMember::read(input, source, pool.year)).collect::<Result<Vec<_>>>()?;
    let observed = input.history.pools.pool(&settlement.pool);
    let recomputed = observed.and_then(|pool| RecomputedSettlement::compute(settlement.pool, pool));
    let recomputed = recomputed.as_ref();

    let voted = VotedSubject { key, kind: SubjectKind::Settlement, subject: &settlement.subject };
    let (digest, recomputed_digest) = voted.digest(input, recomputed.and_then(RecomputedSettlement::content));
    let (parties, operators) = conflicted_keys(&pool, &settlement, &members);
    let each = |pass: CheckResult, of: fn(&ReviewInput, &PoolMember) -> Result<CheckResult>| -> Result<CheckResult> {
        let outcomes =
            members.iter().map(|member| Ok(of(input, member)?.about(format_args!("member {}", member.source))));
        Ok(pass.unless(outcomes.collect::<Result<Vec<_>>>()?))
    };
    let records = CheckResult::pass("every record of every member matches its events, and a quorum approved it");
    let totals = CheckResult::pass("every member's inventory follows from its records and burns");
    let lots = CheckResult::pass("every reduction lot is as it was issued");
    let findings = vec![
        address(input, key, &settlement, &pool).named("address"),
        voted.is_open(input).named("ballot"),
        voted.conflict(input, &parties, &operators).named("conflict"),
        pool_state(input, &pool, observed).named("pool"),
        membership(input, &settlement, &pool, observed, &members).named("members"),
        each(records, PoolMember::records)?.named("records"),
        log::complete(input)?.named("log"),
        each(totals, PoolMember::totals)?.named("totals"),
        each(lots, PoolMember::lots)?.named("lots"),
        pending(input, &pool, &members)?.named("pending"),
        figures(recomputed, &members).named("figures"),
        trails(input, recomputed, &members).named("trails"),
        totals_match(&settlement, recomputed).named("outcome"),
        shares(recomputed, &members).named("shares"),
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "settlement".to_string().into()),
        ("subject", key.to_string().into()),
        ("pool", settlement.pool.to_string().into()),
        ("year", pool.year.into()),
        ("members", pool.members.len().into()),
    ];
    Ok(CheckedSubject {
        subject: subject.into(),
        findings,
        digest: recomputed_digest,
        stated: settlement.subject.ballot.digest,
    })
}

/// A settlement, recomputed from the events.
struct RecomputedSettlement<'a> {
    key: Pubkey,
    pool: &'a ObservedPool,
    settlement: &'a ObservedSettlement,
    result: SettlementResult,
}

impl<'a> RecomputedSettlement<'a> {
    /// `None` if the event of the settlement is missing.
    fn compute(key: Pubkey, pool: &'a ObservedPool) -> Option<Self> {
        let settlement = pool.settlement.as_ref()?;
        let members = pool.members.iter().zip(&settlement.figures).map(|(member, figures)| MemberInput {
            source: member.source,
            target: member.target,
            gross: figures.gross,
            add_back: figures.add_back,
            cured: figures.cured,
            closed: figures.closed,
        });
        let result = compute(&members.collect::<Vec<_>>(), pool.unit.grams());
        Some(Self { key, pool, settlement, result })
    }

    /// Figures and share of each member, in the pool's order.
    fn members(&self) -> impl Iterator<Item = (&ObservedFigures, &BigUint)> {
        self.settlement.figures.iter().zip(&self.result.shares)
    }

    /// Totals in the program's types; `None` if a figure does not fit its type.
    fn totals(&self) -> Option<Totals> {
        let SettlementResult { target, gross, add_back, cured, outcome, credits, .. } = &self.result;
        let net = BigInt::from(gross + add_back) - BigInt::from(cured.clone());
        Some(Totals {
            target: target.try_into().ok()?,
            gross: gross.try_into().ok()?,
            add_back: add_back.try_into().ok()?,
            cured: cured.try_into().ok()?,
            net: (&net).try_into().ok()?,
            outcome: *outcome,
            credits: credits.try_into().ok()?,
        })
    }

    /// Content of the settlement, from the events alone.
    fn content(&self) -> Option<Hash> {
        let totals = self.totals()?;
        let members = self.pool.members.iter().zip(self.members()).map(|(member, (figures, share))| {
            let ObservedFigures { gross, add_back, cured, reduced, closed, emissions, reductions } = *figures;
            Some(to_bytes::<MEMBER_CONTENT_LEN>(&MemberContent {
                source: member.source.to_bytes(),
                target: member.target,
                gross: gross.try_into().ok()?,
                add_back,
                cured,
                reduced: reduced.try_into().ok()?,
                closed: closed.into(),
                share: share.try_into().ok()?,
                emissions,
                reductions,
            }))
        });
        Some(content_hash::<SETTLEMENT_CONTENT_LEN>(&SettlementContent {
            pool: self.key.to_bytes(),
            year: self.pool.year,
            unit: self.pool.unit.grams(),
            target: totals.target,
            gross: totals.gross,
            add_back: totals.add_back,
            cured: totals.cured,
            outcome: totals.outcome as u8,
            credits: totals.credits,
            members: members_hash(&members.collect::<Option<Vec<_>>>()?),
        }))
    }
}

/// Keys with a conflict of interest: those that the account must name now (the pool's operator, the owners, and the operators of
/// the sources that the program has reviewed), and the operators of all sources.
fn conflicted_keys(pool: &Pool, settlement: &Settlement, members: &[PoolMember]) -> (Vec<Pubkey>, Vec<Pubkey>) {
    let mut parties = vec![pool.operator];
    parties.extend(members.iter().map(|member| member.membership.owner));
    let reviewed = members.iter().filter(|member| settlement.emissions_unreviewed >> member.membership.index & 1 == 0);
    parties.extend(reviewed.flat_map(|member| member.operators.iter().copied()));
    let operators = members.iter().flat_map(|member| member.operators.iter().copied());
    (parties, operators.collect())
}

/// `address`: the accounts belong together.
fn address(input: &ReviewInput, key: Pubkey, settlement: &Settlement, pool: &Pool) -> CheckResult {
    let right = key == at::settlement(&settlement.pool)
        && pool.registry == input.registry_key()
        && settlement.pool == at::pool(&pool.registry, &pool.operator, pool.nonce);
    if right {
        CheckResult::pass("settlement and pool are at their derived addresses")
    } else {
        CheckResult::fail("settlement and pool do not belong together")
    }
}

/// `pool`: the pool matches the events, and its reporting deadline has passed.
fn pool_state(input: &ReviewInput, pool: &Pool, observed: Option<&ObservedPool>) -> CheckResult {
    let Some(observed) = observed else {
        return CheckResult::missing("the event of the pool has not been seen");
    };
    if observed.settlement.is_none() {
        return CheckResult::missing("the event of the settlement has not been seen");
    }
    let same = (pool.operator, pool.year, pool.unit, pool.deadline.ends_at)
        == (observed.operator, observed.year, observed.unit, observed.deadline_at);
    if !same || (pool.state, observed.status) != (PoolState::Settling, PoolStatus::Settling) {
        return CheckResult::fail("the pool differs from the events");
    }
    if !pool.deadline.has_passed(&input.registry.pause, input.request.now) {
        return CheckResult::missing("the reporting deadline has not passed yet");
    }
    CheckResult::pass("the pool matches the events, and its deadline has passed")
}

/// `members`: members, baselines, targets and cures are those of the events.
fn membership(
    input: &ReviewInput,
    settlement: &Settlement,
    pool: &Pool,
    observed: Option<&ObservedPool>,
    members: &[PoolMember],
) -> CheckResult {
    let Some((observed, (count, target))) = observed.and_then(|pool| Some((pool, pool.locked?))) else {
        return CheckResult::missing("the events of the pool's members have not been seen");
    };
    if observed.members.len() < pool.members.len() {
        return CheckResult::missing("not all events of the pool's members have been seen");
    }
    let sum: u128 = observed.members.iter().map(|member| u128::from(member.target)).sum();
    let locked = observed.members.len() == usize::from(count) && sum == u128::from(target) && target == pool.target;
    let same = observed.members.len() == members.len()
        && observed.members.iter().zip(members).enumerate().all(|(index, (observed, member))| {
            let own = &member.membership;
            (observed.source, observed.baseline, observed.target) == (member.source, own.baseline, own.target)
                && (own.pool, own.operator) == (settlement.pool, pool.operator)
                && usize::from(own.index) == index
                && member.is_frozen()
        });
    let cured = |more: fn(&u128, &u128) -> bool| {
        let mut pairs = observed.members.iter().zip(members);
        pairs.any(|(observed, member)| more(&member.membership.cured.into(), &input.history.cured(observed)))
    };
    if cured(u128::gt) {
        return CheckResult::missing("not all credits that members burned into the pool have been seen");
    }
    if !locked || !same || cured(u128::lt) {
        return CheckResult::fail("members, baselines, targets or cures are not those of the events");
    }
    CheckResult::pass("members, baselines, targets and cures are those of the events").with("members", members.len())
}

/// `pending`: every claim that was submitted in time is decided.
fn pending(input: &ReviewInput, pool: &Pool, members: &[PoolMember]) -> Result<CheckResult> {
    let claims = input.reader.all::<Claim>(&input.registry_key())?;
    let awaits = |claim: &Claim| claim.awaited && claim.data.year == pool.year && pool.members.contains(&claim.source);
    let awaited = claims.iter().filter(|(_, claim)| awaits(claim)).count();
    let counted: u32 = members.iter().map(|member| member.membership.header.pending).sum();
    if awaited > 0 || counted > 0 {
        return Ok(
            CheckResult::fail("claims or restatements that the pool waits for are not decided").with("claims", awaited)
        );
    }
    for member in members {
        for (key, _) in input.history.records.of((member.source, pool.year)) {
            let Some(restatement) = input.reader.find::<Restatement>(&at::restatement(&key))? else { continue };
            let ballot = &restatement.subject.ballot;
            return Ok(match ballot.phase(&input.notaries, &input.registry.pause, input.request.now) {
                // A rejected settlement leaves time to execute it.
                Phase::Approved => CheckResult::fail(format!("an approved correction of record {key} is not executed")),
                Phase::Voting | Phase::Stale => CheckResult::missing(format!("record {key} is being restated")),
                Phase::Rejected | Phase::Expired | Phase::Draft => continue,
            });
        }
    }
    Ok(CheckResult::pass("every claim that the pool waits for is decided"))
}

/// `figures`: each member's frozen figures follow from the events up to the opening of the settlement.
fn figures(recomputed: Option<&RecomputedSettlement>, members: &[PoolMember]) -> CheckResult {
    let Some(recomputed) = recomputed else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    for (member, (expected, _)) in members.iter().zip(recomputed.members()) {
        let own = &member.membership.figures;
        if own.closed && !expected.closed {
            return CheckResult::missing("the closing of its year has not been seen")
                .about(format_args!("member {}", member.source));
        }
        let frozen = (u128::from(own.gross), own.add_back, own.cured, u128::from(own.reduced), own.closed);
        if frozen != (expected.gross, expected.add_back, expected.cured, expected.reduced, expected.closed) {
            return CheckResult::fail("its frozen figures do not follow from the events")
                .about(format_args!("member {}", member.source))
                .with("gross", expected.gross)
                .with("add_back", expected.add_back)
                .with("cured", expected.cured)
                .with("reduced", expected.reduced);
        }
    }
    CheckResult::pass("every member's frozen figures follow from the events").with("members", members.len())
}

/// `trails`: the position of the program's review of each member lies on the trail of its records.
fn trails(input: &ReviewInput, recomputed: Option<&RecomputedSettlement>, members: &[PoolMember]) -> CheckResult {
    let Some(recomputed) = recomputed else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    let off_trail =
        members.iter().zip(recomputed.members()).find(|(member, (expected, _))| !member.is_on_trail(input, expected));
    match off_trail {
        Some((member, _)) => CheckResult::fail("the review's position is not on the trail of its records")
            .about(format_args!("member {}", member.source)),
        None => CheckResult::pass("the review's position of every member is on the trail of its records"),
    }
}

/// `outcome`: totals and outcome follow from the figures.
fn totals_match(settlement: &Settlement, recomputed: Option<&RecomputedSettlement>) -> CheckResult {
    let Some(recomputed) = recomputed else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    let Some(totals) = recomputed.totals() else {
        return CheckResult::fail("the totals do not fit their fields");
    };
    if totals != settlement.totals || totals != recomputed.settlement.totals {
        return CheckResult::fail("the totals do not follow from the members' figures")
            .with("credits", totals.credits)
            .with("claimed", settlement.totals.credits);
    }
    CheckResult::pass(format!("the totals follow from the members' figures: {:?}", totals.outcome))
        .with("target", totals.target)
        .with("gross", totals.gross)
        .with("add_back", totals.add_back)
        .with("cured", totals.cured)
        .with("net", totals.net)
        .with("credits", totals.credits)
}

/// `shares`: each member's share follows from its under-shoot, and the sum of the shares is the credits.
fn shares(recomputed: Option<&RecomputedSettlement>, members: &[PoolMember]) -> CheckResult {
    let Some(recomputed) = recomputed else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    for (member, (_, share)) in members.iter().zip(recomputed.members()) {
        let frozen = member.membership.figures.share;
        if BigUint::from(frozen) != *share {
            return CheckResult::fail(format!("its share is {frozen} g; its under-shoot gives {share} g"))
                .about(format_args!("member {}", member.source));
        }
    }
    let sum: BigUint = recomputed.result.shares.iter().sum();
    if sum == recomputed.result.credits {
        CheckResult::pass("the shares are pro rata to the under-shoots, and their sum is the credits")
    } else {
        CheckResult::fail("the sum of the shares is not the credits")
    }
}
