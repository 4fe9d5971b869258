#include "web/pages/event_words.h"

#include "base/json_read.h"
#include "model/money.h"
#include "web/pages/say.h"

static Str detail_text(JsonValue details, Str name)
{
    Str text = {0};
    JsonValue value = json_member(details, name);
    return json_get_text(value, &text) ? text : json_number_text(value);
}

static void say_login(Arena *arena, JsonValue details, EventLine *line)
{
    Str user = detail_text(details, S("user_id"));
    line->title = S("Login");
    if (user.length > 0) line->text = str_format(arena, "by %.*s", STR(user));
}

static void say_feature(Arena *arena, const Event *event, EventLine *line)
{
    line->title = str_format(arena, "Used %.*s", STR(event->name));
    if (event->quantity != 1)
        line->text =
            str_format(arena, "%.*s times", STR(say_count(arena, event->quantity)));
}

static void say_ticket(Arena *arena, JsonValue details, EventLine *line)
{
    Str id = detail_text(details, S("ticket_id"));
    Str status = detail_text(details, S("status"));
    Str priority = detail_text(details, S("priority"));
    bool closed = str_equal(status, S("closed"));
    if (status.length == 0) status = S("open");
    if (priority.length == 0) priority = S("medium");

    line->title = str_format(arena, "Ticket %.*s%s%.*s, %.*s", STR(id),
                             id.length ? " " : "", STR(status), STR(priority));
    line->text = str_copy(arena, detail_text(details, S("subject")));
    line->band = closed ? S("healthy") : S("critical");
}

static Str say_amount(Arena *arena, JsonValue details, Str currency)
{
    Str amount = detail_text(details, S("amount"));
    Str said = detail_text(details, S("currency"));
    if (said.length > 0) currency = said;
    int decimals;
    int64_t minor;
    if (money_decimals(currency, &decimals) && money_parse(amount, decimals, &minor))
        return say_money(arena, minor, currency);
    return amount;
}

static void put_day(Writer *writer, const char *before, Str date)
{
    Day day;
    if (!day_parse(date, &day)) return;
    writer_format(writer, "%s%s %.*s", writer->length ? ", " : "", before,
                  STR(say_day(writer->arena, day)));
}

static void say_invoice(Arena *arena, JsonValue details, Str currency, EventLine *line)
{
    Str id = detail_text(details, S("invoice_id"));
    Str status = detail_text(details, S("status"));
    Str paid = detail_text(details, S("paid_date"));
    if (status.length == 0 && paid.length > 0) status = S("paid");

    line->title = str_format(arena, "Invoice %.*s%s%.*s, %.*s", STR(id),
                             id.length ? " " : "", STR(status.length ? status : S("open")),
                             STR(say_amount(arena, details, currency)));
    Writer text = {.arena = arena};
    put_day(&text, "due", detail_text(details, S("due_date")));
    put_day(&text, "paid", paid);
    line->text = writer_str(&text);
    line->band = str_equal(status, S("paid")) ? S("healthy") : S("at_risk");
}

// What JSON takes when it is read is at most some thirty times its length.
enum { ROOM = 32 * EVENT_DETAILS_MAX };

Arena event_words_room(Arena *arena)
{
    char *room = arena_new(arena, char, ROOM);
    return (Arena){.next = room, .end = room + ROOM};
}

EventLine event_words(Arena *arena, const Event *event, Str currency, Arena scratch)
{
    EventLine line = {
        .type = event_shown_type(event),
        .at = moment_of(arena, event->at),
        .id = event->id,
        .voided = event->voided,
    };
    JsonValue details = {0};
    JsonFault fault;
    if (json_read(&scratch, event->details, &details, &fault)) details.at = NULL;

    switch (event->type) {
    case EVENT_LOGIN: say_login(arena, details, &line); break;
    case EVENT_FEATURE: say_feature(arena, event, &line); break;
    case EVENT_TICKET: say_ticket(arena, details, &line); break;
    case EVENT_INVOICE: say_invoice(arena, details, currency, &line); break;
    case EVENT_API:
        line.title = event->quantity == 1
                         ? S("1 API call")
                         : str_format(arena, "%.*s API calls",
                                      STR(say_count(arena, event->quantity)));
        break;
    case EVENT_CUSTOM: line.title = event->name; break;
    case EVENT_TYPE_COUNT: break;
    }
    if (event->voided) line.band = (Str){0};  // it counts neither for nor against
    return line;
}
