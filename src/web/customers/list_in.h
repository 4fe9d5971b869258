// list_in.h: which customers does a URL ask for?
//
// The state of a list is its URL.  All of it is read: a value that is not as it should be
// is a fault in the reply's complaint, and left out of the query.  An API answer is then
// refused; a page goes on without, and says so.
#pragma once

#include "service/asking/lists.h"
#include "web/web.h"

typedef struct {
    ListQuery query;
    ListPage page;
} ListAsked;

// `most` customers are on a page unless the URL says how many.  Not OK: the complaint is
// complete, 422 for a value and 400 for a cursor, and `out` says what is left.
MUST_USE Err list_read(App *app, const Request *request, Reply *reply, int most,
                       ListAsked *out);

// The same of a query that stands elsewhere; a page it asks for is not looked at.
MUST_USE Err list_read_text(App *app, const Request *request, Str text, Reply *reply,
                            ListAsked *out);

// The query as that of a URL, always in the same words: "q=acme&band=at_risk&sort=-mrr";
// empty for everybody by score.
Str list_query_text(Arena *arena, const ListQuery *query);

// Where the page behind a place begins, as a cursor.
Str list_cursor(Arena *arena, const ListQuery *query, Rank place);
