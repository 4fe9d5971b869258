// frame.h: what surrounds every page?
#pragma once

#include "service/service.h"
#include "web/pages/views.h"

// Begin a page: an HTML answer of this status.
Html page_begin(Reply *reply, int status);

Frame frame_of(const Request *request, const char *title, const char *section);

// A page's title with a name in it: "Acme", "Events of Acme".
Frame frame_named(const Request *request, Str title, const char *section);

// This server, as a command in a shell names it: "http://127.0.0.1:8000".
Str origin_asked(const Request *request);

// "3 customers wait to be scored anew ..."; empty where nobody does.
Str waiting_sentence(Arena *arena, Freshness freshness);

// A customer as lists show it; `today` decides what is long ago.
CustomerCard card_of(Arena *arena, const CustomerRow *row, Day today);

// "↓ 5.0"
Delta delta_of(Arena *arena, bool known, double change);

// "Healthy", "At risk".
Str band_word(Band band);

// "At risk", "Too little data": the word of a state, as score.h has them.
Str state_word(int state);

// The states as they stand below each other: the best band first, who has no score last.
int state_at(int place);

// With a capital letter in front.
Str capitalised(Arena *arena, Str text);

// What stands out in a score, as a sentence; empty where nothing does.
Str score_sentence(Arena *arena, const Scorecard *card, const Score *score,
                   const Picture *picture);
