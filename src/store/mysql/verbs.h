// verbs.h: what does a Session offer as a Store?
//
// The verbs of backend.h, by the file that holds them.
#pragma once

#include "store/columns.h"
#include "store/mysql/session.h"
#include "store/tally.h"

Err session_together(Store *store, StoreWork *work, void *context);
Err session_fold(Store *store, int most, int *left);
int64_t session_unfolded(const Store *store);
Err session_check_log(Store *store, int64_t *wrong);
Err session_mend_log(Store *store);

Err session_add_customer(Store *store, Customer *customer);
Err session_put_customer(Store *store, const Customer *customer);
Err session_erase_customer(Store *store, int64_t customer);
Err session_hold_customer(Store *store, int64_t customer);
Err session_knows_customer(Store *store, int64_t customer);
Err session_customer(Store *store, Arena *arena, int64_t id, Day today, CustomerRow *out);
Err session_customers(Store *store, Arena *arena, ListPlace after, int most,
                      CustomerRow *out, int *count);
Err session_count_customers(Store *store, int64_t *out);
Err session_count_live(Store *store, int64_t *out);
Err session_book(Store *store, Arena *arena, BookRow **out, int *count);
Err session_attributes(Store *store, Arena *arena, Customer **out, int *count);
Err session_roll(Store *store, RollVisit *visit, void *context, Arena scratch);

Err session_find_customers(Store *store, const Whose *wanted, size_t count, int64_t *out,
                           Arena scratch);
Err session_add_alias(Store *store, int64_t customer, Whose alias);
Err session_remove_alias(Store *store, int64_t customer, Whose alias);
Err session_aliases(Store *store, Arena *arena, int64_t customer, Whose **out, int *count);
Err session_merge_customers(Store *store, int64_t from, int64_t into, Millis now,
                            Arena scratch);
Err session_put_group(Store *store, Whose user, Str group, Millis at);
Err session_group(Store *store, Arena *arena, Whose user, Str *out);

Err session_append(Store *store, Event *events, size_t count, Appended *out, Arena scratch);
Err session_replace_counts(Store *store, int64_t customer, const Facts *counts);

Err session_void_event(Store *store, int64_t customer, Str source, Str id, Millis now,
                       Arena scratch);

Err session_events(Store *store, Arena *arena, const EventQuery *query, int most,
                   Event *out, int *count);
Err session_count_events(Store *store, int64_t customer, int64_t *out);
Err session_count_events_of(Store *store, int64_t customer, EventType type, Str name,
                            int64_t *out);
Err session_has_room(Store *store, const Event *event, int64_t most);
Err session_facts(Store *store, Arena *arena, int64_t customer, DaySpan days, Facts *out);

Err session_staleness(Store *store, Day today, int most, Staleness *out);
Err session_stale(Store *store, Day today, int most, StaleMark *out, int *count);
Err session_put_pictures(Store *store, const PictureRow *rows, int count);

Err session_keep_rejected(Store *store, const Rejected *rejected, size_t count, Millis now);
Err session_rejected(Store *store, Arena *arena, int64_t after, int most, Rejected *out,
                     int *count);
Err session_keep_unmatched(Store *store, Unmatched *unmatched, size_t count, Appended *out,
                           Arena scratch);
Err session_unmatched(Store *store, Arena *arena, const UnmatchedQuery *query,
                      Unmatched *out, int *count);
Err session_count_unmatched(Store *store, int64_t *out);
Err session_drop_unmatched(Store *store, const int64_t *ids, size_t count);

Err session_add_arrivals(Store *store, const Arrival *arrivals, size_t count, Millis now);
Err session_arrivals(Store *store, Arena *arena, Arrival **out, int *count);
Err session_count_rejected(Store *store, Arena *arena, RejectedCount **out, int *count);
Err session_unmatched_names(Store *store, Arena *arena, int most, UnmatchedName *out,
                            int *count);

Err session_log_span(Store *store, LogSpan *out);
Err session_latest(Store *store, int64_t *out);
Err session_late(Store *store, Arena *arena, const LateQuery *query, LateRow **out,
                 int *count);

Err session_add_outcome(Store *store, Outcome *outcome);
Err session_outcomes(Store *store, Arena *arena, int64_t customer, Outcome **out,
                     int *count);
Err session_remove_outcome(Store *store, int64_t customer, int64_t outcome);
Err session_add_override(Store *store, Override *override);
Err session_overrides(Store *store, Arena *arena, int64_t customer, Override **out,
                      int *count);
Err session_end_override(Store *store, const Override *which, Day day, Millis now);
Err session_add_customer_note(Store *store, CustomerNote *note);
Err session_customer_notes(Store *store, Arena *arena, const CustomerNote *after, int most,
                           CustomerNote *out, int *count);
Err session_remove_customer_note(Store *store, int64_t customer, int64_t note);

Err session_add_view(Store *store, ListView *view);
Err session_views(Store *store, Arena *arena, ListView *out, int *count);
Err session_remove_view(Store *store, int64_t view);

Err session_keep_answer(Store *store, const KeptAnswer *answer, Millis now);
Err session_kept_answer(Store *store, Arena *arena, Str key, Millis now, KeptAnswer *out);

Err session_publish_card(Store *store, const PublishedCard *published);
Err session_latest_card(Store *store, Arena *arena, Str card, PublishedCard *out);
Err session_published_cards(Store *store, Arena *arena, PublishedCard **out, int *count);
Err session_count_published(Store *store, int64_t *out);
Err session_put_draft(Store *store, const CardDraft *draft);
Err session_draft(Store *store, Arena *arena, Str card, CardDraft *out);
Err session_drop_draft(Store *store, Str card);
Err session_drafts(Store *store, Arena *arena, CardDraft **out, int *count);

Err session_ping(Store *store);
Err session_note(Store *store, Arena *arena, Str name, Str *out);
Err session_put_note(Store *store, Str name, Str value);

// The values of add_picture, which begin with the customer; those of put_picture are
// the same, the customer last.
enum { PICTURE_VALUES = 11 };
void picture_values(const PictureColumns *columns, Value values[PICTURE_VALUES]);

// Add what a batch of events adds up to, within the transaction that stores them.
MUST_USE Err session_add_tally(Session *session, const Tally *tally);

// Within a transaction: is there such a customer?  ERR_NOT_FOUND.
MUST_USE Err session_customer_is_there(Session *session, int64_t customer);

// The same: all that is said of it (NULL: there is none), and the watermark.
MUST_USE Err session_customer_alone(Session *session, Arena *arena, int64_t customer,
                                    Facts *out);

// The same: who is meant?  0: nobody.
MUST_USE Err session_find_customer(Session *session, const Whose *whose, int64_t *out);

// The same: its picture is out of date.
MUST_USE Err session_mark_stale(Session *session, int64_t customer, Millis since);

// The same: its lifecycle follows its outcomes.
MUST_USE Err session_settle_lifecycle(Session *session, int64_t customer);

// A stale mark that was never there before.
int64_t session_fresh_mark(void);
