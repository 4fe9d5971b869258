// dashboard_page.h: the portfolio, for a person.
#pragma once

#include "web/web.h"

MUST_USE Err draw_dashboard(App *app, const Request *request, Reply *reply,
                            const Dashboard *dashboard);

// What an empty installation shows instead.
void draw_first_run(const Request *request, Reply *reply);

// Why a customer that needs attention is where it is, in one sentence.
Str why_of(Arena *arena, const Dashboard *dashboard, int attention);
