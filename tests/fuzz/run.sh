#!/bin/sh
# run.sh [TARGET...]: let clang's libFuzzer look for inputs that break a promise, for
# SECONDS_EACH (30) seconds a target.  What it learns is kept in build/fuzz/corpus;
# what breaks something is left in build/fuzz/found and belongs into
# tests/cases/fuzz/TARGET once it is mended.
set -eu
cd "$(dirname "$0")/../.."
build=build/fuzz
seconds=${SECONDS_EACH:-30}

[ -f $build/build.ninja ] ||
    CC=clang meson setup $build -Dfuzz=true -Db_sanitize=address,undefined -Db_lundef=false \
        -Dc_args=-fsanitize=fuzzer-no-link >/dev/null
[ $# -gt 0 ] || set -- $(ls tests/cases/fuzz)
broken=0
for target in "$@"; do
    ninja -C $build --quiet tests/fuzz/fuzz_"$target"
    mkdir -p $build/corpus/"$target" $build/found
    echo "fuzz/$target: $seconds s"
    UBSAN_OPTIONS=halt_on_error=1 $build/tests/fuzz/fuzz_"$target" \
        -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -print_final_stats=1 \
        -artifact_prefix=$build/found/"$target"- \
        $build/corpus/"$target" tests/cases/fuzz/"$target" 2>$build/"$target".log || broken=1
    grep -E 'number_of_executed_units|SUMMARY|BINGO|Test unit written' $build/"$target".log || true
    tail -n 3 $build/"$target".log | grep -E '^#' || true
done
exit $broken
