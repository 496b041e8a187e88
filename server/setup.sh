# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# setup: what server/run, tests/run and .ci/run share; sourced, never run.
#
# Debian's own tools go first: what the packages below install is what is used,
# whatever else lies about in PATH.
set -euo pipefail
export PATH=/usr/bin:/bin:/usr/sbin:/sbin:$PATH
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# A package, or alternatives with `|`, the first that Debian knows; `=command`
# after it: enough when that command exists.
# shellcheck disable=SC2034 # used by those who source this
packages_to_build=(gcc=gcc libc6-dev meson=meson ninja-build=ninja
    'pkgconf|pkg-config=pkg-config' libwebsockets-dev
    'libmsgpack-c-dev|libmsgpack-dev' libsqlite3-dev clang=clang lld=wasm-ld)
# shellcheck disable=SC2034
packages_to_test=(check nodejs=node npm=npm chromium=chromium fonts-dejavu-core
    python3-websockets sqlite3=sqlite3 git=git shellcheck=shellcheck
    ca-certificates procps=ps iproute2=ip)

say() { printf '%s\n' "$*" >&2; }
die() {
    say "$(basename "$(dirname "$0")")/$(basename "$0"): $*"
    exit 1
}

# step WHAT COMMAND... : one line, and all that the command said if it fails.
step() {
    local what=$1 log began=$SECONDS code=0
    shift
    log=$(mktemp)
    printf '%s ... ' "$what" >&2
    "$@" >"$log" 2>&1 </dev/null || code=$?
    if ((code == 0)); then
        say "$((SECONDS - began)) s"
    else
        say "failed after $((SECONDS - began)) s, code $code"
        cat "$log" >&2
    fi
    rm -f "$log"
    return "$code"
}

as_root() {
    if ((EUID == 0)); then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -- "$@"
    else
        die "needs root or sudo for: $*"
    fi
}

# install_missing PACKAGE... : nothing but one look at dpkg when all are there.
install_missing() {
    local installed need name missing=()
    # Not Debian? Then meson says what it cannot find.
    command -v dpkg-query >/dev/null || return 0
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' |
        awk '$1 == "ii" { printf " %s ", $2 }')
    for need in "$@"; do
        if [[ $need == *=* ]] && command -v "${need#*=}" >/dev/null; then
            continue
        fi
        need=${need%%=*}
        for name in ${need//|/ }; do
            [[ $installed == *" $name "* ]] && continue 2
        done
        missing+=("$need")
    done
    ((${#missing[@]} == 0)) || apt_install "${missing[@]}"
}

apt_install() {
    local need name chosen=()
    step 'apt-get update' as_root apt-get update -qq
    for need in "$@"; do
        for name in ${need//|/ }; do
            apt-cache show "$name" >/dev/null 2>&1 && break
        done
        chosen+=("$name")
    done
    step "installing ${#chosen[@]} packages (${chosen[*]})" as_root env \
        DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
        --no-install-recommends -o DPkg::Lock::Timeout=120 "${chosen[@]}"
}

# configure DIR OPTIONS... : once a build directory.
configure() {
    local dir=$1
    shift
    [[ -e $dir/build.ninja ]] ||
        step "configuring ${dir#"$top"/}" meson setup "$dir" "$top" "$@"
}
