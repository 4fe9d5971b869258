// customer_json.h: how does a customer read in JSON?
#pragma once

#include "http/reply.h"
#include "service/service.h"

// A customer with its health in brief, as a member or item.
void write_customer(Json *json, Str name, const CustomerRow *row);

// The members of a customer, into an object that is open.
void write_customer_members(Json *json, const CustomerRow *row);

// One customer as the whole answer; with its address where it was made (201).
void write_whole_customer(Reply *reply, int status, const CustomerRow *row);

// The members of a score, into an object that is open: total, band, and what each factor
// has earned.
void write_score(Json *json, const Scorecard *card, const Score *score);

// A factor that gave its weight away has earned nothing, not 0 points.
bool score_has_points(const Score *score, int factor);

// The members of an override, into an object that is open.
void write_override(Json *json, const Override *override);

// Health in full: the whole document.
void write_health(Arena *arena, Json *json, const HealthDetails *details);

// What every answer about scores says of itself: the day, the zone, which end is good.
void write_terms(Json *json, Day today);

// How current it is; and, as `stamp`, what it was made of.
void write_freshness(Json *json, Freshness freshness);
