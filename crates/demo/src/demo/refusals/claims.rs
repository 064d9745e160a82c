//! Claims that `submit_claim` refuses, before notaries vote.

use super::Attempts;
use crate::demo::{
    chain::DemoChain,
    registry::DemoRegistry,
    scenario::{day, EDITION},
};
use anyhow::Result;
use carbon_client::{
    addresses,
    claims::ClaimContext,
    instructions as ix,
    program::{
        claim::*,
        record::{ClaimKind, Quantity, NO_STREAM},
        registry::GwpSet,
        source::*,
        text::unpack,
    },
};
use solana_signer::Signer;

/// A gram more than a record may have: the policy's cap is 20 Mt.
const ABOVE_CAP: u64 = 20_000_000_000_001;

impl Attempts<'_> {
    /// Claims of activity data, in the UK registry.
    pub fn bad_activity_data(&mut self, chain: &mut DemoChain, uk: &DemoRegistry) -> Result<()> {
        let good = uk.claim_args(chain, 0, 0)?;
        let context = uk.context(0, 0);
        let admin = uk.authority.pubkey();
        let of_2021 =
            |args: SubmitClaimArgs| SubmitClaimArgs { first_day: day(2021, 1, 1), last_day: day(2021, 12, 31), ..args };
        let today = day(2024, 9, 1);

        // An edition that is withdrawn.
        let wrong = publication(chain, uk)?;
        let factor = addresses::factor(&uk.key, wrong.family, wrong.edition);
        chain.send("publish_factor", ix::publish_factor(admin, admin, uk.key, wrong), &[&uk.authority])?;
        chain.send("withdraw_factor", ix::withdraw_factor(admin, uk.key, factor), &[&uk.authority])?;
        let withdrawn = ClaimContext { factor: Some(factor), ..context };
        // The diesel factor of another site: the same registry, another family.
        let diesel = ClaimContext { factor: uk.context(1, 0).factor, ..context };
        let stranger = ClaimContext { submitter: uk.crank.pubkey(), ..context };

        let bad: Vec<(&'static str, ClaimContext, SubmitClaimArgs)> = vec![
            (
                "a gram less than activity times factor",
                context,
                SubmitClaimArgs { grams: good.grams - 1, ..good.clone() },
            ),
            ("days that a record covers already", context, good.clone()),
            (
                "days beyond the end of the reporting year",
                context,
                SubmitClaimArgs { last_day: good.last_day + 1, ..good.clone() },
            ),
            ("a day that is not over", context, SubmitClaimArgs { first_day: today, last_day: today, ..good.clone() }),
            ("a stream that the source did not declare", context, SubmitClaimArgs { stream: 9, ..good.clone() }),
            ("activity data without its factor", ClaimContext { factor: None, ..context }, good.clone()),
            ("the diesel factor for natural gas", diesel, good.clone()),
            ("the factor of 2020 for the days of 2021", context, of_2021(good.clone())),
            ("a factor that has been withdrawn", withdrawn, good.clone()),
            ("a claim by neither owner nor operator", stranger, good.clone()),
            ("a reduction outside any pool", context, SubmitClaimArgs { kind: ClaimKind::Reduction, ..good.clone() }),
            (
                "an evidence address of 201 bytes",
                context,
                SubmitClaimArgs { evidence_uri: "x".repeat(201), ..good.clone() },
            ),
        ];
        for (attempt, context, args) in bad {
            let (_, submit) = uk.submission(context, args);
            self.attempt(chain, attempt, submit, &[&uk.payer, &uk.sources[0].owner, &uk.crank])?;
        }

        let pause = ix::pause_registry(uk.guardian.pubkey(), uk.key);
        chain.send("pause_registry", pause, &[&uk.guardian])?;
        let (_, submit) = uk.submission(context, of_2021(good));
        self.attempt(
            chain,
            "a claim while the guardian has paused the registry",
            submit,
            &[&uk.payer, &uk.sources[0].owner],
        )?;
        let unpause = ix::unpause_registry(uk.guardian.pubkey(), uk.key);
        chain.send("unpause_registry", unpause, &[&uk.guardian])
    }

    /// Claims of measured grams, in the Safeguard registry; `other` is the UK's.
    pub fn bad_measurements(
        &mut self,
        chain: &mut DemoChain,
        safeguard: &DemoRegistry,
        other: &DemoRegistry,
    ) -> Result<()> {
        let forest = safeguard.sources.len() - 1;
        let (emission, absorption) = (safeguard.claim_args(chain, 0, 0)?, safeguard.claim_args(chain, forest, 0)?);
        let (facility, land) = (safeguard.context(0, 0), safeguard.context(forest, 0));
        let admin = safeguard.authority.pubkey();
        let new_provider = chain.key("safeguard/new provider").pubkey();
        let list = ix::list_provider(admin, admin, safeguard.key, new_provider, "New Laboratory".into());
        chain.send("list_provider", list, &[&safeguard.authority])?;
        let listed = Some(addresses::provider(&safeguard.key, &new_provider));
        let foreign = Some(addresses::provider(&other.key, &other.provider.pubkey()));

        let bad: Vec<(&'static str, ClaimContext, SubmitClaimArgs)> = vec![
            (
                "a measurement on the GWP set of another registry",
                facility,
                SubmitClaimArgs { quantity: Quantity::Measured { method: 1, gwp: GwpSet::Ar4 }, ..emission.clone() },
            ),
            ("more grams than one record may have", facility, SubmitClaimArgs { grams: ABOVE_CAP, ..emission.clone() }),
            ("a data provider of another registry", ClaimContext { provider: foreign, ..facility }, emission.clone()),
            (
                "a data provider whose listing waits for the timelock",
                ClaimContext { provider: listed, ..facility },
                emission.clone(),
            ),
            ("absorption without a data provider", ClaimContext { provider: None, ..land }, absorption),
            (
                "a baseline of less than a year",
                facility,
                SubmitClaimArgs {
                    kind: ClaimKind::Baseline,
                    stream: NO_STREAM,
                    first_day: emission.first_day + 1,
                    ..emission
                },
            ),
        ];
        for (attempt, context, args) in bad {
            let (_, submit) = safeguard.submission(context, args);
            let owners = [&safeguard.sources[0].owner, &safeguard.sources[forest].owner];
            self.attempt(chain, attempt, submit, &[&safeguard.payer, owners[0], owners[1]])?;
        }
        Ok(())
    }
}

/// A later edition of the first factor.
fn publication(chain: &DemoChain, uk: &DemoRegistry) -> Result<PublishFactorArgs> {
    let plan = &uk.plan.factors[0];
    let factor: Factor = chain.runtime.get(&addresses::factor(&uk.key, plan.family, EDITION));
    Ok(PublishFactorArgs {
        family: factor.family,
        edition: EDITION + 1,
        gases: factor.gases,
        basis: factor.basis,
        gwp: factor.gwp,
        valid_from: factor.valid_from,
        valid_until: factor.valid_until,
        name: unpack(&factor.name)?.into(),
        unit: unpack(&factor.unit)?.into(),
    })
}
