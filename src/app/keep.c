#include "app/commands.h"

#include "app/progress.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/zone.h"
#include "service/service.h"
#include "store/store.h"

#include <stdio.h>

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

int check(const Config *config)
{
    Arena life = arena_map(ZONE_BYTES);
    if (take_zone(&life, config)) return 1;
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
