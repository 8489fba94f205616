#!/usr/bin/env bash
# Prepares Rust for WebAssembly and prints the cargo command that builds for it.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

TARGET=wasm32-unknown-unknown

has_target() {
    compgen -G "$(rustc --print sysroot)/lib/rustlib/$TARGET/lib/libstd-*.rlib" >/dev/null
}

if has_target; then
    echo cargo
    exit
fi
if have rustup; then
    log "adding the target $TARGET with rustup: the part of the app that runs in browsers is compiled for it"
    if timeout 120 rustup target add "$TARGET" >&2 && has_target; then
        echo cargo
        exit
    fi
    log "rustup could not fetch it; the distribution's Rust can build the standard library for it from source"
fi
if ! { [[ -x /usr/bin/rustc && -x /usr/bin/cargo ]] && have rust-lld \
    && compgen -G '/usr/lib/rustlib/src/rust/library/Cargo.lock' >/dev/null; }; then
    apt_install "compiling for browsers" rustc-web cargo-web rust-web-src
fi
# The standard library is built once, into the target folder; the flags are unstable on every channel but nightly.
echo "env RUSTC_BOOTSTRAP=1 RUSTC=/usr/bin/rustc /usr/bin/cargo -Zbuild-std=std,panic_abort"
