#!/bin/sh
# run.sh: the long runs against the built program, each with its own verdict.
#
#     CYCLES=60 tests/torture/run.sh      kills per mode; 60 unless said otherwise
#
# JSONTestSuite (not part of this project) is read where JSON_SUITE points, or
# beside the project under shared/; where it is not there, it is skipped and said.
set -u
cd "$(dirname "$0")/../.." || exit 1
program=build/customer-health
suite=${JSON_SUITE:-../shared/tools/reliability/JSONTestSuite/test_parsing}
cycles=${CYCLES:-60}
port=${PORT:-8399}
folder=$(mktemp -d)
bad=0

verdict() {
    if [ "$1" = 0 ]; then echo "PASS  $2"; else echo "FAIL  $2"; bad=1; fi
}

echo "Events under kill -9 and SIGTERM, $cycles times each"
tests/torture/crash_test.py --program $program --cycles "$cycles" --mode kill
verdict $? "kill -9 x $cycles: nothing acknowledged is lost or doubled"
tests/torture/crash_test.py --program $program --cycles "$cycles" --mode term
verdict $? "SIGTERM x $cycles: exit 0, nothing lost or doubled"

if [ -d "$suite" ]; then
    echo "Hostile JSON"
    $program serve --listen 127.0.0.1:"$port" --database sqlite:"$folder"/json.db >"$folder"/log 2>&1 &
    server=$!
    for _ in $(seq 100); do
        curl -sf -o /dev/null http://127.0.0.1:"$port"/readyz && break
        sleep 0.1
    done
    curl -sf -o /dev/null -H 'Content-Type: application/json' -d '{"name":"JSON"}' \
        http://127.0.0.1:"$port"/api/customers
    tests/torture/json_suite.py --url http://127.0.0.1:"$port" --customer 1 --suite "$suite"
    verdict $? "every file of JSONTestSuite is answered as it should be"
    kill $server
    wait $server
    verdict $? "the server that met them exits with 0"
else
    echo "skipped: JSONTestSuite is not at $suite"
fi

rm -rf "$folder"
exit $bad
