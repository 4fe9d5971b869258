// any_card.h: metrics and scorecards such as somebody might write, and customers for them.
//
// Every number in a row (next_number) makes another; the same row makes the same ones.
#pragma once

#include "history.h"
#include "model/cards.h"

// One that can be counted.
Metric metric_any(uint64_t *dice);

// A set of the shipped metrics and `more` others.
Metrics metrics_any(uint64_t *dice, int more);

// A card as a document could say it, bound to a set of its own.
Scorecard *card_any(Arena *arena, uint64_t *dice);

// Likewise with nothing but factors: no rules, no grace, and no failing.
Scorecard *card_of_factors(Arena *arena, uint64_t *dice);

// Attributes of some kind or other.
Customer *customer_any(Arena *arena, Day middle, uint64_t *dice);

// A history of `history_any` or `history_lively`, with events of custom types too.
History history_of_all(Day middle, uint64_t seed);

// All its facts, with whose they are.
Facts facts_of_all(const History *history, const Customer *customer);
