// service.h: what can one ask of Customer Health?
//
// The service owns the database connections: one writer, used by the committer
// thread alone, and a few readers, lent to whoever asks a question.  It knows
// nothing of HTTP.
//
// Writes are accepted, put in a bounded queue, and answered by a receipt when
// they are on disk; questions are answered at once, on the caller's thread.
// Whatever was acknowledged is in the very next answer (read your write).
#pragma once

#include "model/cards.h"
#include "store/said.h"

typedef struct Service Service;

typedef struct {
    Str database;  // an address as store_open takes it
    Str currency;  // in which revenue is added up
    int readers;   // how many questions can be answered at the same time
} ServiceOptions;

// Open the writer of a database, waiting up to `wait_seconds` for a server that is
// still starting, and saying so.  Failures are logged.
MUST_USE Err service_open_writer(Str database, int wait_seconds, Store **out);

// Open the database (waiting up to `wait_seconds` for a server that is still
// starting, and saying so) and start the committer.  Failures are logged.
MUST_USE Err service_open(const ServiceOptions *options, int wait_seconds, Service **out);

// Commit what was accepted, answer it, and close.
void service_close(Service *service);

// A number that changes whenever an answer could: with every commit of ours and
// at midnight.  0 where others may write too, so that nothing is ever known to
// be current.
uint64_t service_version(Service *service);

// Is the database there, does the committer keep up, and do its writes succeed?
MUST_USE Err service_ready(Service *service);

// --- writing -------------------------------------------------------------

typedef struct {  // who is told what became of a write
    void (*done)(void *context, Err err, Appended outcome);
    void *context;
} Receipt;

// Hand an event to the committer; it must have passed every check, the customer must
// exist (service_knows_customer), and it and its texts must stay where they are until the
// receipt is answered.  Then it is on disk: OK with the outcome, `at` of a repeated event
// is that of the stored one, and `customer` is who took in the one that was meant; or it
// is not, and why: ERR_NOT_FOUND, the customer was erased meanwhile, and `customer` is 0.
// Receipts are answered on the committer's thread, in a few microseconds.  ERR_BUSY (at
// once, no receipt): too many are waiting.
MUST_USE Err ingest_event(Service *service, Event *event, Receipt receipt);

// The same for up to GROUP_MAX events at once, in one transaction; `out[i]` says what
// became of `events[i]`, and the receipt's outcome nothing.  With ERR_NOT_FOUND all are on
// disk but those whose `customer` has become 0.
enum { GROUP_MAX = 1000 };
MUST_USE Err ingest_events(Service *service, Event *events, size_t count, Appended *out,
                           Receipt receipt);

// Anything else that writes: `act` is called with `what` on the committer's thread, in a
// transaction in which other writes are done too, and perhaps more than once (see
// store_together).  The receipt says what it answered, or how the commit failed.
MUST_USE Err ingest_act(Service *service, StoreWork *act, void *what, Receipt receipt);

// --- asking --------------------------------------------------------------

MUST_USE Err service_knows_customer(Service *service, int64_t customer);

// May the customer gather what this event adds?  ERR_CONFLICT: it has all it may of
// that (the bounds in model/facts.h).
MUST_USE Err service_has_room(Service *service, const Event *event);

// Find who is meant, as store_find_customers says: 0 for those that nobody is.
MUST_USE Err service_find_customers(Service *service, const Whose *wanted, size_t count,
                                    int64_t *out, Arena scratch);

// The card by which a customer is judged today.
const Scorecard *service_card_of(Service *service, const CustomerRow *row);

// A customer's other names, as store_aliases has them.  ERR_NOT_FOUND: there is no such customer.
MUST_USE Err get_aliases(Service *service, Arena *arena, int64_t customer, Whose **out,
                         int *count);

// The group a user was last said to be in.  ERR_NOT_FOUND: in none.
MUST_USE Err service_group(Service *service, Arena *arena, Whose user, Str *out);

// What was put by change_put_setting.  ERR_NOT_FOUND: nothing was.
MUST_USE Err service_setting(Service *service, Arena *arena, Str name, Str *out);

// The answer that is kept under an Idempotency-Key.  ERR_NOT_FOUND: none is.
MUST_USE Err service_kept_answer(Service *service, Arena *arena, Str key, KeptAnswer *out);

typedef struct {
    Rejected *row;
    int rows;
    bool has_more;
    int64_t next;  // where the next page begins, if there is more
} RejectedPage;

// A page of what was refused, the latest first, behind the id `after`; 0: from the first.
MUST_USE Err get_rejected(Service *service, Arena *arena, int64_t after, int most,
                          RejectedPage *out);

typedef struct {
    Unmatched *row;
    int rows;
    int64_t total;  // that wait, of whatever name
    bool has_more;
    int64_t next;
} UnmatchedPage;

// A page of the events that wait for a customer, the oldest first; `whose` not NULL: only
// those of that name, as store_unmatched says.
MUST_USE Err get_unmatched(Service *service, Arena *arena, const Whose *whose,
                           int64_t after, int most, UnmatchedPage *out);

typedef struct {
    int64_t stale_customers;  // who wait to be derived; 0: everything is current
    int64_t oldest_seconds;
    int64_t watermark;   // every event up to this number is in it, but of those who wait
    Day today;           // as of which it is,
    const Cards *cards;  // and by which cards
} Freshness;

typedef struct {
    CustomerRow *row;
    int rows;
    int64_t total;
    bool has_more;
    ListPlace next;  // where the next page begins, if there is more
    Freshness freshness;
    Day today;
} HealthScores;

// A page of customers with their health, the worst first.
MUST_USE Err get_health_scores(Service *service, Arena *arena, ListPlace after, int most,
                               HealthScores *out);

typedef struct {
    CustomerRow row;  // current, whatever waits to be derived
    const Scorecard *card;
    const Scorecard *holds;      // the card that holds for the customer
    bool own;                    // it is `card`
    Score score;                 // under `card`, or as the override says that holds
    const Override *overridden;  // by whom; NULL: by nobody, or not under this card
    Score computed;              // then: what the card makes of the customer
    Day today;
    const int64_t *event_totals;  // as get_event_totals has them; NULL: nobody asked
    NextDrop next_drop;           // of what is computed under `card`
} HealthDetails;

// One customer, exactly as of now, under a card, or (NULL) that which holds for it.
// ERR_NOT_FOUND.
MUST_USE Err get_health_details(Service *service, Arena *arena, int64_t customer,
                                const Scorecard *card, HealthDetails *out);

// A customer's events; ERR_NOT_FOUND where there is no such customer.
MUST_USE Err get_events(Service *service, Arena *arena, const EventQuery *query, int most,
                        Event *out, int *count);

enum {
    HISTOGRAM_BINS = 20,
    ATTENTION_MAX = 10,
    MOVERS_MAX = 5,
    RENEWAL_DAYS = 60,  // those that renew within so many
    SLIP_DAYS = 14,     // those that fall into a lower band by themselves within so many
    DROPS_MAX = 5,
    SEGMENTS_MAX = 8,
    BOOK_MARKS_MAX = 8,
};

typedef struct {
    int64_t customers;
    int64_t mrr;        // minor units of the reporting currency
    double mean_score;  // 0 where there is nobody
} BandSum;

typedef struct {  // the book as of a day; revenue is that of today
    Day day;
    int64_t scored;
    double portfolio_score;
    double mean_score;
} BookPoint;

typedef struct {  // who renews soon
    int64_t customers;
    int64_t mrr;
    int64_t at_risk;  // at risk or critical
    int64_t mrr_at_risk;
} Renewals;

typedef struct {  // whom ageing alone puts into a lower band
    int64_t customer;
    Str name;
    double score;
    Band band;
    Day day;
    double to_score;
    Band to_band;
} BandDrop;

typedef struct {
    Str segment;
    int64_t customers;
    int64_t scored;
    int64_t mrr;
    double mean_score;
    double points[FACTORS_MAX];    // mean of a factor's, by the dashboard's factors
    int64_t counted[FACTORS_MAX];  // over how many; the others are not judged by it, or
                                   // have nothing to judge
} SegmentSum;

typedef struct {  // those of the book that are judged by a card
    const Scorecard *card;
    int64_t customers;
    int64_t scored;
    int64_t unscored[STATUS_SCORED];  // by status
    int64_t mrr;
    BandSum band[BANDS_MAX];  // by the card's bands
} CardSum;

typedef struct {
    const Factor *factor;
    const Scorecard *card;  // of the cards that have it, that which judges most
} BookFactor;

typedef struct {  // a card was published, or withdrawn
    Day day;
    Str card;
    int version;
    bool withdrawn;
} BookMark;

typedef struct {
    BookRow row;
    const Factor *factor;  // that moved it most, of its card; NULL: not known
    double by;
} BookMover;

typedef struct {
    Day today;
    Str currency;
    int64_t customers;
    int64_t scored;
    int64_t unscored[STATUS_SCORED];  // by status
    int64_t other_currency;           // customers whose revenue is in none of the sums
    double portfolio_score;  // mean weighted by revenue; plain mean where there is none
    double mean_score;
    int64_t mrr;
    int64_t mrr_at_risk;  // of at-risk and critical customers
    BandSum band[BAND_COUNT];
    CardSum *card;  // those that judge anybody, the one that judges most first
    int cards;
    BookFactor factor[FACTORS_MAX];  // of all of them
    int factors;
    int64_t histogram[HISTOGRAM_BINS];             // [0,5) [5,10) ... [95,100]
    int64_t bands_in[HISTOGRAM_BINS][BAND_COUNT];  // the same, by kind of band
    CustomerRow *attention;  // the largest revenue x (100 - score) among at risk, critical
    int attentions;
    const Scorecard *attention_card[ATTENTION_MAX];  // NULL: its picture is of others
    BookMover *falling;  // the largest loss within 30 days first
    int fallings;
    BookMover *rising;
    int risings;
    // Within 30 days, of those who had a score then.
    bool has_30d;
    double portfolio_change;
    int64_t at_risk_change;  // customers
    int64_t mrr_at_risk_change;
    BookPoint trend[TREND_POINTS];  // one a week, the last is today
    BookMark mark[BOOK_MARKS_MAX];  // within these weeks, the earliest first; the latest of
    int marks;                      // many
    Renewals renewals;
    int64_t slipping;          // within SLIP_DAYS
    BandDrop drop[DROPS_MAX];  // the soonest first
    int drops;
    SegmentSum segment[SEGMENTS_MAX];  // the largest, by customers
    int segments;
    Freshness freshness;
} Dashboard;

MUST_USE Err get_dashboard(Service *service, Arena *arena, Dashboard *out);

// --- keeping house -------------------------------------------------------

// For each customer: count its events anew, and make its picture anew, in the
// installation's time zone, whichever it was before.  `progress` is called with how many are done, of how many.  On the caller's thread, with a
// writer of its own: no service may be open.
typedef void Progress(void *context, int64_t done, int64_t of);
MUST_USE Err rebuild_all(Str database, Progress *progress, void *context);

// The same, comparing instead of writing: every daily count, span and current
// picture must be what the events say, to the bit.  `*wrong` counts the customers
// for whom it is not; each is logged.  ERR_CONFLICT: they are counted in another zone.
MUST_USE Err check_all(Str database, Progress *progress, void *context, int64_t *wrong);

// --- figures for /metrics ------------------------------------------------

enum { DOOR_COUNT = 8, REASON_COUNT = 17 };

// The doors and the reasons that are told apart; the last of each is all the others.
Str door_name(int door);
Str reason_word(int reason);

typedef struct {
    uint64_t stored[EVENT_TYPE_COUNT];  // through whichever door
    uint64_t ingested[DOOR_COUNT][EVENT_TYPE_COUNT];
    uint64_t rejected[REASON_COUNT];  // before they came to be an event with an id
    uint64_t duplicate;
    uint64_t clash;
    uint64_t commits;
    uint64_t commit_nanoseconds;
    uint64_t derived;
    uint64_t waiting;   // in the queue now
    int64_t unmatched;  // events that wait for a customer
    uint64_t refused_busy;
} ServiceFigures;

ServiceFigures service_figures(Service *service);
