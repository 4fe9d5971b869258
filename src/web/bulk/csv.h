// csv.h: which cells does a row have?
//
// As RFC 4180 has it: cells between commas, in quotes where they hold a comma, a quote
// (doubled) or a line break.  The cutter has seen to it that quotes close.
#pragma once

#include "base/writer.h"

// So many columns may a table have.
enum { CSV_COLUMNS_MAX = 100 };

// Split a row without its line break: the first `most` cells go to `cell`, and how many
// there are is returned.  Doubled quotes are made one in place: the row is ours.
int csv_cells(char *row, size_t length, Str *cell, int most);

// A cell as it is written: in quotes where it has to be, and where a program that opens
// the table would take it for a formula, behind an apostrophe.
void csv_write(Writer *writer, Str cell);
