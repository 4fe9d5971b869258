// news.h: whose score has just become another, and who is new?
//
// The committer compares every picture it stores with the one before, and notes what is
// different, and which customers were added, in a ring in memory, numbered upwards: whoever listens asks for what came
// behind the last number it knows.  While nobody has listened for a minute nothing is
// compared, and who comes back after that, or after more than the ring holds, is told that
// it missed some.
//
// It is what this process has derived: of a database that others derive from as well, it
// is not all there is.
#pragma once

#include "service/service.h"

typedef struct ScoreNews ScoreNews;

typedef struct {
    bool scored;
    double score;  // 0 where there is none
    int state;     // as score.h has them
} ScoreThen;

typedef struct {
    uint64_t number;
    int64_t customer;
    Millis at;
    bool added;  // nobody was there before; else another score
    ScoreThen before;
    ScoreThen after;
} NewsItem;

enum { NEWS_KEPT = 4096, NEWS_PAGE = 64 };

typedef struct {
    uint64_t origin;  // of the numbers: another one each time the service is opened
    uint64_t latest;
    bool missed;  // there was more, which is not kept
    bool has_more;
    NewsItem change[NEWS_PAGE];  // the earliest first
    int changes;
    uint64_t next;  // the number to go on behind
} NewsPage;

// What came behind the number `after`; of those later than the latest, nothing.
void get_news(Service *service, uint64_t after, NewsPage *out);

// The latest number.
uint64_t service_news(Service *service);

// --- for the files of this room ------------------------------------------

void news_open(Arena *life, ScoreNews **out);
void news_close(ScoreNews *news);

// Has somebody listened lately?
bool news_wanted(ScoreNews *news);

// The committer's: they are on disk; number and time are filled in here.
void news_note(ScoreNews *news, const NewsItem *change, int changes);

// The committer's: some may have changed, and nobody has looked.
void news_skip(ScoreNews *news);
