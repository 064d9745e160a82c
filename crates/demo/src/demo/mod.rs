//! `carbon demo`: the whole flow on the compiled program.

mod audit;
mod bundles;
mod burns;
mod chain;
mod coins;
mod compare;
mod console;
mod evidence;
mod files;
mod l1;
mod market;
mod pools;
mod refusals;
mod registry;
mod report;
mod restatements;
mod rows;
mod scenario;
mod statements;

use anyhow::{bail, Context, Result};
use burns::Burn;
use carbon_client::{
    neutrality::Neutrality,
    program::{pool::Totals, record::Inventory},
};
use chain::DemoChain;
use compare::Expected;
use console::Console;
use ed25519_dalek::SigningKey;
use market::Market;
use pools::{DemoPools, POOLS};
use refusals::Attempts;
use registry::DemoRegistry;
use report::{tonnes, DemoAuditReport, DemoReport};
use restatements::Correction;
use std::path::{Path, PathBuf};

/// Options of `carbon demo`.
#[derive(clap::Args, Clone, Debug)]
pub struct Options {
    /// Seed of the raw rows and of all keys: the same seed gives the same files and addresses.
    #[arg(long, default_value_t = 2020)]
    pub seed: u64,
    /// Folder for the raw rows and for report.json.
    #[arg(long, value_name = "DIR", default_value = "target/demo")]
    pub out: PathBuf,
    /// File of expected figures to compare with, instead of the one built in (crates/demo/data/expected.json).
    #[arg(long, value_name = "FILE")]
    pub expected: Option<PathBuf>,
}

/// Runs the demo and prints each step.
pub fn run(options: &Options) -> Result<()> {
    let mut console = Console::new();
    let report = play(options, &mut console)?;
    // Read after the flow, so that the code that submits claims cannot use the expected figures.
    let expected = match &options.expected {
        Some(path) => &std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?,
        None => compare::BUILT_IN,
    };
    finish(options, report, expected, &mut console)
}

/// The flow, from raw rows to the report.
fn play(options: &Options, console: &mut Console) -> Result<DemoReport> {
    let evidence = options.out.join("evidence");
    let mut chain = DemoChain::new(options.seed, scenario::NOW)?;
    let mut registries = vec![];
    let plans = scenario::registries();
    let records: usize = plans.iter().flat_map(|plan| &plan.sources).map(|source| source.streams.len()).sum();
    let sources: usize = plans.iter().map(|plan| plan.sources.len()).sum();
    let further = scenario::offers().len() + scenario::burns().len() + 2;
    console.start(plans.len() + 2 * sources + records + further);

    console.line(&format!("Seed {}. The compiled program runs in an embedded Solana runtime.", options.seed));
    console.heading("Registries, each with four mints and five notaries; two thirds of their weight decide");
    for (index, plan) in plans.into_iter().enumerate() {
        let registry = DemoRegistry::set_up(&mut chain, index as u16 + 1, plan, &evidence)?;
        let plan = &registry.plan;
        console.step(&format!(
            "{}: {:?}, {} factors, {} sources",
            plan.name,
            plan.gwp,
            plan.factors.len(),
            plan.sources.len()
        ));
        registries.push(registry);
    }

    console.heading("Raw meter and fuel rows, signed by each registry's data provider");
    for registry in &registries {
        let plan = &registry.plan;
        let key = SigningKey::from_bytes(registry.provider.secret_bytes());
        for (source, made) in plan.sources.iter().zip(&registry.sources) {
            let of = (source, made.key);
            let (path, count) = bundles::write(&evidence.join(plan.label), options.seed, plan, of, &key)?;
            console.step(&format!("{}: {count} rows", path.display()));
        }
    }

    let (mut attempts, mut made) = (Attempts::new(console), vec![]);
    console.heading("From rows to records: claim, votes of four of five notaries, notarization");
    for registry in &mut registries {
        for source in 0..registry.sources.len() {
            for stream in 0..registry.plan.sources[source].streams.len() {
                let grams = registry.record(&mut chain, source, stream, &evidence)?;
                let plan = &registry.plan.sources[source];
                console.step(&format!("{}, {}: {}", plan.label, plan.streams[stream].label, tonnes(grams)));
                if registry.records.len() == 1 && plan.streams.len() > 1 {
                    attempts.missing_days(&mut chain, registry, source)?;
                }
            }
        }
    }

    console.heading("Closing the year: every day is covered, and the notaries attest that nothing is missing");
    attempts.wrong_totals(&mut chain, &registries[0], 0)?;
    for registry in &registries {
        let emitters = (0..registry.sources.len()).filter(|source| registry.plan.sources[*source].emits());
        for source in emitters {
            registry.propose_year_closing(&mut chain, source)?;
            console.step(&format!("{}: {}", registry.plan.sources[source].label, registry.plan.year));
        }
    }

    let [uk, safeguard] = &registries[..] else { bail!("the scenario has two registries") };
    console.heading("A market: credits for sale, paid with a token that the registry allows");
    let mut market = Market::new(&chain, safeguard);
    for plan in scenario::offers() {
        let grams = market.list(&mut chain, safeguard, plan)?;
        let coins = plan.price_per_tonne as f64 / 1e6;
        console.step(&format!("{}: {} at {coins} a tonne", plan.seller, tonnes(grams)));
    }
    attempts.bad_offers(&mut chain, safeguard, &market, "mulga-regeneration", "flng")?;

    console.heading("Neutralizing: credits are bought and burned against emissions, after a review of every history");
    for (number, plan) in scenario::burns().into_iter().enumerate() {
        let burn = Burn::propose(&mut chain, safeguard, &mut market, plan, &options.out.join("statements"))?;
        if number == 0 {
            attempts.underpaid_purchase(&mut chain, safeguard, &market, "mulga-regeneration", plan.emitter)?;
            attempts.bad_legs(&mut chain, safeguard, &burn, safeguard.source("mulga-regeneration")?)?;
        }
        burn.submit(&mut chain, safeguard)?;
        if number == 0 {
            attempts.unapproved_burn(&mut chain, safeguard, &burn)?;
        }
        burn.approve(&mut chain, safeguard)?;
        if number == 0 {
            attempts.unreviewed_burn(&mut chain, safeguard, &burn)?;
        }
        burn.review_all(&mut chain)?;
        burn.execute(&mut chain, safeguard)?;
        let inventory: Inventory = chain.runtime.get(&safeguard.inventory(burn.emitter));
        console.step(&format!("{}: {}", plan.emitter, Neutrality::of(&inventory)));
        if number == 0 {
            attempts.repeated_burn(&mut chain, safeguard, &burn)?;
        }
        made.push(burn);
    }

    market.close(&mut chain, safeguard)?;

    console.heading("A record found wrong: credits that were sold and burned are void, and others take their place");
    let whole_year = &made[0];
    let mut correction = Correction::new(&chain, safeguard, whole_year, scenario::restatement())?;
    correction.propose(&mut chain)?;
    attempts.bad_restatements(&mut chain, safeguard, &correction, whole_year)?;
    correction.decide(&mut chain)?;
    correction.impair(&mut chain)?;
    let year =
        |chain: &DemoChain| Neutrality::of(&chain.runtime.get::<Inventory>(&safeguard.inventory(whole_year.emitter)));
    console.line(&format!("  {}: {}", whole_year.plan.emitter, year(&chain)));
    attempts.bad_covers(&mut chain, safeguard, &correction)?;
    correction.cover(&mut chain)?;
    let (from, to) = (tonnes(correction.before), tonnes(correction.content(&chain).valid_grams));
    let (source, emitter) = (correction.plan.source, whole_year.plan.emitter);
    console.step(&format!("{source}: {from} to {to}; {emitter}: {}", year(&chain)));

    console.heading("A bad claim for each kind of check, and its refusal");
    attempts.tampered_rows(uk)?;
    attempts.bad_activity_data(&mut chain, uk)?;
    attempts.bad_measurements(&mut chain, safeguard, uk)?;
    attempts.closed_year(&mut chain, uk, 0)?;
    attempts.direct_token_calls(&mut chain, safeguard)?;
    let approved = [attempts.colluding_votes(&mut chain, safeguard)?, attempts.used_evidence(&mut chain, safeguard)?];
    attempts.rejected_claim(&mut chain, safeguard, &approved, &evidence)?;
    attempts.conflicted_notary(&mut chain, safeguard)?;

    console
        .heading("To the L1: a batch by Wormhole, verified by its core contract on an embedded EVM, and proofs there");
    let node = l1::L1Process::start()?;
    let l1 = l1::publish_and_prove(&mut chain, safeguard, &node)?;
    console.step(&format!("batch {} of {} leaves, root {}: {} gas", l1.batch, l1.leaf_count, l1.root, l1.gas));
    console.line(&format!("  signed by {}", l1.signer));
    for proof in &l1.proofs {
        console.line(&format!("  {}: {} = {}", proof.name, proof.question, proof.status));
    }
    attempts.empty_batch(&mut chain, safeguard)?;
    let (mut pools, pools_market) = reduce(options, console, &mut attempts)?;
    let refusals = attempts.finish();
    let mut report = DemoReport::read(&mut chain, options.seed, &registries, refusals)?;
    report.read_certificates(&chain, safeguard, &made);
    report.read_trades(&chain, safeguard, &market);
    report.read_restatement(&chain, safeguard, &correction);
    report.add_l1(safeguard, l1);
    report.read_pools(&mut pools, &pools_market)?;
    report.add_audit(safeguard, audit::audit(&chain, safeguard, &made, &node, &options.out)?);
    Ok(report)
}

/// Reduction pools: one meets its target, one misses it, one is cured with credits of the first.
fn reduce(options: &Options, console: &Console, attempts: &mut Attempts) -> Result<(DemoPools, Market)> {
    console.heading("Reduction pools, in a runtime that begins a month before their year");
    let mut pools = DemoPools::set_up(options.seed, &options.out)?;
    for plan in &POOLS {
        let target = tonnes(pools.pool(plan).target);
        console.line(&format!("  {}: {} members, target {target}, locked", plan.label, plan.members.len()));
    }
    attempts.joining_a_locked_pool(&mut pools)?;
    pools.report()?;
    attempts.early_settlement(&mut pools)?;
    let [adbri, whyalla, dandenong] = &POOLS;
    for plan in [adbri, whyalla] {
        print_totals(console, plan.label, &pools.settle(plan)?);
    }
    attempts.second_settlement(&mut pools)?;
    let mut market = Market::new(&pools.chain, &pools.registry);
    let bought = pools.trade(&mut market)?;
    attempts.misused_reduction_credits(&mut pools, bought.0)?;
    pools.cure(bought)?;
    console.line(&format!("  {} of reduction credit bought from ADBRI and burned into dandenong", tonnes(bought.1)));
    print_totals(console, dandenong.label, &pools.settle(dandenong)?);
    market.close(&mut pools.chain, &pools.registry)?;
    Ok((pools, market))
}

fn print_totals(console: &Console, pool: &str, totals: &Totals) {
    let Totals { outcome, net, target, credits, .. } = totals;
    // The demo cures no pool below zero.
    let net = tonnes(*net as u64);
    console.line(&format!(
        "  {pool}: {outcome:?}, net {net} against {}, credits {}",
        tonnes(*target),
        tonnes(*credits)
    ));
}

/// Prints the table, compares the figures and writes `report.json`.
fn finish(options: &Options, mut report: DemoReport, expected: &str, console: &mut Console) -> Result<()> {
    console.end();
    let expected = Expected::parse(expected)?;
    report.differences = expected.differences(&report);
    console.heading("Results on chain");
    for line in table(&report) {
        console.line(&line);
    }
    print_audit(&report, &options.out, console);
    let path = options.out.join("report.json");
    std::fs::create_dir_all(&options.out).with_context(|| format!("creating {}", options.out.display()))?;
    std::fs::write(&path, serde_json::to_string_pretty(&report)? + "\n")
        .with_context(|| format!("writing {}: choose another folder with --out", path.display()))?;
    if !report.differences.is_empty() {
        bail!(
            "{} differences from the expected figures:\n  {}",
            report.differences.len(),
            report.differences.join("\n  ")
        );
    }
    console.line("");
    console.line(&format!(
        "All {} figures and {} refusals are as expected. Report: {}",
        report.figures.len(),
        report.refusals.len(),
        path.display()
    ));
    Ok(())
}

/// Prints the audit page of the first statement, and the audit after a change of one byte of a meter file.
fn print_audit(report: &DemoReport, out: &Path, console: &Console) {
    let Some(DemoAuditReport { statements, altered }) = &report.audit else { return };
    console.heading("An auditor with the statements, the evidence and a node of each chain");
    for (emitter, found) in statements {
        console.line(&format!(
            "  {emitter}: {:?}, page {}",
            found.conclusion,
            out.join("audit").join(emitter).with_extension("txt").display()
        ));
    }
    if let Some((_, found)) = statements.first() {
        console.line("");
        found.page().lines().for_each(|line| console.line(line));
    }
    console.heading(&format!("The same after one byte of {} was changed", altered.file));
    console.line(&format!("  {:?}", altered.found.conclusion));
    for failure in altered.found.failures() {
        console.line(&format!("  {}: {} [{}]", failure.about, failure.sentence, failure.source));
    }
}

fn table(report: &DemoReport) -> Vec<String> {
    let mut lines = vec![format!("{:<34} {:>24} {:>22} {:>22}  year", "source", "emitted", "neutralized", "absorbed")];
    for inventory in &report.inventories {
        let state = match (inventory.closed, inventory.neutral) {
            (_, true) => "carbon neutral",
            (true, _) => "closed",
            _ => "open",
        };
        let [emitted, neutralized, absorbed] =
            [inventory.emitted, inventory.neutralized, inventory.absorbed].map(tonnes);
        lines.push(format!(
            "{:<34} {emitted:>24} {neutralized:>22} {absorbed:>22}  {} {state}",
            inventory.name, inventory.year
        ));
    }
    lines.push(String::new());
    lines.push(format!("{:<34} {:>24} {:>22}", "certificate", "grams burned", "leaf of the log"));
    for certificate in &report.certificates {
        let (name, leaf) = (&certificate.purpose, certificate.leaf);
        lines.push(format!("{name:<34} {:>24} {leaf:>22}", tonnes(certificate.grams)));
    }
    lines.push(String::new());
    lines.push(format!("{:<34} {:>24}", "tokens", "supply = sum of lots"));
    for (name, supply) in &report.supplies {
        lines.push(format!("{name:<34} {:>24}", tonnes(*supply)));
    }
    lines.push(String::new());
    lines.push(format!("{:<34} {:>8} {:>10} {:>10}", "instruction", "times", "least CU", "most CU"));
    for (name, units) in &report.compute_units {
        lines.push(format!("{name:<34} {:>8} {:>10} {:>10}", units.count, units.least, units.most));
    }
    lines
}

#[cfg(test)]
mod audit_forger;
#[cfg(test)]
mod audit_forgeries;
#[cfg(test)]
mod audit_lies;
#[cfg(test)]
mod audit_tests;
#[cfg(test)]
mod tests;
