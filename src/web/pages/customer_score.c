#include "web/pages/customer_score.h"

#include "base/clock.h"
#include "http/html.h"
#include "web/cards/card_tell.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <assert.h>
#include <math.h>

static_assert((int)RULES_MAX <= (int)RULE_LINES_MAX, "each rule has its line");
static_assert((int)FACTORS_MAX <= (int)HISTORY_LINES, "each factor has its line");

const Score *computed_of(const HealthDetails *details)
{
    return details->overridden ? &details->computed : &details->score;
}

// --- under which card --------------------------------------------------------------

static void add_choice(Arena *arena, const HealthDetails *details, const Scorecard *card,
                       CustomerPage *page)
{
    Writer link = {.arena = arena};
    char sign = '?';
    writer_format(&link, "/api/customers/%lld/health", (long long)details->row.customer.id);
    if (card != details->holds) {
        writer_format(&link, "?scorecard=%.*s", STR(url_part(arena, card->id)));
        sign = '&';
    }
    if (details->today < clock_today())
        writer_format(&link, "%cas_of=%.*s", sign, STR(say_date(arena, details->today)));
    page->choice[page->choices++] = (CardChoice){
        .word = card->title, .url = writer_str(&link), .chosen = card == details->card};
}

void fill_card_choices(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Scorecard *original = scorecard_original();
    add_choice(arena, details, details->holds, page);
    if (!details->own && details->card != original)
        add_choice(arena, details, details->card, page);
    add_choice(arena, details, original, page);
}

// --- rules -------------------------------------------------------------------------

void fill_rules_applied(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Score *score = computed_of(details);
    for (int r = 0; score->scored && r < score->rules; r++) {
        const CardRule *rule = &details->card->rule[score->rule[r].rule];
        double by = score->rule[r].by;
        page->rule[page->rules++] = (RuleLine){
            .sign = by < 0 ? S("\xe2\x88\x92") : S("+"),
            .points = say_points(arena, fabs(by)),
            .reason = rule->reason,
            .effect = tell_effect(arena, rule),
        };
    }
}

// --- why there is none -------------------------------------------------------------

static Str say_onboarding(Arena *arena, const Scorecard *card)
{
    return str_format(arena,
                      "Scorecard %.*s judges nobody in their first %.*s, nor while their "
                      "lifecycle is onboarding. What they do is kept, and counts then.",
                      STR(card->title), STR(say_many(arena, card->grace_days, "day")));
}

// The factor without which the card does not judge; NULL: there is none.
static const Factor *failed_of(const Scorecard *card, const Score *score)
{
    for (int f = 0; f < card->factors; f++)
        if (score->factor[f].missing && card->factor[f].missing == MISSING_FAIL)
            return &card->factor[f];
    return NULL;
}

static Str say_insufficient(Arena *arena, const Scorecard *card, const Score *score)
{
    const Factor *failed = failed_of(card, score);
    if (score->coverage < card->min_coverage)
        return str_format(arena,
                          "Only %.*s of what scorecard %.*s weighs rests on data, and it "
                          "takes %.*s.",
                          STR(tell_share(arena, score->coverage)), STR(card->title),
                          STR(tell_share(arena, card->min_coverage)));
    if (failed)
        return str_format(arena, "Scorecard %.*s judges nobody without data for %.*s.",
                          STR(card->title), STR(failed->name));
    return str_format(arena, "Nothing that scorecard %.*s measures has data.",
                      STR(card->title));
}

void fill_unscored(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Score *score = computed_of(details);
    switch (score->status) {
    case STATUS_NO_DATA:
        page->unscored = S("No event has come in");
        page->unscored_why = S("There is nothing to score yet, and so no score: this "
                               "customer is neither well nor at risk.");
        break;
    case STATUS_ONBOARDING:
        page->unscored = S("It is being onboarded");
        page->unscored_why = say_onboarding(arena, details->card);
        break;
    case STATUS_INSUFFICIENT_DATA:
        page->unscored = S("Too little is known");
        page->unscored_why = say_insufficient(arena, details->card, score);
        break;
    case STATUS_SCORED:
    case STATUS_COUNT: break;
    }
}
