// compare_page.h: customers compared, for a person.
#pragma once

#include "service/asking/groups.h"
#include "service/asking/moves.h"
#include "web/web.h"

typedef struct {
    Groups groups;
    Moves moves;
    MovesQuery asked;
} Comparison;

void draw_comparison(const Request *request, Reply *reply, const Comparison *comparison);

// The word of a state, as the API has it: "at_risk", "no_data", "absent".
Str state_name(int state);
