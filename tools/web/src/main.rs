//! Builds what browsers download into `<target>/site`, the `SITE_DIR` of the frontend:
//!
//! - `static/`: every file under a name that changes with its content, beside it the same as brotli and gzip;
//! - `manifest.json`: which name each file has.
//!
//! `WASM_CARGO` is the command that compiles for WebAssembly, as `scripts/dev/wasm.sh` prints it. `WASM_PROFILE=dev`
//! builds fast instead of small, and compresses nothing.

mod names;
mod site;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

/// The name of the program and of its files.
const NAME: &str = "browser";

fn main() -> Result<()> {
    let target =
        env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let profile = env::var("WASM_PROFILE").unwrap_or_else(|_| "wasm".to_owned());
    let small = profile != "dev";
    let wasm = compile(&target, &profile)?;
    let mut files = site::folder(Path::new("frontend/public"))?;
    files.push(site::styles(Path::new("frontend/style"))?);
    let program = site::File::read(&wasm)?;
    let site = target.join("site");
    let digest = site::digest(small, files.iter().chain([&program]));
    if !site::is_current(&site, &digest) {
        let bindings = target.join("wasm-bindgen");
        bind(&wasm, &bindings)?;
        files.extend(site::folder(&bindings)?);
        site::write(&site, &digest, &files, small)?;
    }
    println!("{}", site.display());
    Ok(())
}

/// The compiled program, with what wasm-bindgen still has to read in it.
fn compile(target: &Path, profile: &str) -> Result<PathBuf> {
    const TRIPLE: &str = "wasm32-unknown-unknown";
    let command = env::var("WASM_CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut words = command.split_whitespace();
    let status = Command::new(words.next().context("WASM_CARGO is empty")?)
        .args(words)
        .args([
            "build",
            "--locked",
            "--profile",
            profile,
            "--target",
            TRIPLE,
        ])
        .args(["-p", "frontend", "--bin", NAME])
        .args(["--no-default-features", "--features", "hydrate"])
        .status()
        .with_context(|| format!("running {command}"))?;
    ensure!(status.success(), "{command} failed: {status}");
    Ok(target
        .join(TRIPLE)
        .join(if profile == "dev" { "debug" } else { profile })
        .join(format!("{NAME}.wasm")))
}

/// Writes the program for browsers and the module that loads it.
fn bind(wasm: &Path, into: &Path) -> Result<()> {
    if into.exists() {
        fs::remove_dir_all(into)?;
    }
    let mut output = Bindgen::new()
        .input_path(wasm)
        .web(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()?;
    let module = output.wasm_mut();
    let imports = module.imports.iter_mut().map(|import| &mut import.name);
    let exports = module.exports.iter_mut().map(|export| &mut export.name);
    let names = names::shorten(imports.chain(exports));
    output.emit(into)?;
    let loader = into.join(NAME).with_extension("js");
    fs::write(
        &loader,
        names::renamed(&fs::read_to_string(&loader)?, &names),
    )?;
    ensure!(
        !into.join("snippets").exists(),
        "a dependency brought JavaScript files of its own, which nothing would serve"
    );
    Ok(())
}
