#include "model/card_document.h"

#include "base/json_read.h"
#include "base/json_write.h"
#include "history.h"
#include "model/card_shipped.h"
#include "test.h"

enum { ANY_CARDS = 2000 };

// For one test, or one of many cards.
static Arena room;

static Arena *own(void)
{
    if (!room.next) room = arena_map((size_t)1 << 28);
    return &room;
}

static int below(uint64_t *state, int limit)
{
    return (int)(next_number(state) % (uint64_t)limit);
}

static bool maybe(uint64_t *state)
{
    return below(state, 2) == 0;
}

// Numbers that are hard to write.
static double any_number(uint64_t *state, double least, double most)
{
    double part = (double)(next_number(state) % 100003) / 100003;
    return below(state, 3) ? least + (most - least) * part : least;
}

// --- a document of anything ------------------------------------------------------

static void write_any_window(Json *json, uint64_t *state, bool ends)
{
    if (!ends && below(state, 4) == 0) {
        json_str(json, S("window"), S("all"));
        return;
    }
    json_open_object(json, S("window"));
    if (ends || maybe(state))
        json_int(json, S("days"), 1 + below(state, 400));
    else
        json_int(json, S("months"), 1 + below(state, 24));
    json_close_object(json);
}

static void write_any_metric(Json *json, uint64_t *state, int kind)
{
    static const char *const counted[] = {"count", "sum", "days_active"};
    json_open_object(json, S("metric"));
    if (kind == 0) {
        json_str(json, S("source"),
                 maybe(state) ? S("attribute:mrr") : S("attribute:traits.a/b"));
        if (maybe(state)) json_str(json, S("agg"), S("value"));
    } else if (kind == 1) {
        json_str(json, S("source"), maybe(state) ? S("api_usage") : S("report.sent"));
        json_str(json, S("agg"), S("trend"));
        if (maybe(state)) json_str(json, S("of"), str_of(counted[below(state, 3)]));
        write_any_window(json, state, true);
    } else if (kind == 2) {
        json_str(json, S("source"), maybe(state) ? S("ticket") : S("support_ticket"));
        json_str(json, S("agg"), S("open_count"));
        write_any_window(json, state, false);
    } else {
        json_str(json, S("source"), maybe(state) ? S("api") : S("feature"));
        bool seats = maybe(state);
        json_str(json, S("agg"), seats ? S("per_seat") : S("sum"));
        if (seats) json_str(json, S("of"), S("sum"));
        write_any_window(json, state, true);
        if (maybe(state)) json_str(json, S("per"), S("week"));
    }
    json_close_object(json);
}

static void write_any_steps(Json *json, uint64_t *state)
{
    static const Str signs[] = {{">=", 2}, {">", 1}, {"<=", 2}, {"value", 5}};
    int kind = below(state, 4), steps = 2 + below(state, 4);
    double edge = any_number(state, -5, 5);
    json_open_array(json, kind == 3 ? S("linear") : S("steps"));
    for (int s = 0; s < steps; s++) {
        json_open_object(json, (Str){0});
        json_double(json, S("points"), any_number(state, 0, 100));
        json_double(json, signs[kind], edge);
        edge += (kind < 2 ? -1 : 1) * (0.001 + any_number(state, 0, 1000));
        json_close_object(json);
    }
    json_close_array(json);
    if (kind < 3 && maybe(state))
        json_double(json, S("otherwise"), any_number(state, 0, 100));
}

static void write_any_factor(Json *json, uint64_t *state, int place)
{
    int kind = below(state, 4);
    json_open_object(json, (Str){0});
    json_str(json, S("id"), str_format(own(), "f_%d", place));
    if (maybe(state)) json_str(json, S("name"), S("Logins <b>&\"\\ \xC3\xA9\xE2\x80\xA8"));
    if (maybe(state)) json_str(json, S("group"), S("G"));
    if (maybe(state)) json_str(json, S("unit"), S("a week"));
    json_double(json, S("weight"), any_number(state, 0.01, 7));
    write_any_metric(json, state, kind);
    json_open_object(json, S("transform"));
    write_any_steps(json, state);
    json_close_object(json);
    if (maybe(state)) {
        json_open_object(json, S("missing"));
        if (kind == 0 || maybe(state))
            json_double(json, S("value"), any_number(state, -1e9, 1e9));
        else
            json_int(json, S("hold"), 1 + below(state, 365));
        json_close_object(json);
    } else {
        json_str(json, S("missing"), maybe(state) ? S("skip") : S("fail"));
    }
    if (kind && maybe(state)) json_int(json, S("stale_after_days"), 1 + below(state, 100));
    json_close_object(json);
}

static void write_any_rules(Json *json, uint64_t *state, int factors)
{
    static const char *const then[] = {"cap", "floor", "set"};
    json_open_array(json, S("rules"));
    for (int r = below(state, 3); r > 0; r--) {
        json_open_object(json, (Str){0});
        json_open_array(json, S("when"));
        json_open_object(json, (Str){0});
        json_str(json, S("of"), str_format(own(), "points:f_%d", below(state, factors)));
        json_double(json, S("less_than"), any_number(state, 0, 100));
        json_close_object(json);
        json_close_array(json);
        json_open_object(json, S("then"));
        json_double(json, str_of(then[below(state, 3)]), any_number(state, 0, 100));
        json_close_object(json);
        json_str(json, S("reason"), S("Because"));
        json_close_object(json);
    }
    json_close_array(json);
}

static Str any_document(uint64_t seed)
{
    uint64_t state = seed;
    int factors = 1 + below(&state, FACTORS_MAX);
    Writer writer = {.arena = own()};
    Json json = {.to = &writer};
    json_open(&json);
    json_open_array(&json, S("factors"));
    for (int f = 0; f < factors; f++)
        write_any_factor(&json, &state, f);
    json_close_array(&json);
    write_any_rules(&json, &state, factors);
    json_str(&json, S("id"), S("any"));
    if (maybe(&state)) json_int(&json, S("priority"), below(&state, 20) - 10);
    if (maybe(&state)) json_double(&json, S("min_coverage"), any_number(&state, 0, 1));
    json_close(&json);
    return writer_str(&writer);
}

// --- the same, spelt otherwise ---------------------------------------------------

typedef struct {
    Str name;
    JsonValue value;
} Member;

static void spell(Writer *to, JsonValue value, uint64_t *state);

static void spell_space(Writer *to, uint64_t *state)
{
    static const char space[] = " \t\r\n";
    for (int i = below(state, 3); i > 0; i--)
        writer_char(to, space[below(state, 4)]);
}

// Every character by its number, for those that are ASCII.
static void spell_text(Writer *to, Str text, uint64_t *state)
{
    writer_char(to, '"');
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.text[i];
        if (c == '"' || c == '\\' || (c < 0x80 && below(state, 4) == 0))
            writer_format(to, "\\u%04X", (unsigned)c);
        else
            writer_char(to, text.text[i]);
    }
    writer_char(to, '"');
}

// The members in another order, and one that says nothing among them.
static void spell_object(Writer *to, JsonValue object, uint64_t *state)
{
    Member member[32];
    int count = 0;
    for (JsonWalk walk = {0}; json_next(object, &walk);)
        member[count++] = (Member){walk.name, walk.value};
    writer_char(to, '{');
    for (; count > 0; count--) {
        int which = below(state, count);
        spell_space(to, state);
        spell_text(to, member[which].name, state);
        spell_space(to, state);
        writer_char(to, ':');
        spell(to, member[which].value, state);
        if (count > 1) writer_char(to, ',');
        member[which] = member[count - 1];
    }
    writer_char(to, '}');
}

static void spell(Writer *to, JsonValue value, uint64_t *state)
{
    Str text;
    JsonType type = json_type(value);
    spell_space(to, state);
    if (type == JSON_OBJECT) {
        spell_object(to, value, state);
    } else if (type == JSON_ARRAY) {
        writer_char(to, '[');
        for (JsonWalk walk = {0}; json_next(value, &walk);) {
            if (walk.index > 1) writer_char(to, ',');
            spell(to, walk.value, state);
        }
        writer_char(to, ']');
    } else if (type == JSON_NUMBER) {
        writer_put(to, json_number_text(value));
        bool plain = str_find(json_number_text(value), 'e') < 0;
        if (plain && maybe(state)) writer_put(to, S("e0"));
    } else if (json_get_text(value, &text)) {
        spell_text(to, text, state);
    }
    spell_space(to, state);
}

static Str spelt_otherwise(Str document, uint64_t seed)
{
    JsonValue value;
    JsonFault fault;
    uint64_t state = seed;
    Writer writer = {.arena = own()};
    assert_int_equal(json_read(own(), document, &value, &fault), OK);
    spell(&writer, value, &state);
    return writer_str(&writer);
}

// --- what always holds -----------------------------------------------------------

static Scorecard read_good(Str document)
{
    Scorecard card;
    CardFaults faults;
    Err err = scorecard_read(own(), document, &card, &faults);
    if (err)
        print_message("%.*s\n%.*s: %.*s\n", STR(document), STR(faults.fault[0].pointer),
                      STR(faults.fault[0].message));
    assert_int_equal(err, OK);
    return card;
}

TEST(what_is_written_is_read_back_the_same)
{
    const Arena start = *own();
    for (uint64_t seed = 1; seed <= ANY_CARDS; seed++, room = start) {
        Scorecard card = read_good(any_document(seed));
        Str written = scorecard_write(own(), &card);
        Scorecard again = read_good(written);
        assert_str_equal(scorecard_write(own(), &again), written);
        assert_memory_equal(again.hash, card.hash, sizeof card.hash);
    }
}

TEST(a_card_has_one_hash_however_it_is_spelt)
{
    const Arena start = *own();
    for (uint64_t seed = 1; seed <= ANY_CARDS; seed++, room = start) {
        Str document = any_document(seed);
        Scorecard card = read_good(document);
        Scorecard other = read_good(spelt_otherwise(document, seed * 7919));
        assert_memory_equal(other.hash, card.hash, sizeof card.hash);
    }
}

// Had any of them the same hash as another, what differs would not be in the document.
TEST(cards_that_differ_have_different_hashes)
{
    Scorecard before = read_good(any_document(1));
    for (uint64_t seed = 2; seed <= 200; seed++) {
        Scorecard card = read_good(any_document(seed));
        assert_memory_not_equal(card.hash, before.hash, sizeof card.hash);
        before = card;
    }
}

TEST(the_hash_is_that_of_the_canonical_document)
{
    Scorecard card = read_good(card_shipped(0));
    Str hash = scorecard_hash(own(), scorecard_write(own(), &card));
    Writer hex = {.arena = own()};
    for (size_t i = 0; i < sizeof card.hash; i++)
        writer_format(&hex, "%02x", card.hash[i]);
    assert_str_equal(writer_str(&hex), hash);
}

TEST(the_built_in_cards_know_their_hashes)
{
    const Scorecard *card[] = {scorecard_standard(), scorecard_original()};
    for (int c = 0; c < 2; c++) {
        Writer hex = {.arena = own()};
        for (size_t i = 0; i < sizeof card[c]->hash; i++)
            writer_format(&hex, "%02x", card[c]->hash[i]);
        assert_str_equal(writer_str(&hex),
                         scorecard_hash(own(), scorecard_write(own(), card[c])));
    }
}

// It is in stamps and in the database: it may never be another.
TEST(the_canonical_form_stays_as_it_is)
{
    Scorecard card = read_good(S(
        "{\"id\":\"one\",\"factors\":[{\"id\":\"logins\",\"weight\":1,\"metric\":{\"source\":"
        "\"login\",\"agg\":\"count\",\"window\":{\"days\":7}},\"transform\":{\"steps\":"
        "[{\">=\":1.50,\"points\":100}]}}]}"));
    assert_str_equal(
        scorecard_write(own(), &card),
        S("{\"id\":\"one\",\"title\":\"One\",\"applies_to\":[],\"priority\":0,"
          "\"catalogue\":5,\"grace_days\":0,\"min_coverage\":0,\"factors\":[{\"id\":\"logins\","
          "\"name\":\"Logins\",\"weight\":1,\"metric\":{\"source\":\"login\",\"agg\":\"count\","
          "\"window\":{\"days\":7}},\"transform\":{\"steps\":[{\"\\u003e=\":1.5,\"points\":100}"
          "],\"otherwise\":0},\"missing\":\"skip\"}],\"rules\":[],\"bands\":[{\"id\":"
          "\"healthy\",\"name\":\"Healthy\",\"from\":75,\"kind\":\"healthy\"},{\"id\":"
          "\"stable\",\"name\":\"Stable\",\"from\":60,\"kind\":\"stable\"},{\"id\":\"at_risk\","
          "\"name\":\"At risk\",\"from\":40,\"kind\":\"at_risk\"},{\"id\":\"critical\","
          "\"name\":\"Critical\",\"from\":0,\"kind\":\"critical\"}]}"));
}

TEST(original_can_be_shown_and_is_no_document_of_anybodys)
{
    Scorecard card;
    CardFaults faults;
    Str shown = scorecard_write(own(), scorecard_original());
    assert_int_equal(scorecard_read(own(), shown, &card, &faults), ERR_INVALID);
    assert_true(faults.faults >= 3);
}
