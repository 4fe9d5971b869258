#include "book.h"

#include "test.h"

enum { DAYS = 400 };

#define ROOM ((size_t)1 << 30)

// Leaving days are spread over the year behind the first two months.
static Day leaves_on(const Question *question, int customer, int every)
{
    if (every == 0 || customer % every) return DAY_NONE;
    return question->first + 60 + customer / every * 37 % (DAYS - 61);
}

static void live(History *history, Day from, Day to, int customer)
{
    uint64_t state = (uint64_t)customer + 1;
    static const char *const features[] = {"reports", "exports", "alerts", "search"};
    for (Day day = from; day <= to; day++) {
        if (next_number(&state) % 2) logins(history, day, (int)(next_number(&state) % 4));
        if (next_number(&state) % 5 == 0) feature(history, day, features[day % 4]);
    }
}

static void add(Book *book, int customer, Day leaves, Behaviour *behaviour)
{
    const Question *question = &book->question;
    History history = history_new();
    Late late = {.known_from = question->first};
    Day until = leaves == DAY_NONE ? question->last : leaves - 1;
    live(&history, question->first - 92, until, customer);
    if (behaviour) behaviour(&history, &late, customer, leaves);
    Facts facts = history_all(&history);
    Outcome outcome = {.kind = OUTCOME_CHURNED, .day = leaves};
    Subject subject = {
        .facts = &facts, .late = late, .outcome = &outcome, .outcomes = leaves != DAY_NONE};
    evidence_add(book->evidence, &subject, *history.arena);
}

Book book_of(int customers, int every, Behaviour *behaviour)
{
    Book book = {.start = arena_map(ROOM)};
    book.life = book.start;
    book.question = (Question){.card = scorecard_standard(),
                               .first = on("2025-10-15"),
                               .last = on("2025-10-15") + DAYS - 1,
                               .horizon = 90};
    book.evidence = evidence_of(&book.life, &book.question, customers, customers);
    for (int left = 1; left >= 0; left--) {
        for (int c = 0; c < customers; c++) {
            Day leaves = leaves_on(&book.question, c, every);
            if ((leaves != DAY_NONE) == left) add(&book, c, leaves, behaviour);
        }
        if (left) evidence_turn(&book.life, book.evidence);
    }
    return book;
}

void book_close(Book *book)
{
    arena_unmap(book->start);
}

Proof *book_proof(Book *book)
{
    Arena life = book->life;
    Proof *proof = proof_of(&life, book->evidence);
    while (proof_step(proof, life))
        continue;
    return proof;
}
