// commands.h: what can the program be told to do?
//
// Each command gets its settings and returns the exit status: 0 done, 1 not done,
// and then a sentence on standard error says why.
#pragma once

#include "app/config.h"

typedef int Command(const Config *config);

// Serve the pages and the API until SIGTERM or SIGINT.
Command serve;

// Fill the database with sample customers, or erase them again.
Command make_sample;

// Count every event anew, and make every picture anew.
Command rebuild;

// Compare what is stored with what the events say.
Command check;

// Did the score tell who would leave?
Command prove;

// List, show, check, publish or compare scorecards.  `diff` returns 2 where there is a
// difference.
Command scorecards;

// Ask what the API answers, with a server or without.
Command ask;

// Read events or customers from a file.
Command import;
