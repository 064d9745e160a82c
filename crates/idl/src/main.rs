//! `carbon-idl write` generates `idl/carbon_consensus.json` from the program's source with the code of `anchor build`.
//! `carbon-idl check` fails when the committed file differs from the generated one.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anchor_lang_idl::build::IdlBuilder;
use anyhow::{bail, ensure, Context, Result};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("carbon-idl: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let args: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let path = root.join("idl/carbon_consensus.json");
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["write"] => {
            let idl = generate(&root)?;
            fs::create_dir_all(root.join("idl"))?;
            fs::write(&path, idl).with_context(|| format!("writing {}", path.display()))
        }
        ["check"] => {
            let idl = generate(&root)?;
            // A missing file has the same remedy as an outdated one.
            let committed = fs::read_to_string(&path).unwrap_or_default();
            let line = 1 + committed.lines().zip(idl.lines()).take_while(|(old, new)| old == new).count();
            ensure!(
                committed == idl,
                "idl/carbon_consensus.json is out of date (from line {line}): the program's instructions, accounts, \
                 errors or their comments changed. Run `make generate` and commit the files."
            );
            Ok(())
        }
        _ => bail!("usage: carbon-idl write|check"),
    }
}

fn generate(root: &Path) -> Result<String> {
    // The builder starts `cargo test`. It must use the cargo that runs this program, found by PATH: with RUSTUP_TOOLCHAIN, which
    // rustup's cargo sets, the builder asks for a toolchain that does not exist.
    let cargo = PathBuf::from(env::var_os("CARGO").context("run this by `cargo run -p carbon-idl`")?);
    let bin = cargo.parent().context("CARGO is not a path")?.to_owned();
    let path = env::var_os("PATH").unwrap_or_default();
    env::set_var("PATH", env::join_paths([bin].into_iter().chain(env::split_paths(&path)))?);
    env::remove_var("RUSTUP_TOOLCHAIN");
    // The builder sets RUSTFLAGS, which would recompile all dependencies. This variable has precedence.
    env::set_var("CARGO_ENCODED_RUSTFLAGS", "");

    let program = root.join("programs/carbon-consensus");
    let cargo_args = ["--lib", "--locked"].map(String::from).to_vec();
    let idl = IdlBuilder::new().program_path(program).cargo_args(cargo_args).build()?;
    // The same bytes as `anchor build` writes: without a newline at the end.
    Ok(serde_json::to_string_pretty(&idl)?)
}
