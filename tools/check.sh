#!/usr/bin/env bash
# check.sh BUILD: every rule of the house that a tool can check.  Prints a line a
# rule and, below it, what breaks it; exits 1 where something does.
cd "$(dirname "$0")/.." || exit 1
build=$1
bad=0
shopt -s lastpipe  # so that `say`, behind a pipe, can note what is bad

# say NAME: the rule's verdict, from what stands on standard input.
say() {
    found=$(cat)
    if [ -z "$found" ]; then
        printf 'ok    %s\n' "$1"
    else
        printf 'BAD   %s\n%s\n' "$1" "$found"
        bad=1
    fi
}

sources() {
    git ls-files --cached --others --exclude-standard "$@"
}

sources '*.c' '*.h' | xargs clang-format --dry-run -Werror 2>&1 | grep -E 'error|warning' |
    say "the sources are laid out as .clang-format says"
tools/floors.sh | say "no room includes from a floor above or beside it"
tools/rules.sh "$build" 2>&1 | say "the never-rules of docs/HOUSE.md hold"
for header in $(sources 'src/*.h'); do
    echo "#include \"${header#src/}\"" |
        gcc -std=c11 -D_DEFAULT_SOURCE -Isrc -I"$build/src" -fsyntax-only -x c - 2>&1
done | say "every header compiles alone"
sources 'src/*.c' 'src/*.h' 'tools/*.c' | xargs wc -l |
    awk '$2 != "total" && $1 > 450 {print $2 ": " $1 " lines, 450 at most"}' |
    say "no file has outgrown its room"
for script in $(sources '*.sh'); do sh -n "$script" 2>&1; done | say "the scripts parse"
sources 'src/*.c' 'tools/*.c' | xargs -P "$(nproc)" -n 4 \
    clang-tidy --quiet -p "$build" --extra-arg=-Wno-unknown-warning-option 2>/dev/null |
    grep -E 'warning:|error:' | sort -u | say "the linter finds nothing"

exit $bad
