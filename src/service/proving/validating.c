#include "service/proving/validating.h"

#include "base/clock.h"
#include "model/card_document.h"
#include "service/proving/report.h"

Str validating_note(Arena *arena, Str scorecard)
{
    if (scorecard.length == 0) return S("validation.report");
    return str_format(arena, "validation.report.%.*s", STR(scorecard));
}

typedef struct {  // one of `parts` proofs that are made one after the other
    const Validating *validating;
    int part;
    int parts;
} Part;

static bool go_on(void *context, int progress)
{
    const Part *part = context;
    const Validating *validating = part->validating;
    return validating->go_on(validating->context,
                             (part->part * PROVE_WHOLE + progress) / part->parts);
}

static Err prove(const Part *part, Arena *arena, Proving proving, Str *out)
{
    const Validating *validating = part->validating;
    Part own = *part;
    Proved proved;
    proving.last = clock_today() - 1;
    proving.horizon = validating->wish->horizon;
    proving.go_on = go_on;
    proving.context = &own;
    Err err = prove_book(validating->store, arena, &proving, &proved);
    if (!err) *out = report_json(arena, &proved, &proving);
    return err;
}

// The live cards with the one that is not published, and then without it.
static Err prove_beside(const Validating *validating, Arena *arena, const CardSet *now,
                        Report out[REPORTS_MOST])
{
    const ValidationWish *wish = validating->wish;
    const PublishedCard next = {
        .card = wish->scorecard, .document = wish->document, .at = clock_now()};
    CardSet then;
    Err err = live_cards_with(arena, now, &next, &then);
    if (err) return err;
    const Proving preview = {.cards = then.cards,
                             .preview = scorecard_hash(arena, wish->document)};
    out[0].note = validating_note(arena, S(VALIDATION_PREVIEW));
    out[1].note = validating_note(arena, (Str){0});
    err = prove(&(Part){validating, 0, 2}, arena, preview, &out[0].text);
    if (err) return err;
    return prove(&(Part){validating, 1, 2}, arena, (Proving){.cards = now->cards},
                 &out[1].text);
}

static Err prove_one(const Validating *validating, Arena *arena, const CardSet *now,
                     Report *out)
{
    const Str id = validating->wish->scorecard;
    Proving proving = {.cards = now->cards};
    if (id.length > 0) {
        proving.card = cards_find(now->cards, id);
        if (!proving.card) proving.card = live_cards_example(validating->live, id);
        if (!proving.card) return ERR_NOT_FOUND;
    }
    out->note = validating_note(arena, id);
    return prove(&(Part){validating, 0, 1}, arena, proving, &out->text);
}

// The cards are read anew: those at work stay no longer than a question lasts.
Err validating_run(const Validating *validating, Arena *arena, Report out[REPORTS_MOST],
                   int *reports)
{
    bool beside = validating->wish->document.length > 0;
    CardSet now;
    *reports = beside ? 2 : 1;
    Err err = live_cards_read(validating->store, arena, &now);
    if (err) return err;
    return beside ? prove_beside(validating, arena, &now, out)
                  : prove_one(validating, arena, &now, out);
}
