#include "web/cards/draft_page.h"
#include "web/pages/charts.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"
#include "web/pages/validation_page.h"

#include <assert.h>

static_assert((int)HISTOGRAM_BINS <= (int)BINS_MAX,
              "the page has room for what the service gives");

enum { MOVES_SHOWN = 12 };

typedef struct {
    Arena *arena;
    Str currency;
    const WhatIf *whatif;
    const DraftShown *shown;
    Preview *preview;
} Previewing;

// --- how scores are spread -------------------------------------------------------

// Of both sides, so that their bars can be compared.
static int64_t most_of(const WhatIf *whatif)
{
    int64_t most = 1;
    for (int bin = 0; bin < HISTOGRAM_BINS; bin++) {
        if (whatif->before.histogram[bin] > most) most = whatif->before.histogram[bin];
        if (whatif->after.histogram[bin] > most) most = whatif->after.histogram[bin];
    }
    return most;
}

static void fill_spread(const Previewing *previewing, const WhatIfSide *side,
                        const Scorecard *card, Spread *out)
{
    Arena *arena = previewing->arena;
    double from = 0, all = side->scored > 0 ? (double)side->scored : 1;
    int64_t most = most_of(previewing->whatif);
    out->mean = side->scored > 0 ? say_score(arena, side->mean_score) : S("\xe2\x80\x93");
    for (int bin = 0; bin < HISTOGRAM_BINS; bin++)
        out->bin[out->bins++] = bin_of(arena, bin, side->histogram[bin], most,
                                       band_of(card, 100.0 / HISTOGRAM_BINS * bin));
    for (int band = BAND_COUNT - 1; band >= 0; band--) {
        double width = 100 * (double)side->customers[band] / all;
        out->band[out->bands++] =
            (BandLine){.band = band_name((Band)band),
                       .x = say_rounded(from, 2),
                       .width = width > 0.5 ? say_rounded(width - 0.5, 2) : 0};
        from += width;
    }
    out->spoken = str_format(
        arena, "Distribution of %.*s, %.*s on average: %lld healthy, %lld critical.",
        STR(say_many(arena, side->scored, "score")), STR(out->mean),
        (long long)side->customers[BAND_HEALTHY],
        (long long)side->customers[BAND_CRITICAL]);
}

// --- figures ---------------------------------------------------------------------

static PreviewFigure *add_figure(Preview *preview, Str label, Str value, Str note)
{
    PreviewFigure *figure = &preview->figure[preview->figures++];
    *figure = (PreviewFigure){.label = label, .value = value, .note = note};
    return figure;
}

static int64_t at_risk(const WhatIfSide *side)
{
    return side->mrr[BAND_AT_RISK] + side->mrr[BAND_CRITICAL];
}

static void fill_figures(const Previewing *previewing)
{
    Arena *arena = previewing->arena;
    const WhatIf *whatif = previewing->whatif;
    Preview *preview = previewing->preview;
    int64_t moved = 0;
    for (int from = 0; from < STATES; from++)
        for (int to = 0; to < STATES; to++)
            if (from != to) moved += whatif->flow[from][to];
    add_figure(preview, S("Change band"), say_count(arena, moved),
               str_format(arena, "of %.*s", STR(say_count(arena, whatif->customers))));
    bool both = whatif->before.scored > 0 && whatif->after.scored > 0;
    add_figure(preview, S("Mean score"), preview->then.mean, (Str){0})->change =
        delta_of(arena, both, whatif->after.mean_score - whatif->before.mean_score);
    add_figure(preview, S("MRR at risk"),
               say_money_short(arena, at_risk(&whatif->after), previewing->currency),
               str_format(arena, "now %.*s",
                          STR(say_money_short(arena, at_risk(&whatif->before),
                                              previewing->currency))));
}

// --- who moves -------------------------------------------------------------------

static MoveLine move_of(const Previewing *previewing, const WhatIfMover *mover)
{
    Arena *arena = previewing->arena;
    return (MoveLine){
        .customer = mover->customer,
        .name = mover->name,
        .from = band_name(mover->from),
        .from_word = band_word(mover->from),
        .to = band_name(mover->to),
        .to_word = band_word(mover->to),
        .before = say_score(arena, mover->before),
        .after = say_score(arena, mover->after),
        .because = mover->because,
        .mrr = mover->mrr > 0 ? say_money(arena, mover->mrr, previewing->currency)
                              : S("\xe2\x80\x93"),
    };
}

static void add_moves(const Previewing *previewing, const WhatIfMover *mover, int movers,
                      bool across)
{
    Preview *preview = previewing->preview;
    for (int m = 0; m < movers && preview->moves < MOVES_SHOWN; m++)
        if (across || mover[m].from == mover[m].to)
            preview->move[preview->moves++] = move_of(previewing, &mover[m]);
}

// Who comes into another band first; then who falls, and who rises.
static void fill_moves(const Previewing *previewing)
{
    const WhatIf *whatif = previewing->whatif;
    Preview *preview = previewing->preview;
    preview->move = arena_new(previewing->arena, MoveLine, MOVES_SHOWN);
    add_moves(previewing, whatif->across, whatif->acrosses, true);
    add_moves(previewing, whatif->down, whatif->downs, false);
    add_moves(previewing, whatif->up, whatif->ups, false);
    preview->moved =
        str_format(previewing->arena, "%.*s of %.*s get another score",
                   STR(say_count(previewing->arena, whatif->changed)),
                   STR(say_many(previewing->arena, whatif->customers, "customer")));
}

// --- from band to band -----------------------------------------------------------

static FlowCell cell_of(Arena *arena, int from, int to, int64_t count)
{
    if (count == 0) return (FlowCell){.text = S("\xc2\xb7")};
    bool scored = from < BAND_COUNT && to < BAND_COUNT;
    return (FlowCell){.kind = from == to || !scored ? S("st")
                              : to > from           ? S("up")
                                                    : S("dn"),
                      .text = say_count(arena, count)};
}

static BandMove band_move(const Previewing *previewing, int state)
{
    Arena *arena = previewing->arena;
    const WhatIfSide *now = &previewing->whatif->before, *then = &previewing->whatif->after;
    return (BandMove){
        .band = score_state_name(state),
        .word = state_word(state),
        .now = say_count(arena, now->customers[state]),
        .now_mrr = say_money_short(arena, now->mrr[state], previewing->currency),
        .then = say_count(arena, then->customers[state]),
        .then_mrr = say_money_short(arena, then->mrr[state], previewing->currency)};
}

static void fill_flow(const Previewing *previewing)
{
    const WhatIf *whatif = previewing->whatif;
    Preview *preview = previewing->preview;
    int shown[STATES];
    for (int place = 0; place < STATES; place++) {
        const int state = state_at(place);
        const bool any = whatif->before.customers[state] + whatif->after.customers[state];
        if (state > STATE_UNSCORED && !any) continue;
        shown[preview->bands] = state;
        preview->band[preview->bands++] = band_move(previewing, state);
    }
    for (int from = 0; from < preview->bands; from++)
        for (int to = 0; to < preview->bands; to++)
            preview->flow[from][to] = cell_of(previewing->arena, shown[from], shown[to],
                                              whatif->flow[shown[from]][shown[to]]);
}

// --- did it tell who would leave? ------------------------------------------------

static Str proof_note(Arena *arena, const Validation *validation, const Preview *preview)
{
    if (preview->proving)
        return str_format(arena, "A proof is running: %d%%", validation->job.progress / 10);
    if (validation->job.state == JOB_FAILED && validation->job.id > 0)
        return S("The last proof failed: the log says why");
    if (preview->both) return S("The live cards, and with this draft among them");
    return preview->proveds > 0
               ? S("What was proved of the live cards; this draft is not proved yet")
               : S("Neither the live cards nor this draft are proved yet");
}

static Err fill_proof(const DraftShown *shown, Preview *preview)
{
    Arena *arena = shown->reply->arena;
    Validation validation;
    ProofFigure now[PROOF_FIGURES] = {0}, then[PROOF_FIGURES] = {0};
    Str hash = scorecard_hash(arena, scorecard_write(arena, shown->card));
    Err err =
        get_validation(shown->app->service, arena, S(VALIDATION_PREVIEW), &validation);
    if (err) return err;
    preview->proving = validation.job.id > 0 && validation.job.state == JOB_RUNNING;
    preview->both = cards_proved(*arena, validation.report, hash) &&
                    report_figures(arena, validation.report, then);
    bool is_there = report_figures(arena, validation.live, now) || preview->both;
    for (int f = 0; is_there && f < PROOF_FIGURES; f++)
        preview->proved[preview->proveds++] =
            (ProvedLine){.label = now[f].name.length ? now[f].name : then[f].name,
                         .now = now[f].value,
                         .now_note = now[f].note,
                         .then = then[f].value,
                         .then_note = then[f].note};
    preview->proof_note = proof_note(arena, &validation, preview);
    return OK;
}

// --- all of it -------------------------------------------------------------------

static Str applies_text(const Previewing *previewing)
{
    Arena *arena = previewing->arena;
    const WhatIf *whatif = previewing->whatif;
    return str_format(arena, "%.*s of %.*s would be judged by it",
                      STR(say_count(arena, whatif->applies)),
                      STR(say_many(arena, whatif->customers, "customer")));
}

static Err run(const DraftShown *shown, WhatIf *out, Preview *preview)
{
    Arena *arena = shown->reply->arena;
    Err err = get_whatif(shown->app->service, arena, shown->card->id,
                         scorecard_write(arena, shown->card), out);
    if (err != ERR_CONFLICT) return err;
    preview->why = S("With this card those in force would measure more than 64 different "
                     "things together: let some measure the same.");
    return OK;
}

Err fill_preview(const DraftShown *shown, DraftPage *page)
{
    Preview *preview = &page->preview;
    if (!shown->card) {
        preview->why =
            S("The draft has a fault, which is said beside the field. Once it is "
              "mended, here is what it would do.");
        return OK;
    }
    WhatIf *whatif = arena_new(shown->reply->arena, WhatIf, 1);
    Err err = run(shown, whatif, preview);
    if (err || preview->why.length > 0) return err;
    const Previewing previewing = {.arena = shown->reply->arena,
                                   .currency = shown->app->currency,
                                   .whatif = whatif,
                                   .shown = shown,
                                   .preview = preview};
    const Scorecard *now = card_holding(&shown->listing);
    if (!now) now = scorecard_standard();
    preview->shown = true;
    preview->applies = applies_text(&previewing);
    fill_spread(&previewing, &whatif->before, now, &preview->now);
    fill_spread(&previewing, &whatif->after, shown->card, &preview->then);
    fill_figures(&previewing);
    fill_moves(&previewing);
    fill_flow(&previewing);
    return fill_proof(shown, preview);
}
