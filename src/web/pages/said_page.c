#include "web/pages/said_page.h"

#include "base/clock.h"
#include "service/writing/said.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <assert.h>

enum { UNTIL_DAYS = 30 };

// No two inputs of the page have the same name.
static const struct {
    const char *form, *name, *label, *kind, *hint;
} inputs[] = {
    {"override", "value", "Score", "text", "0 to 100; or instead"},
    {"override", "band", "Band", "select", ""},
    {"override", "reason", "Reason", "text", ""},
    {"override", "until", "Until", "date", "90 days at most"},
    {"outcome", "outcome", "What happened", "select", ""},
    {"outcome", "date", "On", "date", ""},
    {"outcome", "amount", "Monthly revenue won or lost", "text", "as 19.90; optional"},
    {"outcome", "note", "Note", "text", "optional"},
};
enum { INPUTS = sizeof inputs / sizeof *inputs };
static_assert((int)INPUTS <= (int)SAID_FIELDS, "the page has room for the forms");

static void add_option(FormField *field, Str value, Str word)
{
    field->option[field->options] = value;
    field->word[field->options++] = word;
}

static void fill_options(Arena *arena, FormField *field)
{
    if (str_equal(field->name, S("band"))) add_option(field, (Str){0}, S("As scored"));
    if (str_equal(field->name, S("band")))
        for (int band = BAND_COUNT - 1; band >= 0; band--)
            add_option(field, band_name((Band)band), band_word((Band)band));
    else
        for (int kind = 0; kind < OUTCOME_COUNT; kind++)
            add_option(field, outcome_name((OutcomeKind)kind),
                       capitalised(arena, outcome_name((OutcomeKind)kind)));
}

static Str first_value(Arena *arena, Str name, Day today)
{
    if (str_equal(name, S("until"))) return say_date(arena, today + UNTIL_DAYS);
    if (str_equal(name, S("date"))) return say_date(arena, today);
    return (Str){0};
}

static void fill_inputs(Arena *arena, Day today, const Reply *reply, const Body *typed,
                        CustomerPage *page)
{
    Str form = form_typed(typed, S("form"));
    page->saids = INPUTS;
    for (int i = 0; i < INPUTS; i++) {
        FormField *field = &page->said[i];
        *field = (FormField){.type = str_of(inputs[i].form),
                             .name = str_of(inputs[i].name),
                             .label = str_of(inputs[i].label),
                             .kind = str_of(inputs[i].kind),
                             .hint = str_of(inputs[i].hint)};
        bool refused = str_equal(form, field->type);
        field->value = refused ? form_typed(typed, field->name)
                               : first_value(arena, field->name, today);
        if (refused) field->message = form_fault(&reply->complaint, field->name);
        if (str_equal(field->kind, S("select"))) fill_options(arena, field);
    }
    page->refused = form;
    page->note_typed = form_typed(typed, S("text"));
    page->note_message = typed ? form_fault(&reply->complaint, S("text")) : (Str){0};
}

static void fill_override(Arena *arena, const HealthDetails *details, CustomerPage *page)
{
    const Override *override = details->overridden;
    if (!override) return;
    Str instead = details->computed.scored
                      ? str_format(arena, "%.1f", details->computed.total)
                      : S("no score");
    page->overridden =
        str_format(arena, "Overridden until %.*s by %.*s: %.*s. The card says %.*s.",
                   STR(say_day(arena, override->until)), STR(override->author),
                   STR(override->reason), STR(instead));
}

// --- what was said ---------------------------------------------------------------------

enum { JUDGED_SHOWN = 50 };

static Str action_of(Arena *arena, int64_t customer, const char *list, int64_t id)
{
    bool ends = str_equal(str_of(list), S("overrides"));
    return str_format(arena, "/api/customers/%lld/%s/%lld/%s", (long long)customer, list,
                      (long long)id, ends ? "end" : "remove");
}

static Err fill_notes(App *app, int64_t customer, Arena *arena, CustomerPage *page)
{
    NotePage notes;
    const CustomerNote after = {.customer = customer};
    Err err = get_notes(app->service, arena, &after, NOTES_SHOWN, &notes);
    if (err) return err;
    page->notes = notes.rows;
    for (int i = 0; i < notes.rows; i++)
        page->note[i] =
            (SaidLine){.text = notes.row[i].text,
                       .by = notes.row[i].author,
                       .at = moment_of(arena, notes.row[i].at),
                       .action = action_of(arena, customer, "notes", notes.row[i].id),
                       .button = S("Remove")};
    return OK;
}

static SaidLine override_line(Arena *arena, const Override *is)
{
    Writer by = {.arena = arena};
    writer_format(&by, "%.*s, from %.*s until %.*s", STR(is->author),
                  STR(say_day(arena, is->since)), STR(say_day(arena, is->until)));
    if (is->ended != DAY_NONE)
        writer_format(&by, ", ended on %.*s", STR(say_day(arena, is->ended)));
    SaidLine line = {.what =
                         is->has_value ? say_score(arena, is->value) : band_word(is->band),
                     .text = is->reason,
                     .by = writer_str(&by)};
    if (!override_holds(is, clock_today())) return line;
    line.action = action_of(arena, is->customer, "overrides", is->id);
    line.button = S("End it");
    return line;
}

static SaidLine outcome_line(Arena *arena, const Outcome *is)
{
    Writer text = {.arena = arena};
    if (is->has_amount) writer_put(&text, say_money(arena, is->amount, is->currency));
    if (is->has_amount && is->note.length > 0) writer_put(&text, S(": "));
    writer_put(&text, is->note);
    return (SaidLine){.what = capitalised(arena, outcome_name(is->kind)),
                      .text = writer_str(&text),
                      .by = str_format(arena, "%.*s, of %.*s", STR(is->author),
                                       STR(say_day(arena, is->day))),
                      .action = action_of(arena, is->customer, "outcomes", is->id),
                      .button = S("Said in error")};
}

static Err fill_judged(App *app, int64_t customer, Arena *arena, CustomerPage *page)
{
    Override *override;
    Outcome *outcome;
    int overrides, outcomes;
    Err err = get_overrides(app->service, arena, customer, &override, &overrides);
    if (!err) err = get_outcomes(app->service, arena, customer, &outcome, &outcomes);
    if (err) return err;
    SaidLine *line = arena_new(arena, SaidLine, 2 * JUDGED_SHOWN);
    page->judged = line;
    for (int i = overrides - 1; i >= 0 && i >= overrides - JUDGED_SHOWN; i--)
        line[page->judgeds++] = override_line(arena, &override[i]);
    for (int i = outcomes - 1; i >= 0 && i >= outcomes - JUDGED_SHOWN; i--)
        line[page->judgeds++] = outcome_line(arena, &outcome[i]);
    return OK;
}

Err fill_said(App *app, const HealthDetails *details, const Reply *reply, const Body *typed,
              CustomerPage *page)
{
    Arena *arena = reply->arena;
    const int64_t customer = details->row.customer.id;
    Err err = fill_notes(app, customer, arena, page);
    if (!err) err = fill_judged(app, customer, arena, page);
    if (err) return err;
    fill_override(arena, details, page);
    fill_inputs(arena, details->today, reply, typed, page);
    return OK;
}
