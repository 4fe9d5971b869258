// list_page.h: how does a list of customers look to a person?
#pragma once

#include "web/body.h"
#include "web/customers/list_in.h"
#include "web/web.h"

enum { LIST_PAGE_ROWS = 25 };

// Does a person ask, who filled in a form?
bool list_is_person(const Request *request);

typedef struct {  // the lists that have a name, with how many each holds
    ListView *view;
    int64_t *customers;
    int views;
} NamedLists;

MUST_USE Err list_read_views(App *app, const Request *request, Arena *arena,
                             NamedLists *out);

// The page of a list.  What the complaint says of the URL is said as notices, and the page
// goes on without it; `typed` is a form of a view that was refused, or NULL.
MUST_USE Err draw_list(App *app, const Request *request, Reply *reply,
                       const ListAsked *asked, const Body *typed);
