#include "base/clock.h"
#include "http/problem.h"
#include "web/bulk/posting.h"

#include <time.h>

#define MILLISECOND ((int64_t)1000000)  // in ticks

enum { BUSY_MOST_MS = 10000, BUSY_PAUSE_MS = 5 };

// Of an answer that is kept, the list may take so much, and an item more.
enum { ANSWER_LISTS = ANSWER_BODY_MAX - 16384 };

// --- the answer ----------------------------------------------------------

// An answer that is no success holds what a problem holds too.
static void write_problem(const Posting *posting, Json *json, int status, Str detail)
{
    json_str(json, S("type"), S("about:blank"));
    json_str(json, S("title"), problem_title(status));
    json_int(json, S("status"), status);
    json_str(json, S("detail"), detail);
    json_str(json, S("instance"), posting->request->id);
}

static void write_outcome(Posting *posting, int status, Str detail)
{
    Reply *reply = posting->reply;
    Json *json = reply_json(reply, status);
    if (status != HTTP_OK) reply->type = PROBLEM_TYPE;
    json_open(json);
    if (status != HTTP_OK) write_problem(posting, json, status, detail);
    tally_write(json, &posting->tally, SIZE_MAX);
    json_close(json);
}

static void answer_whole(Posting *posting)
{
    const Tally *tally = &posting->tally;
    if (tally_stored(tally) > 0)
        write_outcome(posting, HTTP_OK, (Str){0});
    else if (tally->rejected > 0)
        write_outcome(posting, HTTP_UNPROCESSABLE,
                      S("No item could be taken: `rejected` says what is wrong with each"));
    else
        write_outcome(posting, HTTP_UNPROCESSABLE, S("There is no item in the body"));
}

// What was taken before it failed stays, and the client has to know.
static void answer_failed(Posting *posting)
{
    Reply *reply = posting->reply;
    reply_header(reply, S("Retry-After"), S("1"));
    write_outcome(
        posting, HTTP_UNAVAILABLE,
        str_format(reply->arena,
                   "The database takes no more just now: of this request %lld events are "
                   "on disk.  Send it again shortly: those that have an event_id, and all "
                   "of them under an Idempotency-Key, are stored once",
                   (long long)tally_stored(&posting->tally)));
}

// What is given again is not larger than may be kept: then it tells of fewer items.
static Err keep_answer(const Posting *posting)
{
    const Reply *reply = posting->reply;
    Writer *body = arena_new(reply->arena, Writer, 1);
    *body = reply->body;
    if (body->length > ANSWER_BODY_MAX) {
        Json json = {.to = body};
        *body = (Writer){.arena = reply->arena};
        json_open(&json);
        tally_write(&json, &posting->tally, ANSWER_LISTS);
        json_close(&json);
    }
    const KeptAnswer answer = {
        .status = reply->status, .type = reply->type, .body = writer_str(body)};
    return keyed_keep(posting->keyed, &answer);
}

// All is on disk that will be.  What could not be taken at all may be sent again.
static void conclude(Posting *posting)
{
    Err err = OK;
    answer_whole(posting);
    if (posting->keyed) keyed_end(posting->keyed);
    bool keeps = posting->keyed && posting->reply->status == HTTP_OK;
    if (keeps) err = keep_answer(posting);
    if (keeps && !err) return;
    if (err) answer_failed(posting);
    reply_done(posting->reply, OK);
}

// --- when a few groups are answered --------------------------------------

static bool all_done(const Posting *posting)
{
    for (int g = 0; g < posting->groups; g++)
        if (!posting->group[g].is_done) return false;
    return true;
}

static void go_on(Posting *posting)
{
    Err err = posting->err;
    bool stored = tally_stored(&posting->tally) > 0;
    posting->reply->again = !err && !(posting->is_empty && all_done(posting));
    if ((err == ERR_BUSY || err == ERR_STORE) && stored) {
        answer_failed(posting);
        err = OK;
    } else if (!err && !posting->reply->again) {
        posting->is_fed = false;
        if (!posting->request->more) {
            conclude(posting);
            return;
        }
    }
    reply_done(posting->reply, err);
}

// The database has no time: how long may that last?  Before anything was taken not at
// all, as a client that is told so at once loses nothing.
static void note_busy(Posting *posting)
{
    const int64_t now = clock_ticks();
    bool nothing_yet = tally_stored(&posting->tally) == 0 && posting->flying == 0;
    if (!posting->busy_since) posting->busy_since = now;
    if (nothing_yet || now > posting->busy_since + BUSY_MOST_MS * MILLISECOND)
        posting->err = ERR_BUSY;
}

// Whose id is nobody's is refused only now, and noted as what was refused before.
static void note_nobody(const Posting *posting, const Item *item)
{
    Remark remark = {0};
    if (item->fate != FATE_UNMATCHED || !bulk_refuses(item, &remark)) return;
    const Rejected rejected = {.at = item->event.received_at,
                               .source = item->event.source,
                               .reason = remark.reason,
                               .detail = remark.detail,
                               .pointer = remark.pointer,
                               .payload = item->event.details};
    note_rejected(posting->app->service, &rejected, 1);
}

// The committer calls this when the group is on disk, or is not.
static void count_group(void *context, Err err, Appended outcome)
{
    (void)outcome;
    Group *group = context;
    Posting *posting = group->posting;
    pthread_mutex_lock(&posting->lock);
    posting->flying--;
    for (size_t i = 0; !err && i < group->items; i++) {
        tally_fate(&posting->tally, &group->item[i], group->remark[i]);
        note_nobody(posting, &group->item[i]);
    }
    if (err == ERR_BUSY)
        note_busy(posting);
    else if (err)
        posting->err = err;
    else
        posting->busy_since = 0;
    group->is_done = !err;
    bool last = posting->flying == 0 && !posting->reading;
    pthread_mutex_unlock(&posting->lock);
    if (last) go_on(posting);
}

// --- handing over --------------------------------------------------------

bool posting_hand_over(Posting *posting, Group *group)
{
    pthread_mutex_lock(&posting->lock);
    posting->flying++;
    Err err = posting->err;
    pthread_mutex_unlock(&posting->lock);

    group->room = group->start;
    if (!err)
        err = ingest_items(posting->app->service, &group->room, group->item, group->items,
                           (Receipt){count_group, group});
    if (!err) return true;

    pthread_mutex_lock(&posting->lock);
    posting->flying--;
    if (err == ERR_BUSY)
        note_busy(posting);
    else
        posting->err = err;
    pthread_mutex_unlock(&posting->lock);
    return false;
}

bool posting_try_again(Posting *posting)
{
    const struct timespec pause = {.tv_nsec = BUSY_PAUSE_MS * MILLISECOND};
    bool waited = false;
    for (int g = 0; g < posting->groups; g++) {
        Group *group = &posting->group[g];
        if (group->is_done) continue;
        if (!waited) nanosleep(&pause, NULL);
        waited = true;
        if (!posting_hand_over(posting, group)) return false;
    }
    return !waited;
}

void posting_wait(Posting *posting)
{
    pthread_mutex_lock(&posting->lock);
    posting->reading = false;
    bool last = posting->flying == 0;
    pthread_mutex_unlock(&posting->lock);
    if (last) go_on(posting);
}
