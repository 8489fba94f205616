#!/usr/bin/env bash
# Fetches what checks the API (schemathesis, python-dateutil), pinned with hashes, once; prints the folder of its programs.
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

REQUIREMENTS=tools/api/requirements.txt
VENV=$CACHE/api/$(sha256sum "$REQUIREMENTS" | cut -c1-16)
if [[ ! -x $VENV/bin/st ]]; then
    python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install "checking the API against its description" python3-venv
    log "fetching schemathesis and python-dateutil into $VENV: they check the API"
    rm -rf "$CACHE/api"
    python3 -m venv "$VENV"
    "$VENV/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$REQUIREMENTS" >&2 \
        || { rm -rf "$VENV"; die "PyPI did not deliver $REQUIREMENTS: check the network, then run this again"; }
fi
echo "$VENV/bin"
