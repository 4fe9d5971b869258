#include "web/pages/frame.h"

#include "base/clock.h"
#include "model/explain.h"
#include "web/pages/assets.h"
#include "web/pages/charts.h"
#include "web/pages/say.h"

#include <assert.h>
#include <math.h>

// One line for each place that there is.
// clang-format off
static const NavLink navigation[] = {
    {"overview",  "/api/dashboard", "Overview",  "Overview",  "o"},
    {"customers", "/api/customers", "Customers", "Customers", "c"},
    {"compare",   "/api/compare",    "Compare",   "Compare",   "m"},
    {"model",     "/api/scorecards", "Score model", "Model",   "s"},
    {"proof",     "/api/validation", "Proof",    "Proof",     "p"},
    {"sources",   "/api/sources",   "Data sources", "Sources", "d"},
};
// clang-format on

Html page_begin(Reply *reply, int status)
{
    return (Html){.to = reply_text(reply, status, S("text/html; charset=utf-8"))};
}

Frame frame_named(const Request *request, Str title, const char *section)
{
    Str theme = request_cookie(request, S("theme"));
    bool known = str_equal(theme, S("light")) || str_equal(theme, S("dark"));
    return (Frame){
        .title = title,
        .section = str_of(section),
        .zone = clock_zone(),
        .theme = known ? theme : (Str){0},
        .assets = str_format(request->arena, "/static/%.*s", STR(asset_version)),
        .link = navigation,
        .links = (int)(sizeof navigation / sizeof *navigation),
        .fragment = request_header(request, S("X-Fragment")).length > 0,
    };
}

Frame frame_of(const Request *request, const char *title, const char *section)
{
    return frame_named(request, str_of(title), section);
}

// The host stands inside a command that people paste into a shell.
static bool is_plain_host(Str host)
{
    for (size_t i = 0; i < host.length; i++) {
        char c = host.text[i];
        bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || str_find(S(".:[]-"), c) >= 0;
        if (!plain) return false;
    }
    return host.length > 0;
}

Str origin_asked(const Request *request)
{
    Str host = request_header(request, S("Host"));
    return is_plain_host(host) ? str_format(request->arena, "http://%.*s", STR(host))
                               : S("http://127.0.0.1:8000");
}

Str waiting_sentence(Arena *arena, Freshness freshness)
{
    if (freshness.stale_customers == 0) return (Str){0};
    return str_format(arena,
                      "%.*s with new events, the first for %lld seconds, will be scored "
                      "anew in a moment; the figures here do not count them yet.",
                      STR(say_many(arena, freshness.stale_customers, "customer")),
                      (long long)freshness.oldest_seconds);
}

Str band_word(Band band)
{
    static const char *const words[] = {"Critical", "At risk", "Stable", "Healthy"};
    return str_of(words[band]);
}

Delta delta_of(Arena *arena, bool known, double change)
{
    double shown = say_rounded(change, 1);
    if (!known) return (Delta){S("flat"), S("change not known "), S("\xe2\x80\x93")};
    if (fabs(shown) < 0.05) return (Delta){S("flat"), S("no change "), S("\xe2\x80\x93")};
    bool up = shown > 0;
    return (Delta){
        .direction = up ? S("up") : S("down"),
        .spoken = up ? S("up ") : S("down "),
        .text =
            str_format(arena, "%s %.1f", up ? "\xe2\x86\x91" : "\xe2\x86\x93", fabs(shown)),
    };
}

// The first character of a name, however many bytes it has.
static Str initial_of(Arena *arena, Str name)
{
    size_t length = 1;
    while (length < name.length && ((unsigned char)name.text[length] & 0xc0) == 0x80)
        length++;
    if (length == 1 && name.length > 0 && name.text[0] >= 'a' && name.text[0] <= 'z')
        return str_format(arena, "%c", name.text[0] - 'a' + 'A');
    return str_until(name, length);
}

Str state_word(int state)
{
    static const char *const none[] = {"No data", "Onboarding", "Too little data"};
    static_assert(sizeof none / sizeof *none == STATES - STATE_UNSCORED, "");
    return state < STATE_UNSCORED ? band_word((Band)state)
                                  : str_of(none[state - STATE_UNSCORED]);
}

int state_at(int place)
{
    return place < BAND_COUNT ? BAND_COUNT - 1 - place : place;
}

static void fill_score(Arena *arena, const CustomerRow *row, CustomerCard *card)
{
    const int state = score_state(row->scored, row->band, row->status);
    card->band = score_state_name(state);
    card->band_word = state_word(state);
    card->score = row->scored ? say_score(arena, row->score) : S("\xe2\x80\x93");
    card->scored = row->scored;
    card->filled = say_rounded(row->score < 100 ? row->score : 100, 1);
    card->ring = ring_of(arena, row->score);
    card->spark = spark_of(arena, &row->trend, card->band);
    card->change =
        delta_of(arena, row->scored && row->trend.has_30d, row->trend.change_30d);
}

static Str renewal_of(Arena *arena, Day renews_on, Day today)
{
    if (renews_on < today)
        return str_format(arena, "was due %.*s", STR(say_day_short(arena, renews_on)));
    bool soon = renews_on < today + 330;
    Str day = soon ? say_day_short(arena, renews_on) : say_day(arena, renews_on);
    return str_format(arena, "renews %.*s", STR(day));
}

CustomerCard card_of(Arena *arena, const CustomerRow *row, Day today)
{
    const Customer *customer = &row->customer;
    CustomerCard card = {
        .id = customer->id,
        .name = customer->name,
        .initial = initial_of(arena, customer->name),
        .hue = str_format(arena, "h%lld", (long long)(customer->id % 12)),
        .segment = customer->segment,
        .mrr = say_money(arena, customer->mrr, customer->currency),
        .owner = customer->owner,
        .last_seen = S("never"),
    };
    fill_score(arena, row, &card);
    if (customer->renews_on != DAY_NONE) {
        card.renews = say_day(arena, customer->renews_on);
        card.renewal = renewal_of(arena, customer->renews_on, today);
    }
    if (row->picture.last_seen_at != 0)
        card.last_seen = say_distance(arena, day_of(row->picture.last_seen_at), today);
    return card;
}

Str capitalised(Arena *arena, Str text)
{
    bool lower = text.length > 0 && text.text[0] >= 'a' && text.text[0] <= 'z';
    if (!lower) return text;
    return str_format(arena, "%c%.*s", text.text[0] - 'a' + 'A', STR(str_from(text, 1)));
}

Str score_sentence(Arena *arena, const Scorecard *card, const Score *score,
                   const Picture *picture)
{
    Writer writer = {.arena = arena};
    explain_score(&writer, card, score, picture);
    if (writer.length > 0) writer_char(&writer, '.');
    return capitalised(arena, writer_str(&writer));
}
