#!/bin/sh
# route_rule_test.sh COMPILER...: a route without a rule for who may does not compile.
# Run from the build folder by meson; speaks TAP.
here=$(cd "$(dirname "$0")/../.." && pwd)

# compiles WHO: does a table with such a row?
compiles() {
    "$@" -std=c11 -D_DEFAULT_SOURCE -I"$here/src" -fsyntax-only -x c - 2>/dev/null
}

table() {
    echo '#include "http/router.h"'
    echo 'extern Handler answer;'
    echo "const RouteRow routes[] = {ROUTE(METHOD_GET, \"/\", $1, WHERE_LOOP, GIVES_JSON,"
    echo '    MEDIA_JSON, TAKES_NOTHING, answer)};'
}

number=0
verdict() {
    number=$((number + 1))
    if [ "$1" = 0 ]; then echo "ok $number - $2"; else echo "not ok $number - $2"; fi
}

echo 1..3
table WHO_READER | compiles "$@"
verdict $? a_route_with_a_rule_compiles
! table 0 | compiles "$@"
verdict $? a_route_without_a_rule_does_not_compile
! table '(Who)0' | compiles "$@"
verdict $? a_route_whose_rule_is_cast_from_nothing_does_not_compile
