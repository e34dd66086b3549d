# shellcheck shell=bash
# Odoo 19 as Debian packages it: sourced by dev/setup, after dev/lib.sh.

# apt with lists and downloads of its own, so that the machine's stay as they are. A mirror may lag
# weeks behind, which makes its list of unstable an expired one: that will do here. It is still
# signed, and so is what it lists.
private_apt() {
    local command=$1
    shift
    "$command" -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" \
        -o Acquire::Check-Valid-Until=false -o APT::Sandbox::User="$(id -un)" "$@"
}

debian_mirror() {
    "$@" apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Origin: Debian' 'Label: Debian' |
        head -n1 | grep .
}

# Odoo 19 is in Debian's unstable distribution. What it links to comes from this machine's own
# release: by now unstable has some of those fonts under other names.
download_odoo() {
    local mirror release deb keyring=/usr/share/keyrings/debian-archive-keyring.gpg
    mkdir -p "$work"/{lists,cache/archives}/partial "$work/deb"
    # A machine that never ran `apt-get update` knows its mirror only after a private one.
    mirror=$(debian_mirror env) || { private_apt apt-get update && mirror=$(debian_mirror private_apt); }
    read -r mirror release <<<"$mirror"
    release=${release%%-*}
    printf "deb [signed-by=$keyring] $mirror %s main\n" "$release" sid | sort -u \
        >"$work/sources.list"
    set -- -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o APT::Default-Release="$release"
    private_apt apt-get "$@" update
    cd "$work/deb"
    private_apt apt-get "$@" download odoo-19 libjs-jquery libjs-underscore libjs-jquery-form \
        fonts-font-awesome fonts-roboto-unhinted fonts-inconsolata fonts-montserrat
    for deb in *.deb; do
        dpkg-deb -x "$deb" "$work/odoo"
    done
    # Debian leaves this file out; without it the browser's console reports an error.
    set -- "$work/odoo/$packages/odoo/addons/mail/static/lib/selfie_segmentation"
    mkdir -p "$1"
    touch "$1/selfie_segmentation.js"
}

# Debian's Odoo, unpacked in the cache; prints the directory that has the package `odoo`.
debian_odoo() {
    local work packages=usr/lib/python3/dist-packages
    if [[ ! -d $cache/odoo-19 ]]; then
        command -v apt-get >/dev/null ||
            die "Set ODOO_HOME to an Odoo 19: there is no apt-get here to download Debian's."
        say "Downloading Odoo 19 (126 MB) ..."
        rm -rf "$cache"/download.*
        work=$(mktemp -d "$cache/download.XXXXXX")
        export work packages
        export -f private_apt debian_mirror download_odoo
        logged odoo bash -euo pipefail -c download_odoo ||
            die "Downloading Odoo 19 from this machine's Debian mirror failed: see" \
                "$env/log/odoo.log, or set ODOO_HOME to an Odoo 19. $(said odoo)"
        mv "$work/odoo" "$cache/odoo-19"
        rm -rf "$work"
    fi
    echo "$cache/odoo-19/$packages"
}
