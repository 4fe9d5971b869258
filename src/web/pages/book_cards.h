// book_cards.h: by which scorecards is the book judged, and where are the edges of its bands?
#pragma once

#include "http/reply.h"
#include "service/service.h"

typedef struct {  // of a kind of band
    bool agreed;  // all cards of the book have it between the same edges
    double from;
    double to;
} BandEdges;

BandEdges book_edges(const Dashboard *dashboard, Band band);

// The edge behind a card's band: where the next one begins, or 100.
double card_band_end(const Scorecard *card, int place);

// The members `no_data`, `onboarding`, `insufficient_data`: how many have no score, and why.
void write_unscored(Json *json, const int64_t unscored[STATUS_SCORED]);

// The members of which cards they are, and whom each judges, into an object that is open.
void write_book_cards(Json *json, const Dashboard *dashboard, int decimals);
