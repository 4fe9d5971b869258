#include "app/commands.h"

#include "app/progress.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/zone.h"
#include "service/proving/stamp.h"
#include "store/store.h"

#include <stdio.h>

// All facts of one customer, and its changes of tickets and invoices once more.
#define STAMP_BYTES ((size_t)16 << 30)

// Where no zone is said it is the one that the database counts its days in.
static Err take_zone(Arena *life, const Config *config)
{
    Store *reader = NULL;
    Zone *zone = NULL;
    Str name = S("UTC");
    if (config->time_zone.name.length) return OK;
    Err err = store_open(config->database, STORE_READER, &reader);
    if (err) return err;
    err = store_note(reader, life, S("time_zone"), &name);
    store_close(reader);
    if (err && err != ERR_NOT_FOUND) return err;
    if (str_equal(name, S("UTC"))) return OK;
    err = zone_load(life, name, &zone);
    if (err)
        log_error(
            "say --time-zone: this system has no \"%.*s\", in which the database counts "
            "its days",
            STR(name));
    if (!err) clock_set_zone(zone);
    return err;
}

int rebuild(const Config *config)
{
    Arena life = arena_map(ZONE_BYTES);
    if (take_zone(&life, config)) return 1;
    ProgressLine line = progress_begin("customers counted");
    if (rebuild_all(config->database, progress_say, &line)) {
        fprintf(stderr, "customer-health: not everything was rebuilt: see above.  What was "
                        "stays so; run it again.\n");
        return 1;
    }
    printf("Every count and every picture is made anew.\n");
    return 0;
}

// --- one score -------------------------------------------------------------------

static Str say_score(Arena *arena, bool scored, double score)
{
    Writer writer = {.arena = arena};
    if (!scored) return S("no score");
    writer_double(&writer, score);
    return writer_str(&writer);
}

// Why may it be another?
static void say_why(const Stamp *stamp, const StampCheck *again)
{
    if (!str_equal(stamp->engine, stamp_engine()))
        fprintf(stderr, "- it was computed by %.*s, and this is %.*s\n", STR(stamp->engine),
                STR(stamp_engine()));
    if (again->voided > 0)
        fprintf(stderr, "- %lld of its events have been taken back\n",
                (long long)again->voided);
    fprintf(stderr, "- attributes of the customer count as they are now, and so do events "
                    "of customers that it took in\n");
}

static int conclude(Arena *arena, const Stamp *stamp, const StampCheck *again)
{
    Str is = say_score(arena, again->scored, again->score);
    if (again->same) {
        printf("Equal: customer %lld as of ", (long long)stamp->customer);
        Writer day = {.arena = arena};
        day_write(&day, stamp->day);
        printf("%.*s under %.*s, from %lld event%s: %.*s.  %lld came later.\n",
               STR(writer_str(&day)), STR(again->card->id), (long long)again->known,
               again->known == 1 ? "" : "s", STR(is), (long long)again->later);
        return 0;
    }
    fprintf(stderr,
            "customer-health: it was %.*s and comes to %.*s now, from %lld event%s:\n",
            STR(say_score(arena, stamp->scored, stamp->score)), STR(is),
            (long long)again->known, again->known == 1 ? "" : "s");
    say_why(stamp, again);
    return 1;
}

// Only reads: so it may be asked while the database is served.
static int check_one(const Config *config, Arena *life)
{
    Stamp stamp;
    StampCheck again;
    if (!stamp_read(config->stamp, &stamp, *life)) {
        fprintf(stderr, "customer-health: \"%.*s\" is not a stamp.\n", STR(config->stamp));
        return 1;
    }
    const Arena start = arena_map(STAMP_BYTES);
    Arena arena = start;
    int status = 1;
    Err err = check_stamp(config->database, &arena, &stamp, &again);
    if (!err) status = conclude(&arena, &stamp, &again);
    if (err == ERR_NOT_FOUND)
        fprintf(stderr, "customer-health: there is no customer %lld.\n",
                (long long)stamp.customer);
    if (err == ERR_CONFLICT)
        fprintf(stderr, "customer-health: no scorecard has the hash %.*s.\n",
                STR(stamp.hash));
    arena_unmap(start);
    return status;
}

int check(const Config *config)
{
    Arena life = arena_map(ZONE_BYTES);
    if (take_zone(&life, config)) return 1;
    if (config->stamp.length > 0) return check_one(config, &life);
    ProgressLine line = progress_begin("customers compared");
    int64_t wrong = 0;
    if (check_all(config->database, progress_say, &line, &wrong)) {
        fprintf(stderr, "customer-health: not everything could be compared: see above.\n");
        return 1;
    }
    if (wrong > 0) {
        fprintf(
            stderr,
            "customer-health: what is stored of %lld customers is not what their events "
            "say: `customer-health rebuild` makes it anew.\n",
            (long long)wrong);
        return 1;
    }
    printf("What is stored is what the events say, to the bit.\n");
    return 0;
}
