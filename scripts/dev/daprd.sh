#!/usr/bin/env bash
# Prints the path of a daprd, built once from tools/dapr and kept in the cache, keyed by go.sum and main.go.
#   daprd.sh [sentry]   or of Sentry, which hands out the identities of sidecars
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT/tools/dapr"

# go_is_new_enough: whether `go` can build this module; a newer `go` directive makes it fetch that toolchain.
go_is_new_enough() {
    have go && go list -m >/dev/null 2>&1
}

version=$(sed -n 's|^\(require\)\?[[:space:]]*github.com/dapr/dapr v\([^ ]*\).*|\2|p' go.mod)
[[ -n $version ]] || die "tools/dapr/go.mod names no version of Dapr"
key=$(cat go.sum main.go | sha256sum | cut -c1-16)
program=${1:-daprd}
[[ $program =~ ^(daprd|sentry)$ ]] || die "usage: daprd.sh [sentry]"
binary=$CACHE/daprd/$version-$key/$program
if [[ ! -x $binary ]]; then
    go_is_new_enough || apt_install "building the Dapr sidecar" golang-go
    go_is_new_enough || die "building the Dapr sidecar needs Go $(sed -n 's/^go //p' go.mod): install it from https://go.dev/dl, then run this again"
    log "building Dapr's $program $version once (daprd: about 5 minutes on two cores)"
    mkdir -p "$(dirname "$binary")"
    package=github.com/dapr/dapr/cmd/$program
    [[ $program != daprd ]] || package=. # with a component more
    go build -mod=readonly -tags stablecomponents -trimpath \
        -ldflags "-s -w -X github.com/dapr/dapr/pkg/buildinfo.version=$version" \
        -o "$binary.$$" "$package" >&2 \
        || die "$program could not be built: see the lines above"
    mv "$binary.$$" "$binary"
fi
echo "$binary"
