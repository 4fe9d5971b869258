// visit.h: a visitor of the whole site, without sockets.
//
// Each test that calls visit_new has a site of its own on an empty database, on
// 22 November 2026 at noon.
#pragma once

#include "test.h"

#include "web/web.h"

// 2026-11-22T12:00:00Z
#define NOON ((Millis)1795348800000)

typedef struct {
    int status;
    Str type;
    Str body;
    const Reply *reply;
} Answer;

App *visit_new(void);

// Ask, as a program does or as a browser does, and wait for the answer.
Answer get(const char *target);
Answer get_page(const char *target);
Answer get_page_with(const char *target, const char *header, const char *value);
Answer post(const char *target, const char *json);
Answer post_form(const char *target, const char *form);  // as a browser
// A write of another kind; without a body where `json` is NULL, and with a header more.
Answer change(Method method, const char *target, const char *json);
Answer change_with(Method method, const char *target, const char *json, const char *header,
                   Str value);
// A body that comes `size` bytes at a time; many events at once under a key; and those
// whose client leaves behind what has come.
Answer post_stream(const char *target, const char *type, Str body, size_t size);
Answer post_stream_under(const char *key, const char *type, Str body, size_t size);
void post_stream_cut(const char *key, const char *type, Str body);
Answer change_as(Method method, const char *target, const char *type, Str body,
                 const char *header, Str value);

// A POST as another system sends it, with headers of its own, from this machine or not.
Answer post_as(const char *target, const Pair *header, int headers, Str body);
Answer post_from_afar(const char *target, const Pair *header, int headers, Str body);

// The same in two steps, for several at a time: what is begun may wait for its commit.
typedef struct Visit Visit;
Visit *visit_begin(Method method, const char *target, const char *json, const char *header,
                   Str value);
Answer visit_end(Visit *visit);

// For what a test hands to the service itself: a receipt, and what it says in the end.
Receipt visit_receipt(void);
Err visit_told(Receipt receipt);

// From here on nothing is committed, until it may be again: then all of it together.
void visit_hold(void);
void visit_release(void);

Answer visit(Method method, const char *target, const char *accept, const char *type,
             Str body);

// A header of the answer; {0} where there is none.
Str header(Answer answer, const char *name);

bool holds(Answer answer, const char *text);
#define assert_holds(answer, text) visit_holds(answer, text, true, __FILE__, __LINE__)
#define assert_lacks(answer, text) visit_holds(answer, text, false, __FILE__, __LINE__)
void visit_holds(Answer answer, const char *text, bool wanted, const char *file, int line);

// A customer of that name; returns its id.
int64_t add_customer(const char *name);

// How many events the customer has.
int events_of(int64_t customer);
