// cards.h: how are scorecards read and shown?
//
// What the routes of scorecards share.
#pragma once

#include "base/json_read.h"
#include "model/card_document.h"
#include "service/cards/scorecards.h"
#include "web/promise.h"

// The id in the path; one that no card can have is one nobody has: 404.
MUST_USE Err path_card(const Request *request, Reply *reply, Str *out);

// The scorecard in the path.  ERR_NOT_FOUND, with a sentence.
MUST_USE Err find_listing(App *app, const Request *request, Reply *reply, CardListing *out);

// Read a document; every fault is in the complaint (422), with its pointer.  `out` lies in
// the request's arena.
MUST_USE Err card_in(Reply *reply, Str document, Scorecard *out);

// Why what a Write publishes cannot be: for `refuse` of one whose `what` is a Publishing.
MUST_USE Err cards_refuse_publishing(Write *write, Err err);

// Is the id one that no document may have?  `preview` is a route, and `original` what it
// always was.
bool card_id_taken(Str id);

// Why nothing was published, as a sentence without its full stop.
Str publishing_refused(PublishFault fault);

// The members of a version, of a card; `document` says whether that is among them.
void write_version(Json *json, const PublishedCard *version, bool document);
void write_listing(Arena *arena, Json *json, const CardListing *card, bool document);

// Is a report that of this very document, by its hash?  One that was proved before is not.
bool cards_proved(Arena scratch, Str report, Str hash);

// What is different in another document, by its place: members of a list.
void write_differences(Arena *arena, Json *json, Str from, Str to);
