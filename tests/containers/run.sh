#!/usr/bin/env bash
# run.sh: do both compose files do what the README says, in isolation?
#
# Needs a container engine and docker-compose.  On a machine without an image
# registry a script that provides them may be named by CONTAINER_ENGINE (it is
# called without arguments to start, and with `stop` at the end).
set -uo pipefail
cd "$(dirname "$0")/../.."
engine=${CONTAINER_ENGINE:-../shared/tools/container-engine}
compose=$(command -v docker-compose || echo "docker compose")
address=http://127.0.0.1:8000
bad=0
mkdir -p build

verdict() {
    if [ "$1" = 0 ]; then echo "PASS  $2"; else echo "FAIL  $2"; bad=1; fi
}

started_engine=no
if ! docker info >/dev/null 2>&1; then
    [ -x "$engine" ] || { echo "skipped: no container engine here"; exit 0; }
    "$engine" || exit 1
    started_engine=yes
elif [ -x "$engine" ]; then
    "$engine" || exit 1
fi
compose=$(command -v docker-compose || echo "docker compose")

clean_up() {
    $compose -f docker-compose.backend.yml down --volumes --timeout 10 >/dev/null 2>&1
    $compose -p customer-health-tests -f docker-compose.tests.yml down --timeout 10 >/dev/null 2>&1
    [ $started_engine = yes ] && "$engine" stop
}
trap clean_up EXIT

# How many MB the image adds to the base it stands on.
added_mb() {
    local image base
    image=$(docker image inspect -f '{{.Size}}' customer-health)
    base=$(docker image inspect -f '{{.Size}}' debian:bookworm-slim)
    echo $(((image - base) / 1000000))
}

backend() {
    $compose -f docker-compose.backend.yml up --build --detach --quiet-pull || return 1
    for _ in $(seq 120); do
        curl -sf -o /dev/null $address/readyz && break
        sleep 1
    done
    curl -sf $address/readyz || { $compose -f docker-compose.backend.yml logs --tail 50; return 1; }
}

backend
verdict $? "docker-compose.backend.yml serves $address"
customers=$(curl -sf "$address/api/customers?limit=1" | grep -o '"total":[0-9]*' | cut -d: -f2)
[ "${customers:-0}" -eq 59 ]
verdict $? "it holds the sample data: ${customers:-no} customers"
created=$(curl -sf -o /dev/null -w '%{http_code}' -H 'Content-Type: application/json' \
    -d '{"type":"login","event_id":"container-1"}' $address/api/customers/1/events)
[ "$created" = 201 ]
verdict $? "it stores an event: $created"
$compose -f docker-compose.backend.yml restart --timeout 10 db >/dev/null 2>&1
for _ in $(seq 60); do
    answer=$(curl -s -o /dev/null -w '%{http_code}' $address/api/customers/1/health)
    [ "$answer" = 200 ] && break
    sleep 1
done
[ "$answer" = 200 ]
verdict $? "after a restart of the database it answers again, without a restart of its own"
user=$($compose -f docker-compose.backend.yml exec -T backend id -u)
[ "${user:-0}" -ne 0 ]
verdict $? "it runs as user $user"
! $compose -f docker-compose.backend.yml exec -T backend touch /probe 2>/dev/null
verdict $? "its root is read-only"
added=$(added_mb)
[ "$added" -le 30 ]
verdict $? "its image adds $added MB to its base, 30 at most"

if [ "${1:-all}" = all ]; then
    $compose -p customer-health-tests -f docker-compose.tests.yml up --build --exit-code-from tests tests \
        >build/container-tests.log 2>&1
    verdict $? "docker-compose.tests.yml: $(grep -oE '[0-9]+ passed, [0-9]+ failed.*' build/container-tests.log | tail -1)"
    customers=$(curl -sf "$address/api/customers?limit=1" | grep -o '"total":[0-9]*' | cut -d: -f2)
    [ "${customers:-0}" -eq 59 ]
    verdict $? "the tests touched nothing of the backend: ${customers:-no} customers"
fi
exit $bad
