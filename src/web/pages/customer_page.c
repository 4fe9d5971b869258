#include "web/pages/customer_page.h"

#include "base/clock.h"
#include "http/html.h"
#include "model/explain.h"
#include "model/words.h"
#include "service/proving/stamp.h"
#include "web/pages/charts.h"
#include "web/pages/customer_added.h"
#include "web/pages/customer_past.h"
#include "web/pages/customer_score.h"
#include "web/pages/customer_standing.h"
#include "web/pages/event_words.h"
#include "web/pages/frame.h"
#include "web/pages/notices.h"
#include "web/pages/outlook.h"
#include "web/pages/said_page.h"
#include "web/pages/say.h"

static bool has_points(const Score *score, int factor)
{
    return !(score->factor[factor].missing && score->factor[factor].weight <= 0);
}

// "7.4 per week", "2 of 5", "3 open", "no data"
static Str value_of(Arena *arena, const HealthDetails *details, int f)
{
    const Factor *factor = &details->card->factor[f];
    const FactorScore *score = &details->score.factor[f];
    const Measure *measure = &details->row.picture.measure[factor->measure];
    if (score->missing) return S("no data");
    if (factor->metric.agg == AGG_RATIO || factor->metric.agg == AGG_ORIGINAL_RATIO) {
        int64_t of = measure->of > 0 ? measure->of : (int64_t)factor->divide_by;
        return str_format(arena, "%lld of %lld", (long long)measure->amount, (long long)of);
    }
    Writer writer = {.arena = arena};
    words_value(&writer, score->value);
    writer_format(&writer, " %.*s", STR(factor->unit));
    return writer_str(&writer);
}

static Str short_number(Arena *arena, double number)
{
    Writer writer = {.arena = arena};
    writer_double(&writer, say_rounded(number, 1));
    return writer_str(&writer);
}

static double widest(const Score *score)
{
    double most = 0;
    for (int f = 0; f < score->factors; f++)
        if (score->factor[f].weight > most) most = score->factor[f].weight;
    return most;
}

// The events that it counted, as of the day and under the card that are shown.
static Str events_of_factor(Arena *arena, const HealthDetails *details,
                            const Factor *factor)
{
    Writer link = {.arena = arena};
    writer_format(&link, "/api/customers/%lld/events?factor=%.*s",
                  (long long)details->row.customer.id, STR(url_part(arena, factor->id)));
    if (!details->own) writer_format(&link, "&scorecard=%.*s", STR(details->card->id));
    if (details->today < clock_today()) {
        writer_put(&link, S("&as_of="));
        day_write(&link, details->today);
    }
    return writer_str(&link);
}

static void fill_factor(Arena *arena, const HealthDetails *details, int f, FactorLine *line)
{
    const Factor *factor = &details->card->factor[f];
    const FactorScore *score = &details->score.factor[f];
    int64_t events = details->row.picture.measure[factor->measure].events;
    double most = widest(&details->score);
    Writer explanation = {.arena = arena};
    explain_factor(&explanation, details->card, &details->score, &details->row.picture, f);

    double earned = score->contribution < score->weight * 100 ? score->contribution
                                                              : score->weight * 100;
    *line = (FactorLine){
        .number = str_format(arena, "k%d", f % 5 + 1),
        .name = factor->name,
        .value = value_of(arena, details, f),
        .score = has_points(&details->score, f) ? say_score(arena, score->points)
                                                : S("\xe2\x80\x93"),
        .points = say_points(arena, score->contribution),
        .of = short_number(arena, score->weight * 100),
        .possible = most > 0 ? say_rounded(score->weight / most * 100, 1) : 0,
        .earned = most > 0 ? say_rounded(earned / most, 1) : 0,
        .explanation = capitalised(arena, writer_str(&explanation)),
        .link = events_of_factor(arena, details, factor),
        .counted = str_format(arena, "%.*s counted", STR(say_many(arena, events, "event"))),
    };
}

static double loss_of(const Score *score, int f)
{
    return score->factor[f].weight * 100 - score->factor[f].contribution;
}

// The factors that cost the most, the dearest first.
static void fill_losses(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Score *score = &details->score;
    bool told[FACTORS_MAX] = {false};
    while (page->losses < LOSSES_MAX) {
        int dearest = -1;
        for (int f = 0; f < score->factors; f++) {
            bool more = dearest < 0 || loss_of(score, f) > loss_of(score, dearest);
            if (!told[f] && loss_of(score, f) > 0.05 && more) dearest = f;
        }
        if (dearest < 0) return;
        told[dearest] = true;
        const FactorScore *part = &score->factor[dearest];
        page->loss[page->losses++] = (Loss){
            .points = str_format(arena, "\xe2\x88\x92%.*s",
                                 STR(say_points(arena, loss_of(score, dearest)))),
            .name = details->card->factor[dearest].name,
            .text = str_format(arena, "earn %.*s of %.*s points",
                               STR(say_points(arena, part->contribution)),
                               STR(short_number(arena, part->weight * 100))),
        };
    }
}

static Str sentence_of(Arena *arena, const HealthDetails *details)
{
    static const char *const none[] = {
        [STATUS_NO_DATA] = "Nothing has come in yet, so there is no score.",
        [STATUS_ONBOARDING] = "It is being onboarded, and is not judged yet.",
        [STATUS_INSUFFICIENT_DATA] = "Too little is known of it for a score.",
    };
    const Score *score = computed_of(details);
    if (!score->scored) return str_of(none[score->status]);
    Str text = score_sentence(arena, details->card, score, &details->row.picture);
    return text.length > 0 ? text : S("All is well: no factor stands out.");
}

static Str coverage_of(Arena *arena, const HealthDetails *details)
{
    int known = 0;
    for (int f = 0; f < details->card->factors; f++)
        if (details->row.picture.measure[details->card->factor[f].measure].known) known++;
    return str_format(
        arena,
        "Coverage %.0f%%: %d of %d factors rest on real data. Scorecard %.*s, "
        "%.*s.",
        details->score.coverage * 100, known, details->card->factors,
        STR(details->card->id), STR(say_as_of(arena, details->today)));
}

static void add(ProfileLine *lines, int *count, const char *label, Str value)
{
    if (value.length == 0) return;
    lines[(*count)++] = (ProfileLine){.label = str_of(label), .value = value};
}

static void fill_profile(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Customer *customer = &details->row.customer;
    Millis seen = details->row.picture.last_seen_at;
    ProfileLine *profile = page->profile, *meta = page->meta;

    add(profile, &page->profiles, "E-mail", customer->email);
    add(profile, &page->profiles, "External id", customer->external_id);
    add(profile, &page->profiles, "Segment", customer->segment);
    add(profile, &page->profiles, "Plan", customer->plan);
    add(profile, &page->profiles, "Lifecycle", customer->lifecycle);
    add(profile, &page->profiles, "Currency", customer->currency);
    const Stamp stamp = stamp_of(arena, details);
    Writer text = {.arena = arena};
    stamp_write(&text, &stamp);
    add(profile, &page->profiles, "Stamp", writer_str(&text));

    add(meta, &page->metas, "MRR", page->card.mrr);
    bool renews = customer->renews_on != DAY_NONE;
    add(meta, &page->metas, "Renewal", renews ? page->card.renews : S("not set"));
    if (renews)
        meta[page->metas - 1].note =
            say_distance(arena, customer->renews_on, details->today);
    add(meta, &page->metas, "Customer since", say_day(arena, day_of(customer->created_at)));
    add(meta, &page->metas, "Seats", say_count(arena, customer->seats));
    add(meta, &page->metas, "Owner",
        customer->owner.length ? customer->owner : S("nobody"));
    add(meta, &page->metas, "Last seen", page->card.last_seen);
    if (seen != 0) meta[page->metas - 1].note = say_day(arena, day_of(seen));
}

// The card that is shown need not be the one lists are sorted by.
static void fill_score(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    CustomerRow row = details->row;
    row.status = details->score.status;
    row.scored = details->score.scored;
    row.score = details->score.total;
    row.band = details->score.band;
    row.trend.has_30d = row.trend.has_30d && details->own && row.scored;
    page->card = card_of(arena, &row, details->today);

    double was = row.score - row.trend.change_30d;
    page->dial =
        dial_of(arena, details->card, &details->score, row.trend.has_30d ? &was : NULL);
    if (row.trend.has_30d)
        page->dial_note =
            str_format(arena, " from %.*s on %.*s", STR(say_score(arena, was)),
                       STR(say_day(arena, details->today - 30)));
    if (!row.scored) return;
    page->card.band_word = details->card->band[details->score.place].name;
}

// As of a past day, what came later is not known.
static Err fill_events(App *app, Arena *arena, Day day, CustomerPage *page)
{
    Event event[EVENTS_SHOWN];
    const EventQuery query = {.customer = page->card.id,
                              .from = day_start(DAY_FIRST),
                              .to = day < clock_today() ? day_start(day + 1) : INT64_MAX};
    Err err = get_events(app->service, arena, &query, EVENTS_SHOWN, event, &page->events);
    if (err) return err;
    Arena room = event_words_room(arena);
    for (int i = 0; i < page->events; i++)
        page->event[i] = event_words(arena, &event[i], app->currency, room);
    return OK;
}

Err draw_customer(App *app, const Request *request, Reply *reply,
                  const HealthDetails *details, const Body *typed)
{
    Arena *arena = reply->arena;
    CustomerPage *page = arena_new(arena, CustomerPage, 1);
    page->frame = frame_named(request, details->row.customer.name, "customers");
    page->email = details->row.customer.email;
    page->plan = details->row.customer.plan;
    if (!str_equal(details->row.customer.lifecycle, S("active")))
        page->lifecycle = capitalised(arena, details->row.customer.lifecycle);
    page->sentence = sentence_of(arena, details);
    page->coverage = coverage_of(arena, details);
    page->as_of = say_as_of(arena, details->today);
    page->total = say_points(arena, computed_of(details)->total);
    page->computed = say_score(arena, computed_of(details)->total);
    page->next_drop = say_next_drop(arena, details);
    fill_lifts(arena, details, page);
    fill_score(arena, details, page);
    fill_card_choices(arena, details, page);
    fill_rules_applied(arena, details, page);
    fill_unscored(arena, details, page);
    fill_profile(arena, details, page);
    if (computed_of(details)->scored) {
        fill_losses(arena, details, page);
        page->factors = details->card->factors;
        for (int f = 0; f < page->factors; f++)
            fill_factor(arena, details, f, &page->factor[f]);
    }
    Err err = fill_events(app, arena, details->today, page);
    if (!err) err = fill_history(app, request, reply, details, page);
    if (!err) err = fill_change(app, request, reply, details, page);
    if (!err) err = fill_added(app, request, details, page);
    if (!err) err = fill_standings(app, request, reply, details, page);
    if (!err) err = fill_said(app, details, reply, typed, page);
    if (err) return err;

    if (!typed) page->notices = notices_of(arena, &reply->complaint);
    Html html = page_begin(reply, typed ? reply->complaint.status : HTTP_OK);
    view_customer(&html, page);
    return OK;
}
