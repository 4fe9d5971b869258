#!/bin/sh
# floors.sh: a file may include from its own room and from those that
# src/FLOORS allows its room; nothing else.
cd "$(dirname "$0")/../src" || exit 1
grep -HnE '^[ \t]*#[ \t]*include[ \t]+"' -r . --include='*.[ch]' | awk -F'[/":]+' '
    NR == FNR { split($0, room, " "); for (i in room) may[room[1], room[i]]; next }
    { from = $2; to = $0; sub(/.*include[ \t]+"/, "", to); sub(/\/.*/, "", to) }
    to != "gen" && !((from, to) in may) { print "src" substr($0, 2); bad = 1 }
    END { exit bad }
' FLOORS -
