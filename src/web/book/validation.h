// validation.h: how is a proof begun?
//
// What the routes that begin one share.
#pragma once

#include "base/json_write.h"
#include "service/proving/validation.h"
#include "web/web.h"

// What is to be proved, from a request.
typedef Err ReadWish(App *app, const Request *request, Reply *reply, ValidationWish *out);

// Begin what `read` says: 202 with the job, once under an Idempotency-Key.  409 where one
// runs already, or the card needs too much beside the live ones.
MUST_USE Err validation_begin(App *app, const Request *request, Reply *reply,
                              ReadWish *read);

// The members of an answer: the job, the report, and (`beside`) that of the live cards.
void validation_write(Json *json, const Validation *validation, bool beside);
