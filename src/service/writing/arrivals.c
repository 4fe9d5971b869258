#include "service/writing/arrivals.h"

#include "base/clock.h"
#include "service/inside.h"

#include <string.h>

enum { EVERY_S = 5, HOUR_MS = MILLIS_A_DAY / 24 };

#define SECOND ((int64_t)1000000000)  // in ticks

struct Arrivals {
    // Over what follows, and held while it is written down, so that whoever reads finds
    // everything once.
    pthread_mutex_t lock;
    Arrival noted[DOOR_COUNT];  // of what the counters say: so much is written down
    int64_t not_before;         // in ticks; the committer's thread's
};

void arrivals_open(Arena *life, Arrivals **out)
{
    Arrivals *arrivals = arena_new(life, Arrivals, 1);
    pthread_mutex_init(&arrivals->lock, NULL);
    *out = arrivals;
}

// --- what has come -------------------------------------------------------

static Arrival counted(const Counters *counters, int door)
{
    Arrival arrival = {.door = door_name(door),
                       .repeated = (int64_t)counters->repeated[door],
                       .rejected = (int64_t)counters->refused[door],
                       .last_at = counters->last_at[door]};
    for (int type = 0; type < EVENT_TYPE_COUNT; type++)
        arrival.stored += (int64_t)counters->ingested[door][type];
    return arrival;
}

typedef struct {
    Arrival row[DOOR_COUNT];  // what has come of it since
    size_t rows;
    Arrival now[DOOR_COUNT];  // and what is written down with it
} News;

static News news_of(Service *service)
{
    News news = {0};
    const Counters *counters = committer_counters(service->committer);
    for (int door = 0; door < DOOR_COUNT; door++) {
        const Arrival *was = &service->arrivals->noted[door];
        Arrival is = counted(counters, door);
        news.now[door] = is;
        bool same = is.stored == was->stored && is.repeated == was->repeated &&
                    is.rejected == was->rejected && is.last_at == was->last_at;
        if (same) continue;
        is.hour = clock_now() / HOUR_MS;
        is.stored -= was->stored;
        is.repeated -= was->repeated;
        is.rejected -= was->rejected;
        news.row[news.rows++] = is;
    }
    return news;
}

static void note(Arrivals *arrivals, const News *news)
{
    for (int door = 0; door < DOOR_COUNT; door++)
        arrivals->noted[door] = news->now[door];
}

static Err write_down(Store *store, void *context)
{
    const News *news = context;
    return store_add_arrivals(store, news->row, news->rows, clock_now());
}

void arrivals_between(Service *service)
{
    Arrivals *arrivals = service->arrivals;
    int64_t now = clock_ticks();
    if (now < arrivals->not_before) return;
    // Nobody who writes waits for one who reads.
    if (pthread_mutex_trylock(&arrivals->lock) != 0) return;

    News news = news_of(service);
    Err err = OK;
    if (news.rows > 0) err = committer_together(service->committer, write_down, &news);
    if (!err) note(arrivals, &news);
    pthread_mutex_unlock(&arrivals->lock);
    arrivals->not_before = now + EVERY_S * SECOND;
}

// --- the end -------------------------------------------------------------

typedef struct {
    Service *service;
    News news;
    pthread_cond_t ended;
    bool has_ended;
} Last;

// On the committer's thread, as the chore: what that has written down is not in it.
static Err write_last(Store *store, void *context)
{
    Last *last = context;
    last->news = news_of(last->service);
    return last->news.rows > 0 ? write_down(store, &last->news) : OK;
}

static void end(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Last *last = context;
    Arrivals *arrivals = last->service->arrivals;
    pthread_mutex_lock(&arrivals->lock);
    if (!err) note(arrivals, &last->news);
    last->has_ended = true;
    pthread_cond_signal(&last->ended);
    pthread_mutex_unlock(&arrivals->lock);
}

// With the lock.
static void wait_for_last(Service *service)
{
    Last last = {.service = service, .ended = PTHREAD_COND_INITIALIZER};
    if (ingest_act(service, write_last, &last, (Receipt){end, &last}) != OK) return;
    while (!last.has_ended)
        pthread_cond_wait(&last.ended, &service->arrivals->lock);
    pthread_cond_destroy(&last.ended);
}

void arrivals_close(Service *service)
{
    Arrivals *arrivals = service->arrivals;
    pthread_mutex_lock(&arrivals->lock);
    if (news_of(service).rows > 0) wait_for_last(service);
    pthread_mutex_unlock(&arrivals->lock);
    pthread_mutex_destroy(&arrivals->lock);
}

// --- reading -------------------------------------------------------------

static Err read_all(Service *service, Store *reader, Arena *arena, Arrival **out,
                    int *count)
{
    Arrival *stored;
    Err err = store_arrivals(reader, arena, &stored, count);
    if (err) return err;
    News news = news_of(service);
    Arrival *all = arena_new(arena, Arrival, (size_t)*count + news.rows);
    if (*count > 0) memcpy(all, stored, (size_t)*count * sizeof *all);
    memcpy(all + *count, news.row, news.rows * sizeof *all);
    *count += (int)news.rows;
    *out = all;
    return OK;
}

Err arrivals_read(Service *service, Store *reader, Arena *arena, Arrival **out, int *count)
{
    pthread_mutex_lock(&service->arrivals->lock);
    Err err = read_all(service, reader, arena, out, count);
    pthread_mutex_unlock(&service->arrivals->lock);
    return err;
}
