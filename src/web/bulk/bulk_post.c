#include "base/clock.h"
#include "base/hash.h"
#include "web/bulk/posting.h"
#include "web/doors/senders.h"
#include "web/handlers.h"
#include "web/key_in.h"
#include "web/params.h"

// Bytes that an item takes at the very least, in any format.
enum { ITEM_LEAST = 4 };

// --- refusing ------------------------------------------------------------

static void refuse_item(Posting *posting, const BulkItem *read)
{
    pthread_mutex_lock(&posting->lock);
    tally_refuse(&posting->tally, &read->remark);
    pthread_mutex_unlock(&posting->lock);
    const Rejected rejected = {
        .at = clock_now(),
        .source = posting->options.source,
        .reason = read->remark.reason,
        .detail = read->remark.detail,
        .pointer = read->remark.pointer,
        .payload = str_until(read->text, REJECTED_PAYLOAD_MAX),
    };
    note_rejected(posting->app->service, &rejected, 1);
}

static void refuse_table(Posting *posting, Str why)
{
    Reply *reply = posting->reply;
    complaint_add(&reply->complaint, (Fault){.where = S("body"),
                                             .message = S("Not a table of events"),
                                             .type = S("csv_header")});
    Err err = reply_complain(reply, HTTP_UNPROCESSABLE, "%.*s", STR(why));
    pthread_mutex_lock(&posting->lock);
    posting->err = err;
    pthread_mutex_unlock(&posting->lock);
}

// --- reading -------------------------------------------------------------

static Group *begin_group(Posting *posting, Arena *arena)
{
    size_t most = posting->request->body.length / ITEM_LEAST + 2;
    if (most > GROUP_ITEMS) most = GROUP_ITEMS;
    char *room = arena_grow(arena, NULL, 0, GROUP_ROOM);
    Group *group = &posting->group[posting->groups];
    *group = (Group){.posting = posting,
                     .most = most,
                     .item = arena_new(arena, Item, most),
                     .remark = arena_new(arena, Remark, most),
                     .start = {.next = room, .end = room + GROUP_ROOM}};
    return group;
}

// Read as many items as there is room for; false: there are no more in this piece.
static bool read_group(Posting *posting, Arena *arena, Group *group)
{
    while (group->items < group->most) {
        BulkItem read;
        Arena before = *arena;
        switch (bulk_next(posting->bulk, arena, &read)) {
        case BULK_MORE: return false;
        case BULK_HEADLESS: refuse_table(posting, read.remark.detail); return false;
        case BULK_CUSTOMER:
            refuse_table(posting, S("This is a table of customers: it has a name and no "
                                    "type.  `customer-health import` takes it"));
            return false;
        case BULK_REFUSED:
            refuse_item(posting, &read);
            *arena = before;
            break;
        case BULK_ITEM:
            group->remark[group->items] = read.remark;
            group->item[group->items++] = read.item;
            break;
        }
    }
    return true;
}

// A few groups of what is left in the piece.
static void read_on(Posting *posting)
{
    const Request *request = posting->request;
    Arena piece = *posting->reply->arena;
    if (!posting->is_fed) {
        bulk_feed(posting->bulk, request->body, request->more, clock_now());
        if (posting->keyed) keyed_add(posting->keyed, request->body);
    }
    posting->is_fed = true;
    posting->is_empty = false;
    bool taken = true;
    for (posting->groups = 0; taken && posting->groups < GROUPS_MOST;) {
        Group *group = begin_group(posting, &piece);
        posting->is_empty = !read_group(posting, &piece, group);
        if (group->items == 0) break;
        posting->groups++;
        taken = posting_hand_over(posting, group) && !posting->is_empty;
    }
}

// --- beginning -----------------------------------------------------------

// Under an Idempotency-Key an item is the same as the one in its place.
static Str id_under_key(void *context, Arena *arena, const Cut *cut, Millis at)
{
    (void)at;
    const Posting *posting = context;
    return str_format(arena, "key-%016llx-%lld", (unsigned long long)posting->key,
                      (long long)cut->index);
}

static BulkFormat format_of(Str type)
{
    if (str_equal(type, S("text/csv"))) return BULK_CSV;
    bool json = !type.length || str_equal(type, S("application/json")) ||
                str_ends(type, S("+json"));
    return json ? BULK_JSON : BULK_NDJSON;
}

static Err read_options(const Request *request, Reply *reply, Posting *posting)
{
    Str create, key;
    BulkOptions *options = &posting->options;
    options->format = format_of(request_body_type(request));
    if (request_query(request, S("create"), &create)) {
        options->create = str_equal(create, S("true"));
        if (!options->create && !str_equal(create, S("false")))
            return query_fault(reply, S("create"), S("Input should be true or false"),
                               S("bool_parsing"));
    }
    Err err = keyed_begin(posting->app, request, reply, &posting->keyed);
    if (!err) err = key_read(request, reply, &key);
    if (err || key.length == 0) return err;
    posting->key = hash_str(HASH_START, key);
    options->id = id_under_key;
    options->context = posting;
    return OK;
}

static Err begin(App *app, const Request *request, Reply *reply)
{
    Posting *posting = arena_new(reply->arena, Posting, 1);
    posting->app = app;
    posting->request = request;
    posting->reply = reply;
    posting->options = (BulkOptions){.source = S("api"), .currency = app->currency};
    Err err = read_options(request, reply, posting);
    if (!err) err = senders_own_types(app, reply->arena, &posting->options.own);
    if (err) return err;
    posting->bulk = bulk_new(reply->arena, &posting->options);
    posting->tally = tally_new(reply->arena);
    pthread_mutex_init(&posting->lock, NULL);
    reply->kept = posting;
    return OK;
}

// It was answered before, if it is the same.
static Err compare_on(Posting *posting)
{
    Keyed *keyed = posting->keyed;
    keyed_add(keyed, posting->request->body);
    if (posting->request->more) return OK;
    keyed_end(keyed);
    return keyed_answer(keyed);
}

// POST /api/events
//
// Records many events.  Answers when all of them are on disk, and says of those that are
// not what is wrong with each.
Err record_many(App *app, const Request *request, Reply *reply)
{
    Err err = reply->kept ? OK : begin(app, request, reply);
    if (err) return err;
    Posting *posting = reply->kept;
    if (posting->keyed && posting->keyed->is_kept) return compare_on(posting);
    posting->reading = true;
    reply_park(reply);
    if (posting_try_again(posting)) read_on(posting);
    posting_wait(posting);
    return OK;
}
