// book_chart.h: how do the scores of the whole book run over time?
//
// Under the card of today, weighted by the revenue of today.
#pragma once

#include "service/service.h"
#include "web/views.h"

typedef struct {
    const BookPoint *point;  // the earliest first
    int points;
    int step;  // days from one to the next
} BookLine;

// Its `line` is empty where there are not two points to draw one through.
BookChart book_chart_of(Arena *arena, const BookLine *line);

Spark book_spark_of(Arena *arena, const Dashboard *dashboard);
