// groups.h: how do groups of customers compare?
//
// Everybody who has not left, as of today, by one of the words that are said of them: each
// factor's mean in a group, and how its scores are spread.
#pragma once

#include "service/service.h"

typedef enum { GROUP_SEGMENT, GROUP_OWNER, GROUP_PLAN, GROUP_BY_COUNT } GroupBy;

// "segment", "owner", "plan"; false: no such word.
Str group_by_name(GroupBy by);
bool group_by_parse(Str name, GroupBy *out);

enum {
    GROUPS_MAX = 12,
    OUTLIERS_MAX = 24,
};

typedef enum {
    SPREAD_BELOW,   // the whiskers
    SPREAD_LOWER,   // the quarter below the middle half
    SPREAD_MIDDLE,  // from quartile to quartile
    SPREAD_UPPER,
    SPREAD_ABOVE,
    SPREAD_PARTS,
} SpreadPart;

// Those whose score is in a part: the bounds are included, have four decimals, and lie
// around the scores as closely as they can.
typedef struct {
    double from;
    double to;
    int64_t customers;
} ScoreRange;

typedef struct {  // of scores; between two of them a quartile is the share of the way
    double low;   // the least within 1.5 times the middle half's width of it, and the most
    double lower_quartile;
    double median;
    double upper_quartile;
    double high;
    double
        outlier[OUTLIERS_MAX];  // the least first; where there are more, the first of them
    int outliers;
    ScoreRange part[SPREAD_PARTS];
} Spread;

typedef struct {
    Str name;
    int64_t customers;
    int64_t scored;
    double mean_score;
    double points[FACTORS_MAX];    // mean of a factor's, by the factors of all
    int64_t counted[FACTORS_MAX];  // over how many; the others are not judged by it, or
                                   // have nothing to judge
    Spread spread;                 // of those who are scored
} Group;

typedef struct {
    Day today;
    GroupBy by;
    Group group[GROUPS_MAX];  // the largest first, ties by name
    int groups;
    int64_t other_groups;  // smaller ones
    int64_t nowhere;       // customers of whom it is not said
    int64_t customers;
    int64_t scored;
    const Scorecard *card;           // that judges most of them; NULL: there is nobody
    bool alone;                      // and everybody
    BookFactor factor[FACTORS_MAX];  // of all cards that judge anybody
    int factors;
    Freshness freshness;
} Groups;

MUST_USE Err get_groups(Service *service, Arena *arena, GroupBy by, Groups *out);
