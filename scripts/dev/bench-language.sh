#!/usr/bin/env bash
# Builds the program that reads utterances, scores it on a folder of data, beside other parsers where npm and Python can
# install them, and writes docs/LANGUAGE-SCORES.md.
data=$(realpath "$1")
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "$0")/lib.sh"
cd "$ROOT"

# others: the parsers of others.py, pinned, in the cache; prints the Python that has them.
others() {
    local folder=$CACHE/language-others
    mkdir -p "$folder"
    cp tools/language/package.json "$folder/"
    have npm && have python3 || return 1
    npm install --silent --no-audit --no-fund --prefix "$folder" >&2 || return 1
    [[ -x $folder/venv/bin/python ]] || python3 -m venv "$folder/venv" >&2 || return 1
    "$folder/venv/bin/pip" install --quiet --requirement tools/language/requirements.txt >&2 || return 1
    echo "$folder"
}

cargo build --quiet --release -p shared --example understand
program=${CARGO_TARGET_DIR:-target}/release/examples/understand
arguments=("$program" "$data" docs/LANGUAGE-SCORES.md)
if folder=$(others); then
    LANGUAGE_OTHERS=$folder TZ=Etc/GMT+2 exec "$folder/venv/bin/python" tools/language/bench.py "${arguments[@]}" --beside
fi
log "no other parsers here: the table beside them is left out"
exec python3 tools/language/bench.py "${arguments[@]}"
