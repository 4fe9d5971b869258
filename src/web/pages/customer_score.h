// customer_score.h: under which card is the score of a page, and where there is none, why?
#pragma once

#include "web/pages/views.h"
#include "web/web.h"

// What the card makes of the customer, whatever somebody says instead.
const Score *computed_of(const HealthDetails *details);

// The cards under which the customer may be looked at, the one that holds for it first.
void fill_card_choices(Arena *arena, const HealthDetails *details, CustomerPage *page);

// The rules that had a part in the score, by how much, and why.
void fill_rules_applied(Arena *arena, const HealthDetails *details, CustomerPage *page);

// Why there is no score; nothing where there is one.
void fill_unscored(Arena *arena, const HealthDetails *details, CustomerPage *page);
