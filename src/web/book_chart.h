// book_chart.h: how do the scores of the whole book run over the weeks?
//
// The twelve weeks that every customer's trend holds, added up: under the card of today,
// weighted by the revenue of today.
#pragma once

#include "service/service.h"
#include "web/views.h"

// Its `line` is empty where there are not two weeks to draw one through.
BookChart book_chart_of(Arena *arena, const Dashboard *dashboard);

Spark book_spark_of(Arena *arena, const Dashboard *dashboard);
