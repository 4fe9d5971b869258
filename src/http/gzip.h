// gzip.h: may it be sent smaller?
//
// A Gzip is a compressor that is opened once a thread and used again and again,
// because opening one costs more than compressing a page.
#pragma once

#include "base/str.h"

typedef struct Gzip Gzip;

Gzip *gzip_open(void);
void gzip_close(Gzip *gzip);

// The text compressed, fast rather than small.
Str gzip_text(Arena *arena, Gzip *gzip, Str text);

// Does an Accept-Encoding header take `coding`?  "q=0" says no; '*' stands for
// those that are not named.
bool encoding_accepted(Str header, Str coding);
