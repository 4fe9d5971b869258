#!/bin/sh
# run.sh: the long runs against the built program, each with its own verdict.
#
#     CYCLES=200 FAULTS=40 tests/torture/run.sh    kills per mode and route, and faults
#                                                  of the disk; so many unless said otherwise
#
# JSONTestSuite (not part of this project) is read where JSON_SUITE points, or
# beside the project under shared/; where it is not there, it is skipped and said.
set -u
cd "$(dirname "$0")/../.." || exit 1
program=build/customer-health
suite=${JSON_SUITE:-../shared/tools/reliability/JSONTestSuite/test_parsing}
cycles=${CYCLES:-200}
faults=${FAULTS:-40}
port=${PORT:-8399}
folder=$(mktemp -d)
bad=0

verdict() {
    if [ "$1" = 0 ]; then echo "PASS  $2"; else echo "FAIL  $2"; bad=1; fi
}

# try NAME COMMAND...: its verdict; exit status 77 says that it was skipped, and why.
try() {
    said=$1
    shift
    "$@"
    status=$?
    if [ $status = 77 ]; then echo "skipped: $said"; else verdict $status "$said"; fi
}

for route in single bulk; do
    for mode in kill term; do
        try "$mode x $cycles, by the $route route: nothing acknowledged is lost or doubled" \
            tests/torture/crash_test.py --cycles "$cycles" --mode $mode --route $route
    done
done
try "power cut x $((cycles / 3)): nothing acknowledged is lost or doubled" \
    tests/torture/crash_test.py --cycles $((cycles / 3)) --mode power --route both

cc -O1 -shared -fPIC tests/torture/faults.c -o build/faults.so -ldl
verdict $? "the library that makes calls to the disk fail is built"
try "faults of the disk x $faults: nothing wrong is acknowledged, and it goes on" \
    tests/torture/faults_test.py --library build/faults.so --tries "$faults"
try "a full disk: 503 in time, reading goes on, nothing is lost" tests/torture/pressure_test.py full
try "a lock on the file: 503 in time, nothing is lost" tests/torture/pressure_test.py locked
try "a MariaDB that stands still: 503 in time, nothing is lost" tests/torture/pressure_test.py stalled
try "more than can be stored: 200 or 503, nothing is lost" tests/torture/pressure_test.py overload

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
