#include "service/writing/news.h"

#include "base/clock.h"
#include "base/random.h"
#include "service/inside.h"

#define WANTED_TICKS ((int64_t)60 * 1000000000)

struct ScoreNews {
    pthread_mutex_t lock;
    uint64_t origin;
    uint64_t latest;
    uint64_t skipped;          // what is up to this number is not kept
    int64_t asked_at;          // in ticks; 0: never
    NewsItem kept[NEWS_KEPT];  // at their number
};

void news_open(Arena *life, ScoreNews **out)
{
    ScoreNews *news = arena_new(life, ScoreNews, 1);
    pthread_mutex_init(&news->lock, NULL);
    news->origin = random_bits();
    *out = news;
}

void news_close(ScoreNews *news)
{
    pthread_mutex_destroy(&news->lock);
}

// --- noting --------------------------------------------------------------

bool news_wanted(ScoreNews *news)
{
    pthread_mutex_lock(&news->lock);
    bool wanted = news->asked_at && clock_ticks() < news->asked_at + WANTED_TICKS;
    pthread_mutex_unlock(&news->lock);
    return wanted;
}

void news_note(ScoreNews *news, const NewsItem *change, int changes)
{
    const Millis now = clock_now();
    pthread_mutex_lock(&news->lock);
    for (int c = 0; c < changes; c++) {
        NewsItem *kept = &news->kept[++news->latest % NEWS_KEPT];
        *kept = change[c];
        kept->number = news->latest;
        kept->at = now;
    }
    pthread_mutex_unlock(&news->lock);
}

void news_skip(ScoreNews *news)
{
    pthread_mutex_lock(&news->lock);
    news->skipped = ++news->latest;
    pthread_mutex_unlock(&news->lock);
}

// --- asking --------------------------------------------------------------

static uint64_t before_first(const ScoreNews *news)
{
    uint64_t fallen = news->latest > NEWS_KEPT ? news->latest - NEWS_KEPT : 0;
    return news->skipped > fallen ? news->skipped : fallen;
}

static void read_page(const ScoreNews *news, uint64_t after, NewsPage *out)
{
    uint64_t first = before_first(news);
    out->missed = after < first;
    if (out->missed) after = first;
    while (after < news->latest && out->changes < NEWS_PAGE)
        out->change[out->changes++] = news->kept[++after % NEWS_KEPT];
    out->next = after;
    out->has_more = after < news->latest;
}

void get_news(Service *service, uint64_t after, NewsPage *out)
{
    ScoreNews *news = service->news;
    pthread_mutex_lock(&news->lock);
    out->origin = news->origin;
    out->latest = news->latest;
    out->changes = 0;
    read_page(news, after < news->latest ? after : news->latest, out);
    news->asked_at = clock_ticks();
    pthread_mutex_unlock(&news->lock);
}

uint64_t service_news(Service *service)
{
    ScoreNews *news = service->news;
    pthread_mutex_lock(&news->lock);
    uint64_t latest = news->latest;
    pthread_mutex_unlock(&news->lock);
    return latest;
}
