#include "web/promise.h"

#include "web/keyed.h"

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
    const Promise *promise = write->change.promise;
    if (!err && !write->answered)
        err = answer(write);
    else if (err == ERR_CONFLICT && promise && promise->taken)
        err = keyed_refuse(write->reply);
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

// The answer that was given under this key, or the promise that one will be.
static Err keep_key(Write *write, Keyed *keyed)
{
    write->complete = keyed->is_kept;
    if (keyed->is_kept) return keyed_answer(keyed);
    write->promise = (Promise){.key = keyed->name,
                               .fingerprint = keyed->fingerprint,
                               .make = make_answer,
                               .context = write};
    write->change.promise = &write->promise;
    return OK;
}

Err promise_keep(App *app, const Request *request, Reply *reply, Begin *begin)
{
    Write *write = arena_new(reply->arena, Write, 1);
    *write = (Write){.app = app, .request = request, .reply = reply};
    write->change = (Change){.arena = reply->arena, .receipt = {end, write}};

    Keyed *keyed;
    Err err = keyed_whole(app, request, reply, &keyed);
    if (!err && keyed) err = keep_key(write, keyed);
    if (err || write->complete) return err;

    reply_park(reply);
    err = begin(write);
    if (!err && !write->complete) return OK;
    reply_done(reply, err);
    return OK;
}
