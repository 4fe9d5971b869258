// book.h: a book of customers whose end is known.
//
// Each does something every few days, and the same whether it will leave or not; what
// tells them apart is put in by the test.
#pragma once

#include "history.h"
#include "proof/proof.h"

typedef struct {
    Arena start;  // as it was mapped
    Arena life;   // behind what is gathered; the history's arena is a customer's
    Evidence *evidence;
    Question question;
} Book;

// What somebody does: called with its number, and the day on which it leaves, or DAY_NONE.
typedef void Behaviour(History *history, Late *late, int customer, Day leaves);

// 400 days up to `last`, on which every `every`th of the customers leaves, one after the
// other.
Book book_of(int customers, int every, Behaviour *behaviour);
void book_close(Book *book);

// All of it, with its intervals.
Proof *book_proof(Book *book);
