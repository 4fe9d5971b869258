// card_typed.h: which document was typed into the form of a draft?
//
// A form holds the document that it was drawn from, and an input for each part of it that
// is changed in plain fields, called by its JSON pointer: "/factors/0/weight".  What was
// typed is put into the document as it is, right or wrong: scorecard_read says what is
// wrong with it, by the same pointers, and the form is drawn again from it.
//
// A row whose inputs are empty is left out, and one behind the last that is filled in is
// new.  What stays as it was shown stays as it was, to the bit.
#pragma once

#include "web/body.h"

// The document that was typed into `body`, whose "document" it was drawn from.  Where that
// is no JSON object, it is the answer.
Str card_typed(Arena *arena, const Body *body);

// How an input shows what a document holds: a number, a text, a list of them.  `percent`: a
// share of one is shown in percent.
Str typed_shown(Arena *arena, JsonValue value, bool percent);

// Are the edges of a factor's steps shares of one?
bool typed_is_share(JsonValue factor);

// The sign of a step: ">=", ">", "<=", or "value" on a line.
Str typed_sign(JsonValue step);
