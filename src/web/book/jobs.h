// jobs.h: how far is a long piece of work?
#pragma once

#include "service/proving/validation.h"
#include "web/web.h"

// Its members.
void jobs_write(Json *json, const Job *job);

// Where it can be asked for, and the same as a header.
Str jobs_path(Arena *arena, const Job *job);
void jobs_location(Reply *reply, const Job *job);

// "running", and "cancelling" where it was told to stop.
Str jobs_status(const Job *job);
