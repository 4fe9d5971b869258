// rejects.h: where does what was refused go?
//
// It is counted at once, and kept soon: what gathers while one act with some of it waits
// to be committed goes with the next.  Nobody waits for it, and what there is no room for
// is only counted.
#pragma once

#include "service/writing/committer.h"

typedef struct Rejects Rejects;

void rejects_open(Arena *life, Rejects **out);

// From now on `committer` keeps them.
void rejects_begin(Rejects *rejects, Committer *committer);

// Wait until what was noted is kept, or cannot be.
void rejects_flush(Rejects *rejects);

// When the committer is closed.
void rejects_close(Rejects *rejects);

// As note_rejected says.
void rejects_note(Rejects *rejects, const Rejected *rejected, size_t count);
