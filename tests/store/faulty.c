#include "faulty.h"

#include "store/backend.h"

#include <stdlib.h>

typedef struct {
    Store store;  // first, so that a Store is one of us
    Store *inner;
    Fault *fault;
} Faulty;

static Store *inner_of(const Store *store)
{
    return ((const Faulty *)store)->inner;
}

static bool fails_now(const Store *store)
{
    Fault *fault = ((const Faulty *)store)->fault;
    int call = fault->calls++;
    return fault->at >= 0 && (call == fault->at || (fault->lasts && call > fault->at));
}

// What the caller of `store` is told, where `call` is how it passes on.
#define PASS(store, call)                                                                  \
    do {                                                                                   \
        const Fault *fault = ((const Faulty *)(store))->fault;                             \
        bool fails = fails_now(store);                                                     \
        Err err = fails && !fault->done ? OK : (call);                                     \
        return fails ? fault->err : err;                                                   \
    } while (0)

static void close_both(Store *store)
{
    store_close(inner_of(store));
    free(store);
}

static bool is_shared(const Store *store)
{
    return store_is_shared(inner_of(store));
}

static Err ping(Store *store)
{
    PASS(store, store_ping(inner_of(store)));
}

// What is done together is done to the store that can fail, too.
typedef struct {
    Store *outer;
    StoreWork *work;
    void *context;
} Together;

static Err work_through(Store *inner, void *context)
{
    (void)inner;
    const Together *together = context;
    return together->work(together->outer, together->context);
}

static Err together(Store *store, StoreWork *work, void *context)
{
    Together through = {store, work, context};
    PASS(store, store_together(inner_of(store), work_through, &through));
}

static Err add_customer(Store *store, Customer *customer)
{
    PASS(store, store_add_customer(inner_of(store), customer));
}

static Err put_customer(Store *store, const Customer *customer)
{
    PASS(store, store_put_customer(inner_of(store), customer));
}

static Err erase_customer(Store *store, int64_t customer)
{
    PASS(store, store_erase_customer(inner_of(store), customer));
}

static Err find_customers(Store *store, const Whose *wanted, size_t count, int64_t *out,
                          Arena scratch)
{
    PASS(store, store_find_customers(inner_of(store), wanted, count, out, scratch));
}

static Err add_alias(Store *store, int64_t id, Whose alias)
{
    PASS(store, store_add_alias(inner_of(store), id, alias));
}

static Err remove_alias(Store *store, int64_t id, Whose alias)
{
    PASS(store, store_remove_alias(inner_of(store), id, alias));
}

static Err aliases(Store *store, Arena *arena, int64_t id, Whose **out, int *count)
{
    PASS(store, store_aliases(inner_of(store), arena, id, out, count));
}

static Err merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                           Arena scratch)
{
    PASS(store, store_merge_customers(inner_of(store), from, into, now, scratch));
}

static Err put_group(Store *store, Whose user, Str name, Millis at)
{
    PASS(store, store_put_group(inner_of(store), user, name, at));
}

static Err group(Store *store, Arena *arena, Whose user, Str *out)
{
    PASS(store, store_group(inner_of(store), arena, user, out));
}

static Err hold_customer(Store *store, int64_t customer)
{
    PASS(store, store_hold_customer(inner_of(store), customer));
}

static Err knows_customer(Store *store, int64_t customer)
{
    PASS(store, store_knows_customer(inner_of(store), customer));
}

static Err customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out)
{
    PASS(store, store_customer(inner_of(store), arena, id, today, out));
}

static Err customers(Store *store, Arena *arena, ListPlace after, int most,
                     CustomerRow *out, int *count)
{
    PASS(store, store_customers(inner_of(store), arena, after, most, out, count));
}

static Err count_customers(Store *store, int64_t *out)
{
    PASS(store, store_count_customers(inner_of(store), out));
}

static Err count_live(Store *store, int64_t *out)
{
    PASS(store, store_count_live(inner_of(store), out));
}

static Err book(Store *store, Arena *arena, BookRow **out, int *count)
{
    PASS(store, store_book(inner_of(store), arena, out, count));
}

static Err attributes(Store *store, Arena *arena, Customer **out, int *count)
{
    PASS(store, store_attributes(inner_of(store), arena, out, count));
}

static Err roll(Store *store, RollVisit *visit, void *context, Arena scratch)
{
    PASS(store, store_roll(inner_of(store), visit, context, scratch));
}

static Err append(Store *store, Event *events, size_t count, Appended *out, Arena scratch)
{
    PASS(store, store_append(inner_of(store), events, count, out, scratch));
}

static Err void_event(Store *store, int64_t id, Str source, Str event, Millis now,
                      Arena scratch)
{
    PASS(store, store_void_event(inner_of(store), id, source, event, now, scratch));
}

static Err fold(Store *store, int most, int *left)
{
    PASS(store, store_fold(inner_of(store), most, left));
}

static Err check_log(Store *store, int64_t *wrong)
{
    PASS(store, store_check_log(inner_of(store), wrong));
}

static Err mend_log(Store *store)
{
    PASS(store, store_mend_log(inner_of(store)));
}

static int64_t unfolded(const Store *store)
{
    return store_unfolded(inner_of(store));
}

static Err events(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count)
{
    PASS(store, store_events(inner_of(store), arena, query, most, out, count));
}

static Err count_events(Store *store, int64_t customer, int64_t *out)
{
    PASS(store, store_count_events(inner_of(store), customer, out));
}

static Err count_events_of(Store *store, int64_t customer, EventType type, Str name,
                           int64_t *out)
{
    PASS(store, store_count_events_of(inner_of(store), customer, type, name, out));
}

static Err has_room(Store *store, const Event *event, int64_t most)
{
    PASS(store, store_has_room(inner_of(store), event, most));
}

static Err facts(Store *store, Arena *arena, int64_t id, DaySpan days, Facts *out)
{
    PASS(store, store_facts_within(inner_of(store), arena, id, days, out));
}

static Err replace_counts(Store *store, int64_t id, const Facts *counts)
{
    PASS(store, store_replace_counts(inner_of(store), id, counts));
}

static Err staleness(Store *store, Day today, int most, Staleness *out)
{
    PASS(store, store_staleness(inner_of(store), today, most, out));
}

static Err stale(Store *store, Day today, int most, StaleMark *out, int *count)
{
    PASS(store, store_stale(inner_of(store), today, most, out, count));
}

static Err put_pictures(Store *store, const PictureRow *rows, int count)
{
    PASS(store, store_put_pictures(inner_of(store), rows, count));
}

static Err keep_rejected(Store *store, const Rejected *what, size_t count, Millis now)
{
    PASS(store, store_keep_rejected(inner_of(store), what, count, now));
}

static Err rejected(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                    int *count)
{
    PASS(store, store_rejected(inner_of(store), arena, after, most, out, count));
}

static Err keep_unmatched(Store *store, Unmatched *what, size_t count, Appended *out,
                          Arena scratch)
{
    PASS(store, store_keep_unmatched(inner_of(store), what, count, out, scratch));
}

static Err unmatched(Store *store, Arena *arena, const UnmatchedQuery *query,
                     Unmatched *out, int *count)
{
    PASS(store, store_unmatched(inner_of(store), arena, query, out, count));
}

static Err count_unmatched(Store *store, int64_t *out)
{
    PASS(store, store_count_unmatched(inner_of(store), out));
}

static Err drop_unmatched(Store *store, const int64_t *ids, size_t count)
{
    PASS(store, store_drop_unmatched(inner_of(store), ids, count));
}

static Err add_arrivals(Store *store, const Arrival *rows, size_t count, Millis now)
{
    PASS(store, store_add_arrivals(inner_of(store), rows, count, now));
}

static Err arrivals(Store *store, Arena *arena, Arrival **out, int *count)
{
    PASS(store, store_arrivals(inner_of(store), arena, out, count));
}

static Err count_rejected(Store *store, Arena *arena, RejectedCount **out, int *count)
{
    PASS(store, store_count_rejected(inner_of(store), arena, out, count));
}

static Err unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                           int *count)
{
    PASS(store, store_unmatched_names(inner_of(store), arena, most, out, count));
}

static Err latest(Store *store, int64_t *out)
{
    PASS(store, store_latest(inner_of(store), out));
}

static Err log_span(Store *store, LogSpan *out)
{
    PASS(store, store_log_span(inner_of(store), out));
}

static Err late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                int *count)
{
    PASS(store, store_late(inner_of(store), arena, query, out, count));
}

static Err add_outcome(Store *store, Outcome *outcome)
{
    PASS(store, store_add_outcome(inner_of(store), outcome));
}

static Err outcomes(Store *store, Arena *arena, int64_t id, Outcome **out, int *count)
{
    PASS(store, store_outcomes(inner_of(store), arena, id, out, count));
}

static Err remove_outcome(Store *store, int64_t id, int64_t outcome)
{
    PASS(store, store_remove_outcome(inner_of(store), id, outcome));
}

static Err add_override(Store *store, Override *override)
{
    PASS(store, store_add_override(inner_of(store), override));
}

static Err overrides(Store *store, Arena *arena, int64_t id, Override **out, int *count)
{
    PASS(store, store_overrides(inner_of(store), arena, id, out, count));
}

static Err end_override(Store *store, const Override *which, Day day, Millis now)
{
    PASS(store, store_end_override(inner_of(store), which, day, now));
}

static Err add_customer_note(Store *store, CustomerNote *what)
{
    PASS(store, store_add_customer_note(inner_of(store), what));
}

static Err customer_notes(Store *store, Arena *arena, const CustomerNote *after, int most,
                          CustomerNote *out, int *count)
{
    PASS(store, store_customer_notes(inner_of(store), arena, after, most, out, count));
}

static Err remove_customer_note(Store *store, int64_t id, int64_t what)
{
    PASS(store, store_remove_customer_note(inner_of(store), id, what));
}

static Err add_view(Store *store, ListView *view)
{
    PASS(store, store_add_view(inner_of(store), view));
}

static Err views(Store *store, Arena *arena, ListView *out, int *count)
{
    PASS(store, store_views(inner_of(store), arena, out, count));
}

static Err remove_view(Store *store, int64_t view)
{
    PASS(store, store_remove_view(inner_of(store), view));
}

static Err keep_answer(Store *store, const KeptAnswer *answer, Millis now)
{
    PASS(store, store_keep_answer(inner_of(store), answer, now));
}

static Err kept_answer(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out)
{
    PASS(store, store_kept_answer(inner_of(store), arena, key, now, out));
}

static Err note(Store *store, Arena *arena, Str name, Str *out)
{
    PASS(store, store_note(inner_of(store), arena, name, out));
}

static Err put_note(Store *store, Str name, Str value)
{
    PASS(store, store_put_note(inner_of(store), name, value));
}

static Err publish_card(Store *store, const PublishedCard *published)
{
    PASS(store, store_publish_card(inner_of(store), published));
}

static Err latest_card(Store *store, Arena *arena, Str card, PublishedCard *out)
{
    PASS(store, store_latest_card(inner_of(store), arena, card, out));
}

static Err published_cards(Store *store, Arena *arena, PublishedCard **out, int *count)
{
    PASS(store, store_published_cards(inner_of(store), arena, out, count));
}

static Err count_published(Store *store, int64_t *out)
{
    PASS(store, store_count_published(inner_of(store), out));
}

static Err put_draft(Store *store, const CardDraft *draft)
{
    PASS(store, store_put_draft(inner_of(store), draft));
}

static Err draft(Store *store, Arena *arena, Str card, CardDraft *out)
{
    PASS(store, store_draft(inner_of(store), arena, card, out));
}

static Err drop_draft(Store *store, Str card)
{
    PASS(store, store_drop_draft(inner_of(store), card));
}

static Err drafts(Store *store, Arena *arena, CardDraft **out, int *count)
{
    PASS(store, store_drafts(inner_of(store), arena, out, count));
}

static const Backend backend = {
    .close = close_both,
    .is_shared = is_shared,
    .ping = ping,
    .together = together,
    .check_log = check_log,
    .mend_log = mend_log,
    .add_customer = add_customer,
    .put_customer = put_customer,
    .erase_customer = erase_customer,
    .find_customers = find_customers,
    .add_alias = add_alias,
    .remove_alias = remove_alias,
    .aliases = aliases,
    .merge_customers = merge_customers,
    .put_group = put_group,
    .group = group,
    .hold_customer = hold_customer,
    .knows_customer = knows_customer,
    .customer = customer,
    .customers = customers,
    .count_customers = count_customers,
    .count_live = count_live,
    .book = book,
    .attributes = attributes,
    .roll = roll,
    .append = append,
    .void_event = void_event,
    .fold = fold,
    .unfolded = unfolded,
    .events = events,
    .count_events = count_events,
    .count_events_of = count_events_of,
    .has_room = has_room,
    .facts = facts,
    .replace_counts = replace_counts,
    .staleness = staleness,
    .stale = stale,
    .put_pictures = put_pictures,
    .keep_rejected = keep_rejected,
    .rejected = rejected,
    .keep_unmatched = keep_unmatched,
    .unmatched = unmatched,
    .count_unmatched = count_unmatched,
    .drop_unmatched = drop_unmatched,
    .add_arrivals = add_arrivals,
    .arrivals = arrivals,
    .count_rejected = count_rejected,
    .unmatched_names = unmatched_names,
    .log_span = log_span,
    .latest = latest,
    .late = late,
    .add_outcome = add_outcome,
    .outcomes = outcomes,
    .remove_outcome = remove_outcome,
    .add_override = add_override,
    .overrides = overrides,
    .end_override = end_override,
    .add_customer_note = add_customer_note,
    .customer_notes = customer_notes,
    .remove_customer_note = remove_customer_note,
    .add_view = add_view,
    .views = views,
    .remove_view = remove_view,
    .keep_answer = keep_answer,
    .kept_answer = kept_answer,
    .publish_card = publish_card,
    .latest_card = latest_card,
    .published_cards = published_cards,
    .count_published = count_published,
    .put_draft = put_draft,
    .draft = draft,
    .drop_draft = drop_draft,
    .drafts = drafts,
    .note = note,
    .put_note = put_note,
};

Store *faulty_store(Store *inner, Fault *fault)
{
    Faulty *faulty = calloc(1, sizeof *faulty);
    if (!faulty) abort();
    *faulty = (Faulty){{&backend}, inner, fault};
    return &faulty->store;
}
