#include "service/writing/rejects.h"

#include "base/clock.h"

#include <pthread.h>

enum {
    BOX_MOST = 500,       // of what was refused, in one act
    BOX_BYTES = 1 << 20,  // of its texts
    BOX_WEIGHT = 100,     // in events
    BOX_BAD = 100,        // bad signatures, which anybody can send: the rest has its room
    DETAIL_MAX = 500,     // bytes of a sentence that are kept
    WORD_MAX = 255        // and of a word
};

typedef struct {  // one is filled while the other is kept
    Arena start;
    Arena texts;
    Rejected rejected[BOX_MOST];
    size_t count;
    size_t bad;
} Box;

struct Rejects {
    Committer *committer;
    pthread_mutex_t lock;
    Box box[2];
    int filling;
    bool sent;             // an act is on its way
    bool taken;            // and has come so far that it has taken what was filled
    pthread_cond_t quiet;  // none is on its way
};

void rejects_open(Arena *life, Rejects **out)
{
    Rejects *rejects = arena_new(life, Rejects, 1);
    for (int b = 0; b < 2; b++) {
        Box *box = &rejects->box[b];
        char *room = arena_new(life, char, BOX_BYTES);
        box->texts = box->start = (Arena){.next = room, .end = room + BOX_BYTES};
    }
    pthread_mutex_init(&rejects->lock, NULL);
    pthread_cond_init(&rejects->quiet, NULL);
    *out = rejects;
}

void rejects_begin(Rejects *rejects, Committer *committer)
{
    rejects->committer = committer;
}

void rejects_close(Rejects *rejects)
{
    pthread_cond_destroy(&rejects->quiet);
    pthread_mutex_destroy(&rejects->lock);
}

// --- keeping -------------------------------------------------------------

static Err keep(Store *store, void *context)
{
    Rejects *rejects = context;
    pthread_mutex_lock(&rejects->lock);
    if (!rejects->taken) rejects->filling ^= 1;
    rejects->taken = true;
    const Box *box = &rejects->box[rejects->filling ^ 1];
    pthread_mutex_unlock(&rejects->lock);
    return store_keep_rejected(store, box->rejected, box->count, clock_now());
}

static void kept(void *context, Err err, Appended outcome);

// With `sent` set.  Where the queue is full they wait for the next that is refused.
static void hand_over(Rejects *rejects)
{
    const Write write = {
        .act = keep, .what = rejects, .weight = BOX_WEIGHT, .receipt = {kept, rejects}};
    if (committer_accept(rejects->committer, write) == OK) return;
    pthread_mutex_lock(&rejects->lock);
    rejects->sent = false;
    pthread_cond_broadcast(&rejects->quiet);
    pthread_mutex_unlock(&rejects->lock);
}

// Whoever waits for quiet sees none while there is more.
static void kept(void *context, Err err, Appended outcome)
{
    (void)err, (void)outcome;
    Rejects *rejects = context;
    pthread_mutex_lock(&rejects->lock);
    if (rejects->taken) {
        Box *box = &rejects->box[rejects->filling ^ 1];
        box->count = box->bad = 0;
        box->texts = box->start;
    }
    rejects->taken = false;
    bool more = rejects->box[rejects->filling].count > 0;
    rejects->sent = more;
    if (!more) pthread_cond_broadcast(&rejects->quiet);
    pthread_mutex_unlock(&rejects->lock);
    if (more) hand_over(rejects);
}

static void send(Rejects *rejects)
{
    pthread_mutex_lock(&rejects->lock);
    bool go = !rejects->sent && rejects->box[rejects->filling].count > 0;
    rejects->sent |= go;
    pthread_mutex_unlock(&rejects->lock);
    if (go) hand_over(rejects);
}

void rejects_flush(Rejects *rejects)
{
    send(rejects);
    pthread_mutex_lock(&rejects->lock);
    while (rejects->sent)
        pthread_cond_wait(&rejects->quiet, &rejects->lock);
    pthread_mutex_unlock(&rejects->lock);
}

// --- noting --------------------------------------------------------------

static size_t bytes_of(const Rejected *rejected)
{
    return rejected->source.length + rejected->reason.length + rejected->detail.length +
           rejected->pointer.length + rejected->payload.length;
}

// At most `most` bytes of it, and no part of a character.
static Str beginning(Str text, size_t most)
{
    if (text.length <= most) return text;
    while (most > 0 && ((unsigned char)text.text[most] & 0xC0) == 0x80)
        most--;
    return str_until(text, most);
}

static Rejected shortened(const Rejected *rejected)
{
    Rejected out = *rejected;
    out.source = beginning(out.source, WORD_MAX);
    out.reason = beginning(out.reason, WORD_MAX);
    out.detail = beginning(out.detail, DETAIL_MAX);
    out.pointer = beginning(out.pointer, WORD_MAX);
    out.payload = beginning(out.payload, REJECTED_PAYLOAD_MAX);
    return out;
}

static void put(Box *box, const Rejected *rejected)
{
    Rejected brief = shortened(rejected);
    bool is_bad = str_equal(brief.reason, S("bad_signature"));
    if (box->count == BOX_MOST || (is_bad && box->bad == BOX_BAD)) return;
    if (bytes_of(&brief) > (size_t)(box->texts.end - box->texts.next)) return;

    brief.source = str_copy(&box->texts, brief.source);
    brief.reason = str_copy(&box->texts, brief.reason);
    brief.detail = str_copy(&box->texts, brief.detail);
    brief.pointer = str_copy(&box->texts, brief.pointer);
    brief.payload = str_copy(&box->texts, brief.payload);
    box->rejected[box->count++] = brief;
    box->bad += is_bad;
}

void rejects_note(Rejects *rejects, const Rejected *rejected, size_t count)
{
    for (size_t r = 0; r < count; r++)
        count_rejected(committer_counters(rejects->committer), rejected[r].source,
                       rejected[r].reason);

    pthread_mutex_lock(&rejects->lock);
    for (size_t r = 0; r < count; r++)
        put(&rejects->box[rejects->filling], &rejected[r]);
    pthread_mutex_unlock(&rejects->lock);
    send(rejects);
}
