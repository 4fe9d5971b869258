#include "service/proving/validation.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/log.h"
#include "service/inside.h"
#include "service/proving/pace.h"
#include "service/proving/proving.h"
#include "service/proving/validating.h"

#include <assert.h>

#define JOB_NOTE S("validation.job")

enum {
    WRITE_BYTES = 4096,
    NOTE_EVERY_MS = 5000,  // so often it notes how far it is, where others may ask
    ALIVE_MS = 30000       // so long after that it is believed to run
};

struct Validations {
    const Store *writer;
    Str address;
    Committer *committer;
    const LiveCards *live;
    pthread_mutex_t lock;  // guards what follows
    bool there;            // a thread is, or was and must be joined
    pthread_t thread;
    Job job;  // of that thread
    ValidationWish wish;
    Arena start;          // as mapped for the thread, which gives it back
    Arena arena;          // behind the texts of the wish
    atomic_bool stop;     // it is to end: cancelled, or closed
    atomic_bool closing;  // and was cut off then
    atomic_int progress;
    bool shared;       // other processes may prove, too
    Pace pace;         // the thread's own, as what follows
    int64_t noted_at;  // in ticks
};

Str job_state_name(JobState state)
{
    static const char *const names[] = {"running", "complete", "cancelled", "failed",
                                        "cut_off"};
    static_assert(sizeof names / sizeof *names == JOB_STATE_COUNT, "");
    assert(state < JOB_STATE_COUNT);
    return str_of(names[state]);
}

// --- what is kept --------------------------------------------------------------------

typedef struct {  // an act that somebody waits for
    Str job;
    const Report *report;
    int reports;  // none: those that are there stay
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool is_over;
    Err err;
} Keeping;

static Err keep_notes(Store *store, void *context)
{
    const Keeping *keeping = context;
    Err err = store_put_note(store, JOB_NOTE, keeping->job);
    for (int r = 0; !err && r < keeping->reports; r++)
        err = store_put_note(store, keeping->report[r].note, keeping->report[r].text);
    return err;
}

static void say_over(void *context, Err err, __attribute__((unused)) Appended outcome)
{
    Keeping *keeping = context;
    pthread_mutex_lock(&keeping->lock);
    keeping->err = err;
    keeping->is_over = true;
    pthread_cond_signal(&keeping->over);
    pthread_mutex_unlock(&keeping->lock);
}

static Str write_job(Arena *arena, const Job *job)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    json_int(&json, S("id"), job->id);
    json_str(&json, S("status"), job_state_name(job->state));
    json_int(&json, S("started_at"), job->started_at);
    json_int(&json, S("ended_at"), job->ended_at);
    json_int(&json, S("progress"), job->progress);
    json_int(&json, S("alive_at"), clock_now());
    json_close(&json);
    return writer_str(&writer);
}

// Returns when it is on disk, or cannot be.
static Err keep(Committer *committer, const Job *job, const Report *report, int reports)
{
    char room[WRITE_BYTES];
    Arena words = {.next = room, .end = room + sizeof room};
    Keeping keeping = {.job = write_job(&words, job), .report = report, .reports = reports};
    pthread_mutex_init(&keeping.lock, NULL);
    pthread_cond_init(&keeping.over, NULL);
    Write write = {
        .act = keep_notes, .what = &keeping, .weight = 1, .receipt = {say_over, &keeping}};
    Err err = committer_accept(committer, write);
    if (!err) {
        pthread_mutex_lock(&keeping.lock);
        while (!keeping.is_over)
            pthread_cond_wait(&keeping.over, &keeping.lock);
        pthread_mutex_unlock(&keeping.lock);
        err = keeping.err;
    }
    pthread_cond_destroy(&keeping.over);
    pthread_mutex_destroy(&keeping.lock);
    return err;
}

// As it was kept; one that still runs there, and not with us, runs elsewhere or was cut off.
static void read_job(Str note, bool shared, Job *out, Arena scratch)
{
    JsonValue value;
    JsonFault fault;
    Str status = {0};
    int64_t alive_at = 0, progress = 0;
    if (json_read(&scratch, note, &value, &fault)) return;
    (void)json_get_int(json_member(value, S("id")), &out->id);
    (void)json_get_int(json_member(value, S("started_at")), &out->started_at);
    (void)json_get_int(json_member(value, S("ended_at")), &out->ended_at);
    (void)json_get_text(json_member(value, S("status")), &status);
    for (int state = 0; state < JOB_STATE_COUNT; state++)
        if (str_equal(status, job_state_name((JobState)state)))
            out->state = (JobState)state;
    (void)json_get_int(json_member(value, S("alive_at")), &alive_at);
    (void)json_get_int(json_member(value, S("progress")), &progress);
    bool runs = out->state == JOB_RUNNING;
    out->elsewhere = runs && shared && clock_now() - alive_at < ALIVE_MS;
    if (out->elsewhere) out->progress = (int)progress;
    if (runs && !out->elsewhere) out->state = JOB_CUT_OFF;
    if (out->state == JOB_COMPLETE) out->progress = PROVE_WHOLE;
}

// --- the thread ------------------------------------------------------------------------

// For other processes; where it cannot be noted, the next time will do.
static void note_progress(Validations *validations, int progress, int64_t now)
{
    bool due = now - validations->noted_at > NOTE_EVERY_MS * (int64_t)1000000;
    if (!validations->shared || !due || atomic_load(&validations->stop)) return;
    Job job = validations->job;
    job.progress = progress;
    Err err = keep(validations->committer, &job, NULL, 0);
    if (!err) validations->noted_at = now;
}

static bool go_on(void *context, int progress)
{
    Validations *validations = context;
    atomic_store(&validations->progress, progress);
    note_progress(validations, progress, clock_ticks());
    pace_keep(&validations->pace);
    return !atomic_load(&validations->stop);
}

static Err prove(Validations *validations, Report report[REPORTS_MOST], int *reports)
{
    Validating validating = {.live = validations->live,
                             .wish = &validations->wish,
                             .go_on = go_on,
                             .context = validations};
    Err err =
        store_open_beside(validations->writer, validations->address, &validating.store);
    if (err) return err;
    err = validating_run(&validating, &validations->arena, report, reports);
    store_close(validating.store);
    return err;
}

static JobState state_after(Err err)
{
    if (!err) return JOB_COMPLETE;
    return err == ERR_CONFLICT ? JOB_CANCELLED : JOB_FAILED;
}

static void *run(void *context)
{
    Validations *validations = context;
    Report report[REPORTS_MOST];
    int reports = 0;
    pace_begin(&validations->pace);
    Err err = prove(validations, report, &reports);

    Job job = validations->job;
    bool cut_off = atomic_load(&validations->closing);
    job.state = cut_off ? JOB_CUT_OFF : state_after(err);
    if (!cut_off) job.ended_at = clock_now();
    err = keep(validations->committer, &job, report, err || cut_off ? 0 : reports);
    if (err) job.state = JOB_FAILED;
    arena_unmap(validations->start);
    pthread_mutex_lock(&validations->lock);
    validations->job = job;
    pthread_mutex_unlock(&validations->lock);
    return NULL;
}

// --- asking ---------------------------------------------------------------------------------

// The job of a thread of ours; false: there is none.
static bool own_job(Validations *validations, Job *out)
{
    pthread_mutex_lock(&validations->lock);
    bool there = validations->there;
    if (there) *out = validations->job;
    pthread_mutex_unlock(&validations->lock);
    if (out->state == JOB_RUNNING) {
        out->progress = atomic_load(&validations->progress);
        out->stopping = atomic_load(&validations->stop);
    }
    if (out->state == JOB_COMPLETE) out->progress = PROVE_WHOLE;
    return there;
}

static Err read_note(Store *store, Arena *arena, Str name, Str *out)
{
    *out = (Str){0};
    Err err = store_note(store, arena, name, out);
    return err == ERR_NOT_FOUND ? OK : err;
}

static Err latest_job(Service *service, Store *store, Job *out, Arena scratch)
{
    Str note;
    Job own = {.state = JOB_CUT_OFF};
    *out = own;
    bool is_ours = own_job(service->validations, &own);
    if (is_ours && (own.state == JOB_RUNNING || !service->shared)) {
        *out = own;
        return OK;
    }
    Err err = read_note(store, &scratch, JOB_NOTE, &note);
    if (!err && note.length) read_job(note, service->shared, out, scratch);
    if (is_ours && own.id >= out->id) *out = own;
    return err;
}

Err get_validation(Service *service, Arena *arena, Str scorecard, Validation *out)
{
    Reader *reader = NULL;
    const Str live = validating_note(arena, (Str){0});
    *out = (Validation){0};
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = latest_job(service, reader->store, &out->job, *arena);
    if (!err)
        err = read_note(reader->store, arena, validating_note(arena, scorecard),
                        &out->report);
    if (!err && scorecard.length > 0)
        err = read_note(reader->store, arena, live, &out->live);
    readers_return(service->readers, reader, err);
    return err;
}

static Err find_latest(Service *service, Job *out, Arena scratch)
{
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = latest_job(service, reader->store, out, scratch);
    readers_return(service->readers, reader, err);
    return err;
}

Err get_job(Service *service, int64_t id, Job *out, Arena scratch)
{
    Err err = find_latest(service, out, scratch);
    if (err) return err;
    return id > 0 && out->id == id ? OK : ERR_NOT_FOUND;
}

// --- starting, and stopping ----------------------------------------------------------------

// Under the lock: the thread that is over is put away.
static void put_away(Validations *validations)
{
    if (!validations->there || validations->job.state == JOB_RUNNING) return;
    pthread_join(validations->thread, NULL);
    validations->there = false;
}

// The wish outlives who wished it.
static void take_wish(Validations *validations, const ValidationWish *wish)
{
    validations->start = validations->arena = arena_map(PROVE_BYTES);
    validations->wish =
        (ValidationWish){.scorecard = str_copy(&validations->arena, wish->scorecard),
                         .document = str_copy(&validations->arena, wish->document),
                         .horizon = wish->horizon};
}

static Err begin(Validations *validations, int64_t latest)
{
    Job *job = &validations->job;
    Millis now = clock_now();
    *job = (Job){.id = now > latest ? now : latest + 1, .started_at = now};
    Err err = keep(validations->committer, job, NULL, 0);
    atomic_store(&validations->stop, false);
    atomic_store(&validations->progress, 0);
    if (!err && pthread_create(&validations->thread, NULL, run, validations))
        err = ERR_BUSY;
    validations->there = !err;
    if (err) job->state = JOB_FAILED;
    if (err) arena_unmap(validations->start);
    return err;
}

static Err check_wish(Service *service, const ValidationWish *wish, Arena scratch)
{
    const PublishedCard next = {.card = wish->scorecard, .document = wish->document};
    CardSet then;
    if (wish->document.length == 0) return OK;
    return live_cards_with(&scratch, live_cards(service->cards), &next, &then);
}

Err start_validation(Service *service, const ValidationWish *wish, Job *out, Arena scratch)
{
    Validations *validations = service->validations;
    Job latest;
    Err err = find_latest(service, &latest, scratch);
    if (!err) err = check_wish(service, wish, scratch);
    if (err) return err;
    *out = latest;
    if (latest.elsewhere) return ERR_CONFLICT;
    pthread_mutex_lock(&validations->lock);
    err = validations->there && validations->job.state == JOB_RUNNING ? ERR_CONFLICT : OK;
    if (!err) {
        put_away(validations);
        validations->committer = service->committer;
        validations->live = service->cards;
        validations->shared = service->shared;
        take_wish(validations, wish);
        err = begin(validations, latest.id);
    }
    *out = validations->job;
    out->progress = atomic_load(&validations->progress);
    pthread_mutex_unlock(&validations->lock);
    return err;
}

Err cancel_job(Service *service, int64_t id, Job *out, Arena scratch)
{
    Validations *validations = service->validations;
    Err err = get_job(service, id, out, scratch);
    if (err) return err;
    if (out->state != JOB_RUNNING || out->elsewhere) return ERR_CONFLICT;

    pthread_mutex_lock(&validations->lock);
    out->stopping = validations->there && validations->job.id == id;
    if (out->stopping) atomic_store(&validations->stop, true);
    pthread_mutex_unlock(&validations->lock);
    return OK;
}

void validations_open(Arena *life, const Store *writer, Str address, Validations **out)
{
    Validations *validations = arena_new(life, Validations, 1);
    validations->writer = writer;
    validations->address = address;
    validations->job.state = JOB_CUT_OFF;
    pthread_mutex_init(&validations->lock, NULL);
    *out = validations;
}

void validations_close(Validations *validations)
{
    atomic_store(&validations->closing, true);
    atomic_store(&validations->stop, true);
    if (validations->there) pthread_join(validations->thread, NULL);
    pthread_mutex_destroy(&validations->lock);
}
