// flow_picture.h: where do the streams between two days run?
//
// Bands stand one above the other on both sides, the best on top, each as high as its share
// of all customers; a stream is as broad as its share.
#pragma once

#include "service/asking/moves.h"
#include "web/pages/views_compare.h"

// "Stable", "No data"; who was no customer is "New" before and "Left" after.
Str flow_word(int state, bool before);

// The picture, and the table that says the same.
void fill_flow(Arena *arena, const Moves *moves, ComparePage *page);
