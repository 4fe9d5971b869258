#!/bin/sh
# setup.sh: install what is missing to build and test Customer Health.
#
#     tools/setup.sh              what the build and the running program need
#     tools/setup.sh test check   that, and what `make test` and `make check` need
#     tools/setup.sh bench        ... `make bench`
#     tools/setup.sh clients      ... `make test-clients`: packages of npm, where there is Node 20
#     tools/setup.sh statistics   ... the test that asks R for the numbers of the proof
#     tools/setup.sh browser      ... `make test-browser`, `make screenshots`: the same
#
# Everything is a Debian package.  llhttp and yyjson are ordinary packages from
# Debian 13 on; on Debian 12 they are fetched from the Debian 13 suite of the
# mirror this machine already uses and unpacked under build/deps, so that the
# system itself is left as it is.
set -eu
cd "$(dirname "$0")/.."

build="gcc libc6-dev make meson ninja-build pkg-config libuv1-dev libsqlite3-dev
       libmariadb-dev libmariadb3 libcurl4-openssl-dev zlib1g-dev libbrotli-dev libssl-dev
       libutf8proc-dev tzdata"
test="libcmocka-dev mariadb-server-core mariadb-client-core python3 tidy curl openssl"
check="clang clang-format clang-tidy binutils git"
bench="wrk python3 curl"
statistics="r-base-core r-cran-survival"
browser="chromium libfaketime tidy"
newer="libllhttp9.2 libllhttp-dev libyyjson0 libyyjson-dev"
deps=build/deps

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

installed() {
    dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

# Install those of the named packages that are missing; say which.
install_missing() {
    missing=
    for package in "$@"; do installed "$package" || missing="$missing $package"; done
    [ -z "$missing" ] && return
    echo "Installing:$missing"
    as_root apt-get update -qq
    # shellcheck disable=SC2086  # a list of package names, one word each
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# The packages of npm that the tests in a folder use, as its lock file has them.  Debian 12
# has no Node that can run them: there those tests are skipped.
fetch_packages() {
    major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
    if [ "${major:-0}" -lt 20 ] || ! command -v npm >/dev/null; then
        echo "Node 20 and npm are not installed: the tests in $1 are skipped"
        return
    fi
    [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] && return
    echo "Fetching what the tests use into $1/node_modules"
    (cd "$1" && npm ci --silent)
}

# Fetch the newer packages from Debian 13 and unpack them, with apt's own
# check of signatures but directories of our own.
unpack_newer() {
    [ -f $deps/complete ] && return
    echo "Fetching llhttp and yyjson from Debian 13 into $deps"
    rm -rf $deps
    mkdir -p $deps/apt/lists/partial $deps/apt/archives/partial
    mirror=$(apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' "Codename: bookworm" |
        awk '$2 == "main" {print $1; exit}')
    key=/usr/share/keyrings/debian-archive-keyring.gpg
    echo "deb [signed-by=$key] ${mirror:?no Debian mirror is configured} trixie main" \
        >$deps/apt/sources.list
    here=$(pwd)
    apt="apt-get -qq -o Dir::Etc::SourceList=$here/$deps/apt/sources.list
        -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists=$here/$deps/apt/lists
        -o Dir::Cache=$here/$deps/apt -o Dir::Cache::Archives=$here/$deps/apt/archives
        -o APT::Sandbox::User=$(id -un)"
    $apt update
    # shellcheck disable=SC2086  # a list of package names, one word each
    (cd $deps/apt && $apt download $newer)
    for package in $deps/apt/*.deb; do dpkg-deb -x "$package" $deps; done
    rm -rf $deps/apt
    touch $deps/complete
}

wanted=$build
folders=
for group in "$@"; do
    case $group in
        test) wanted="$wanted $test" ;;
        check) wanted="$wanted $check" ;;
        bench) wanted="$wanted $bench" ;;
        statistics) wanted="$wanted $statistics" ;;
        clients) folders="$folders tests/clients" ;;
        browser) wanted="$wanted $browser" folders="$folders tests/browser" ;;
        *) echo "setup.sh: there is no group \"$group\": test, check, bench, clients, statistics, browser" >&2 && exit 1 ;;
    esac
done
# shellcheck disable=SC2086  # a list of package names, one word each
install_missing $wanted

if apt-cache policy libllhttp-dev 2>/dev/null | grep -q 'Candidate: [0-9]'; then
    # shellcheck disable=SC2086
    install_missing $newer
else
    unpack_newer
fi

for folder in $folders; do fetch_packages "$folder"; done
