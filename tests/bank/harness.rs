//! A registry in a real bank, which does everything that a validator does, from rent to the clock.

use anchor_lang::AccountDeserialize;
use carbon_client::{
    addresses as at, claims,
    claims::ClaimContext,
    instructions as ix, program,
    program::{claim::*, notary::*, record::ClaimKind},
    read,
};
use carbon_testkit::{key, registry_setup, TestRegistry, INITIAL_LAMPORTS, NOTARIES};
use solana_account::Account;
use solana_clock::Clock;
use solana_instruction::{error::InstructionError, Instruction};
use solana_keypair::Keypair;
use solana_program_test::{BanksClientError, ProgramTest, ProgramTestContext};
use solana_pubkey::Pubkey;
use solana_signer::Signer;
use solana_transaction::Transaction;
use solana_transaction_error::TransactionError;
use std::{path::PathBuf, process::Command, sync::OnceLock};

/// Seconds of a voting round: the minimum of a policy, so that the bank passes it quickly.
pub const VOTING_PERIOD: i64 = 3_600;
/// Number of the data provider's key.
const PROVIDER: u8 = 15;
/// How long a slot takes.
const SLOT_MILLISECONDS: u64 = 400;

/// Token-2022 v11, with PermissionedBurn: solana-program-test brings an older one, litesvm this.
fn token_2022() -> &'static [u8] {
    static ELF: OnceLock<Vec<u8>> = OnceLock::new();
    ELF.get_or_init(|| {
        // Only this platform: dependencies of other platforms are not downloaded.
        let version = cargo(&["-vV"]);
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("cargo knows its platform");
        let metadata =
            cargo(&["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", host]);
        let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("cargo metadata writes JSON");
        let packages = metadata["packages"].as_array().expect("packages");
        let litesvm = packages.iter().find(|package| package["name"] == "litesvm").expect("litesvm is a dependency");
        let manifest = PathBuf::from(litesvm["manifest_path"].as_str().expect("a path"));
        let elf = manifest.with_file_name("src").join("programs/elf/spl_token_2022-11.0.0.so");
        std::fs::read(&elf).unwrap_or_else(|error| panic!("{}: {error}", elf.display()))
    })
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = cargo.expect("cargo runs");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// A registry with five notaries and its people.
pub struct BankRegistry {
    /// The bank.
    pub context: ProgramTestContext,
    /// The registry.
    pub registry: Pubkey,
    /// Its authority.
    pub authority: Keypair,
    /// Owner of the sources.
    pub owner: Keypair,
    /// Pays for claims.
    pub payer: Keypair,
    /// Advances rent.
    pub crank: Keypair,
    /// In the order of the notary set.
    pub notaries: Vec<Keypair>,
}

/// A bank with our ELF and Token-2022 v11.
pub async fn start() -> ProgramTestContext {
    // No native processor is given, so the bank must load the ELF.
    let folder = carbon_embedded::program_path();
    std::env::set_var("SBF_OUT_DIR", folder.parent().expect("a file in a folder"));
    let mut test = ProgramTest::default();
    test.prefer_bpf(true);
    test.add_program("carbon_consensus", program::ID, None);
    let data = token_2022().to_vec();
    let lamports = 10 * INITIAL_LAMPORTS;
    let owner = solana_pubkey::pubkey!("BPFLoader2111111111111111111111111111111111");
    let account = Account { lamports, data, owner, executable: true, rent_epoch: 0 };
    test.add_account(anchor_spl::token_2022::ID, account);
    for person in [10, 12, 13, 14].map(key) {
        test.add_account(person.pubkey(), Account { lamports: INITIAL_LAMPORTS, ..Account::default() });
    }
    test.start_with_context().await
}

impl BankRegistry {
    /// An open registry.
    pub async fn new() -> Self {
        let [authority, owner, payer, crank] = [10, 12, 13, 14].map(key);
        let mut notaries: Vec<Keypair> = (100..100 + NOTARIES as u8).map(key).collect();
        notaries.sort_by_key(Signer::pubkey);
        let keys: Vec<Pubkey> = notaries.iter().map(Signer::pubkey).collect();
        let mut setup = registry_setup(authority.pubkey(), 1, &keys, key(PROVIDER).pubkey());
        setup.policy.terms.voting_period = VOTING_PERIOD;
        let registry = setup.registry();
        let mut bank = Self { context: start().await, registry, authority, owner, payer, crank, notaries };
        for step in setup.instructions() {
            bank.send(step.instruction).await.unwrap();
        }
        bank
    }

    /// A transaction with one instruction, signed by all signers that the instruction names and paid by the bank's own
    /// payer. The same instruction twice within one blockhash is the same transaction, which a bank refuses.
    pub async fn transaction(&mut self, instruction: Instruction) -> Transaction {
        let blockhash = self.context.banks_client.get_latest_blockhash().await.unwrap();
        let people = [&self.context.payer, &self.authority, &self.owner, &self.payer, &self.crank];
        let signs = |key: &Pubkey| instruction.accounts.iter().any(|meta| meta.is_signer && meta.pubkey == *key);
        let mut signers = vec![&self.context.payer];
        signers.extend(people.into_iter().chain(&self.notaries).filter(|person| signs(&person.pubkey())));
        Transaction::new_signed_with_payer(
            std::slice::from_ref(&instruction),
            Some(&self.context.payer.pubkey()),
            &signers,
            blockhash,
        )
    }

    /// Sends an instruction.
    pub async fn send(&mut self, instruction: Instruction) -> Result<(), BanksClientError> {
        let transaction = self.transaction(instruction).await;
        self.context.banks_client.process_transaction(transaction).await
    }

    /// Registers and admits a source.
    pub async fn source(&mut self, index: u32) -> Pubkey {
        let owner = self.owner.pubkey();
        let source = at::source(&self.registry, &owner, index);
        self.send(ix::register_source(owner, owner, self.registry, TestRegistry::source_args(index))).await.unwrap();
        self.send(ix::admit_source(self.authority.pubkey(), self.registry, source)).await.unwrap();
        source
    }

    /// Submits a claim.
    pub async fn submit(&mut self, source: Pubkey, args: SubmitClaimArgs) -> Pubkey {
        let claim = at::claim(&source, args.nonce);
        let (payer, submitter) = (self.payer.pubkey(), self.owner.pubkey());
        // Absorption needs a data provider.
        let provider =
            (args.kind == ClaimKind::Absorption).then(|| at::provider(&self.registry, &key(PROVIDER).pubkey()));
        let (registry, pool) = (self.registry, None);
        let context = ClaimContext { payer, submitter, registry, source, factor: None, provider, pool };
        self.send(claims::submit_claim(context, args, 2023)).await.unwrap();
        claim
    }

    /// Sends the votes of some notaries in one transaction.
    pub async fn approve(&mut self, claim: Pubkey, voters: &[usize]) -> Result<(), BanksClientError> {
        let digest = self.get::<Claim>(claim).await.subject.ballot.digest;
        let voters: Vec<Pubkey> = voters.iter().map(|index| self.notaries[*index].pubkey()).collect();
        self.send(ix::attest(self.registry, claim, digest, Verdict::Approve, [9; 32], &voters)).await
    }

    /// `notarize_claim`, by the crank.
    pub async fn notarization(&mut self, claim: Pubkey) -> Instruction {
        let content = self.get(claim).await;
        // No year is logged in these tests.
        claims::notarize_claim(self.crank.pubkey(), claim, &content, None)
    }

    /// `close_claim`, by the crank.
    pub async fn closing(&mut self, claim: Pubkey) -> Instruction {
        let content = self.get(claim).await;
        claims::close_claim(self.crank.pubkey(), claim, &content)
    }

    /// An account as it is, `None` when it does not exist.
    pub async fn find(&mut self, key: Pubkey) -> Option<Account> {
        self.context.banks_client.get_account(key).await.unwrap()
    }

    /// An account's content, which must exist.
    pub async fn get<T: AccountDeserialize>(&mut self, key: Pubkey) -> T {
        read(&self.find(key).await.expect("the account exists").data).unwrap()
    }

    /// Lamports of an account.
    pub async fn lamports(&mut self, key: Pubkey) -> u64 {
        self.context.banks_client.get_balance(key).await.unwrap()
    }

    /// A number of eight bytes in an account.
    pub async fn number(&mut self, key: Pubkey, offset: usize) -> u64 {
        let account = self.find(key).await.expect("the account exists");
        u64::from_le_bytes(account.data[offset..offset + 8].try_into().unwrap())
    }

    /// The bank's clock.
    pub async fn clock(&mut self) -> Clock {
        self.context.banks_client.get_sysvar().await.unwrap()
    }

    /// Advances the clock and the slots that belong to the time. The bank has no voters that report the time, so the
    /// clock is set.
    pub async fn pass(&mut self, seconds: i64) {
        let before = self.clock().await;
        let slots = (seconds as u64 * 1_000).div_ceil(SLOT_MILLISECONDS);
        self.context.warp_to_slot(before.slot + slots).unwrap();
        let unix_timestamp = before.unix_timestamp + seconds;
        let clock = Clock { unix_timestamp, ..self.clock().await };
        self.context.set_sysvar(&clock);
    }
}

/// Error number of a transaction that its instruction refused.
pub fn code_of(error: BanksClientError) -> u32 {
    match error.unwrap() {
        TransactionError::InstructionError(0, InstructionError::Custom(code)) => code,
        other => panic!("refused with {other:?}"),
    }
}

/// Asserts that a transaction was refused with an error number.
#[track_caller]
pub fn assert_code(outcome: Result<(), BanksClientError>, code: u32) {
    assert_eq!(code_of(outcome.expect_err("was not refused")), code);
}
