// backend.h: what must a database backend provide?
//
// The verbs of store.h and of the headers beside it as function pointers.  A backend embeds Store as the first
// member of its own struct; store.c picks the backend by the address and passes
// every verb on.
#pragma once

#include "store/arrivals.h"
#include "store/cards.h"
#include "store/past.h"
#include "store/said.h"
#include "store/views.h"

typedef struct {
    void (*close)(Store *store);
    bool (*is_shared)(const Store *store);
    Err (*open_beside)(const Store *writer, Store **out);  // NULL: as any reader
    Err (*ping)(Store *store);
    Err (*together)(Store *store, StoreWork *work, void *context);
    Err (*add_customer)(Store *store, Customer *customer);
    Err (*put_customer)(Store *store, const Customer *customer);
    Err (*erase_customer)(Store *store, int64_t customer);
    Err (*find_customers)(Store *store, const Whose *wanted, size_t count, int64_t *out,
                          Arena scratch);
    Err (*add_alias)(Store *store, int64_t customer, Whose alias);
    Err (*remove_alias)(Store *store, int64_t customer, Whose alias);
    Err (*aliases)(Store *store, Arena *arena, int64_t customer, Whose **out, int *count);
    Err (*merge_customers)(Store *store, int64_t from, int64_t into, Millis now,
                           Arena scratch);
    Err (*put_group)(Store *store, Whose user, Str group, Millis at);
    Err (*group)(Store *store, Arena *arena, Whose user, Str *out);
    Err (*hold_customer)(Store *store, int64_t customer);
    Err (*knows_customer)(Store *store, int64_t customer);
    Err (*customer)(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out);
    Err (*customers)(Store *store, Arena *arena, ListPlace after, int most,
                     CustomerRow *out, int *count);
    Err (*count_customers)(Store *store, int64_t *out);
    Err (*count_live)(Store *store, int64_t *out);
    Err (*book)(Store *store, Arena *arena, BookRow **out, int *count);
    Err (*attributes)(Store *store, Arena *arena, Customer **out, int *count);
    Err (*roll)(Store *store, RollVisit *visit, void *context, Arena scratch);
    Err (*append)(Store *store, Event *events, size_t count, Appended *out, Arena scratch);
    Err (*void_event)(Store *store, int64_t customer, Str source, Str id, Millis now,
                      Arena scratch);
    Err (*fold)(Store *store, int most, int *left);
    int64_t (*unfolded)(const Store *store);
    Err (*events)(Store *store, Arena *arena, const EventQuery *query, int most, Event *out,
                  int *count);
    Err (*count_events)(Store *store, int64_t customer, int64_t *out);
    Err (*count_events_of)(Store *store, int64_t customer, EventType type, Str name,
                           int64_t *out);
    Err (*has_room)(Store *store, const Event *event, int64_t most);
    Err (*facts)(Store *store, Arena *arena, int64_t customer, DaySpan days, Facts *out);
    Err (*check_log)(Store *store, int64_t *wrong);
    Err (*mend_log)(Store *store);
    Err (*replace_counts)(Store *store, int64_t customer, const Facts *counts);
    Err (*staleness)(Store *store, Day today, int most, Staleness *out);
    Err (*stale)(Store *store, Day today, int most, StaleMark *out, int *count);
    Err (*put_pictures)(Store *store, const PictureRow *rows, int count);
    Err (*keep_rejected)(Store *store, const Rejected *rejected, size_t count, Millis now);
    Err (*rejected)(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                    int *count);
    Err (*keep_unmatched)(Store *store, Unmatched *unmatched, size_t count, Appended *out,
                          Arena scratch);
    Err (*unmatched)(Store *store, Arena *arena, const UnmatchedQuery *query,
                     Unmatched *out, int *count);
    Err (*count_unmatched)(Store *store, int64_t *out);
    Err (*drop_unmatched)(Store *store, const int64_t *ids, size_t count);
    Err (*add_arrivals)(Store *store, const Arrival *arrivals, size_t count, Millis now);
    Err (*arrivals)(Store *store, Arena *arena, Arrival **out, int *count);
    Err (*count_rejected)(Store *store, Arena *arena, RejectedCount **out, int *count);
    Err (*unmatched_names)(Store *store, Arena *arena, int most, UnmatchedName *out,
                           int *count);
    Err (*log_span)(Store *store, LogSpan *out);
    Err (*latest)(Store *store, int64_t *out);
    Err (*late)(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                int *count);
    Err (*add_outcome)(Store *store, Outcome *outcome);
    Err (*outcomes)(Store *store, Arena *arena, int64_t customer, Outcome **out,
                    int *count);
    Err (*remove_outcome)(Store *store, int64_t customer, int64_t outcome);
    Err (*add_override)(Store *store, Override *override);
    Err (*overrides)(Store *store, Arena *arena, int64_t customer, Override **out,
                     int *count);
    Err (*end_override)(Store *store, const Override *which, Day day, Millis now);
    Err (*add_customer_note)(Store *store, CustomerNote *note);
    Err (*customer_notes)(Store *store, Arena *arena, const CustomerNote *after, int most,
                          CustomerNote *out, int *count);
    Err (*add_view)(Store *store, ListView *view);
    Err (*views)(Store *store, Arena *arena, ListView *out, int *count);
    Err (*remove_view)(Store *store, int64_t view);
    Err (*remove_customer_note)(Store *store, int64_t customer, int64_t note);
    Err (*keep_answer)(Store *store, const KeptAnswer *answer, Millis now);
    Err (*kept_answer)(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out);
    Err (*publish_card)(Store *store, const PublishedCard *published);
    Err (*latest_card)(Store *store, Arena *arena, Str card, PublishedCard *out);
    Err (*published_cards)(Store *store, Arena *arena, PublishedCard **out, int *count);
    Err (*count_published)(Store *store, int64_t *out);
    Err (*put_draft)(Store *store, const CardDraft *draft);
    Err (*draft)(Store *store, Arena *arena, Str card, CardDraft *out);
    Err (*drop_draft)(Store *store, Str card);
    Err (*drafts)(Store *store, Arena *arena, CardDraft **out, int *count);
    Err (*note)(Store *store, Arena *arena, Str name, Str *out);
    Err (*put_note)(Store *store, Str name, Str value);
} Backend;

struct Store {
    const Backend *backend;
};

// The backends.  `path` and `address` are what stands behind the scheme.
MUST_USE Err sqlite_open(Str path, StoreRole role, Store **out);
MUST_USE Err mysql_open(Str address, StoreRole role, Store **out);
