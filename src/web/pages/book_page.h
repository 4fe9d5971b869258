// book_page.h: where the book comes from and where it is going, for a person
#pragma once

#include "service/service.h"
#include "web/pages/views.h"

// The parts of the overview that look back, ahead, and at segments.
void fill_book(Arena *arena, const Dashboard *dashboard, DashboardPage *page);

typedef struct {
    Str name;
    const Scorecard *card;  // by whose bands it is coloured
} HeatColumn;

// What so many customers of a group have on average of something.
HeatCell heat_cell(Arena *arena, HeatColumn column, Str group, int64_t of, double points);
