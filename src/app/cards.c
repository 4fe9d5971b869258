#include "app/cards.h"

#include "app/commands.h"
#include "app/source.h"
#include "base/json_write.h"
#include "web/cards/cards.h"

#include <stdio.h>

enum { ROOM_BYTES = 256 << 20, HASH_SHOWN = 12, DIFFERENT = 2 };

typedef struct {
    const Config *config;
    Arena *room;
    CardDesk *desk;
} Asking;

// --- a document in a file --------------------------------------------------------

typedef struct {
    Str text;
    Scorecard *card;
} Draft;

static void say_fault(const Asking *asking, Place place, Str pointer, Str message)
{
    fprintf(stderr, "%s:%d:%d: %.*s%s%.*s\n", asking->config->card, place.line,
            place.column, STR(pointer), pointer.length ? ": " : "", STR(message));
}

// Every fault of it, with its line.
static void say_faults(const Asking *asking, Str text, const CardFaults *faults)
{
    JsonValue document;
    JsonFault fault;
    if (json_read(asking->room, text, &document, &fault)) {
        say_fault(asking, place_at(text, fault.at), (Str){0},
                  str_format(asking->room, "This is no JSON: %.*s", STR(fault.why)));
        return;
    }
    for (int f = 0; f < faults->faults; f++)
        say_fault(asking, place_of(text, faults->fault[f].pointer),
                  faults->fault[f].pointer, faults->fault[f].message);
}

static Err read_text(const Asking *asking, Str *out)
{
    bool more = false;
    Source *source = NULL;
    Err err = source_open(asking->room, asking->config->card, &source);
    if (err) return err;
    err = source_read(source, out, &more);
    if (!err) *out = str_copy(asking->room, *out);
    source_close(source);
    if (err || (!more && out->length <= CARD_DOCUMENT_MAX)) return err;
    fprintf(stderr, "customer-health: %s: a scorecard has at most 128 KB.\n",
            asking->config->card);
    return ERR_INVALID;
}

static Err read_draft(const Asking *asking, Draft *out)
{
    CardFaults *faults = arena_new(asking->room, CardFaults, 1);
    *out = (Draft){.card = arena_new(asking->room, Scorecard, 1)};
    Err err = read_text(asking, &out->text);
    if (err) return err;
    err = scorecard_read(asking->room, out->text, out->card, faults);
    if (err) say_faults(asking, out->text, faults);
    if (err || !card_id_taken(out->card->id)) return err;
    say_fault(asking, place_of(out->text, S("/id")), S("/id"),
              S("This id is taken: choose another"));
    return ERR_INVALID;
}

// Is it an id?  Everything else is a file.
static bool is_id(const char *said)
{
    bool good = *said >= '0';
    for (; good && *said; said++)
        good = (*said >= 'a' && *said <= 'z') || (*said >= '0' && *said <= '9') ||
               *said == '_' || *said == '-';
    return good;
}

// --- what the desk says ----------------------------------------------------------

static Str text_of(JsonValue object, Str name)
{
    Str text = {0};
    (void)json_get_text(json_member(object, name), &text);
    return text;
}

static int64_t number_of(JsonValue object, Str name)
{
    int64_t number = 0;
    (void)json_get_int(json_member(object, name), &number);
    return number;
}

static bool is_set(JsonValue object, Str name)
{
    bool set = false;
    return json_get_bool(json_member(object, name), &set) && set;
}

static Err ask_card(const Asking *asking, Str id, JsonValue *out)
{
    Err err = asking->desk->card(asking->desk, asking->room, id, out);
    if (err == ERR_NOT_FOUND)
        fprintf(stderr,
                "customer-health: there is no scorecard \"%.*s\": see `scorecards "
                "list`.\n",
                STR(id));
    return err;
}

// What the card says as "latest", as "draft" or in a version of that number.
static Err ask_document(const Asking *asking, Str id, Str which, JsonValue *out)
{
    JsonValue answer;
    bool numbered = which.length > 0 && which.text[0] >= '0' && which.text[0] <= '9';
    CardDesk *desk = asking->desk;
    Err err = numbered ? desk->version(desk, asking->room, id, which, &answer)
                       : ask_card(asking, id, &answer);
    if (!err && str_equal(which, S("draft"))) answer = json_member(answer, S("draft"));
    if (!err) *out = json_member(answer, S("document"));
    if (!err && json_type(*out) == JSON_OBJECT) return OK;
    if (!err || numbered)
        fprintf(stderr,
                "customer-health: \"%.*s\" of scorecard \"%.*s\" says nothing: "
                "there is no such version, or it withdrew the card.\n",
                STR(which), STR(id));
    return err ? err : ERR_NOT_FOUND;
}

// --- the actions -----------------------------------------------------------------

static void print_row(JsonValue card)
{
    Str hash = str_until(text_of(card, S("hash")), HASH_SHOWN);
    JsonValue draft = json_member(card, S("draft"));
    printf("%-20.*s %-6s %8lld  %-*.*s  %.*s%s\n", STR(text_of(card, S("id"))),
           is_set(card, S("live")) ? "live" : "", (long long)number_of(card, S("versions")),
           HASH_SHOWN, STR(hash), STR(text_of(card, S("title"))),
           json_type(draft) == JSON_OBJECT ? "  (has a draft)" : "");
}

static int list(const Asking *asking)
{
    JsonValue answer;
    if (asking->desk->list(asking->desk, asking->room, &answer)) return 1;
    if (asking->config->json) {
        print_document(answer);
        return 0;
    }
    printf("%-20s %-6s %8s  %-*s  %s\n", "ID", "", "VERSIONS", HASH_SHOWN, "HASH", "TITLE");
    for (JsonWalk walk = {0}; json_next(json_member(answer, S("data")), &walk);)
        print_row(walk.value);
    return 0;
}

static int show(const Asking *asking)
{
    JsonValue document;
    Str id = str_of(asking->config->card);
    if (ask_document(asking, id, asking->config->version, &document)) return 1;
    print_document(document);
    return 0;
}

// Needs no database.
static int validate(const Asking *asking)
{
    Draft draft;
    if (read_draft(asking, &draft)) return 1;
    Str document = scorecard_write(asking->room, draft.card);
    printf("%s is good: scorecard \"%.*s\", %d factor%s, hash %.*s.\n",
           asking->config->card, STR(draft.card->id), draft.card->factors,
           draft.card->factors == 1 ? "" : "s",
           STR(scorecard_hash(asking->room, document)));
    return 0;
}

static int publish(const Asking *asking)
{
    JsonValue answer = {0};
    Draft draft;
    const Config *config = asking->config;
    Publication what = {
        .card = str_of(config->card), .author = config->author, .note = config->note};
    if (!is_id(config->card)) {
        if (read_draft(asking, &draft)) return 1;
        what.card = draft.card->id;
        what.document = scorecard_write(asking->room, draft.card);
        Err err = asking->desk->card(asking->desk, asking->room, what.card, &answer);
        if (err && err != ERR_NOT_FOUND) return 1;
        Str hash = scorecard_hash(asking->room, what.document);
        if (number_of(answer, S("versions")) > 0 && is_set(answer, S("live")) &&
            str_equal(text_of(answer, S("hash")), hash)) {
            printf("\"%.*s\" says this already: nothing was published.\n", STR(what.card));
            return 0;
        }
    }
    if (asking->desk->publish(asking->desk, asking->room, &what, &answer)) return 1;
    printf("Version %lld of \"%.*s\" is at work, hash %.*s.\n",
           (long long)number_of(answer, S("version")), STR(what.card),
           STR(text_of(answer, S("hash"))));
    return 0;
}

// --- differences -----------------------------------------------------------------

static Err find_sides(const Asking *asking, Str *before, Str *after)
{
    Draft draft;
    JsonValue value;
    const Config *config = asking->config;
    Str id = str_of(config->card);
    bool in_file = !is_id(config->card);
    Err err = in_file ? read_draft(asking, &draft) : OK;
    if (err) return err;
    if (in_file) id = draft.card->id;
    err = ask_document(asking, id, config->from, &value);
    if (err) return err;
    *before = json_text_of(asking->room, value);
    if (in_file)
        *after = scorecard_write(asking->room, draft.card);
    else
        err = ask_document(asking, id, config->to, &value);
    if (!err && !in_file) *after = json_text_of(asking->room, value);
    return err;
}

static int diff(const Asking *asking)
{
    Str before, after;
    JsonValue list;
    JsonFault fault;
    Writer text = {.arena = asking->room};
    Json json = {.to = &text};
    if (find_sides(asking, &before, &after)) return 1;
    json_open_array(&json, (Str){0});
    write_differences(asking->room, &json, before, after);
    json_close_array(&json);
    if (json_read(asking->room, writer_str(&text), &list, &fault)) return 1;
    int differences = 0;
    for (JsonWalk walk = {0}; json_next(list, &walk); differences++)
        printf("%.*s\n", STR(text_of(walk.value, S("explanation"))));
    return differences > 0 ? DIFFERENT : 0;
}

// --- the command -----------------------------------------------------------------

typedef struct {
    const char *name;
    int (*act)(const Asking *asking);
    bool of_one;      // a card must be said
    bool needs_desk;  // and somebody asked
} Action;

static const Action actions[] = {
    {"list", list, false, true},         {"show", show, true, true},
    {"validate", validate, true, false}, {"publish", publish, true, true},
    {"diff", diff, true, true},
};

static const Action *find_action(const Config *config)
{
    for (size_t a = 0; config->action && a < sizeof actions / sizeof *actions; a++)
        if (str_equal(str_of(config->action), str_of(actions[a].name))) return &actions[a];
    return NULL;
}

// Through the server where one holds the database, for only that one may write to it.
static int act(const Action *action, Asking *asking)
{
    if (!action->needs_desk) return action->act(asking);
    Err err = cards_remote(asking->room, asking->config, &asking->desk);
    if (err == ERR_NOT_FOUND)
        err = cards_local(asking->room, asking->config, &asking->desk);
    if (err) return 1;
    int status = action->act(asking);
    asking->desk->close(asking->desk);
    return status;
}

int scorecards(const Config *config)
{
    const Action *action = find_action(config);
    if (!action || (action->of_one && !config->card)) {
        fprintf(stderr, "customer-health: %s: see `customer-health scorecards --help`.\n",
                !action ? "say one of list, show, validate, publish, diff"
                        : "say which scorecard: an id, or a file");
        return 1;
    }
    const Arena start = arena_map(ROOM_BYTES);
    Arena room = start;
    Asking asking = {.config = config, .room = &room};
    int status = act(action, &asking);
    arena_unmap(start);
    return status;
}
