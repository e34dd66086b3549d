# shellcheck shell=bash
# What the commands in dev/ share: source this file, then call `need_environment`.
#
# Everything that is generated lies in .dev/ (git-ignored; remove it to start over) or in the
# user's cache, where a second clone finds what the first one downloaded.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
env=$root/.dev
cache=${XDG_CACHE_HOME:-~/.cache}/tiktok_shop
venv=$env/venv
others=$env/others # addons of others, which only tests that say so install
pg=$env/postgres # a directory, or a link to one: see make_cluster

# Odoo takes long to compile: its bytecode is kept in the cache, and none is strewn over the checkout.
export PYTHONPYCACHEPREFIX=$cache/pycache PYTHONUNBUFFERED=1
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Run a command with its output in .dev/log/NAME.log, which `die` can then name.
logged() {
    local log=$env/log/$1.log
    shift
    "$@" >"$log" 2>&1
}

# Print what a command said in .dev/log/NAME.log of why it failed: its errors, else its last words.
said() {
    local log=$env/log/$1.log lines
    lines=$(grep -E '^(E:|Err:|ERROR|error|fatal)|[A-Za-z]+Error: ' "$log" | tail -n 3) ||
        lines=$(grep -v '^[[:space:]]*$' "$log" | tail -n 3) || return 0
    printf 'It says:\n%s' "$(cut -c1-300 <<<"$lines")"
}

# --- the environment ---

# All that the environment was made from: whenever it changes, dev/setup runs again.
fingerprint() {
    printf '%s\n' "$root" "$cache" "${ODOO_HOME-}" "${PGHOST-}" "${PGPORT-}" "${PGUSER-}" |
        cat - "$root"/dev/{lib.sh,debian.sh,setup,requirements.txt,requirements-test.txt,requirements-addons.txt} | sha256sum
}

is_set_up() {
    [[ -O $env/ready && $(<"$env/ready") == "$(fingerprint)" &&
        -e $env/python/odoo/release.py && -e $others/ ]] &&
        "$venv/bin/python" -Sc '' 2>/dev/null
}

# For commands that leave the databases alone.
need_tools() {
    is_set_up || "$root/dev/setup"
    export PATH=$env/bin:$venv/bin:$PATH
}

need_environment() {
    need_tools
    need_postgres
    export ODOO_RC=$env/odoo.conf
}

# Become a Python that can import `odoo`: that package alone, neither what else may lie beside it nor
# this checkout, whose `models` or `client` are no top-level packages to Odoo.
exec_odoo_python() { PYTHONPATH=$env/python exec "$venv/bin/python" "$@"; }

# --- PostgreSQL ---

# PGHOST or PGUSER name the user's own server; otherwise there is a private cluster.
pg_is_private() { [[ -z ${PGHOST-}${PGUSER-} ]]; }

# Print where the programs of a PostgreSQL server are: of the version that made the cluster, or of the
# newest one.
pg_bin() {
    local bin version made
    made=$(cat "$pg/data/PG_VERSION" 2>/dev/null || true)
    for bin in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr) \
        "$(dirname "$(readlink -f "$(command -v postgres || echo /-)")")"; do
        version=$("$bin/postgres" --version 2>/dev/null | sed -E 's/[^0-9]*([0-9]+).*/\1/') || continue
        if ((version == ${made:-$version} && version >= 13)); then
            echo "$bin"
            return
        fi
    done
    return 1
}

# PostgreSQL refuses to run as root.
as_pg() (
    cd /
    if ((EUID == 0)); then
        user=nobody
        ! id postgres >/dev/null 2>&1 || user=postgres
        set -- setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"
    fi
    exec "$@"
)

# Servers outlive a .dev that somebody removed: one that ran right here would, once it notices, take the
# socket of its successor with it.
remove_abandoned_clusters() {
    local bin=$1 place process
    for process in /proc/[0-9]*; do
        [[ $(readlink "$process/cwd") != "$pg/data (deleted)" ]] ||
            kill -QUIT "${process##*/}" 2>/dev/null || true
    done
    for place in /var/tmp/tiktok_shop.*/; do
        place=${place%/}
        if [[ -f $place/owner && $(readlink "$(<"$place/owner")") != "$place" ]]; then
            as_pg "$bin/pg_ctl" stop -D "$place/data" -m immediate >/dev/null 2>&1 || true
            rm -rf "$place"
        fi
    done
}

# A cluster in .dev/, or in /var/tmp where the path is too long for a socket (107 bytes) or the
# unprivileged user who runs it may not enter: then .dev/postgres is a link.
make_cluster() {
    local bin=$1 socket=$pg/.s.PGSQL.5432.lock
    [[ -e $pg ]] || rm -f "$pg"
    remove_abandoned_clusters "$bin"
    mkdir -p "$pg"
    if [[ ! -L $pg ]] && { ((${#socket} > 107)) || ! as_pg test -x "$pg"; }; then
        rm -rf "$pg"
        ln -s "$(mktemp -d /var/tmp/tiktok_shop.XXXXXX)" "$pg"
        echo "$pg" >"$pg/owner"
    fi
    ((EUID)) || chown "$(as_pg id -u)" "$pg/"
    chmod 700 "$pg/"
    rm -rf "$pg/data.new"
    logged initdb as_pg "$bin/initdb" -D "$(readlink -f "$pg")/data.new" -U odoo -A trust \
        -E UTF8 --locale=C || die "PostgreSQL's initdb failed, see $env/log/initdb.log. $(said initdb)"
    # What is in there can be made again at any time: it need not survive a power cut.
    cat >>"$pg/data.new/postgresql.conf" <<'CONF'
listen_addresses = ''
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
CONF
    mv "$pg/data.new" "$pg/data"
}

# After a crash of the machine another process may have the number in the pid file, which
# PostgreSQL takes for a server that still runs.
remove_stale_pid() {
    local pid
    pid=$(head -n1 "$pg/data/postmaster.pid" 2>/dev/null) || return 0
    if [[ $(readlink "/proc/$pid/cwd") != "$(readlink -f "$pg/data")" ]]; then
        rm -f "$pg/data/postmaster.pid" "$pg"/.s.PGSQL.5432*
    fi
}

pg_is_ready() { "$1/pg_isready" -q -h "$(readlink -f "$pg")" -U odoo -d postgres -t 30; }

need_postgres() (
    pg_is_private || exit 0
    bin=$(pg_bin) || die "PostgreSQL has changed: remove .dev (and its databases), then try again."
    ! pg_is_ready "$bin" || exit 0
    exec 9>"$env/postgres.lock"
    flock 9
    ! pg_is_ready "$bin" || exit 0
    [[ -d $pg/data ]] || make_cluster "$bin"
    remove_stale_pid
    # A server whose socket somebody cleared away.
    [[ ! -f $pg/data/postmaster.pid || -S $pg/.s.PGSQL.5432 ]] ||
        as_pg "$bin/pg_ctl" stop -D "$(readlink -f "$pg")/data" -m fast >/dev/null || true
    socket=$(readlink -f "$pg")
    # The server must not inherit locks: this one, nor that of dev/setup.
    logged pg_ctl as_pg "$bin/pg_ctl" start -w -D "$socket/data" -l "$socket/log" \
        -o "-k '$socket'" 8>&- 9>&- || die "PostgreSQL did not start: see $pg/log."
)
