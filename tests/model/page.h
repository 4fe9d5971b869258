// page.h: what does a page of the documentation say?
//
// Its tables, numbers, sums and days, read from its text, one after the other: what is
// read is cut off.  A test fails where the page has nothing of the kind.
#pragma once

#include "model/customer.h"

// The whole file.
Str page_read(const char *path);

// What stands under a heading ("## By hand"), up to the next heading.
Str page_part(Str page, const char *heading);

// What stands behind the first place where the page says this.
Str page_behind(Str page, const char *what);

// What stands before it.
Str page_before(Str page, const char *what);

// The rows of the table whose first row begins with `head`.
Str page_table(Str part, const char *head);

// The cells of the next row, without bold and spaces; false: there is none.
enum { PAGE_CELLS = 6 };
bool page_row(Str *table, Str cell[PAGE_CELLS]);

// The next number that does not belong to a name (T1); "4,801" and "−5.07" are some.
double page_number(Str *rest);

// It is `is`, rounded to as many decimals as it has.
void page_says(Str *rest, double is);

// What comes of a sum as it stands there, from its first sign on: "(75·0.25 + 20) / 0.85";
// "4 of 5" is a share.
double page_sum(Str *rest);

// The next day, "25 October", of a year.
Day page_day(Str *rest, int year);
