// stamp_json.h: how does an answer say what it was made of?
//
// Of one customer with the whole stamp (service/stamp.h), which can be checked; of a book
// with what its scores share.
#pragma once

#include "service/stamp.h"
#include "web/web.h"

// The member `stamp` of one customer's health.
void write_stamp(Json *json, const HealthDetails *details);

// The same of many scores: under `card`, or NULL where each may be under its own; every
// event up to the watermark is in them.
void write_stamp_of(Json *json, const Scorecard *card, int64_t watermark);
