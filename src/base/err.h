// err.h: how a call says it failed.
//
// A function that can fail returns an Err.  OK is 0, so `if (err)` reads as
// English.  Whoever first meets a foreign failure (SQLite, MySQL, a socket)
// logs it and turns it into an Err; everyone above only passes it on.
#pragma once

typedef enum {
    OK,
    ERR_INVALID,    // the caller sent something we cannot accept
    ERR_NOT_FOUND,  // there is no such thing
    ERR_CONFLICT,   // it is already there, or has changed meanwhile
    ERR_BUSY,       // worth trying again shortly
    ERR_STORE,      // the database failed us; the log says how
    ERR_COUNT,
} Err;

#define MUST_USE __attribute__((warn_unused_result))
