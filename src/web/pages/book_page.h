// book_page.h: where the book comes from and where it is going, for a person
#pragma once

#include "service/service.h"
#include "web/pages/views.h"

// The parts of the overview that look back, ahead, and at segments.
void fill_book(Arena *arena, const Dashboard *dashboard, DashboardPage *page);

// Who has no score, by status: how many are without data, and of the others those there
// are; `link` is to end in the name of a state.  How many lines there are.
int fill_unscored_lines(Arena *arena, const int64_t unscored[STATUS_SCORED], Str link,
                        UnscoredLine line[UNSCORED_MAX]);

typedef struct {
    Str name;
    const Scorecard *card;  // by whose bands it is coloured
} HeatColumn;

// What so many customers of a group have on average of something.
HeatCell heat_cell(Arena *arena, HeatColumn column, Str group, int64_t of, double points);
