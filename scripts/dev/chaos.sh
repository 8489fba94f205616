#!/usr/bin/env bash
# Kills, pauses and starves backends, sidecars, the frontend, the broker and the database while people work, then checks
# the books. Writes docs/CHAOS.md.
#   SEEDS          one run each, "1 2 3"
#   CHAOS_SECONDS  how long each goes on, 90
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$ROOT"

WORK=$(mktemp -d "${TMPDIR:-/tmp}/todo-chaos.XXXXXX")
chmod 755 "$WORK"
# What a run that was cut short has mounted goes; its logs stay.
clean() {
    local ended=$?
    findmnt -rno TARGET | grep "^$WORK/" | xargs -r umount -l || true
    if [[ $ended -eq 0 ]]; then rm -rf "$WORK"; else log "logs: $WORK"; fi
}
trap clean EXIT

export TMPDIR=$WORK CHAOS_TABLE=$WORK/table CHAOS_SECONDS=${CHAOS_SECONDS:-90}
scripts/dev/daprd.sh >/dev/null
for seed in ${SEEDS:-1 2 3}; do
    log "seed $seed, $CHAOS_SECONDS s"
    CHAOS_SEED=$seed conformance --nocapture the_books_balance_after_chaos
done

cat >docs/CHAOS.md <<END
# Chaos

What \`make chaos SEEDS="${SEEDS:-1 2 3}"\` found, on $(nproc) cores, on $(date -u +%F), at commit $(git describe --always --dirty). It writes this page.

Six people create, rename and complete tasks through the frontend, each request with a key and repeated until it is
answered. Each has one window that follows the stream, from its last event's id whenever it is cut, another that asks for
changes, and a webhook. Meanwhile a seed decides what happens next, each kind once before one comes again: backends,
sidecars, the frontend, the broker and PostgreSQL are killed (\`kill -9\`) and paused, the broker's disk is filled, poison
is sent.

At the end of each run, for each person:
- the tasks are exactly those that were answered for, with the title and state of the last answer;
- each answer has one event and one row of activity, first consumed in the order of the changes;
- the stream brought every change once, in order; it and the polled changes add up to the tasks in the database;
- the webhook was sent every change, first in order, and again only with its id and its words;

and the dead letters are the poison that was sent, and nothing else.

$(cat "$CHAOS_TABLE")
END
log "docs/CHAOS.md is written"
