#!/usr/bin/env bash
# A private PostgreSQL cluster in a folder, on a free port of 127.0.0.1 or of POSTGRES_HOST, which then lets others in.
#   postgres.sh start DIR   prints its DATABASE_URL
#   postgres.sh stop|kill DIR
#   postgres.sh signal NAME DIR   sends STOP or CONT to all of its processes
#   postgres.sh bin DIR     prints the folder of the server's programs
# POSTGRES_OPTIONS holds more options of the server, for example "-c fsync=off".
# shellcheck source=scripts/dev/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
HOST=${POSTGRES_HOST:-127.0.0.1}

# The folder of the server programs, the newest where there are several.
server_bin() {
    local dir
    for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV); do
        [[ -x $dir/initdb ]] && { echo "$dir"; return; }
    done
    have initdb && { dirname "$(readlink -f "$(command -v initdb)")"; return; }
    return 1
}

# The server refuses to run as root: there, everything is done as an ordinary user.
as_owner() {
    if [[ $EUID -eq 0 ]]; then
        (cd / && runuser -u "$OWNER" -- "$@")
    else
        "$@"
    fi
}

create() {
    local password
    password=$(od -An -N24 -tx1 /dev/urandom | tr -d ' \n')
    mkdir -p "$DIR"
    [[ $EUID -eq 0 ]] && chown "$OWNER" "$DIR"
    chmod 700 "$DIR"
    (umask 077; printf '%s\n' "$password" >"$DIR/password")
    [[ $EUID -eq 0 ]] && chown "$OWNER" "$DIR/password"
    as_owner "$BIN/initdb" -D "$DIR/data" -U todo -A scram-sha-256 --pwfile="$DIR/password" \
        --encoding=UTF8 --locale=C >"$DIR/../.initdb.log" 2>&1 \
        || die "initdb failed: $(tail -n 1 "$DIR/../.initdb.log")"
    rm -f "$DIR/../.initdb.log"
    [[ -z ${POSTGRES_HOST:-} ]] || echo 'host all all all scram-sha-256' >>"$DIR/data/pg_hba.conf"
}

start() {
    BIN=$(server_bin) || { apt_install "the database" postgresql; BIN=$(server_bin); } \
        || die "no PostgreSQL server found: install PostgreSQL 15 or later, or set DATABASE_URL"
    [[ -f $DIR/data/PG_VERSION ]] || create
    local port=""
    [[ -f $DIR/port ]] && port=$(<"$DIR/port")
    if as_owner "$BIN/pg_ctl" -D "$DIR/data" status >/dev/null 2>&1; then
        :
    else
        { [[ -n $port ]] && ! port_taken "$port"; } || port=$(free_port)
        echo "$port" >"$DIR/port"
        local options="-p $port -c listen_addresses=$HOST -c unix_socket_directories= -c max_connections=200 ${POSTGRES_OPTIONS:-}"
        as_owner "$BIN/pg_ctl" -D "$DIR/data" -l "$DIR/data/server.log" -o "$options" -w -t 30 start >/dev/null \
            || die "PostgreSQL did not start: see $DIR/data/server.log"
    fi
    local password base
    password=$(<"$DIR/password")
    base="postgres://todo:$password@$HOST:$port"
    PGPASSWORD=$password "$BIN/psql" -qAtX -h "$HOST" -p "$port" -U todo postgres \
        -c "SELECT 1 FROM pg_database WHERE datname = 'todo'" | grep -q 1 \
        || PGPASSWORD=$password "$BIN/psql" -qX -h "$HOST" -p "$port" -U todo postgres -c 'CREATE DATABASE todo'
    echo "$base/todo"
}

stop() {
    BIN=$(server_bin) || return 0
    [[ -f $DIR/data/PG_VERSION ]] || return 0
    as_owner "$BIN/pg_ctl" -D "$DIR/data" -m fast -w stop >/dev/null 2>&1 || true
}

# The server's process and those that serve its connections; the first is stopped before the others are counted.
signal() {
    local main children
    main=$(head -n 1 "$DIR/data/postmaster.pid" 2>/dev/null) || return 0
    kill -STOP "$main" 2>/dev/null || return 0
    children=$(<"/proc/$main/task/$main/children")
    # Word by word: each is a process.
    # shellcheck disable=SC2086
    kill "-$1" "$main" $children 2>/dev/null || true
    echo "$main $children"
}

# What has ended but was not yet collected does not run.
runs() {
    [[ -d /proc/$1 ]] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null
}

# As a machine that loses its power: nothing is written any more. Returns once no process is left.
crash() {
    local pid tries
    for pid in $(signal KILL); do
        for ((tries = 0; tries < 100; tries++)); do
            runs "$pid" || break
            sleep 0.05
        done
    done
    # None of them is left, though the first may still wait to be collected: a start must not take it for a server.
    rm -f "$DIR/data/postmaster.pid"
}

USAGE="usage: postgres.sh start|stop|kill|bin DIR, postgres.sh signal NAME DIR"
[[ $# -eq 3 && $1 == signal ]] && { SIGNAL=$2; set -- signal "$3"; }
[[ $# -eq 2 ]] || die "$USAGE"
mkdir -p "$(dirname "$2")"
DIR=$(cd "$(dirname "$2")" && pwd)/$(basename "$2")
OWNER=$(id -un postgres 2>/dev/null || echo nobody)
case $1 in
    start) start ;;
    stop) stop ;;
    kill) crash ;;
    signal) signal "${SIGNAL:?}" >/dev/null ;;
    bin) server_bin ;;
    *) die "$USAGE" ;;
esac
