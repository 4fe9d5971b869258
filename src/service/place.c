#include "service/place.h"

#include "base/clock.h"
#include "base/log.h"

#define NOTE S("time_zone")
#define ON_THE_WAY S("...")  // no zone is called so

static Err refuse(Str noted)
{
    Str zone = clock_zone();
    if (str_equal(noted, ON_THE_WAY))
        log_error("a rebuild for another time zone has not come to its end: run "
                  "`customer-health rebuild --time-zone %.*s` (again)",
                  STR(zone));
    else
        log_error("this database counts its days in %.*s, and the setting says %.*s: start "
                  "with --time-zone %.*s, or run `customer-health rebuild --time-zone "
                  "%.*s`, which counts all of it anew",
                  STR(noted), STR(zone), STR(noted), STR(zone));
    return ERR_CONFLICT;
}

// What was made before zones were noted was made in UTC.
static Err agree_unnoted(Store *store)
{
    int64_t customers = 0;
    Err err = store_count_customers(store, &customers);
    if (err) return err;
    bool agrees = customers == 0 || str_equal(clock_zone(), S("UTC"));
    return agrees ? place_arrive(store) : refuse(S("UTC"));
}

Err place_agree(Store *store)
{
    char room[256];
    Arena scratch = {.next = room, .end = room + sizeof room};
    Str noted;
    Err err = store_note(store, &scratch, NOTE, &noted);
    if (err == ERR_NOT_FOUND) return agree_unnoted(store);
    if (err) return err;
    return str_equal(noted, clock_zone()) ? OK : refuse(noted);
}

Err place_leave(Store *store)
{
    char room[256];
    Arena scratch = {.next = room, .end = room + sizeof room};
    Str noted = S("UTC");
    Err err = store_note(store, &scratch, NOTE, &noted);
    if (err && err != ERR_NOT_FOUND) return err;
    return str_equal(noted, clock_zone()) ? OK : store_put_note(store, NOTE, ON_THE_WAY);
}

Err place_arrive(Store *store)
{
    return store_put_note(store, NOTE, clock_zone());
}
