// counting.h: does a metric count this event, and if it does not, why?
//
// Of tickets and invoices it is the change that holds on the day which counts, once for each;
// of features of all time those of the first day.  As many are counted as the measure of
// the day says (`events`), but for features of all time that were used twice on that day.
//
// Pure: no clock, no memory, no I/O.
#pragma once

#include "model/facts.h"
#include "model/metric.h"

typedef enum {
    COUNTING_COUNTS,
    COUNTING_VOIDED,
    COUNTING_LATER,
    COUNTING_OLDER,
    COUNTING_COMPARED,
    COUNTING_REPEAT,
    COUNTING_CHANGED,
    COUNTING_CLOSED,
    COUNTING_OPENED_BEFORE,
    COUNTING_VOID_INVOICE,
    COUNTING_DUE_LATER,
    COUNTING_DUE_BEFORE,
    COUNTING_DUE_ON_THE_DAY,
    COUNTING_COUNT,
} Counting;

// "older than the window"; empty where it counts.
Str counting_reason(Counting counting);

// Is the event of the metric's source?
bool counting_is_of(const Metric *metric, const Event *event);

// As of `day`; of the event only the fields of the log are asked.  `facts` are its
// customer's; daily counts are not looked at.
Counting counting_of(const Metric *metric, const Facts *facts, const Event *event, Day day);
