#include "proof/order.h"

#include <stdbool.h>
#include <string.h>

// Two ordered runs, from..middle and middle..to, become one.
static void join(const double *number, const int *place, int *spare, const int run[3])
{
    int left = run[0], right = run[1];
    for (int i = run[0]; i < run[2]; i++) {
        bool from_left = right >= run[2] ||
                         (left < run[1] && number[place[left]] <= number[place[right]]);
        spare[i] = place[from_left ? left++ : right++];
    }
}

int *order_of(Arena *arena, const double *number, int count)
{
    int *place = arena_new(arena, int, count);
    Arena scratch = *arena;
    int *spare = arena_new(&scratch, int, count);
    for (int i = 0; i < count; i++)
        place[i] = i;
    for (int width = 1; width < count; width *= 2) {
        for (int from = 0; from < count; from += 2 * width) {
            int middle = from + width < count ? from + width : count;
            int to = middle + width < count ? middle + width : count;
            join(number, place, spare, (int[]){from, middle, to});
        }
        memcpy(place, spare, (size_t)count * sizeof *place);
    }
    return place;
}
