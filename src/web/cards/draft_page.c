#include "web/cards/draft_page.h"

#include "base/clock.h"
#include "web/form.h"
#include "web/pages/frame.h"
#include "web/pages/say.h"

// What is at work, and what somebody else made of the draft while this was typed.
static void fill_conflict(const DraftShown *shown, DraftPage *page)
{
    Arena *arena = shown->reply->arena;
    const CardListing *listing = &shown->listing;
    const CardSeen now = card_seen(arena, listing);
    bool is_published = now.versions != shown->seen.versions;
    bool same = !is_published && str_equal(now.draft, shown->seen.draft);
    if (!shown->typed || same) return;

    CardDifference *difference;
    const Scorecard *theirs = is_published || !listing->draft
                                  ? card_holding(listing)
                                  : card_stored(arena, listing->draft->document);
    if (is_published)
        page->conflict_by =
            str_format(arena, "%.*s published version %d meanwhile",
                       STR(listing->version[now.versions - 1].author), now.versions);
    else if (listing->draft)
        page->conflict_by =
            str_format(arena, "%.*s saved another draft of this card, %.*s",
                       STR(listing->draft->author),
                       STR(say_ago(arena, listing->draft->at, clock_now())));
    else
        page->conflict_by = S("Somebody discarded the draft meanwhile");
    if (!theirs || !shown->card) return;
    page->conflicts = card_differences(arena, theirs, shown->card, &difference);
    page->conflict = difference;
}

static void fill_changes(const DraftShown *shown, DraftPage *page)
{
    CardDifference *difference;
    const Scorecard *now = card_holding(&shown->listing);
    page->no_change = !shown->card ? S("That is said once the draft has no fault.")
                      : now        ? S("Nothing: it says what the card says now.")
                                   : S("Everything: the card is new.");
    if (!shown->card || !now) return;
    page->changes = card_differences(shown->reply->arena, now, shown->card, &difference);
    page->change = difference;
}

static void fill_head(const DraftShown *shown, DraftPage *page)
{
    Arena *arena = shown->reply->arena;
    const CardListing *listing = &shown->listing;
    const CardSeen now = card_seen(arena, listing);
    page->id = listing->id;
    page->title = shown->card             ? shown->card->title
                  : card_holding(listing) ? card_holding(listing)->title
                                          : listing->id;
    page->subtitle = str_format(arena,
                                "%.*s \xc2\xb7 nothing changes for anybody until it "
                                "is published",
                                STR(listing->id));
    page->seen_draft = now.draft;
    page->seen_versions = now.versions;
    if (listing->draft)
        page->saved = str_format(arena, "saved by %.*s, %.*s", STR(listing->draft->author),
                                 STR(say_ago(arena, listing->draft->at, clock_now())));
}

static DraftInput text_input(const DraftShown *shown, const char *name, const char *label,
                             Str value)
{
    bool typed = shown->typed != NULL;
    return (DraftInput){
        .name = str_of(name),
        .id = str_of(name),
        .label = str_of(label),
        .value = typed ? form_typed(shown->typed, str_of(name)) : value,
        .message = typed ? form_fault(&shown->reply->complaint, str_of(name)) : (Str){0}};
}

static void fill_publishing(const DraftShown *shown, DraftPage *page)
{
    Arena *arena = shown->reply->arena;
    const CardListing *listing = &shown->listing;
    Str author = listing->draft ? listing->draft->author : (Str){0};
    if (str_equal(author, S("dashboard"))) author = (Str){0};
    page->author = text_input(shown, "author", "Your name", author);
    page->note = text_input(shown, "note", "What this version is for", (Str){0});
    page->publish = str_format(arena, "Publish version %d", listing->versions + 1);
    page->publish_note =
        listing->versions > 0
            ? str_format(arena,
                         "Becomes version %d. Scores of past days stay as they were; "
                         "version %d can be put back at any time",
                         listing->versions + 1, listing->versions)
            : S("Becomes version 1. Scores of past days stay as they were; it can be "
                "withdrawn at any time");
}

static void put_line(Writer *writer, int depth)
{
    writer_char(writer, '\n');
    for (int d = 0; d < depth; d++)
        writer_put(writer, S("  "));
}

// A sign that JSON writes as "\u003e" so that it may stand in any page; 0: it is another.
static char sign_of(Str escaped)
{
    if (str_starts(escaped, S("\\u003c"))) return '<';
    if (str_starts(escaped, S("\\u003e"))) return '>';
    return str_starts(escaped, S("\\u0026")) ? '&' : 0;
}

// JSON without white space, as people read it: a line for each member, and for each of a
// factor, a rule and a band.
static Str in_lines(Arena *arena, Str json)
{
    enum { DEEP = 3 };
    Writer writer = {.arena = arena};
    bool in_text = false;
    int depth = 0;
    for (size_t i = 0; i < json.length; i++) {
        char c = json.text[i], sign = sign_of(str_from(json, i));
        if (!in_text && (c == '}' || c == ']') && depth-- <= DEEP) put_line(&writer, depth);
        writer_char(&writer, sign ? sign : c);
        if (sign)
            i += sizeof "u003e" - 1;
        else if (in_text && c == '\\')
            writer_char(&writer, json.text[++i]);
        if (c == '"') in_text = !in_text;
        if (in_text) continue;
        bool opens = c == '{' || c == '[';
        if ((opens && ++depth <= DEEP) || (c == ',' && depth <= DEEP))
            put_line(&writer, depth);
        else if (c == ',' || c == ':')
            writer_char(&writer, ' ');
    }
    return writer_str(&writer);
}

// What is typed as JSON and cannot be read stays as it is.
static Str shown_document(const DraftShown *shown)
{
    JsonValue value;
    JsonFault fault;
    Arena *arena = shown->reply->arena;
    bool good = !json_read(arena, shown->document, &value, &fault);
    if (!shown->is_json || !good || !shown->card) return shown->document;
    return in_lines(arena, json_text_of(arena, value));
}

static Str refusal_of(const DraftShown *shown)
{
    const Complaint *complaint = &shown->reply->complaint;
    if (complaint->faults == 0) return complaint->detail;
    if (shown->is_json) return S("This is not right yet:");
    return complaint->faults == 1
               ? S("One thing is not right yet: it is said beside its field.")
               : str_format(shown->reply->arena,
                            "%d things are not right yet: each is said beside its field.",
                            complaint->faults);
}

Err draw_draft(const DraftShown *shown)
{
    Reply *reply = shown->reply;
    DraftPage *page = arena_new(reply->arena, DraftPage, 1);
    page->tab = shown->tab;
    page->tabs = shown->tabs;
    page->is_json = shown->is_json;
    page->notice = shown->notice;
    page->refusal = refusal_of(shown);
    fill_head(shown, page);
    fill_publishing(shown, page);
    fill_form(shown, page);
    fill_conflict(shown, page);
    fill_changes(shown, page);
    page->document = shown_document(shown);
    Err err = fill_preview(shown, page);
    if (err) return err;

    int status = reply->complaint.status ? reply->complaint.status : HTTP_OK;
    Str title = str_format(reply->arena, "Draft of %.*s", STR(page->title));
    Frame frame = frame_named(shown->request, title, "model");
    Html html = page_begin(reply, status);
    view_draft(&html, &frame, page);
    return OK;
}
