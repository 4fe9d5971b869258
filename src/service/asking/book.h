// book.h: where does the whole book come from, and where is it going?
//
// What the dashboard says beyond sums of today: the same customers 30 days and up to eleven
// weeks ago, who renews soon, whom ageing alone puts a band lower, and each factor by
// segment.  One walk over the rows of the book, in order of id; every picture is read
// once, and every customer judged by the card that holds for it.
#pragma once

#include "service/cards/judging.h"
#include "service/service.h"

typedef struct Book Book;

Book *book_new(Arena *arena, const Judging *judging);

// Sums stay where they are when they can grow no further.
void book_sum(int64_t *sum, int64_t more);

// One customer that has not left; `mrr` is what it pays in the reporting currency.
void book_add(Book *book, const BookRow *row, int64_t mrr);

// What was added up, into the dashboard; texts are copied to the arena.
void book_conclude(Book *book, Arena *arena, Dashboard *out);

// The factor that moved a customer most within 30 days; NULL where nobody can say.
MUST_USE Err book_mover(Store *reader, const Cards *cards, Day today, BookMover *mover,
                        Arena scratch);
