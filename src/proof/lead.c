#include "proof/lead.h"

typedef struct {  // a stretch at risk, breaks of less than a week within
    int first;    // -1: there is none
    int end;      // behind its last day
} Stretch;

// The first one that begins at `from` or later.
static Stretch next_stretch(const bool *at_risk, int days, int from)
{
    Stretch is = {.first = -1};
    for (int i = from; i < days; i++) {
        if (is.first >= 0 && i - is.end >= LASTING_DAYS) return is;
        if (!at_risk[i]) continue;
        if (is.first < 0) is.first = i;
        is.end = i + 1;
    }
    return is;
}

static bool lasts_to_the_end(Stretch is, int days)
{
    return days - is.end < LASTING_DAYS;
}

int lead_days(const bool *at_risk, int days)
{
    Stretch is = next_stretch(at_risk, days, 0);
    while (is.first >= 0 && !lasts_to_the_end(is, days))
        is = next_stretch(at_risk, days, is.end);
    return is.first < 0 ? 0 : days - is.first;
}

Alarms alarms_of(const bool *at_risk, int days, bool left, int horizon)
{
    Alarms sum = {0};
    for (Stretch is = next_stretch(at_risk, days, 0); is.first >= 0;
         is = next_stretch(at_risk, days, is.end)) {
        if (is.end - is.first < LASTING_DAYS) continue;
        bool was_true = left && (lasts_to_the_end(is, days) || days - is.first <= horizon);
        bool is_known = left || days - is.first > horizon;
        if (is_known) sum.alarms++;
        if (is_known && !was_true) sum.unfounded++;
    }
    return sum;
}
