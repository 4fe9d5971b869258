// columns.h: how does a picture lie in its row, and what else is more than one column?
//
// The tables have the same columns in both dialects; this is how pictures, changes of
// tickets and invoices, and what was refused go in and come out, so that both hold and
// answer the same to the bit.
#pragma once

#include "store/arrivals.h"

enum { POINTS_BYTES = TREND_POINTS * 2, PACKED_BYTES = PICTURE_BYTES + NEXT_DROP_BYTES };

typedef struct {
    int64_t customer;
    Day day;
    Day next_change;
    double sort_score;  // SORT_UNSCORED where there is no score
    bool scored;        // false: score, coverage and band are NULL
    double score;
    double coverage;
    Str band;
    bool has_7d;  // false: change_7d is NULL
    bool has_30d;
    double change_7d;
    double change_30d;
    unsigned char packed[PACKED_BYTES];  // the next drop, and behind it the picture
    size_t packed_bytes;                 // how many there are
    unsigned char points[POINTS_BYTES];
} PictureColumns;

PictureColumns columns_of(const PictureRow *row);

// What the row of a new customer holds: a picture of nothing, as of the day it was
// made, that never ages.
PictureColumns columns_of_new(const Customer *customer);

// The texts and bytes a row holds, back into what they mean.  Where the picture is
// of a version we do not know, `out->stale` is set and its picture left empty; a
// band nobody knows leaves the customer unscored.
void columns_read(Str packed, Str points, Str band, CustomerRow *out);

// A band by the name it is stored under; false where there is none.
bool columns_band(Str name, Band *out);

// Into the order facts.h promises, by `type` as an enum; a database orders it by
// name.
void columns_order_daily(DailyCount *daily, int count);
void columns_order_spans(Span *span, int count);

// The name a span has already, to be shared by a daily count of the same kind: the
// spans are in their order.  {0} where there is no such span.
Str columns_span_name(const Span *span, int count, EventType type, Str name);

typedef struct {  // what an event says of a ticket or an invoice; else nothing
    Str thing;    // which
    Str status;
    Str priority;
    int64_t amount;
    Str currency;
    Day due;  // DAY_NONE is NULL, as of `paid`
    Day paid;
} ChangeColumns;

ChangeColumns columns_of_change(const Event *event);

// Back into the event, whose type is known.
void columns_read_change(const ChangeColumns *columns, Event *out);

// What was refused, with no text longer than its column.
Rejected columns_of_rejected(const Rejected *rejected);

// By how much later than in UTC this day begins where the installation is; negative: by
// how much earlier.  For SQL, to which a day is a number.
Millis columns_day_begins(Day day);

// What came before these moments may go, and no more of it at a time.
enum { FORGET_MOST = 1000 };
Millis columns_rejected_since(Millis now);
Millis columns_answered_since(Millis now);

// The first hour of which all arrivals are known.
int64_t columns_arrivals_since(Millis now);
