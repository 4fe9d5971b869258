#include "service/asking/lists.h"
#include "web/pages/say.h"
#include "web/pages/validation_page.h"

enum { LEAVERS_MOST = 100, LEAVERS_FEW = 8, WARNED_DAYS = 30 };

static const struct {
    const char *word, *title, *kind;
} words[] = {
    {"left", "Who left", ""},
    {"warned", "Who left, and was at risk 30 days before", "u1"},
    {"later", "Who left, and was at risk only later", "u2"},
    {"never", "Who left, and was never at risk", "u3"},
};

enum { WORDS = sizeof words / sizeof *words };

static int word_of(Str who)
{
    int w = 0;
    while (w < WORDS && !str_equal(who, str_of(words[w].word)))
        w++;
    return w;
}

bool is_leaver_word(Str who)
{
    return word_of(who) < WORDS;
}

static int word_of_leaver(JsonValue leaver)
{
    double days = report_number(leaver, S("at_risk_days"));
    if (days >= WARNED_DAYS) return word_of(S("warned"));
    return word_of(days > 0 ? S("later") : S("never"));
}

static ProofLeaver leaver_of(Arena *arena, JsonValue is)
{
    Str day = {0};
    Day left;
    ProofLeaver leaver = {.id = (int64_t)report_number(is, S("id")),
                          .kind = str_of(words[word_of_leaver(is)].kind),
                          .before = S("never at risk")};
    int64_t days = (int64_t)report_number(is, S("at_risk_days"));
    (void)json_get_text(json_member(is, S("left")), &day);
    if (day_parse(day, &left)) leaver.left = say_day(arena, left);
    if (days > 0)
        leaver.before = str_format(arena, "%.*s before", STR(say_many(arena, days, "day")));
    return leaver;
}

// Those of them who are there still have a name; the others were erased, or joined to
// somebody else.
static Err name_them(App *app, Arena *arena, ProofPage *page)
{
    CustomerList list;
    int64_t *id = arena_new(arena, int64_t, page->leavers);
    for (int i = 0; i < page->leavers; i++)
        id[i] = page->leaver[i].id;
    Err err = get_customers(app->service, arena, id, page->leavers, &list);
    for (int i = 0, r = 0; !err && i < page->leavers && r < list.rows; i++)
        if (list.row[r].customer.id == page->leaver[i].id)
            page->leaver[i].name = list.row[r++].customer.name;
    return err;
}

Err fill_leavers(App *app, Arena *arena, JsonValue report, Str who, ProofPage *page)
{
    JsonValue all = json_member(json_member(report, S("leads")), S("customers"));
    int word = word_of(who), most = who.length > 0 ? LEAVERS_MOST : LEAVERS_FEW, there = 0;
    int listed = 0;
    if (word == WORDS) word = 0;
    page->leaver = arena_new(arena, ProofLeaver, LEAVERS_MOST);
    for (JsonWalk walk = {0}; json_next(all, &walk); listed++) {
        if (word > 0 && word_of_leaver(walk.value) != word) continue;
        if (there++ < most) page->leaver[page->leavers++] = leaver_of(arena, walk.value);
    }
    page->leavers_title = str_of(words[word].title);
    page->leavers_count = page->leavers < there
                              ? str_format(arena, "the latest %d", page->leavers)
                              : say_many(arena, page->leavers, "customer");
    if (report_number(json_member(report, S("leads")), S("customers_left")) > listed)
        page->leavers_count = str_format(arena, "%.*s, of the latest %d who left",
                                         STR(page->leavers_count), listed);
    return name_them(app, arena, page);
}
