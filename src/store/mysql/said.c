#include "store/mysql/verbs.h"

#include "store/said.h"

// --- what all of it shares

typedef struct {
    int64_t customer;
    int64_t id;
} Place;

// Where a COMMIT of ours got no answer, it may be there already.
static Err find_done(Session *session, Query which, Place place)
{
    Rows rows;
    if (!session->in_doubt || place.id == 0) return ERR_NOT_FOUND;
    Err err = session_ask_one(
        session, which, VALUES(value_int(place.id), value_int(place.customer)), &rows);
    if (!err) rows_leave(&rows);
    return err;
}

// Does the query, which asks for one behind `most` - 1 of the customer's, find none?
static Err check_room(Session *session, Query behind, int64_t customer, int most)
{
    Rows rows;
    Err err = session_ask_one(session, behind,
                              VALUES(value_int(customer), value_int(most - 1)), &rows);
    if (err == ERR_NOT_FOUND) return OK;
    if (err) return err;
    rows_leave(&rows);
    return ERR_CONFLICT;
}

// ERR_NOT_FOUND: the customer has none of this id.
static Err remove_one(Session *session, Query which, const Place *place)
{
    Err err = session_run(session, which,
                          VALUES(value_int(place->id), value_int(place->customer)));
    if (err || session_changes(session, which) > 0) return err;
    return session->in_doubt ? OK : ERR_NOT_FOUND;  // gone by an earlier try of ours
}

// --- outcomes

Err session_settle_lifecycle(Session *session, int64_t customer)
{
    return session_run(session, SETTLE_LIFECYCLE,
                       VALUES(value_int(customer), value_int(customer)));
}

static Err insert_outcome(Session *session, Outcome *outcome)
{
    Err err =
        session_run(session, ADD_OUTCOME,
                    VALUES(value_int(outcome->customer),
                           value_text(outcome_name(outcome->kind)), value_int(outcome->day),
                           value_if(outcome->has_amount, value_int(outcome->amount)),
                           value_text(outcome->currency), value_text(outcome->note),
                           value_text(outcome->author), value_int(outcome->at)));
    if (!err) outcome->id = session_new_id(session, ADD_OUTCOME);
    return err;
}

static Err add_outcome(Session *session, void *what)
{
    Outcome *outcome = what;
    Err err = find_done(session, FIND_OUTCOME, (Place){outcome->customer, outcome->id});
    if (err != ERR_NOT_FOUND) return err;

    err = session_customer_is_there(session, outcome->customer);
    if (!err) err = check_room(session, OUTCOME_BEHIND, outcome->customer, OUTCOMES_MOST);
    if (!err) err = insert_outcome(session, outcome);
    if (!err) err = session_settle_lifecycle(session, outcome->customer);
    return err;
}

Err session_add_outcome(Store *store, Outcome *outcome)
{
    outcome->id = 0;
    return session_write((Session *)store, add_outcome, outcome);
}

static Err remove_outcome(Session *session, void *what)
{
    const Place *place = what;
    Err err = remove_one(session, REMOVE_OUTCOME, place);
    return err ? err : session_settle_lifecycle(session, place->customer);
}

Err session_remove_outcome(Store *store, int64_t customer, int64_t outcome)
{
    return session_write((Session *)store, remove_outcome, &(Place){customer, outcome});
}

static Outcome read_outcome(Arena *arena, const Rows *rows)
{
    Outcome outcome = {.id = row_int(rows, 0),
                       .customer = row_int(rows, 1),
                       .day = (Day)row_int(rows, 3),
                       .has_amount = !row_is_null(rows, 4),
                       .amount = row_int(rows, 4),
                       .currency = row_text(arena, rows, 5),
                       .note = row_text(arena, rows, 6),
                       .author = row_text(arena, rows, 7),
                       .at = row_int(rows, 8)};
    Arena scratch = *arena;
    (void)outcome_parse(row_text(&scratch, rows, 2), &outcome.kind);
    return outcome;
}

Err session_outcomes(Store *store, Arena *arena, int64_t customer, Outcome **out,
                     int *count)
{
    Session *session = (Session *)store;
    Rows rows;
    *out = NULL;
    *count = 0;
    Err err = customer ? session_ask(session, OUTCOMES, VALUES(value_int(customer)), &rows)
                       : session_ask(session, ALL_OUTCOMES, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, Outcome, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = read_outcome(arena, &rows);
    return OK;
}

// --- overrides

static Err insert_override(Session *session, Override *override)
{
    Err err = session_run(
        session, ADD_OVERRIDE,
        VALUES(value_int(override->customer),
               value_if(override->has_value, value_real(override->value)),
               value_if(!override->has_value, value_text(band_name(override->band))),
               value_text(override->reason), value_text(override->author),
               value_int(override->since), value_int(override->until),
               value_int(override->at)));
    if (!err) override->id = session_new_id(session, ADD_OVERRIDE);
    return err;
}

static Err add_override(Session *session, void *what)
{
    Override *override = what;
    const int64_t customer = override->customer;
    Err err = find_done(session, FIND_OVERRIDE, (Place){customer, override->id});
    if (err != ERR_NOT_FOUND) return err;

    err = session_customer_is_there(session, customer);
    if (!err) err = check_room(session, OVERRIDE_BEHIND, customer, OVERRIDES_MOST);
    if (!err)
        err = session_run(session, END_OVERRIDES,
                          VALUES(value_int(override->since), value_int(customer),
                                 value_int(override->since), value_int(override->since)));
    if (!err) err = insert_override(session, override);
    if (!err) err = session_mark_stale(session, customer, override->at);
    return err;
}

Err session_add_override(Store *store, Override *override)
{
    override->id = 0;
    override->ended = DAY_NONE;
    return session_write((Session *)store, add_override, override);
}

typedef struct {
    const Override *which;
    Day day;
    Millis now;
} Ending;

static Err end_override(Session *session, void *what)
{
    const Ending *ending = what;
    Err err = session_run(session, END_OVERRIDE,
                          VALUES(value_int(ending->day), value_int(ending->which->id),
                                 value_int(ending->which->customer), value_int(ending->day),
                                 value_int(ending->day)));
    if (err) return err;
    if (session_changes(session, END_OVERRIDE) == 0)
        return session->in_doubt ? OK : ERR_NOT_FOUND;  // ended by an earlier try of ours
    return session_mark_stale(session, ending->which->customer, ending->now);
}

Err session_end_override(Store *store, const Override *which, Day day, Millis now)
{
    return session_write((Session *)store, end_override, &(Ending){which, day, now});
}

static Override read_override(Arena *arena, const Rows *rows)
{
    Override override = {.id = row_int(rows, 0),
                         .customer = row_int(rows, 1),
                         .has_value = !row_is_null(rows, 2),
                         .value = row_real(rows, 2),
                         .reason = row_text(arena, rows, 4),
                         .author = row_text(arena, rows, 5),
                         .since = (Day)row_int(rows, 6),
                         .until = (Day)row_int(rows, 7),
                         .ended = row_day(rows, 8),
                         .at = row_int(rows, 9)};
    Arena scratch = *arena;
    (void)columns_band(row_text(&scratch, rows, 3), &override.band);
    return override;
}

Err session_overrides(Store *store, Arena *arena, int64_t customer, Override **out,
                      int *count)
{
    Session *session = (Session *)store;
    Rows rows;
    *out = NULL;
    *count = 0;
    Err err = customer ? session_ask(session, OVERRIDES, VALUES(value_int(customer)), &rows)
                       : session_ask(session, ALL_OVERRIDES, NO_VALUES, &rows);
    if (err) return err;
    *out = arena_new(arena, Override, rows_count(&rows));
    while (rows_next(&rows))
        (*out)[(*count)++] = read_override(arena, &rows);
    return OK;
}

// --- notes

static Err add_note(Session *session, void *what)
{
    CustomerNote *note = what;
    Err err = find_done(session, FIND_CUSTOMER_NOTE, (Place){note->customer, note->id});
    if (err != ERR_NOT_FOUND) return err;

    err = session_customer_is_there(session, note->customer);
    if (!err)
        err = session_run(session, ADD_CUSTOMER_NOTE,
                          VALUES(value_int(note->customer), value_text(note->text),
                                 value_text(note->author), value_int(note->at)));
    if (!err) note->id = session_new_id(session, ADD_CUSTOMER_NOTE);
    return err;
}

Err session_add_customer_note(Store *store, CustomerNote *note)
{
    note->id = 0;
    return session_write((Session *)store, add_note, note);
}

Err session_customer_notes(Store *store, Arena *arena, const CustomerNote *after, int most,
                           CustomerNote *out, int *count)
{
    *count = 0;
    Rows rows;
    Err err =
        session_ask((Session *)store, CUSTOMER_NOTES,
                    VALUES(value_int(after->customer),
                           value_int(after->id ? after->id : INT64_MAX), value_int(most)),
                    &rows);
    while (!err && rows_next(&rows))
        out[(*count)++] = (CustomerNote){.id = row_int(&rows, 0),
                                         .customer = row_int(&rows, 1),
                                         .text = row_text(arena, &rows, 2),
                                         .author = row_text(arena, &rows, 3),
                                         .at = row_int(&rows, 4)};
    return err;
}

static Err remove_note(Session *session, void *what)
{
    return remove_one(session, REMOVE_CUSTOMER_NOTE, what);
}

Err session_remove_customer_note(Store *store, int64_t customer, int64_t note)
{
    return session_write((Session *)store, remove_note, &(Place){customer, note});
}
