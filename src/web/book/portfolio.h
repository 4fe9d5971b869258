// portfolio.h: how does a day of the whole book read in JSON?
#pragma once

#include "base/json_write.h"
#include "service/asking/past.h"

// What it added up to, into an object that is open; revenue with so many decimals.
void write_book_day(Json *json, const BookDay *day, int decimals);
