#include "service/validation.h"

#include "base/clock.h"
#include "base/json_read.h"
#include "base/log.h"
#include "service/inside.h"
#include "service/report.h"

#include <assert.h>
#include <time.h>
#include <unistd.h>

#define JOB_NOTE S("validation.job")
#define REPORT_NOTE S("validation.report")

enum {
    LOWEST = 19,           // of priorities
    BREATH_EVERY_MS = 20,  // so often it lets others pass
    BREATH_MS = 1,
    WRITE_BYTES = 4096
};

struct Validations {
    const Store *writer;
    Str address;
    Committer *committer;
    pthread_mutex_t lock;  // guards what follows
    bool there;            // a thread is, or was and must be joined
    pthread_t thread;
    Job job;  // of that thread
    ValidationWish wish;
    atomic_bool stop;     // it is to end: cancelled, or closed
    atomic_bool closing;  // and then leaves its note as it stands
    atomic_int progress;
    int64_t breathed_at;  // in ticks; the thread's own
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
    Str report;  // empty: the one that is there stays
    pthread_mutex_t lock;
    pthread_cond_t over;
    bool is_over;
    Err err;
} Keeping;

static Err keep_notes(Store *store, void *context)
{
    const Keeping *keeping = context;
    Err err = store_put_note(store, JOB_NOTE, keeping->job);
    if (!err && keeping->report.length)
        err = store_put_note(store, REPORT_NOTE, keeping->report);
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
    json_close(&json);
    return writer_str(&writer);
}

// Returns when it is on disk, or cannot be.
static Err keep(Committer *committer, const Job *job, Str report)
{
    char room[WRITE_BYTES];
    Arena words = {.next = room, .end = room + sizeof room};
    Keeping keeping = {.job = write_job(&words, job), .report = report};
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

// As it was kept; one that still runs there, and not with us, was cut off.
static void read_job(Str note, Job *out, Arena scratch)
{
    JsonValue value;
    JsonFault fault;
    Str status = {0};
    if (json_read(&scratch, note, &value, &fault)) return;
    (void)json_get_int(json_member(value, S("id")), &out->id);
    (void)json_get_int(json_member(value, S("started_at")), &out->started_at);
    (void)json_get_int(json_member(value, S("ended_at")), &out->ended_at);
    (void)json_get_text(json_member(value, S("status")), &status);
    for (int state = 0; state < JOB_STATE_COUNT; state++)
        if (str_equal(status, job_state_name((JobState)state)))
            out->state = (JobState)state;
    if (out->state == JOB_RUNNING) out->state = JOB_CUT_OFF;
    if (out->state == JOB_COMPLETE) out->progress = PROVE_WHOLE;
}

// --- the thread ------------------------------------------------------------------------

static bool go_on(void *context, int progress)
{
    Validations *validations = context;
    atomic_store(&validations->progress, progress);
    int64_t now = clock_ticks();
    if (now - validations->breathed_at > BREATH_EVERY_MS * (int64_t)1000000) {
        const struct timespec breath = {.tv_nsec = BREATH_MS * 1000000L};
        nanosleep(&breath, NULL);
        validations->breathed_at = clock_ticks();
    }
    return !atomic_load(&validations->stop);
}

static Err prove(Validations *validations, Arena *arena, Str *report)
{
    const Proving proving = {.card = validations->wish.card,
                             .last = clock_today() - 1,
                             .horizon = validations->wish.horizon,
                             .go_on = go_on,
                             .context = validations};
    Store *reader = NULL;
    Proved proved;
    Err err = store_open_beside(validations->writer, validations->address, &reader);
    if (err) return err;
    err = prove_book(reader, arena, &proving, &proved);
    if (!err) *report = report_json(arena, &proved, &proving);
    store_close(reader);
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
    const Arena start = arena_map(PROVE_BYTES);
    Arena arena = start;
    Str report = {0};
    // The thread's alone, as Linux has it.
    if (nice(LOWEST) < 0) log_warning("the proof runs with the priority of all others");
    Err err = prove(validations, &arena, &report);

    Job job = validations->job;
    job.state = state_after(err);
    job.ended_at = clock_now();
    if (!atomic_load(&validations->closing)) {
        err = keep(validations->committer, &job, report);
        if (err) job.state = JOB_FAILED;
    }
    pthread_mutex_lock(&validations->lock);
    validations->job = job;
    pthread_mutex_unlock(&validations->lock);
    arena_unmap(start);
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
    *out = (Job){.state = JOB_CUT_OFF};
    if (own_job(service->validations, out)) return OK;
    Err err = read_note(store, &scratch, JOB_NOTE, &note);
    if (!err && note.length) read_job(note, out, scratch);
    return err;
}

Err get_validation(Service *service, Arena *arena, Validation *out)
{
    Reader *reader = NULL;
    *out = (Validation){0};
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = latest_job(service, reader->store, &out->job, *arena);
    if (!err) err = read_note(reader->store, arena, REPORT_NOTE, &out->report);
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

static Err begin(Validations *validations, int64_t latest)
{
    Job *job = &validations->job;
    Millis now = clock_now();
    *job = (Job){.id = now > latest ? now : latest + 1, .started_at = now};
    Err err = keep(validations->committer, job, (Str){0});
    atomic_store(&validations->stop, false);
    atomic_store(&validations->progress, 0);
    if (!err && pthread_create(&validations->thread, NULL, run, validations))
        err = ERR_BUSY;
    validations->there = !err;
    if (err) job->state = JOB_FAILED;
    return err;
}

Err start_validation(Service *service, const ValidationWish *wish, Job *out, Arena scratch)
{
    Validations *validations = service->validations;
    Job latest;
    Err err = find_latest(service, &latest, scratch);
    if (err) return err;
    pthread_mutex_lock(&validations->lock);
    err = validations->there && validations->job.state == JOB_RUNNING ? ERR_CONFLICT : OK;
    if (!err) {
        put_away(validations);
        validations->committer = service->committer;
        validations->wish = *wish;
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
    if (out->state != JOB_RUNNING) return ERR_CONFLICT;

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
