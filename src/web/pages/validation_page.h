// validation_page.h: the proof, for a person.
//
// Drawn from the report as it is kept, so that the page says what the API says.
#pragma once

#include "base/json_read.h"
#include "service/proving/validation.h"
#include "web/pages/plots.h"
#include "web/web.h"

typedef struct {
    Str scorecard;  // empty: those at work
    int gap;        // days
    Str who;        // of those who left: "left", "warned", "later", "never"; empty: a few
} ValidationAsked;

MUST_USE Err draw_validation(App *app, const Request *request, Reply *reply,
                             const ValidationAsked *asked, const Validation *validation);

// Below: what the files of the page share.

// What a report says in four figures, without a gap; false: there is none.
bool report_figures(Arena *arena, Str text, ProofFigure figure[PROOF_FIGURES]);

// A number of the report; 0 where it is null.
double report_number(JsonValue object, Str name);
bool report_has(JsonValue object, Str name);

// Its plots, each with no words where the report has nothing for it.
void plot_roc(Arena *arena, JsonValue gap, Plot *out);
void plot_lift(Arena *arena, JsonValue gap, Plot *out);
void plot_calibration(Arena *arena, JsonValue gap, Plot *out);
void plot_survival(Arena *arena, JsonValue report, Plot *out);
void plot_leads(Arena *arena, JsonValue report, Plot *out);

// Each factor's that has any; returns how many.
int plot_lags(Arena *arena, JsonValue report, LagPlot *out, int most);

// Who left, and when they were at risk; `who` says which of them, empty: the latest few.
MUST_USE Err fill_leavers(App *app, Arena *arena, JsonValue report, Str who,
                          ProofPage *page);

// Is there such a `who`?
bool is_leaver_word(Str who);
