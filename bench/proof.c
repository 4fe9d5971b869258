// proof.c: how long does it take to prove the score on a whole book?
//
//     proof DATABASE
//
// Prints the seconds it took, and how many customers had left.
#include "service/proving/proving.h"

#include "base/clock.h"

#include <stdio.h>

int main(int count, char **argument)
{
    if (count != 2) {
        fprintf(stderr, "usage: proof DATABASE\n");
        return 2;
    }
    Arena arena = arena_map(PROVE_BYTES);
    Store *store = NULL;
    Proved proved;
    const Proving proving = {
        .card = scorecard_standard(), .last = clock_today() - 1, .horizon = 90};
    if (store_open(str_of(argument[1]), STORE_READER, &store)) return 1;
    int64_t began = clock_ticks();
    Err err = prove_book(store, &arena, &proving, &proved);
    if (!err)
        printf("%.2f %d\n", (double)(clock_ticks() - began) / 1e9,
               proved.proof->leads.customers);
    store_close(store);
    return err != OK;
}
