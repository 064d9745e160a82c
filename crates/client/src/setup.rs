//! The instructions that set a registry up, from one description of it.

use crate::{addresses, instructions as ix};
use carbon_consensus::{
    notary::{NotaryTerms, MIN_THRESHOLD_BPS},
    registry::{Adjustment, Change, CreateRegistryArgs, Policy, Terms},
    rollup::BridgeArgs,
    source::PublishFactorArgs,
    token::TokenClass,
};
use carbon_wire::calendar::SECONDS_PER_DAY;
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// An instruction of a registry's setup. One transaction has room for it alone.
#[derive(Clone, Debug, PartialEq)]
pub struct SetupStep {
    /// Name of the instruction, as in the program's IDL.
    pub name: &'static str,
    /// The instruction.
    pub instruction: Instruction,
    /// Keys that must sign beside the payer.
    pub signers: Vec<Pubkey>,
}

/// Everything that a new registry consists of. [`RegistrySetup::new`] gives a plain one; set fields to change it.
#[derive(Clone, Debug)]
pub struct RegistrySetup {
    /// Pays rent.
    pub payer: Pubkey,
    /// Creator of the registry and its first authority.
    pub authority: Pubkey,
    /// Number that the creator chose; part of the registry's address.
    pub id: u16,
    /// Name, 1 to 32 bytes.
    pub name: String,
    /// May pause the registry and suspend notaries.
    pub guardian: Pubkey,
    /// Receives the fees.
    pub treasury: Pubkey,
    /// The registry's rules.
    pub policy: Policy,
    /// Quorum in basis points of the notaries' total weight.
    pub threshold_bps: u16,
    /// Bridge to the L1 and the ledger contract there.
    pub bridge: BridgeArgs,
    /// URIs of the four mints' metadata, in the order of [`TokenClass::ALL`].
    pub mint_uris: [String; TokenClass::COUNT],
    /// Notaries, in the order in which they are added.
    pub notaries: Vec<NotaryTerms>,
    /// Data providers: key and name.
    pub providers: Vec<(Pubkey, String)>,
    /// Emission factors.
    pub factors: Vec<PublishFactorArgs>,
    /// Mints that credits may be paid with.
    pub payment_mints: Vec<Pubkey>,
}

impl RegistrySetup {
    /// A registry without notaries, providers, factors and payment mints. The authority pays, and is guardian and treasury; the
    /// threshold is the lowest that the program accepts; mint URIs are examples.
    pub fn new(authority: Pubkey, id: u16, name: impl Into<String>, policy: Policy, bridge: BridgeArgs) -> Self {
        Self {
            payer: authority,
            authority,
            id,
            name: name.into(),
            guardian: authority,
            treasury: authority,
            policy,
            threshold_bps: MIN_THRESHOLD_BPS,
            bridge,
            mint_uris: TokenClass::ALL.map(|class| format!("https://registry.example/{}", class.symbol())),
            notaries: vec![],
            providers: vec![],
            factors: vec![],
            payment_mints: vec![],
        }
    }

    /// Address of the registry.
    pub fn registry(&self) -> Pubkey {
        addresses::registry(&self.authority, self.id)
    }

    /// Arguments of `create_registry`.
    pub fn create_args(&self) -> CreateRegistryArgs {
        CreateRegistryArgs {
            id: self.id,
            name: self.name.clone(),
            guardian: self.guardian,
            treasury: self.treasury,
            policy: self.policy,
            threshold_bps: self.threshold_bps,
            bridge: self.bridge,
        }
    }

    /// All instructions of an open registry, in the order in which they must be sent.
    pub fn instructions(&self) -> Vec<SetupStep> {
        let mut steps = self.instructions_before_opening();
        steps.push(self.step("open_registry", ix::open_registry(self.authority, self.registry())));
        steps
    }

    /// The same without `open_registry`.
    pub fn instructions_before_opening(&self) -> Vec<SetupStep> {
        let Self { payer, authority, .. } = *self;
        let registry = self.registry();
        let mut steps = vec![self.step("create_registry", ix::create_registry(payer, authority, self.create_args()))];
        for (class, uri) in TokenClass::ALL.into_iter().zip(&self.mint_uris) {
            steps.push(self.step("create_mint", ix::create_mint(payer, authority, registry, class, uri.clone())));
        }
        for notary in &self.notaries {
            let change = Change::AddNotary { notary: *notary };
            steps.push(self.step("apply_change", ix::apply_change(authority, registry, change)));
        }
        for (key, name) in &self.providers {
            let list = ix::list_provider(payer, authority, registry, *key, name.clone());
            steps.push(self.step("list_provider", list));
        }
        for factor in &self.factors {
            let publish = ix::publish_factor(payer, authority, registry, factor.clone());
            steps.push(self.step("publish_factor", publish));
        }
        for mint in &self.payment_mints {
            let allow = crate::market::allow_payment(payer, authority, registry, *mint);
            steps.push(self.step("allow_payment", allow));
        }
        steps
    }

    /// Every instruction of a setup is signed by the authority.
    fn step(&self, name: &'static str, instruction: Instruction) -> SetupStep {
        let signers = if self.authority == self.payer { vec![] } else { vec![self.authority] };
        SetupStep { name, instruction, signers }
    }
}

/// A notary of weight 1 without affiliates, whose accreditation never ends. Bytes of the name after the 32nd are cut off.
pub fn notary(key: Pubkey, name: &str) -> NotaryTerms {
    let mut padded = [0; 32];
    padded.iter_mut().zip(name.bytes()).for_each(|(to, byte)| *to = byte);
    NotaryTerms {
        key,
        weight: 1,
        name: padded,
        accreditation_starts_at: 0,
        accreditation_ends_at: i64::MAX,
        affiliates: Default::default(),
    }
}

/// Terms for examples and tests.
pub fn example_terms() -> Terms {
    Terms {
        record_cap: 20_000_000_000_000,
        buffer_bps: 1_500,
        max_vintage_age: 5,
        required_adjustment: Adjustment::None,
        retention_years: 10,
        voting_period: 7 * SECONDS_PER_DAY,
        claim_fee: 1_000_000,
        add_back_bond: 100_000_000,
        timelock: 2 * SECONDS_PER_DAY,
        market_fee_bps: 250,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use carbon_consensus::registry::{GwpSet, Scope2Method};

    fn setup(payer: Pubkey) -> RegistrySetup {
        let policy = Policy {
            gwp: GwpSet::Ar5,
            year_start_month: 1,
            scope2: Scope2Method::Location,
            small_notary_set: false,
            terms: example_terms(),
        };
        let bridge = BridgeArgs { core_bridge: Pubkey::new_from_array([1; 32]), shim: Pubkey::new_from_array([2; 32]) };
        let mut setup = RegistrySetup::new(Pubkey::new_from_array([4; 32]), 7, "Registry", policy, bridge);
        setup.payer = payer;
        setup.notaries = [5, 6].map(|key| notary(Pubkey::new_from_array([key; 32]), "Notary")).into();
        setup.providers = vec![(Pubkey::new_from_array([8; 32]), "Meters".into())];
        setup.payment_mints = vec![Pubkey::new_from_array([9; 32])];
        setup
    }

    #[test]
    fn instructions_come_in_order_and_name_who_signs() {
        let payer = Pubkey::new_from_array([10; 32]);
        let setup = setup(payer);
        let steps = setup.instructions();
        let names: Vec<&str> = steps.iter().map(|step| step.name).collect();
        let mints = ["create_mint"; 4];
        let expected = [
            &["create_registry"][..],
            &mints,
            &["apply_change", "apply_change", "list_provider", "allow_payment", "open_registry"],
        ];
        assert_eq!(names, expected.concat());
        assert_eq!(steps[..steps.len() - 1], setup.instructions_before_opening());
        for step in steps {
            let sign = step.instruction.accounts.iter().filter(|meta| meta.is_signer && meta.pubkey != payer);
            let keys: Vec<Pubkey> = sign.map(|meta| meta.pubkey).collect();
            assert_eq!(step.signers, keys, "{}", step.name);
        }
    }

    #[test]
    fn an_authority_that_pays_signs_once() {
        let authority = Pubkey::new_from_array([4; 32]);
        assert!(setup(authority).instructions().iter().all(|step| step.signers.is_empty()));
    }
}
