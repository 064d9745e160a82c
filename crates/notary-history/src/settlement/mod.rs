//! A pool's settlement: what its members reported, added up again, and whose the credits are.

mod member;
mod reckon;

use crate::{
    ballot::Vote,
    case::Case,
    log,
    past::pools::{Begun, MemberPast, PastPool, Stage},
    report::CheckResult,
    Found,
};
use anyhow::Result;
use carbon_client::{
    addresses as at,
    program::{
        claim::Claim,
        pool::{Pool, PoolState, Settlement, Totals},
    },
};
use carbon_wire::{
    digest::{
        content_hash, members_hash, to_bytes, MemberContent, SettlementContent, SubjectKind, MEMBER_CONTENT_LEN,
        SETTLEMENT_CONTENT_LEN,
    },
    Hash,
};
use member::Joined;
use num_bigint::{BigInt, BigUint};
use reckon::{reckon, Part, Reckoned};
use solana_pubkey::Pubkey;

/// Verifies the settlement at `key`.
pub(crate) fn verify(case: &Case, key: Pubkey) -> Result<Found> {
    let settlement: Settlement = case.reader.get(&key)?;
    let pool: Pool = case.reader.get(&settlement.pool)?;
    let members =
        pool.members.iter().map(|source| Joined::read(case, source, pool.year)).collect::<Result<Vec<_>>>()?;
    let past = case.past.pools.pool(&settlement.pool);
    let history = past.and_then(|past| Some(History::of(settlement.pool, past, past.begun.as_ref()?)));
    let history = history.as_ref();

    let vote = Vote { key, kind: SubjectKind::Settlement, subject: &settlement.subject };
    let (digest, recomputed) = vote.digest(case, history.and_then(History::content));
    let (parties, operators) = people(&pool, &settlement, &members);
    let each = |pass: CheckResult, of: fn(&Case, &Joined) -> Result<CheckResult>| -> Result<CheckResult> {
        let outcomes =
            members.iter().map(|member| Ok(of(case, member)?.about(format_args!("member {}", member.source))));
        Ok(pass.unless(outcomes.collect::<Result<Vec<_>>>()?))
    };
    let records = CheckResult::pass("every record of every member is what its events tell, and a quorum approved it");
    let totals = CheckResult::pass("every member's inventory is what its records and burns come to");
    let lots = CheckResult::pass("every reduction lot is as it was issued");
    let checks = vec![
        address(case, key, &settlement, &pool).named("address"),
        vote.is_open(case).named("ballot"),
        vote.interest(case, &parties, &operators).named("interest"),
        standing(case, &pool, past).named("pool"),
        membership(&settlement, &pool, past, &members).named("members"),
        each(records, Joined::records)?.named("records"),
        log::complete(case)?.named("log"),
        each(totals, Joined::totals)?.named("totals"),
        each(lots, Joined::lots)?.named("lots"),
        pending(case, &pool, &members)?.named("pending"),
        figures(history, &members).named("figures"),
        trails(case, history, &members).named("trails"),
        verdict(&settlement, history).named("verdict"),
        shares(history, &members).named("shares"),
        digest.named("digest"),
    ];
    let subject = [
        ("kind", "settlement".to_string().into()),
        ("subject", key.to_string().into()),
        ("pool", settlement.pool.to_string().into()),
        ("year", pool.year.into()),
        ("members", pool.members.len().into()),
    ];
    Ok(Found { subject: subject.into(), checks, digest: recomputed, named: settlement.subject.ballot.digest })
}

/// The settlement as the events make it.
struct History<'a> {
    pool: Pubkey,
    past: &'a PastPool,
    begun: &'a Begun,
    reckoned: Reckoned,
}

impl<'a> History<'a> {
    fn of(pool: Pubkey, past: &'a PastPool, begun: &'a Begun) -> Self {
        let parts = past.members.iter().zip(&begun.figures).map(|(member, figures)| Part {
            source: member.source,
            target: member.target,
            gross: figures.gross,
            add_back: figures.add_back,
            cured: figures.cured,
            closed: figures.closed,
        });
        let reckoned = reckon(&parts.collect::<Vec<_>>(), past.unit.grams());
        Self { pool, past, begun, reckoned }
    }

    /// Figures and share of each member, in the pool's order.
    fn members(&self) -> impl Iterator<Item = (&MemberPast, &BigUint)> {
        self.begun.figures.iter().zip(&self.reckoned.shares)
    }

    /// Totals as the program states them; `None` where they do not fit.
    fn totals(&self) -> Option<Totals> {
        let Reckoned { target, gross, add_back, cured, outcome, credits, .. } = &self.reckoned;
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

    /// What the settlement says, from the events alone.
    fn content(&self) -> Option<Hash> {
        let totals = self.totals()?;
        let members = self.past.members.iter().zip(self.members()).map(|(member, (figures, share))| {
            let MemberPast { gross, add_back, cured, reduced, closed, emissions, reductions } = *figures;
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
            pool: self.pool.to_bytes(),
            year: self.past.year,
            unit: self.past.unit.grams(),
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

/// Who may not vote: operator and owners from the beginning, the sources' operators once the review has come to them.
fn people(pool: &Pool, settlement: &Settlement, members: &[Joined]) -> (Vec<Pubkey>, Vec<Pubkey>) {
    let mut parties = vec![pool.operator];
    parties.extend(members.iter().map(|member| member.membership.owner));
    let reviewed = members.iter().filter(|member| settlement.emissions_left >> member.membership.index & 1 == 0);
    parties.extend(reviewed.flat_map(|member| member.operators.iter().copied()));
    let operators = members.iter().flat_map(|member| member.operators.iter().copied());
    (parties, operators.collect())
}

/// The accounts belong together.
fn address(case: &Case, key: Pubkey, settlement: &Settlement, pool: &Pool) -> CheckResult {
    let right = key == at::settlement(&settlement.pool)
        && pool.registry == case.registry_key()
        && settlement.pool == at::pool(&pool.registry, &pool.operator, pool.nonce);
    match right {
        true => CheckResult::pass("settlement and pool are at their derived addresses"),
        false => CheckResult::fail("settlement and pool do not belong together"),
    }
}

/// The pool is what the events make of it, and it is time to settle.
fn standing(case: &Case, pool: &Pool, past: Option<&PastPool>) -> CheckResult {
    let Some(past) = past else {
        return CheckResult::missing("the event of the pool has not been seen");
    };
    if past.begun.is_none() {
        return CheckResult::missing("the event of the settlement has not been seen");
    }
    let same = (pool.operator, pool.year, pool.unit, pool.deadline.ends_at)
        == (past.operator, past.year, past.unit, past.deadline);
    if !same || (pool.state, past.stage) != (PoolState::Settling, Stage::Settling) {
        return CheckResult::fail("the pool is not what the events make of it");
    }
    if !pool.deadline.has_passed(&case.registry.pause, case.question.now) {
        return CheckResult::missing("the reporting deadline has not passed yet");
    }
    CheckResult::pass("the pool is what the events make of it, and its deadline has passed")
}

/// Members and targets are those that joined and were locked.
fn membership(settlement: &Settlement, pool: &Pool, past: Option<&PastPool>, members: &[Joined]) -> CheckResult {
    let Some((past, (count, target))) = past.and_then(|past| Some((past, past.locked?))) else {
        return CheckResult::missing("the events of the pool's members have not been seen");
    };
    if past.members.len() < pool.members.len() {
        return CheckResult::missing("not all events of the pool's members have been seen");
    }
    let sum: u128 = past.members.iter().map(|member| u128::from(member.target)).sum();
    let locked = past.members.len() == usize::from(count) && sum == u128::from(target) && target == pool.target;
    let same = past.members.len() == members.len()
        && past.members.iter().zip(members).enumerate().all(|(place, (past, member))| {
            let own = &member.membership;
            (past.source, past.baseline, past.target) == (member.source, own.baseline, own.target)
                && (own.pool, own.operator) == (settlement.pool, pool.operator)
                && usize::from(own.index) == place
                && member.is_frozen()
        });
    let cured = |more: fn(&u128, &u128) -> bool| {
        past.members.iter().zip(members).any(|(past, member)| more(&member.membership.cured.into(), &past.cured))
    };
    if cured(u128::gt) {
        return CheckResult::missing("not all credits that members burned into the pool have been seen");
    }
    if !locked || !same || cured(u128::lt) {
        return CheckResult::fail("members, baselines, targets or cures are not those of the events");
    }
    CheckResult::pass("members, baselines, targets and cures are those of the events").with("members", members.len())
}

/// Nothing that was reported in time waits for a decision.
fn pending(case: &Case, pool: &Pool, members: &[Joined]) -> Result<CheckResult> {
    let claims = case.reader.all::<Claim>(&case.registry_key())?;
    let of = |claim: &Claim| claim.awaited && claim.data.year == pool.year && pool.members.contains(&claim.source);
    let awaited = claims.iter().filter(|(_, claim)| of(claim)).count();
    let counted: u32 = members.iter().map(|member| member.membership.header.pending).sum();
    if awaited > 0 || counted > 0 {
        return Ok(CheckResult::fail("claims that the pool waits for are not decided").with("claims", awaited));
    }
    Ok(CheckResult::pass("no claim that the pool waits for is undecided"))
}

/// Each member's frozen figures are those that the events gave when the settlement began.
fn figures(history: Option<&History>, members: &[Joined]) -> CheckResult {
    let Some(history) = history else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    for (member, (told, _)) in members.iter().zip(history.members()) {
        let own = &member.membership.figures;
        if own.closed && !told.closed {
            return CheckResult::missing("that its year was closed has not been seen")
                .about(format_args!("member {}", member.source));
        }
        let frozen = (u128::from(own.gross), own.add_back, own.cured, u128::from(own.reduced), own.closed);
        if frozen != (told.gross, told.add_back, told.cured, told.reduced, told.closed) {
            return CheckResult::fail("its frozen figures are not what the events come to")
                .about(format_args!("member {}", member.source))
                .with("gross", told.gross)
                .with("add_back", told.add_back)
                .with("cured", told.cured)
                .with("reduced", told.reduced);
        }
    }
    CheckResult::pass("every member's frozen figures are what the events come to").with("members", members.len())
}

/// Where the program's review of each member's records stands lies on the trail that the events give.
fn trails(case: &Case, history: Option<&History>, members: &[Joined]) -> CheckResult {
    let Some(history) = history else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    let astray = members.iter().zip(history.members()).find(|(member, (told, _))| !member.is_on_trail(case, told));
    match astray {
        Some((member, _)) => CheckResult::fail("its records do not lead to where the review stands")
            .about(format_args!("member {}", member.source)),
        None => CheckResult::pass("every member's records lead to where the review stands"),
    }
}

/// Totals and verdict are what the figures come to.
fn verdict(settlement: &Settlement, history: Option<&History>) -> CheckResult {
    let Some(history) = history else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    let Some(totals) = history.totals() else {
        return CheckResult::fail("the totals do not fit their fields");
    };
    if totals != settlement.totals || totals != history.begun.totals {
        return CheckResult::fail("the totals are not what the members' figures come to")
            .with("credits", totals.credits)
            .with("claimed", settlement.totals.credits);
    }
    CheckResult::pass(format!("the members' figures come to the totals: {:?}", totals.outcome))
        .with("target", totals.target)
        .with("gross", totals.gross)
        .with("add_back", totals.add_back)
        .with("cured", totals.cured)
        .with("net", totals.net)
        .with("credits", totals.credits)
}

/// Each member's share is what its under-shoot gives, and together they are the credits.
fn shares(history: Option<&History>, members: &[Joined]) -> CheckResult {
    let Some(history) = history else {
        return CheckResult::missing("the pool's history has not been seen");
    };
    for (member, (_, share)) in members.iter().zip(history.members()) {
        let frozen = member.membership.figures.share;
        if BigUint::from(frozen) != *share {
            return CheckResult::fail(format!("its share is {frozen} g, by its under-shoot {share} g"))
                .about(format_args!("member {}", member.source));
        }
    }
    let sum: BigUint = history.reckoned.shares.iter().sum();
    match sum == history.reckoned.credits {
        true => CheckResult::pass("the shares are pro rata to the under-shoots and come to the credits"),
        false => CheckResult::fail("the shares do not come to the credits"),
    }
}
