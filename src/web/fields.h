// fields.h: what did the client say of each thing?
//
// Fields are what a client sent: the members of a JSON object, or the pairs of a
// form.  They are read one by one; each reader checks type and range, and where
// something is wrong adds a fault with its pointer and goes on, so that one answer
// holds all faults.  What is absent, null, or empty in a form was not said.
//
// Along the way a fingerprint of what was said grows, whatever the order of the
// members: two requests say the same if their fingerprints are equal.
#pragma once

#include "base/json_read.h"
#include "http/reply.h"

enum { FIELDS_KNOWN_MAX = 24 };

typedef struct {
    Arena *arena;
    Complaint *complaint;
    JsonValue object;  // {NULL} where it is a form or a row
    const Pair *pair;
    int pairs;
    Str prefix;   // a form's "invoice.amount" counts before its "amount"
    Str pointer;  // where the object stands in the body: "" or "/details"
    Str known[FIELDS_KNOWN_MAX];
    int knowns;
    uint64_t fingerprint;
} Fields;

// What was typed into a form under this name; {0} where nothing was.
Str field_typed(const Fields *fields, Str name);

// Is there anything under this name?
bool field_given(Fields *fields, Str name);

// Is it said to be null?
bool field_null(Fields *fields, Str name);

// Has an id 1 to 255 bytes, none of them a control character?
bool is_id(Str text);

// The readers answer true where it was said and is as it should be.
bool field_text(Fields *fields, Str name, size_t most_characters, Str *out);
bool field_id(Fields *fields, Str name, Str *out);  // a text without control characters,
                                                    // of 1 to 255 bytes, or a whole number
bool field_key(Fields *fields, Str name, int64_t *out);     // a whole number above 0
bool field_number(Fields *fields, Str name, int64_t *out);  // whole, of any size
bool field_count(Fields *fields, Str name, int64_t least, int64_t *out);
bool field_double(Fields *fields, Str name, double least, double most, double *out);
bool field_bool(Fields *fields, Str name, bool *out);
bool field_day(Fields *fields, Str name, Day *out);
bool field_moment(Fields *fields, Str name, Millis *out);
bool field_currency(Fields *fields, Str name, Str *out);  // ISO 4217

// Money of at least 0, as a decimal text or a number, exactly, in minor units.
bool field_money(Fields *fields, Str name, Str currency, int64_t *out);

// One of `words`, which are numbered from 0 and stand in `word_of`.
typedef struct {
    Str word[4];
    int words;
} Choice;
bool field_choice(Fields *fields, Str name, const Choice *choice, int *out);

// A JSON object of at most `most` bytes, as text.
bool field_object(Fields *fields, Str name, size_t most, Str *out);

// What should be there and is not.
void field_missing(Fields *fields, Str name);

// Something else is wrong with it.
void field_fault(Fields *fields, Str name, Str message, Str type);

// Has a reader asked for it?
bool field_known(const Fields *fields, Str name);

// Take everything into the fingerprint that no reader has asked for; with `refuse`
// each such member is a fault instead.
void fields_finish(Fields *fields, bool refuse);

// Take a text into the fingerprint as if the client had said it.
void field_as_said(Fields *fields, Str name, Str text);

// A text that no reader asks for, as if it were such a member of an object.
void field_rest(Fields *fields, Str name, Str text);
// OK where there is no fault; else the complaint is complete: 422, and one sentence.
MUST_USE Err fields_conclude(const Fields *fields);

// One sentence for all faults so far: "Missing required fields: amount, due_date".
Str fields_sentence(Arena *arena, const Complaint *complaint);
