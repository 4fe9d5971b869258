#!/bin/sh
# run.sh PROGRAM: every page of the built program in a real browser; speaks TAP.  Needs
# Node 20 or newer, Chromium and the packages (tools/setup.sh browser); without them it is
# skipped.
program=$(realpath "$1") || exit 1
cd "$(dirname "$0")" || exit 1

skip() {
    echo "1..0 # SKIP $1"
    exit 0
}

major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
[ "${major:-0}" -ge 20 ] || skip "Node 20 or newer is not installed"
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] || skip "Chromium is not installed: tools/setup.sh browser"
[ -d node_modules/playwright-core ] || skip "its packages are not installed: tools/setup.sh browser"
PROGRAM=$program exec node --test --test-concurrency=1 --test-reporter=tap ./*.test.js
