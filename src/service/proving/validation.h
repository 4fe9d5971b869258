// validation.h: is the score being proved, and what came of it?
//
// A proof of the whole book takes a while: it runs on a thread of its own, of the lowest
// priority, with a connection of its own, and one at a time.  What came of the latest one
// is kept: its report, and whether it ended.  One that was cut off by a stop of the program
// did not finish, and says so.
#pragma once

#include "service/service.h"

typedef struct Validations Validations;

typedef enum {
    JOB_RUNNING,
    JOB_COMPLETE,
    JOB_CANCELLED,
    JOB_FAILED,
    JOB_CUT_OFF,  // the program was stopped while it ran
    JOB_STATE_COUNT,
} JobState;

typedef struct {
    int64_t id;  // grows; 0: there never was one
    JobState state;
    bool stopping;   // it is running, and was told to stop
    bool elsewhere;  // another process of the same database runs it
    int progress;    // thousandths
    Millis started_at;
    Millis ended_at;  // 0: it has not, or nobody saw it end
} Job;

// "running"
Str job_state_name(JobState state);

enum { HORIZON_LEAST = 14, HORIZON_MOST = 365, HORIZON_DEFAULT = 90 };

typedef struct {
    Str scorecard;  // by which everybody is judged; empty: by the live cards
    Str document;   // or by the live cards with this one, which is not published (its id is
                    // `scorecard`), and the live ones beside it; empty: no
    int horizon;    // days
} ValidationWish;

// Begin one; when this returns OK it is on disk that it began.  ERR_CONFLICT: one is
// running, and is in `*out`.  ERR_INVALID: with `document` the live cards would need more
// than MEASURES_MAX measures.
MUST_USE Err start_validation(Service *service, const ValidationWish *wish, Job *out,
                              Arena scratch);

#define VALIDATION_PREVIEW "preview"  // which is the id of no card

typedef struct {
    Job job;     // the latest one
    Str report;  // JSON, of the latest one that was complete; empty: there never was one
    Str live;    // that of the live cards, where another was asked for
} Validation;

// What is kept of the card of an id, of the latest that was not published
// (VALIDATION_PREVIEW), or (empty) of the live cards.
MUST_USE Err get_validation(Service *service, Arena *arena, Str scorecard, Validation *out);

// The latest job by its id; ERR_NOT_FOUND: it is another, or there never was one.
MUST_USE Err get_job(Service *service, int64_t id, Job *out, Arena scratch);

// Tell it to stop, which it does within seconds.  ERR_NOT_FOUND as get_job; ERR_CONFLICT:
// it has ended already, or runs elsewhere, and is in `*out`.
MUST_USE Err cancel_job(Service *service, int64_t id, Job *out, Arena scratch);

// For service.c.  `writer` is whose database it is, at `address`.
void validations_open(Arena *life, const Store *writer, Str address, Validations **out);

// Where one is running it is cut off.
void validations_close(Validations *validations);
