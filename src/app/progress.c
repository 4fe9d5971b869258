#include "app/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

#define SECOND ((int64_t)1000000000)  // in ticks

ProgressLine progress_begin(const char *what)
{
    bool terminal = isatty(STDERR_FILENO) == 1;
    return (ProgressLine){what, terminal, terminal ? 0 : clock_ticks()};
}

void progress_say(void *context, int64_t done, int64_t of)
{
    ProgressLine *line = context;
    const int64_t pause = line->terminal ? SECOND / 10 : 10 * SECOND;
    const int64_t now = clock_ticks();
    if (done < of && now < line->said_at + pause) return;

    line->said_at = now;
    const char *begin = line->terminal ? "\r\033[K" : "";
    const char *end = !line->terminal || done == of ? "\n" : "";
    fprintf(stderr, "%s%lld of %lld %s%s", begin, (long long)done, (long long)of,
            line->what, end);
}
