#include "web/promise.h"

#include "base/seal.h"
#include "web/key_in.h"

// --- the key -------------------------------------------------------------

// One name for whoever may ask, what for, and the client's key: short, however long the
// path is.  None of the three can hold a line break.
static Str name_of(const Request *request, Str key, Arena *arena)
{
    Str whole = str_format(arena, "%.*s\n%.*s\n%.*s", STR(request->method_name),
                           STR(request->target), STR(key));
    return seal_hex(arena, sha256(whole));
}

// The key has been used: for the same request?
static Err answer_again(const KeptAnswer *kept, Str fingerprint, Reply *reply)
{
    if (!str_equal(kept->fingerprint, fingerprint)) {
        complaint_add(&reply->complaint,
                      (Fault){S("header"), S("Idempotency-Key"),
                              S("This key came with another body before"),
                              S("idempotency_key_reused")});
        return reply_complain(reply, HTTP_UNPROCESSABLE,
                              "This Idempotency-Key came with another body before: give "
                              "each request a key of its own");
    }
    writer_put(reply_text(reply, kept->status, kept->type), kept->body);
    if (kept->location.length > 0) reply_header(reply, S("Location"), kept->location);
    reply_header(reply, S("Idempotency-Replayed"), S("true"));
    return OK;
}

static Err refuse_at_work(Reply *reply)
{
    reply_header(reply, S("Retry-After"), S("1"));
    return reply_complain(reply, HTTP_CONFLICT,
                          "A request with this Idempotency-Key is still being worked on: "
                          "send it again in a second");
}

// --- the answer ----------------------------------------------------------

static Str header_of(const Reply *reply, Str name)
{
    for (int i = 0; i < reply->headers; i++)
        if (str_equal(reply->header[i].name, name)) return reply->header[i].value;
    return (Str){0};
}

static Err answer(Write *write)
{
    Reply *reply = write->reply;
    // Where the transaction is tried again, what the first answer lay in is gone.
    reply->body = (Writer){0};
    reply->headers = 0;
    Err err = write->answer(write);
    write->answered = !err;
    return err;
}

// The service calls this in the transaction of the write.
static void make_answer(void *context, KeptAnswer *out)
{
    Write *write = context;
    Reply *reply = write->reply;
    out->status = 0;
    if (answer(write)) reply->complaint = (Complaint){0};
    if (!write->answered || reply->body.length > ANSWER_BODY_MAX) return;
    out->status = reply->status;
    out->type = reply->type;
    out->location = header_of(reply, S("Location"));
    out->body = writer_str(&reply->body);
}

void promise_end(Write *write, Err err)
{
    Promise *promise = write->change.promise;
    if (promise) at_work_put_back(&write->app->at_work, promise->key);
    if (!err && !write->answered)
        err = answer(write);
    else if (err == ERR_CONFLICT && promise && promise->taken)
        err = refuse_at_work(write->reply);
    else if (err && write->refuse)
        err = write->refuse(write, err);
    reply_done(write->reply, err);
}

// The committer calls this when the change is on disk, or is not.
static void end(void *context, Err err, Appended outcome)
{
    (void)outcome;
    promise_end(context, err);
}

// --- the way -------------------------------------------------------------

// Take the key, unless somebody has it, and look for an answer that was given under it.
static Err take_key(Write *write, Str key)
{
    Arena *arena = write->reply->arena;
    AtWork *at_work = &write->app->at_work;
    Promise *promise = &write->promise;
    KeptAnswer kept;
    *promise = (Promise){.key = name_of(write->request, key, arena),
                         .fingerprint = seal_hex(arena, sha256(write->request->body)),
                         .make = make_answer,
                         .context = write};

    Err err = at_work_take(at_work, promise->key);
    if (err == ERR_CONFLICT) return refuse_at_work(write->reply);
    if (err) return err;
    err = service_kept_answer(write->app->service, arena, promise->key, &kept);
    if (err == ERR_NOT_FOUND) {
        write->change.promise = promise;
        return OK;
    }
    at_work_put_back(at_work, promise->key);
    write->complete = true;
    return err ? err : answer_again(&kept, promise->fingerprint, write->reply);
}

static void give_back_key(Write *write)
{
    if (write->change.promise) at_work_put_back(&write->app->at_work, write->promise.key);
}

Err promise_keep(App *app, const Request *request, Reply *reply, Begin *begin)
{
    Write *write = arena_new(reply->arena, Write, 1);
    *write = (Write){.app = app, .request = request, .reply = reply};
    write->change = (Change){.arena = reply->arena, .receipt = {end, write}};

    Str key;
    Err err = key_read(request, reply, &key);
    if (!err && key.length > 0) err = take_key(write, key);
    if (err || write->complete) return err;

    reply_park(reply);
    err = begin(write);
    if (!err && !write->complete) return OK;
    give_back_key(write);
    reply_done(reply, err);
    return OK;
}
