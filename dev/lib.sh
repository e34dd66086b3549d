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
pg=$env/postgres  # a directory, or a link to one: see make_cluster

# Odoo compiles slowly and is read-only where it lies: its bytecode is kept beside it in the cache.
export PYTHONPYCACHEPREFIX=$cache/pycache PYTHONUNBUFFERED=1 PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# Run a command with its output in .dev/log/NAME.log, which `die` can then name.
logged() {
    local log=$env/log/$1.log
    shift
    "$@" >"$log" 2>&1
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif ! command -v sudo >/dev/null; then
        die "This needs root once; as root, run: $*"
    elif [[ -t 0 ]] || sudo -n true 2>/dev/null; then
        sudo "$@"
    else
        die "sudo would ask for a password here; run ./dev/setup in a terminal once."
    fi
}

# --- the environment ---

# All that the environment was made from: whenever it changes, dev/setup runs again.
fingerprint() {
    printf '%s\n' "$root" "${ODOO_HOME-}" "${PGHOST-}" "${PGPORT-}" "${PGUSER-}" |
        cat - "$root"/dev/{lib.sh,setup,requirements.txt,requirements-test.txt} | sha256sum
}

is_set_up() {
    [[ -f $env/ready && $(<"$env/ready") == "$(fingerprint)" ]] &&
        "$venv/bin/python" -c '' 2>/dev/null && [[ -e $env/python/odoo/release.py ]]
}

need_environment() {
    is_set_up || "$root/dev/setup"
    need_postgres
    export ODOO_RC=$env/odoo.conf
    export PATH=$env/bin:$venv/bin:$PATH
}

# Become a Python that can import `odoo`: that package alone, neither what else may lie beside it nor
# this checkout, whose `models` or `client` are no top-level packages to Odoo.
exec_odoo_python() { PYTHONPATH=$env/python exec "$venv/bin/python" "$@"; }

# --- PostgreSQL ---

# PGHOST or PGUSER name the user's own server; otherwise there is a private cluster.
pg_is_private() { [[ -z ${PGHOST-}${PGUSER-} ]]; }

# The newest PostgreSQL server on this machine, 13 or later.
pg_bin() {
    local bin
    while read -r bin; do
        if (($("$bin/postgres" --version 2>/dev/null | sed -E 's/.* ([0-9]+).*/\1/') >= 13)); then
            printf '%s\n' "$bin"
            return
        fi
    done < <(
        printf '%s\n' /usr/lib/postgresql/*/bin | sort -Vr
        dirname "$(readlink -f "$(command -v postgres || echo /nowhere/postgres)")"
    )
    return 1
}

# PostgreSQL refuses to run as root.
as_pg() (
    cd /
    if ((EUID == 0)); then
        local user=nobody
        ! id postgres >/dev/null 2>&1 || user=postgres
        exec setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"
    fi
    exec "$@"
)

# A cluster in .dev/, or in /var/tmp where the path is too long for a socket (107 bytes) or the
# unprivileged user that runs it may not enter: .dev/postgres is then a link.
make_cluster() {
    local bin=$1 socket=$pg/.s.PGSQL.5432.lock
    mkdir -p "$env/postgres"
    if ((${#socket} > 107)) || ! as_pg test -x "$env/postgres"; then
        rmdir "$env/postgres"
        ln -s "$(mktemp -d /var/tmp/tiktok_shop.XXXXXX)" "$env/postgres"
    fi
    ((EUID != 0)) || chown "$(as_pg id -u)" "$pg/"
    chmod 700 "$pg/"
    as_pg rm -rf "$pg/data.new"
    logged initdb as_pg "$bin/initdb" -D "$pg/data.new" -U odoo -A trust -E UTF8 --locale=C ||
        die "PostgreSQL's initdb failed: see $env/log/initdb.log."
    # What it holds can be made again at any time, so it need not survive a power cut.
    as_pg tee -a "$pg/data.new/postgresql.conf" >/dev/null <<'CONF'
listen_addresses = ''
max_connections = 200
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
CONF
    as_pg mv "$pg/data.new" "$pg/data"
}

# After a crash of the machine another process may have the number in the pid file, which
# PostgreSQL takes for a server that is still running.
remove_stale_pid() {
    local pid
    pid=$(head -n1 "$pg/data/postmaster.pid" 2>/dev/null) || return 0
    if [[ $(readlink "/proc/$pid/cwd") != "$(readlink -f "$pg/data")" ]]; then
        rm -f "$pg/data/postmaster.pid" "$pg"/.s.PGSQL.5432*
    fi
}

need_postgres() {
    ! pg_is_private || "$(pg_bin)/pg_isready" -q -h "$(readlink -f "$pg")" || start_postgres
}

start_postgres() (
    bin=$(pg_bin) || die "PostgreSQL 13 or later is gone from this machine: install it again."
    exec 9>"$env/postgres.lock"
    flock 9
    [[ -d $pg/data ]] || make_cluster "$bin"
    socket=$(readlink -f "$pg")
    "$bin/pg_isready" -q -h "$socket" && exit
    remove_stale_pid
    # 9>&-: the server must not inherit the lock.
    logged pg_ctl as_pg "$bin/pg_ctl" start -w -D "$socket/data" -l "$socket/log" \
        -o "-k '$socket'" 9>&- || die "PostgreSQL did not start: see $pg/log."
)
