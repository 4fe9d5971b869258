#include "service/cards/scorecards.h"

#include "base/clock.h"
#include "model/card_document.h"
#include "model/card_shipped.h"
#include "service/writing/order.h"

#include <stdlib.h>

// --- asking ----------------------------------------------------------------------

const Scorecard *service_scorecard(Service *service, Str id)
{
    const Scorecard *card = cards_find(live_cards_now(service->cards), id);
    return card ? card : live_cards_example(service->cards, id);
}

static bool is_among(const Str *name, int names, Str wanted)
{
    for (int n = 0; n < names; n++)
        if (str_equal(name[n], wanted)) return true;
    return false;
}

int service_types(Service *service, Arena *arena, Str **out)
{
    const Metrics *metrics = live_cards_now(service->cards)->metrics;
    Str *name = arena_new(arena, Str, metrics->count);
    int names = 0;
    for (int m = 0; m < metrics->count; m++) {
        const Metric *metric = &metrics->of[m].metric;
        bool is_own = metric->type == EVENT_CUSTOM && metric->attribute.kind == 0;
        if (is_own && !is_among(name, names, metric->name)) name[names++] = metric->name;
    }
    *out = name;
    return names;
}

static int by_time(const void *left, const void *right)
{
    const PublishedCard *a = ((const CardMark *)left)->published,
                        *b = ((const CardMark *)right)->published;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return str_compare(a->card, b->card);
}

int service_card_marks(Service *service, Arena *arena, DaySpan days, CardMark **out)
{
    const CardSet *set = live_cards(service->cards);
    int marks = 0;
    *out = arena_new(arena, CardMark, set->count);
    for (int p = 0; p < set->count; p++) {
        const PublishedCard *published = &set->published[p];
        Day day = day_of(published->at);
        if (day < days.from || day > days.to) continue;
        (*out)[marks++] = (CardMark){day, published, published->document.length == 0};
    }
    if (marks > 0) qsort(*out, (size_t)marks, sizeof **out, by_time);
    return marks;
}

int service_cards_within(Service *service, Arena *arena, DaySpan days,
                         const Scorecard ***out)
{
    return cards_within(live_cards_now(service->cards), arena, days, out);
}

// What comes with the program under an id, in canonical form; empty: nothing does.
static Str shipped_document(Arena *arena, Str id)
{
    for (int c = 0; c < CARDS_SHIPPED; c++) {
        Scorecard card;
        CardFaults faults;
        if (scorecard_read(arena, card_shipped(c), &card, &faults)) continue;
        if (str_equal(card.id, id)) return scorecard_write(arena, &card);
    }
    const Scorecard *built_in = scorecard_find(id);
    return built_in ? scorecard_write(arena, built_in) : (Str){0};
}

static Str document_of(const CardListing *card)
{
    for (int v = card->versions - 1; v >= 0; v--)
        if (card->version[v].document.length > 0) return card->version[v].document;
    return card->shipped;
}

// The place of a card in a list, where it is put if it is not there yet.
static CardListing *place_of(CardListing *list, int *count, Str id)
{
    int place = 0;
    while (place < *count && str_compare(list[place].id, id) < 0)
        place++;
    if (place < *count && str_equal(list[place].id, id)) return &list[place];
    for (int later = (*count)++; later > place; later--)
        list[later] = list[later - 1];
    list[place] = (CardListing){.id = id};
    return &list[place];
}

static void list_published(const CardSet *set, CardListing *list, int *count)
{
    for (int p = 0; p < set->count; p++) {
        const PublishedCard *published = &set->published[p];
        CardListing *card = place_of(list, count, published->card);
        if (card->versions++ == 0) card->version = published;
        card->live = published->document.length > 0;
    }
}

static void list_shipped(CardListing *list, int *count)
{
    static const char *const built_in[] = {"original", "standard"};
    static const char *const example[] = {"standard", "onboarding", "usage-heavy",
                                          "enterprise"};
    for (size_t b = 0; b < sizeof built_in / sizeof *built_in; b++) {
        CardListing *card = place_of(list, count, str_of(built_in[b]));
        card->built_in = true;
        if (card->versions == 0) card->live = true;
    }
    for (size_t e = 0; e < sizeof example / sizeof *example; e++)
        place_of(list, count, str_of(example[e]))->example = true;
}

static Err list_all(Service *service, Store *store, Arena *arena, CardListing **out,
                    int *count)
{
    enum { SHIPPED_MOST = 8 };
    const CardSet *set = live_cards(service->cards);
    CardDraft *draft = NULL;
    int drafts = 0;
    Err err = store_drafts(store, arena, &draft, &drafts);
    if (err) return err;

    *out = arena_new(arena, CardListing, set->count + drafts + SHIPPED_MOST);
    list_published(set, *out, count);
    list_shipped(*out, count);
    for (int d = 0; d < drafts; d++)
        place_of(*out, count, draft[d].card)->draft = &draft[d];
    for (int c = 0; c < *count; c++) {
        (*out)[c].card = service_scorecard(service, (*out)[c].id);
        (*out)[c].shipped = shipped_document(arena, (*out)[c].id);
        (*out)[c].document = document_of(&(*out)[c]);
    }
    return OK;
}

Err get_scorecards(Service *service, Arena *arena, CardListing **out, int *count)
{
    *count = 0;
    Reader *reader = NULL;
    Err err = readers_lend(service->readers, &reader);
    if (err) return err;
    err = list_all(service, reader->store, arena, out, count);
    readers_return(service->readers, reader, err);
    return err;
}

Err get_scorecard(Service *service, Arena *arena, Str id, CardListing *out)
{
    CardListing *list = NULL;
    int count = 0;
    Err err = get_scorecards(service, arena, &list, &count);
    for (int c = 0; c < count; c++) {
        if (!str_equal(list[c].id, id)) continue;
        *out = list[c];
        return OK;
    }
    return err ? err : ERR_NOT_FOUND;
}

// --- only if it is as it was seen ------------------------------------------------

CardSeen card_seen(Arena *arena, const CardListing *card)
{
    return (CardSeen){.matters = true,
                      .versions = card->versions,
                      .draft = card->draft ? scorecard_hash(arena, card->draft->document)
                                           : (Str){0}};
}

static Err check_seen(Order *order, Store *store, Str card, CardSeen *seen)
{
    PublishedCard latest = {0};
    CardDraft draft = {0};
    Arena *arena = order->change.arena;
    if (!seen->matters) return OK;
    Err err = store_latest_card(store, arena, card, &latest);
    if (!err || err == ERR_NOT_FOUND) err = store_draft(store, arena, card, &draft);
    if (err && err != ERR_NOT_FOUND) return err;
    Str hash = draft.document.length ? scorecard_hash(arena, draft.document) : (Str){0};
    seen->differs = latest.version != seen->versions || !str_equal(hash, seen->draft);
    return seen->differs ? ERR_CONFLICT : OK;
}

// --- drafts ----------------------------------------------------------------------

static Err save_draft(Order *order, Store *store)
{
    Drafting *drafting = order->card;
    Err err = check_seen(order, store, drafting->draft.card, &drafting->seen);
    if (err) return err;
    drafting->draft.at = clock_now();
    return store_put_draft(store, &drafting->draft);
}

Err change_save_draft(Service *service, Change change, Drafting *drafting)
{
    const Order order = {.act = save_draft, .card = drafting};
    return order_hand_over(service, change, &order);
}

static Err drop_draft(Order *order, Store *store)
{
    return store_drop_draft(store, order->id);
}

Err change_drop_draft(Service *service, Change change, Str card)
{
    const Order order = {.act = drop_draft, .id = card};
    return order_hand_over(service, change, &order);
}

// --- publishing ------------------------------------------------------------------

static Err refuse(Publishing *publishing, PublishFault fault)
{
    publishing->fault = fault;
    return ERR_CONFLICT;
}

// What is to be published: the draft, or the example where nothing ever was.
static Err find_document(Order *order, Store *store, int versions, Str *out)
{
    Publishing *publishing = order->card;
    Arena *arena = order->change.arena;
    CardDraft draft;
    *out = publishing->document;
    if (publishing->withdraw)
        return versions > 0 ? OK : refuse(publishing, PUBLISH_NOTHING);
    if (out->length > 0) return OK;
    Err err = store_draft(store, arena, publishing->card, &draft);
    if (!err) *out = draft.document;
    if (err != ERR_NOT_FOUND) return err;
    bool original = str_equal(publishing->card, scorecard_original()->id);
    if (!original) *out = shipped_document(arena, publishing->card);
    if (out->length > 0) return OK;
    return refuse(publishing, PUBLISH_NOTHING);
}

static Err check_document(Order *order, Str document)
{
    Scorecard card;
    CardFaults faults;
    if (document.length == 0) return OK;
    if (scorecard_read(order->change.arena, document, &card, &faults) == OK) return OK;
    return refuse(order->card, PUBLISH_UNREAD);
}

// Where a commit of ours got no answer, it may be here already.
static bool is_ours(const PublishedCard *latest, const PublishedCard *published)
{
    return published->version > 0 && latest->version == published->version &&
           latest->at == published->at && str_equal(latest->hash, published->hash);
}

static Err publish_next(Order *order, Store *store, const PublishedCard *latest)
{
    Str document;
    Publishing *publishing = order->card;
    Arena *arena = order->change.arena;
    Err err = check_seen(order, store, publishing->card, &publishing->seen);
    if (err == ERR_CONFLICT) return refuse(publishing, PUBLISH_UNSEEN);
    if (!err) err = find_document(order, store, latest->version, &document);
    if (!err) err = check_document(order, document);
    if (err) return err;

    Str hash = document.length ? scorecard_hash(arena, document) : (Str){0};
    if (latest->version > 0 && str_equal(latest->hash, hash))
        return refuse(publishing, PUBLISH_SAME);
    Millis now = clock_now();
    publishing->published = (PublishedCard){.card = publishing->card,
                                            .version = latest->version + 1,
                                            .hash = hash,
                                            .document = document,
                                            .author = publishing->author,
                                            .note = publishing->note,
                                            .at = now > latest->at ? now : latest->at + 1};
    return store_publish_card(store, &publishing->published);
}

static Err publish(Order *order, Store *store)
{
    Publishing *publishing = order->card;
    PublishedCard latest = {0};
    int64_t count = 0;
    publishing->fault = PUBLISH_WELL;
    Err err = store_latest_card(store, order->change.arena, publishing->card, &latest);
    if (err == ERR_NOT_FOUND) err = OK;
    if (!err) err = store_count_published(store, &count);
    if (!err && count >= CARDS_MAX) return refuse(publishing, PUBLISH_TOO_MANY);
    if (!err && !is_ours(&latest, &publishing->published))
        err = publish_next(order, store, &latest);
    if (err) return err;

    err = live_cards_prepare(order->service->cards, store);
    return err == ERR_INVALID ? refuse(publishing, PUBLISH_TOO_WIDE) : err;
}

// Who was told of the commit and knew the cards before must be told anew.
static void take(const Order *order)
{
    live_cards_take(order->service->cards);
    committer_noted(order->service->committer);
}

Err change_publish(Service *service, Change change, Publishing *publishing)
{
    const Order order = {.act = publish, .after = take, .card = publishing};
    return order_hand_over(service, change, &order);
}
