// stamp_json.h: how does an answer say what it was made of?
//
// Of one customer with the whole stamp (service/proving/stamp.h), which can be checked; of many
// scores with what they share, and the cards, by whose ids each score names its own.
#pragma once

#include "service/proving/stamp.h"
#include "web/web.h"

// The member `stamp` of one customer's health.
void write_stamp(Json *json, const HealthDetails *details);

// The same of many scores, each under one of these cards; every event up to the watermark
// is in them.
void write_stamp_of(Json *json, const Scorecard *const *card, int cards, int64_t watermark);
