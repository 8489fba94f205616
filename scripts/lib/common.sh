# shellcheck shell=bash
# What every operator's script shares: options, messages, log file, confirmation. Sourced, never run.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
NAME=$(basename "$0" .sh)
DRY_RUN=${DRY_RUN:-0}
YES=${YES:-0}

# Where everything is called the same, whichever script names it.
RESOURCE_GROUP=${RESOURCE_GROUP:-todo-chatbot}
LOCATION=${LOCATION:-westeurope}
CLUSTER=${CLUSTER:-todo-chatbot}
NAMESPACE=${NAMESPACE:-todo}
RELEASE=${RELEASE:-todo}
DAPR_VERSION=${DAPR_VERSION:-1.18.2}
export ROOT RESOURCE_GROUP LOCATION CLUSTER NAMESPACE RELEASE DAPR_VERSION

LOG_FILE=${LOG_FILE:-${TMPDIR:-/tmp}/todo-chatbot/$NAME-$(date +%Y%m%d-%H%M%S)-$$.log}
(umask 077; mkdir -p "$(dirname "$LOG_FILE")"; : >>"$LOG_FILE")

if [[ -t 2 && -z ${NO_COLOR:-} ]]; then
    BOLD=$'\e[1m' RED=$'\e[31m' GREEN=$'\e[32m' PLAIN=$'\e[0m'
else
    BOLD='' RED='' GREEN='' PLAIN=''
fi

# One line with the seconds since the start, to the terminal and the log file: stdout is for results.
say() {
    printf '[%4ds] %s%s%s\n' "$SECONDS" "${COLOUR:-}" "$*" "${COLOUR:+$PLAIN}" >&2
    printf '%s [%4ds] %s\n' "$(date +%T)" "$SECONDS" "$*" >>"$LOG_FILE"
}

step() {
    STEP=$*
    COLOUR=$BOLD say "== $*"
}
good() { COLOUR=$GREEN say "$*"; }

# die MESSAGE: what was wrong, what was expected, and what to do.
die() {
    COLOUR=$RED say "error: $*"
    say "log: $LOG_FILE"
    exit 1
}

# An end that nobody explained: which step, which command. Not in a shell of its own, whose caller decides, not where failures
# are expected, and not after `die`, which has spoken.
unexplained() {
    local status=$? command=$1
    [[ $- == *e* && $BASH_SUBSHELL == 0 && $(tail -n 1 "$LOG_FILE") != *"] log: "* ]] || return 0
    [[ ${FUNCNAME[1]:-} != run ]] || command=$RUNNING
    COLOUR=$RED say "error: ${STEP:-$NAME}: \`${command:0:120}\` ended with status $status"
    say "log: $LOG_FILE"
}
set -E
trap 'unexplained "$BASH_COMMAND"' ERR

# The comment at the top of the script, as its help.
usage() {
    sed -n '2,/^[^#]/{/^# shellcheck /d; s/^# \{0,1\}//p}' "$0"
}

# common_option ARGUMENT: whether it is one that every script takes.
common_option() {
    case $1 in
        -h | --help) usage; exit 0 ;;
        --dry-run) DRY_RUN=1 ;;
        -y | --yes) YES=1 ;;
        *) return 1 ;;
    esac
}

# value OPTION [VALUE]: the value, or a clear refusal.
value() {
    [[ $# -ge 2 && $2 != --* ]] || die "$1 needs a value; see --help"
    printf '%s' "$2"
}

unknown_option() {
    die "unknown option $1; see --help"
}

need() {
    local tool
    for tool in "$@"; do
        command -v "$tool" >/dev/null 2>&1 || die "$tool is missing: install it (docs/deployment/azure-setup.md), then run this again"
    done
}

# run COMMAND...: changes something. With --dry-run it only says what it would do.
run() {
    local words
    words=$(printf ' %q' "$@")
    RUNNING=${words# }
    printf '+%s\n' "$words" >>"$LOG_FILE"
    if [[ $DRY_RUN == 1 ]]; then
        printf '+%s\n' "$words"
        return
    fi
    "$@" > >(tee -a "$LOG_FILE" >&2) 2>&1
}

# read_only COMMAND...: looks something up. With --dry-run nothing is there yet, and nobody is asked.
read_only() {
    [[ $DRY_RUN == 0 ]] || return 1
    "$@" 2>>"$LOG_FILE"
}

# confirm QUESTION: yes, or the end.
confirm() {
    [[ $YES == 0 && $DRY_RUN == 0 ]] || return 0
    [[ -t 0 ]] || die "$1 There is no terminal to ask on: say --yes if you mean it"
    local answer
    read -r -p "$1 [y/N] " answer
    [[ $answer == [yY] || $answer == [yY][eE][sS] ]] || die "nothing was changed: you did not say yes"
}

# A private folder that is gone when the script ends.
private_folder() {
    PRIVATE=$(umask 077; mktemp -d "${TMPDIR:-/tmp}/todo-chatbot.XXXXXX")
    trap finish EXIT
}

# in_background COMMAND...: beside the script, until `finish_background` or the script's end. It shows nothing.
in_background() {
    "$@" >/dev/null 2>>"$LOG_FILE" &
    BACKGROUND=$!
}

finish_background() {
    [[ -n ${BACKGROUND:-} ]] || return 0
    kill "$BACKGROUND" 2>/dev/null || true
    wait "$BACKGROUND" 2>/dev/null || true
    BACKGROUND=''
}

finish() {
    finish_background
    rm -rf "$PRIVATE"
}
