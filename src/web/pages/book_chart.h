// book_chart.h: how do the scores of the whole book run over time?
//
// Under the card of today, weighted by the revenue of today.
#pragma once

#include "service/cards/scorecards.h"
#include "web/pages/views.h"

typedef struct {
    const BookPoint *point;  // the earliest first
    int points;
    int step;  // days from one to the next
} BookLine;

// Its `line` is empty where there are not two points to draw one through.
BookChart book_chart_of(Arena *arena, const BookLine *line);

// Mark where cards changed, in a chart that is drawn over these days.
void book_chart_mark(Arena *arena, const CardMark *mark, int marks, DaySpan days,
                     BookChart *chart);

Spark book_spark_of(Arena *arena, const Dashboard *dashboard);
