#include "app/cards.h"

#include "app/beside.h"
#include "app/courier.h"
#include "base/json_write.h"
#include "base/log.h"
#include "http/html.h"

#include <stdio.h>

typedef struct {
    CardDesk desk;  // first
    Courier *courier;
} Remote;

static Courier *courier_of(CardDesk *desk)
{
    return ((Remote *)desk)->courier;
}

static Err refuse(JsonValue answer, int status)
{
    Str detail = {0};
    (void)json_get_text(json_member(answer, S("detail")), &detail);
    fprintf(stderr, "customer-health: the server answered %d: %.*s\n", status, STR(detail));
    return ERR_INVALID;
}

static Err ask(CardDesk *desk, Arena *arena, const Errand *errand, JsonValue *out)
{
    int status = 0;
    JsonFault fault;
    Writer answer = {.arena = arena};
    Err err = courier_send(courier_of(desk), errand, &answer, &status);
    if (!err) err = json_read(arena, writer_str(&answer), out, &fault);
    if (err) {
        log_error("the server has gone: nothing is known of what was asked of it");
        return err;
    }
    if (status == 404) return ERR_NOT_FOUND;
    return status < 300 ? OK : refuse(*out, status);
}

static Err get(CardDesk *desk, Arena *arena, Str target, JsonValue *out)
{
    const Errand errand = {.method = "GET", .target = str_z(arena, target)};
    return ask(desk, arena, &errand, out);
}

static Err list(CardDesk *desk, Arena *arena, JsonValue *out)
{
    return get(desk, arena, S("/api/scorecards"), out);
}

static Err card(CardDesk *desk, Arena *arena, Str id, JsonValue *out)
{
    Str part = url_part(arena, id);
    return get(desk, arena, str_format(arena, "/api/scorecards/%.*s", STR(part)), out);
}

static Err version(CardDesk *desk, Arena *arena, Str id, Str number, JsonValue *out)
{
    Str part = url_part(arena, id), which = url_part(arena, number);
    return get(
        desk, arena,
        str_format(arena, "/api/scorecards/%.*s/versions/%.*s", STR(part), STR(which)),
        out);
}

static Err save_draft(CardDesk *desk, Arena *arena, const Publication *what)
{
    JsonValue answer;
    Str part = url_part(arena, what->card), author = url_part(arena, what->author);
    const Errand errand = {
        .method = "PUT",
        .target = str_z(arena, str_format(arena, "/api/scorecards/%.*s?author=%.*s",
                                          STR(part), STR(author))),
        .type = "application/json",
        .body = what->document};
    return ask(desk, arena, &errand, &answer);
}

static Err publish(CardDesk *desk, Arena *arena, const Publication *what, JsonValue *out)
{
    Writer body = {.arena = arena};
    Json json = {.to = &body};
    json_open(&json);
    json_str(&json, S("author"), what->author);
    if (what->note.length > 0) json_str(&json, S("note"), what->note);
    json_close(&json);

    Str part = url_part(arena, what->card);
    const Errand errand = {
        .method = "POST",
        .target =
            str_z(arena, str_format(arena, "/api/scorecards/%.*s/publish", STR(part))),
        .type = "application/json",
        .body = writer_str(&body)};
    Err err = what->document.length > 0 ? save_draft(desk, arena, what) : OK;
    return err ? err : ask(desk, arena, &errand, out);
}

static void close_remote(CardDesk *desk)
{
    courier_close(courier_of(desk));
}

Err cards_remote(Arena *life, const Config *config, CardDesk **out)
{
    const char *socket = socket_beside(life, config->database);
    if (!socket) return ERR_NOT_FOUND;
    Remote *remote = arena_new(life, Remote, 1);
    Err err = courier_open(life, socket, &remote->courier);
    if (err) return err;
    remote->desk = (CardDesk){list, card, version, publish, close_remote};
    *out = &remote->desk;
    return OK;
}
