#include "app/progress.h"

#include "base/clock.h"

#include <stdio.h>
#include <unistd.h>

#define SECOND ((int64_t)1000000000)  // in ticks

enum { BAR = 30 };  // characters

ProgressLine progress_begin(const char *what)
{
    bool terminal = isatty(STDERR_FILENO) == 1;
    int64_t now = clock_ticks();
    return (ProgressLine){what, terminal, now, terminal ? 0 : now};
}

// Is it time for a line?
static bool is_due(ProgressLine *line, int64_t now)
{
    if (now < line->said_at + (line->terminal ? SECOND / 10 : 10 * SECOND)) return false;
    line->said_at = now;
    return true;
}

void progress_say(void *context, int64_t done, int64_t of)
{
    ProgressLine *line = context;
    if (!is_due(line, clock_ticks()) && done < of) return;

    const char *begin = line->terminal ? "\r\033[K" : "";
    const char *end = !line->terminal || done == of ? "\n" : "";
    fprintf(stderr, "%s%lld of %lld %s%s", begin, (long long)done, (long long)of,
            line->what, end);
}

static void put_bar(int percent)
{
    char bar[BAR + 1] = {0};
    for (int i = 0; i < BAR; i++)
        bar[i] = i < percent * BAR / 100 ? '#' : '.';
    fprintf(stderr, "[%s] ", bar);
}

static void put_left(int64_t seconds)
{
    if (seconds >= 3600)
        fprintf(stderr, ", %lld h %lld min left", (long long)(seconds / 3600),
                (long long)(seconds % 3600 / 60));
    else if (seconds >= 60)
        fprintf(stderr, ", %lld min %lld s left", (long long)(seconds / 60),
                (long long)(seconds % 60));
    else
        fprintf(stderr, ", %lld s left", (long long)seconds);
}

void progress_bar(ProgressLine *line, int64_t rows, int64_t bytes, int64_t size)
{
    const int64_t now = clock_ticks();
    if (!is_due(line, now)) return;

    const double seconds = (double)(now - line->began_at) / (double)SECOND;
    const double share = size > 0 ? (double)bytes / (double)size : 0;
    const int percent = (int)(100 * share);
    if (line->terminal) fprintf(stderr, "\r\033[K");
    if (line->terminal && size > 0) put_bar(percent);
    if (size > 0) fprintf(stderr, "%d %%, ", percent);
    fprintf(stderr, "%lld %s, %lld a second", (long long)rows, line->what,
            (long long)((double)rows / seconds));
    if (share > 0) put_left((int64_t)(seconds / share - seconds));
    if (!line->terminal) fputc('\n', stderr);
}

void progress_end(const ProgressLine *line)
{
    if (line->terminal) fprintf(stderr, "\r\033[K");
}
