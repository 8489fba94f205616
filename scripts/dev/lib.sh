# shellcheck shell=bash
# What the development scripts share. Sourced, never run.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
CACHE=${TODO_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/todo-chatbot}
export ROOT CACHE

# One line to stderr, with the seconds since the script started: stdout is for results.
log() {
    printf '[%4ds] %s\n' "$SECONDS" "$*" >&2
}

# The last line says what to do about it.
die() {
    log "error: $*"
    exit 1
}

have() {
    command -v "$1" >/dev/null 2>&1
}

can_be_root() {
    [[ $EUID -eq 0 ]] || sudo -n true 2>/dev/null || { have sudo && [[ -t 0 ]]; }
}

as_root() {
    if [[ $EUID -eq 0 ]]; then "$@"; else sudo "$@"; fi
}

# apt_install WHY PACKAGE...: installs with the distribution's package manager, after saying so.
apt_install() {
    local why=$1
    shift
    have apt-get || die "$why needs $*: install it with your system's package manager, then run this again"
    can_be_root || die "$why needs $*: run \`sudo apt-get install $*\`, then run this again"
    log "installing $* with apt-get: $why"
    local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0)
    as_root "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >&2 && return
    as_root "${apt[@]}" update </dev/null >&2 || log "apt-get update failed; trying with the lists at hand"
    as_root "${apt[@]}" install -y --no-install-recommends "$@" </dev/null >&2 \
        || die "apt-get could not install $*: install it by hand, then run this again"
}

# What tests start, with the features that `cargo test --workspace` resolves. A selection without tests, or of some packages,
# resolves others, and most dependencies are compiled once more.
build_as_tested() {
    SQLX_OFFLINE=true cargo build --workspace --locked --bin backend --bin frontend --example rrule --test conformance >&2
}

# conformance ARGUMENT...: trials that start real sidecars and brokers.
conformance() {
    build_as_tested
    SQLX_OFFLINE=true cargo test --workspace --locked --bin backend --bin frontend --test conformance -- --ignored "$@"
}

# A TCP port of 127.0.0.1 that nothing listens on, below those that Kubernetes keeps for node ports: network policies may let
# pods reach these.
free_port() {
    local port
    for _ in {1..100}; do
        port=$((20000 + RANDOM % 10000))
        port_taken "$port" || { echo "$port"; return; }
    done
    die "no free port found between 20000 and 30000: stop something, then run this again"
}

# port_taken PORT [ADDRESS]
port_taken() {
    (: <>"/dev/tcp/${2:-127.0.0.1}/$1") 2>/dev/null
}
