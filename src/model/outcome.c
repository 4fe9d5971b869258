#include "model/outcome.h"

#include <assert.h>

static const char *const names[] = {"churned", "renewed", "expanded", "contracted"};

static_assert(sizeof names / sizeof *names == OUTCOME_COUNT, "");

Str outcome_name(OutcomeKind kind)
{
    assert(kind < OUTCOME_COUNT);
    return str_of(names[kind]);
}

bool outcome_parse(Str name, OutcomeKind *out)
{
    for (int kind = 0; kind < OUTCOME_COUNT; kind++) {
        if (!str_equal(str_of(names[kind]), name)) continue;
        *out = (OutcomeKind)kind;
        return true;
    }
    return false;
}

bool outcome_churned(const Outcome *outcome, int count, Day day)
{
    bool churned = false;
    for (int i = 0; i < count && outcome[i].day <= day; i++) {
        if (outcome[i].kind == OUTCOME_CHURNED) churned = true;
        if (outcome[i].kind == OUTCOME_RENEWED) churned = false;
    }
    return churned;
}
