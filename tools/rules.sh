#!/bin/sh
# rules.sh BUILD: the never-rules of docs/HOUSE.md.  Prints each place that breaks
# one, as FILE:LINE: what; prints nothing where all hold.
cd "$(dirname "$0")/.." || exit 1
build=$1

# only WHERE PATTERN WHAT: PATTERN may stand in files that match WHERE, nowhere else.
only() {
    grep -rnE "$2" src --include='*.c' --include='*.h' | grep -vE "^($1)" | grep -vE ':[0-9]+: *//' |
        sed "s#\$#   <- $3#"
}

only 'src/store/sqlite/' 'include <sqlite3' 'sqlite3.h belongs to store/sqlite'
only 'src/store/mysql/' 'include <(mysql|mariadb)' 'mysql.h belongs to store/mysql'
only 'src/http/' 'include <(uv|llhttp|zlib)\.h' 'the HTTP libraries belong to http'
only 'src/base/json_read.c' 'include <yyjson' 'yyjson belongs to base/json_read.c'
only 'src/base/seal.c' 'include <openssl/' 'libcrypto belongs to base/seal.c'
only 'src/base/fold.c' 'include <utf8proc' 'utf8proc belongs to base/fold.c'
only 'src/app/courier.c' 'include <curl/' 'libcurl belongs to app/courier.c'
only 'src/base/clock.c' '\b(clock_gettime|gettimeofday|time|localtime(_r)?|gmtime(_r)?) *\(' \
    'only base/clock.c asks the time'
only 'src/base/' '\b(realloc|strdup|asprintf|reallocarray) *\(' 'only base/ calls realloc'
only 'src/base/|src/app/|.*(_open|server|connection|loop|sqlite|mysql|service|ingest|committer|readers|answers|pool|exchange|metrics|gzip)[a-z_]*\.c' \
    '\b(malloc|calloc|free) *\(' 'memory comes from an arena'
only 'src/base/|src/app/' '\bgetenv *\(' 'settings are read in app/config.c'
only 'src/app/' '\bexit *\(' 'only app/ ends the process'
only 'nowhere' '\b(strcpy|strcat|sprintf|gets|strtok|atoi|atof) *\(' 'unsafe, and never needed'
only 'nowhere' '\bgoto\b' 'arenas free, and a function holding two resources is two functions'
only 'nowhere' '\b(TODO|FIXME|XXX)\b' 'fix it, or open an issue'
only 'nowhere' '(sqlite3_exec|mysql_query|mysql_real_query) *\(([^,]*$|[^,]*, *([^" s]|s[^q]|sq[^l]|sql[^[]))' 'SQL is prepared, its values bound'
grep -rnE ' style="| onclick=|<script>|<style' src/web/views 2>/dev/null |
    sed 's/$/   <- the content security policy forbids it/'

# Pure rooms reference nothing but libm, memory, the compiler's own and each other.
may='^(mem|str_|writer_|day_|millis_|arena_|hash_|json_|sha256|seal_hex|__stack_chk_fail|__assert_fail|__ubsan|__asan|__memcpy_chk|_GLOBAL_|event_|picture_|metric_|metrics_|window_|attribute_|condition_|conditions_|literal_|cards_|counted_|lasting_|measure_|standing_|traits_|score_|scorecard_|band_|trend_|explain_|money_|words_|next_drop_|next_band_|change_|currency_|counts_|facts_|judges_|override_|ticket_|invoice_|priority_|customer_|floor|ceil|round|llround|fabs|frexp|log2|exp|sqrt|fmin|fmax|isfinite|pow|tally_|card_)'
statistics='^(alarms_of|lift_of|roc_|evidence_|gap_|has_left|known_|outcome_|proof_|auc_|calibration_|cases_|draws_|flags_|folds_|interval_|isotonic_|lag_|lead_|logistic_|log_rank_|order_of|quantile_|survival_|weights_|ldexp|erfc|log$|log1p$)'
for object in $(find "$build"/src/model "$build"/src/proof -name '*.o'); do
    nm -u "$object" | awk '{print $2}' | grep -vE "$may|$statistics" |
        sed "s|^|$(basename "$object"): |; s|\$|   <- a pure room does no I/O and asks nobody|"
done

# Mutable state: none but the log's level, the clock's setting and the commands'.
for object in $(find "$build"/src -name '*.o' ! -path '*/app/*' ! -name 'log.c.o' ! -name 'clock.c.o'); do
    size -A "$object" | awk -v name="$(basename "$object")" \
        '($1 == ".data" || $1 == ".bss") && $2 > 0 {print name ": " $1 " holds " $2 " bytes   <- no mutable globals"}'
done

# What is released stays: migrations may only be added.
if released=$(git describe --tags --abbrev=0 2>/dev/null); then
    git diff --name-only --diff-filter=MDRT "$released" -- 'src/store/*/migrations' |
        sed 's/$/   <- a released migration never changes/'
fi
