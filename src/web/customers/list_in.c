#include "web/customers/list_in.h"

#include "base/hash.h"
#include "http/html.h"
#include "model/money.h"
#include "service/cards/scorecards.h"
#include "web/cursor.h"
#include "web/customers/list_past.h"
#include "web/fields.h"
#include "web/pages/say.h"
#include "web/params.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char *const sorts[] = {"score",      "mrr",       "name",
                                    "change_30d", "last_seen", "renews_on"};

static_assert(sizeof sorts / sizeof *sorts == SORT_COUNT, "");
static const char *const withouts[WITHOUT_COUNT] = {"", "segment", "plan", "owner"};
static_assert((int)SORT_NAME_MAX <= (int)CURSOR_TEXT_MAX, "a name's beginning fits");

// --- reading -------------------------------------------------------------

typedef struct {
    App *app;
    const Request *request;
    Reply *reply;
} Asked;

static void fault(const Asked *asked, Str name, Str message, Str type)
{
    complaint_add(&asked->reply->complaint, (Fault){S("query"), name, message, type});
}

// A field of a form that was left empty was not said.
static bool said(const Asked *asked, Str name, Str *out)
{
    return request_query(asked->request, name, out) && out->length > 0;
}

static size_t characters(Str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.length; i++)
        if (((unsigned char)text.text[i] & 0xc0) != 0x80) count++;
    return count;
}

static void read_text(const Asked *asked, Str name, size_t most, Str *out)
{
    Str text;
    if (!said(asked, name, &text)) return;
    if (characters(text) <= most)
        *out = text;
    else
        fault(asked, name,
              str_format(asked->reply->arena, "String should have at most %zu characters",
                         most),
              S("string_too_long"));
}

static int place_in(const char *const *words, int count, Str word)
{
    int place = 0;
    while (place < count && !str_equal(str_of(words[place]), word))
        place++;
    return place;
}

static int state_of(Str word)
{
    int state = 0;
    while (state < STATES && !str_equal(score_state_name(state), word))
        state++;
    return state;
}

// "band=at_risk&band=critical", and "band=at_risk,critical" as well.
static void read_states(const Asked *asked, ListQuery *query)
{
    Str text, rest = asked->request->query;
    while (request_query_next(asked->request, S("band"), &rest, &text))
        while (text.length > 0) {
            int state = state_of(str_cut(&text, ','));
            if (state < STATES)
                query->states |= 1U << state;
            else
                fault(asked, S("band"),
                      S("Input should be 'healthy', 'stable', 'at_risk', 'critical', "
                        "'no_data', 'onboarding' or 'insufficient_data'"),
                      S("enum"));
        }
}

static void read_sort(const Asked *asked, ListQuery *query)
{
    Str text;
    if (!said(asked, S("sort"), &text)) return;
    bool descending = text.text[0] == '-';
    int by = place_in(sorts, SORT_COUNT, str_from(text, descending ? 1 : 0));
    if (by == SORT_COUNT) {
        fault(asked, S("sort"),
              S("Input should be 'score', 'mrr', 'name', 'change_30d', 'last_seen' or "
                "'renews_on', with a '-' before it for the largest first"),
              S("enum"));
        return;
    }
    query->by = (SortBy)by;
    query->descending = descending;
}

// A decimal from 0 to 100, without an exponent; four decimals of it count.
static bool parse_score(Arena *arena, Str text, double *out)
{
    size_t points = 0;
    for (size_t i = 0; i < text.length; i++) {
        points += text.text[i] == '.';
        if (text.text[i] != '.' && (text.text[i] < '0' || text.text[i] > '9')) return false;
    }
    if (points > 1 || text.length == points || text.length > 20) return false;
    *out = say_rounded(strtod(str_z(arena, text), NULL), 4);
    return *out <= 100;
}

static bool read_score(const Asked *asked, Str name, double *out)
{
    Str text;
    if (!said(asked, name, &text)) return false;
    if (parse_score(asked->request->arena, text, out)) return true;
    fault(asked, name, S("Input should be a number from 0 to 100"), S("float_parsing"));
    return false;
}

static void read_day(const Asked *asked, Str name, Day *out)
{
    Str text;
    if (!said(asked, name, &text) || day_parse(text, out)) return;
    *out = DAY_NONE;
    fault(asked, name, S("Input should be a date (2026-11-22)"), S("date_parsing"));
}

// "was=2026-09-23:stable&was=2026-11-22:at_risk": both.
static void read_past(const Asked *asked, ListQuery *query)
{
    Str text, rest = asked->request->query;
    while (request_query_next(asked->request, S("was"), &rest, &text)) {
        if (text.length == 0) continue;
        ListWas was;
        if (query->wases < WAS_MOST && was_read(text, &was))
            query->was[query->wases++] = was;
        else
            fault(asked, S("was"),
                  S("Input should be a day that has begun and a state, as "
                    "'2026-09-23:at_risk', twice at most: a band, 'no_data', 'onboarding', "
                    "'insufficient_data', 'absent' or 'customer', or several with a comma "
                    "between them"),
                  S("string_pattern_mismatch"));
    }
    if (said(asked, S("moved"), &text) && !moved_read(text, &query->moved))
        fault(
            asked, S("moved"),
            S("Input should be two days that have begun, the earlier first, and 'better' or "
              "'worse', as '2026-09-23:2026-11-22:better'"),
            S("string_pattern_mismatch"));
    read_day(asked, S("began_before"), &query->began_before);
    read_day(asked, S("began_after"), &query->began_after);
}

static void read_currency(const Asked *asked, Str name, Str *out)
{
    Str text;
    int decimals;
    if (!said(asked, name, &text)) return;
    if (money_decimals(text, &decimals))
        *out = text;
    else
        fault(asked, name, S("Input should be a currency of ISO 4217, as USD"),
              S("string_pattern_mismatch"));
}

static void read_without(const Asked *asked, Without *out)
{
    Str text;
    if (!said(asked, S("without"), &text)) return;
    int what = place_in(withouts, WITHOUT_COUNT, text);
    if (what < WITHOUT_COUNT)
        *out = (Without)what;
    else
        fault(asked, S("without"), S("Input should be 'segment', 'plan' or 'owner'"),
              S("enum"));
}

static void read_card(const Asked *asked, Str *out)
{
    Str text;
    if (!said(asked, S("judged_by"), &text)) return;
    if (service_scorecard(asked->app->service, text))
        *out = text;
    else
        fault(asked, S("judged_by"),
              S("There is no such scorecard: GET /api/scorecards lists them"), S("enum"));
}

static void read_slips(const Asked *asked, int *out)
{
    Str text;
    int64_t days;
    if (!said(asked, S("slips_within"), &text)) return;
    if (str_int(text, &days) && days >= 1 && days <= NEXT_DROP_DAYS)
        *out = (int)days;
    else
        fault(asked, S("slips_within"), S("Input should be a number of days from 1 to 400"),
              S("int_parsing"));
}

static ListQuery read_query(const Asked *asked)
{
    ListQuery query = list_everybody();
    read_text(asked, S("q"), CUSTOMER_NAME_MAX, &query.text);
    read_text(asked, S("segment"), CUSTOMER_TEXT_MAX, &query.segment);
    read_text(asked, S("owner"), CUSTOMER_TEXT_MAX, &query.owner);
    read_text(asked, S("lifecycle"), CUSTOMER_TEXT_MAX, &query.lifecycle);
    read_text(asked, S("plan"), CUSTOMER_TEXT_MAX, &query.plan);
    read_card(asked, &query.judged_by);
    read_currency(asked, S("currency"), &query.currency);
    read_currency(asked, S("currency_not"), &query.currency_not);
    read_without(asked, &query.without);
    read_states(asked, &query);
    query.has_least = read_score(asked, S("min_score"), &query.least_score);
    query.has_most = read_score(asked, S("max_score"), &query.most_score);
    query.has_below = read_score(asked, S("score_below"), &query.below_score);
    read_day(asked, S("renews_before"), &query.renews_before);
    read_day(asked, S("renews_after"), &query.renews_after);
    read_slips(asked, &query.slips_within);
    read_past(asked, &query);
    read_sort(asked, &query);
    return query;
}

static uint64_t list_of(Arena *arena, const ListQuery *query)
{
    uint64_t hash = hash_str(HASH_START, S("customers"));
    return hash_str(hash, list_query_text(arena, query));
}

static Err read_cursor(const Asked *asked, Reply *reply, ListAsked *out)
{
    Str text;
    Cursor cursor;
    if (!said(asked, S("cursor"), &text)) return OK;
    if (!cursor_read(reply->arena, text, list_of(reply->arena, &out->query), &cursor))
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "This cursor is damaged, or of another list");
    out->page.behind = true;
    out->page.place = (Rank){.customer = cursor.id, .name = cursor.text};
    memcpy(&out->page.place.key, &cursor.place, sizeof cursor.place);
    return OK;
}

Err list_read(App *app, const Request *request, Reply *reply, int most, ListAsked *out)
{
    const Asked asked = {app, request, reply};
    Str limit;
    *out = (ListAsked){.query = read_query(&asked), .page.most = most};
    if (said(&asked, S("limit"), &limit)) {
        Err err = query_limit(request, reply, &out->page.most);
        if (err) out->page.most = most;
    }
    if (reply->complaint.faults == 0) return read_cursor(&asked, reply, out);
    return reply_complain(reply, HTTP_UNPROCESSABLE, "%.*s",
                          STR(fields_sentence(reply->arena, &reply->complaint)));
}

Err list_read_text(App *app, const Request *request, Str text, Reply *reply, ListAsked *out)
{
    Request own = *request;
    own.query = text;
    const Asked asked = {app, &own, reply};
    *out = (ListAsked){.query = read_query(&asked)};
    if (reply->complaint.faults == 0) return OK;
    return reply_complain(reply, HTTP_UNPROCESSABLE, "%.*s",
                          STR(fields_sentence(reply->arena, &reply->complaint)));
}

// --- writing -------------------------------------------------------------

static void put_text(Writer *writer, const char *name, Str value)
{
    if (value.length == 0) return;
    writer_format(writer, "%s%s=%.*s", writer->length ? "&" : "", name,
                  STR(url_part(writer->arena, value)));
}

static void put_score(Writer *writer, const char *name, bool has, double score)
{
    if (!has) return;
    writer_format(writer, "%s%s=", writer->length ? "&" : "", name);
    writer_double(writer, score);
}

static void put_day(Writer *writer, const char *name, Day day)
{
    if (day == DAY_NONE) return;
    writer_format(writer, "%s%s=", writer->length ? "&" : "", name);
    day_write(writer, day);
}

Str list_query_text(Arena *arena, const ListQuery *query)
{
    Writer writer = {.arena = arena};
    put_text(&writer, "q", query->text);
    for (int state = STATES - 1; state >= 0; state--)
        if (query->states & 1U << state) put_text(&writer, "band", score_state_name(state));
    put_text(&writer, "segment", query->segment);
    put_text(&writer, "owner", query->owner);
    put_text(&writer, "lifecycle", query->lifecycle);
    put_text(&writer, "plan", query->plan);
    put_text(&writer, "judged_by", query->judged_by);
    put_text(&writer, "currency", query->currency);
    put_text(&writer, "currency_not", query->currency_not);
    put_text(&writer, "without", str_of(withouts[query->without]));
    put_score(&writer, "min_score", query->has_least, query->least_score);
    put_score(&writer, "max_score", query->has_most, query->most_score);
    put_score(&writer, "score_below", query->has_below, query->below_score);
    put_day(&writer, "renews_before", query->renews_before);
    put_day(&writer, "renews_after", query->renews_after);
    if (query->slips_within > 0)
        put_text(&writer, "slips_within", str_format(arena, "%d", query->slips_within));
    for (int w = 0; w < query->wases; w++)
        put_text(&writer, "was", was_text(arena, &query->was[w]));
    if (query->moved.from != DAY_NONE)
        put_text(&writer, "moved", moved_text(arena, &query->moved));
    put_day(&writer, "began_before", query->began_before);
    put_day(&writer, "began_after", query->began_after);
    if (query->by != SORT_SCORE || query->descending)
        put_text(&writer, "sort",
                 str_format(arena, "%s%s", query->descending ? "-" : "", sorts[query->by]));
    return writer_str(&writer);
}

Str list_cursor(Arena *arena, const ListQuery *query, Rank place)
{
    Cursor cursor = {
        .list = list_of(arena, query), .id = place.customer, .text = place.name};
    memcpy(&cursor.place, &place.key, sizeof cursor.place);
    return cursor_write(arena, cursor);
}
