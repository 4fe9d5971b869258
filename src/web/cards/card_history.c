#include "web/cards/card_page.h"
#include "web/pages/say.h"

enum { HASH_SHOWN = 8, OPTIONS_MORE = 2 };

// --- versions --------------------------------------------------------------------

static VersionLine version_of(Arena *arena, const CardListing *listing, int number)
{
    const PublishedCard *version = &listing->version[number - 1];
    Str id = listing->id;
    bool latest = number == listing->versions, says = version->document.length > 0;
    VersionLine line = {
        .heading = str_format(arena, "Version %d", number),
        .note = version->note,
        .by = version->author,
        .at = moment_of(arena, version->at),
        .hash = str_until(version->hash, HASH_SHOWN),
    };
    if (latest) line.tag = says ? S("live-t") : (Str){0};
    if (!says) line.state = S("Withdrawn");
    if (latest && says) line.state = S("In force");
    if (!says) return line;
    line.view = str_format(arena, "/api/scorecards/%.*s?version=%d", STR(id), number);
    if (!latest)
        line.restore =
            str_format(arena, "/api/scorecards/%.*s/draft?from=%d", STR(id), number);
    return line;
}

// What a version is compared with: the one before that says something, else what came with
// the program.
static Str before_of(Arena *arena, const CardListing *listing, int number)
{
    for (int v = number - 1; v >= 1; v--)
        if (listing->version[v - 1].document.length > 0) return str_format(arena, "%d", v);
    return listing->shipped.length > 0 ? S("shipped") : (Str){0};
}

static void add_versions(Arena *arena, const CardListing *listing, CardPage *page)
{
    int least = listing->versions > VERSIONS_SHOWN ? listing->versions - VERSIONS_SHOWN : 0;
    VersionLine *line = arena_new(arena, VersionLine, VERSIONS_SHOWN);
    for (int number = listing->versions; number > least; number--) {
        VersionLine *next = &line[page->versions++];
        Str before = before_of(arena, listing, number);
        *next = version_of(arena, listing, number);
        if (before.length > 0 && next->view.length > 0)
            next->changed = str_format(arena, "/api/scorecards/%.*s?from=%.*s&to=%d#h-diff",
                                       STR(listing->id), STR(before), number);
    }
    page->version = line;
    page->versions_count = say_count(arena, listing->versions);
}

// --- what is different -----------------------------------------------------------

static void add_option(CardPage *page, VersionOption *option, Str value, Str word)
{
    option[page->options++] = (VersionOption){.value = value, .word = word};
}

static VersionOption *fill_options(Arena *arena, const CardListing *listing, CardPage *page)
{
    VersionOption *option =
        arena_new(arena, VersionOption, listing->versions + OPTIONS_MORE);
    if (listing->shipped.length > 0)
        add_option(page, option, S("shipped"), S("as it comes with the program"));
    for (int v = 1; v <= listing->versions; v++)
        if (listing->version[v - 1].document.length > 0)
            add_option(page, option, str_format(arena, "%d", v),
                       str_format(arena, "version %d", v));
    if (listing->draft) add_option(page, option, S("draft"), S("the draft"));
    page->option = option;
    return option;
}

static const Scorecard *find_card(Arena *arena, const CardListing *listing, Str value)
{
    int64_t number = 0;
    if (str_equal(value, S("shipped"))) return card_stored(arena, listing->shipped);
    if (str_equal(value, S("draft")))
        return listing->draft ? card_stored(arena, listing->draft->document) : NULL;
    if (!str_int(value, &number) || number < 1 || number > listing->versions) return NULL;
    return card_stored(arena, listing->version[number - 1].document);
}

static Str word_of(const CardPage *page, Str value)
{
    for (int o = 0; o < page->options; o++)
        if (str_equal(page->option[o].value, value)) return page->option[o].word;
    return value;
}

static void compare(Arena *arena, const CardListing *listing, Str from, Str to,
                    CardPage *page)
{
    CardDifference *difference;
    const Scorecard *before = find_card(arena, listing, from),
                    *after = find_card(arena, listing, to);
    if (!before || !after) return;
    page->differences = card_differences(arena, before, after, &difference);
    page->difference = difference;
    page->compared = str_format(arena, "From %.*s to %.*s", STR(word_of(page, from)),
                                STR(word_of(page, to)));
}

// What the query asks to be compared; `*out` stays where it is none of the options.
static void read_option(const Request *request, Reply *reply, const CardPage *page,
                        Str name, Str *out)
{
    Str text;
    if (!request_query(request, name, &text) || text.length == 0) return;
    for (int o = 0; o < page->options; o++) {
        if (!str_equal(page->option[o].value, text)) continue;
        *out = text;
        return;
    }
    complaint_add(
        &reply->complaint,
        (Fault){S("query"), name, S("There is no such version to be compared"), S("enum")});
}

void fill_versions(const Request *request, Reply *reply, const CardListing *listing,
                   CardPage *page)
{
    Arena *arena = request->arena;
    add_versions(arena, listing, page);
    VersionOption *option = fill_options(arena, listing, page);
    Str from = {0}, to = {0};
    if (page->options >= 2) {
        from = option[page->options - 2].value;
        to = option[page->options - 1].value;
    }
    read_option(request, reply, page, S("from"), &from);
    read_option(request, reply, page, S("to"), &to);
    if (page->options < 2) return;
    for (int o = 0; o < page->options; o++) {
        option[o].from = str_equal(option[o].value, from);
        option[o].to = str_equal(option[o].value, to);
    }
    compare(arena, listing, from, to, page);
}
