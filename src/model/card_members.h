// card_members.h: what does a scorecard's document say of each thing?
//
// A node is a value of the document and where it stands.  The members of an object are
// asked for one by one; each reader checks type and range, and where something is wrong
// adds a fault with its pointer and goes on, so that one answer holds all faults.  What
// is absent or null was not said.
//
// For the files that read documents only.
#pragma once

#include "base/json_read.h"
#include "model/card_document.h"

enum { CARD_MEMBERS_MAX = 16 };

// Beyond this a double counts no single units any more.
#define CARD_NUMBER_MAX 1e15

typedef struct {
    Arena *arena;
    CardFaults *faults;
} CardReading;

typedef struct {
    const CardReading *reading;
    JsonValue value;
    Str pointer;
} CardNode;

typedef struct {
    CardNode node;
    bool open;  // false: it is no object, which was said
    Str known[CARD_MEMBERS_MAX];
    int knowns;
} CardMembers;

// Something is wrong with it.  `type` is FastAPI's word.
void card_fault(const CardNode *node, const char *type, Str message);

bool card_is_said(const CardNode *node);

// An object's members.  What was not said has none, and that is no fault.
CardMembers card_open(CardNode node);

// A member, said or not.  `card_need` calls it a fault where it is not.
CardNode card_member(CardMembers *members, Str name);
CardNode card_need(CardMembers *members, Str name);

// Everything that was not asked for is a fault.
void card_close(const CardMembers *members);

// How many items are in a list; a fault, and 0, where it is none, or has more than `most`.
// Then they are walked: start with {0}.
int card_list(const CardNode *node, int most);
bool card_next(const CardNode *list, JsonWalk *walk, CardNode *item);

// The readers answer true where it was said and is as it should be.
bool card_text(const CardNode *node, size_t most_characters, Str *out);
bool card_id(const CardNode *node, Str *out);  // of small letters, digits, '_' and '-'
bool card_number(const CardNode *node, double least, double most, double *out);
bool card_whole(const CardNode *node, int least, int most, int *out);
bool card_literal(const CardNode *node, Literal *out);
