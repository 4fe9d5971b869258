// problem.h: how do we say what went wrong?
//
// As RFC 9457 has it: type, title, status, detail, instance, and for faults in the
// input `errors`, each with FastAPI's loc, msg and type and with a JSON pointer.
// `detail` is always a sentence.  Every status has its title and its own sentence,
// in one table.
#pragma once

#include "http/reply.h"

#define PROBLEM_TYPE S("application/problem+json")

// "Not Found"; a status we never give has the title of its class.
Str problem_title(int status);

// What a problem of this status says where nobody said more.
Str problem_sentence(int status);

// The status an Err stands for where the complaint names none.
int problem_status(Err err);

// Write a problem about the request whose id is `instance`.  `complaint` may be
// NULL; its detail and faults are told, its status is not looked at.
void problem_write(Writer *to, int status, Str instance, const Complaint *complaint);
