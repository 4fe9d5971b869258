#!/bin/sh
# run.sh PROGRAM: the official clients against the built program; speaks TAP.  Needs
# Node 20 or newer and the packages (tools/setup.sh clients); without them it is skipped.
program=$(realpath "$1") || exit 1
cd "$(dirname "$0")" || exit 1

skip() {
    echo "1..0 # SKIP $1"
    exit 0
}

major=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
[ "${major:-0}" -ge 20 ] || skip "Node 20 or newer is not installed"
[ -d node_modules/stripe ] || skip "the clients are not installed: tools/setup.sh clients"
PROGRAM=$program exec node --test-reporter=tap clients.test.js
