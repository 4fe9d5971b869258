#include "service/writing/news.h"
#include "web/handlers.h"
#include "web/params.h"

#include <string.h>

enum { AGAIN_MS = 3000 };  // after which a client that lost us asks anew

typedef struct {
    uint64_t origin;
    uint64_t after;
    bool is_lost;  // it knows a number, but not one of ours
} Listening;

// --- where the client is -------------------------------------------------

static bool parse_number(Str text, int base, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.length; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *digit = memchr(digits, text.text[i], (size_t)base);
        if (!digit) return false;
        *out = *out * (uint64_t)base + (uint64_t)(digit - digits);
    }
    return text.length > 0 && text.length <= 16;
}

// "4b1d0c9a7e5f2031-17": whose numbers, and which.
static bool parse_id(Str text, uint64_t *origin, uint64_t *number)
{
    return parse_number(str_cut(&text, '-'), 16, origin) && parse_number(text, 10, number);
}

// What the last event was that it has seen: browsers say it by themselves when they come
// back, and a page that stopped listening by `after`.
static Str last_seen(const Request *request)
{
    Str id = request_header(request, S("Last-Event-ID"));
    if (id.length == 0) (void)request_query(request, S("after"), &id);
    return str_trim(id);
}

// What a browser says by itself may be anything; what is asked for is read.
static Err check_after(const Request *request, Reply *reply)
{
    Str id;
    uint64_t origin, number;
    if (!request_query(request, S("after"), &id) || str_trim(id).length == 0) return OK;
    if (parse_id(str_trim(id), &origin, &number)) return OK;
    return query_fault(reply, S("after"),
                       S("Input should be the id of an event of this stream, as "
                         "'4b1d0c9a7e5f2031-17'"),
                       S("string_pattern_mismatch"));
}

static Listening *begin(App *app, const Request *request, Reply *reply)
{
    NewsPage *now = arena_new(reply->arena, NewsPage, 1);
    Listening *listening = arena_new(reply->arena, Listening, 1);
    get_news(app->service, UINT64_MAX, now);
    *listening = (Listening){.origin = now->origin, .after = now->latest};

    Str id = last_seen(request);
    uint64_t origin, number;
    bool is_ours = parse_id(id, &origin, &number) && origin == now->origin;
    if (is_ours && number < now->latest) listening->after = number;
    listening->is_lost = id.length > 0 && (!is_ours || number > now->latest);
    return listening;
}

// --- what it is told -----------------------------------------------------

static void put_event(Writer *writer, const Listening *listening, const char *event)
{
    writer_format(writer, "id: %016llx-%llu\nevent: %s\ndata: ",
                  (unsigned long long)listening->origin,
                  (unsigned long long)listening->after, event);
}

static void put_plain(Writer *writer, const Listening *listening, const char *event)
{
    put_event(writer, listening, event);
    writer_put(writer, S("{}\n\n"));
}

static void put_then(Json *json, Str name, const ScoreThen *then)
{
    json_open_object(json, name);
    if (then->scored)
        json_double(json, S("health_score"), then->score);
    else
        json_null(json, S("health_score"));
    json_str(json, S("band"), score_state_name(then->state));
    json_close_object(json);
}

static void put_change(Writer *writer, Listening *listening, const NewsItem *change)
{
    Json json = {.to = writer};
    listening->after = change->number;
    put_event(writer, listening, change->added ? "customer" : "score");
    json_open(&json);
    json_int(&json, S("customer_id"), change->customer);
    json_time(&json, S("at"), change->at);
    if (!change->added) {
        put_then(&json, S("before"), &change->before);
        put_then(&json, S("after"), &change->after);
    }
    json_close(&json);
    writer_put(writer, S("\n\n"));
}

static void put_news(App *app, Reply *reply, Listening *listening)
{
    NewsPage *page = arena_new(reply->arena, NewsPage, 1);
    get_news(app->service, listening->after, page);
    if (page->missed || listening->is_lost) {
        listening->after = page->changes ? page->change[0].number - 1 : page->next;
        put_plain(&reply->body, listening, "missed");
    }
    listening->is_lost = false;
    for (int c = 0; c < page->changes; c++)
        put_change(&reply->body, listening, &page->change[c]);
    listening->after = page->next;
    reply->waits = !page->has_more;
}

// GET /api/stream
//
// Called again whenever there is news, or nothing was said for long.
Err listen_to_news(App *app, const Request *request, Reply *reply)
{
    Listening *listening = reply->kept;
    if (!listening) {
        Err err = check_after(request, reply);
        if (err) return err;
        listening = reply->kept = begin(app, request, reply);
        reply_header(reply, S("Cache-Control"), S("no-store"));
        reply_header(reply, S("X-Accel-Buffering"), S("no"));
        writer_format(reply_text(reply, HTTP_OK, S("text/event-stream")), "retry: %d\n\n",
                      AGAIN_MS);
        put_plain(&reply->body, listening, "begin");
    }
    put_news(app, reply, listening);
    if (reply->beats && reply->body.length == 0) writer_put(&reply->body, S(":\n\n"));
    reply->more = true;
    return OK;
}
