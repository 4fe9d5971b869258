#include "model/card_shipped.h"

#include "gen/card_texts.h"

#include <assert.h>

static_assert(sizeof card_texts / sizeof *card_texts == CARDS_SHIPPED, "");

Str card_shipped(int place)
{
    assert(place >= 0 && place < CARDS_SHIPPED);
    return card_texts[place];
}
