#include "web/pages/said_page.h"

#include "service/said.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

#include <assert.h>

enum { UNTIL_DAYS = 30 };

// No two inputs of the page have the same name.
static const struct {
    const char *form, *name, *label, *kind, *hint;
} inputs[] = {
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

Err fill_said(App *app, const HealthDetails *details, const Reply *reply, const Body *typed,
              CustomerPage *page)
{
    Arena *arena = reply->arena;
    NotePage notes;
    const CustomerNote after = {.customer = details->row.customer.id};
    Err err = get_notes(app->service, arena, &after, NOTES_SHOWN, &notes);
    if (err) return err;
    page->notes = notes.rows;
    for (int i = 0; i < notes.rows; i++)
        page->note[i] = (NoteLine){.text = notes.row[i].text,
                                   .by = notes.row[i].author,
                                   .at = moment_of(arena, notes.row[i].at)};
    fill_override(arena, details, page);
    fill_inputs(arena, details->today, reply, typed, page);
    return OK;
}
