#include "web/keyed.h"

#include "web/key_in.h"

// One name for whoever may ask, what for, and the client's key: short, however long the
// path is.  None of the three can hold a line break.
static Str name_of(const Request *request, Str key, Arena *arena)
{
    Str whole = str_format(arena, "%.*s\n%.*s\n%.*s", STR(request->method_name),
                           STR(request->target), STR(key));
    return seal_hex(arena, sha256(whole));
}

Err keyed_refuse(Reply *reply)
{
    reply_header(reply, S("Retry-After"), S("1"));
    return reply_complain(reply, HTTP_CONFLICT,
                          "A request with this Idempotency-Key is still being worked on: "
                          "send it again in a second");
}

static void give_back(void *what)
{
    Keyed *keyed = what;
    if (keyed->digest) digest_drop(keyed->digest);
    at_work_put_back(&keyed->app->at_work, keyed->name);
}

// Take the key, unless somebody has it, and look for an answer that was given under it.
static Err take(Keyed *keyed)
{
    Reply *reply = keyed->reply;
    Err err = at_work_take(&keyed->app->at_work, keyed->name);
    if (err) return err == ERR_CONFLICT ? keyed_refuse(reply) : err;
    reply->over = give_back;
    reply->what = keyed;
    keyed->digest = digest_begin();
    err = service_kept_answer(keyed->app->service, reply->arena, keyed->name, &keyed->kept);
    keyed->is_kept = !err;
    return err == ERR_NOT_FOUND ? OK : err;
}

Err keyed_begin(App *app, const Request *request, Reply *reply, Keyed **out)
{
    Str key;
    *out = NULL;
    Err err = key_read(request, reply, &key);
    if (err || key.length == 0) return err;
    Keyed *keyed = arena_new(reply->arena, Keyed, 1);
    *keyed =
        (Keyed){.app = app, .reply = reply, .name = name_of(request, key, reply->arena)};
    err = take(keyed);
    if (!err) *out = keyed;
    return err;
}

void keyed_add(Keyed *keyed, Str piece)
{
    digest_add(keyed->digest, piece);
}

void keyed_end(Keyed *keyed)
{
    keyed->fingerprint = seal_hex(keyed->reply->arena, digest_end(keyed->digest));
    keyed->digest = NULL;
}

Err keyed_whole(App *app, const Request *request, Reply *reply, Keyed **out)
{
    Err err = keyed_begin(app, request, reply, out);
    if (err || !*out) return err;
    keyed_add(*out, request->body);
    keyed_end(*out);
    return OK;
}

// The key has been used: for the same request?
Err keyed_answer(const Keyed *keyed)
{
    Reply *reply = keyed->reply;
    const KeptAnswer *kept = &keyed->kept;
    if (!str_equal(kept->fingerprint, keyed->fingerprint)) {
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

// --- keeping -------------------------------------------------------------

// The service calls this in the transaction in which the answer is kept.
static void say_answer(void *context, KeptAnswer *out)
{
    const Keyed *keyed = context;
    out->status = keyed->kept.status;
    out->type = keyed->kept.type;
    out->location = keyed->kept.location;
    out->body = keyed->kept.body;
}

// The committer calls this when the answer is on disk, or is not.
static void end_keeping(void *context, Err err, Appended outcome)
{
    (void)outcome;
    const Keyed *keyed = context;
    if (err == ERR_CONFLICT && keyed->promise.taken) err = keyed_refuse(keyed->reply);
    reply_done(keyed->reply, err);
}

Err keyed_keep(Keyed *keyed, const KeptAnswer *answer)
{
    keyed->kept = *answer;
    keyed->promise = (Promise){.key = keyed->name,
                               .fingerprint = keyed->fingerprint,
                               .make = say_answer,
                               .context = keyed};
    const Change change = {.arena = keyed->reply->arena,
                           .promise = &keyed->promise,
                           .receipt = {end_keeping, keyed}};
    return change_keep_answer(keyed->app->service, change);
}
