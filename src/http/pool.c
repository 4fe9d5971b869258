#include "http/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

enum { QUEUE_MAX = 1024 };  // what waits longer is better told to come again

struct Pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;
    Job *first;
    Job **last;
    int queued;
    int asleep;
    bool closing;
    PoolRun *run;
    int threads;
    pthread_t thread[];
};

static Job *take(Pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    while (!pool->first && !pool->closing) {
        pool->asleep++;
        pthread_cond_wait(&pool->wake, &pool->lock);
        pool->asleep--;
    }
    Job *job = pool->closing ? NULL : pool->first;
    if (job) {
        pool->first = job->next;
        if (!pool->first) pool->last = &pool->first;
        pool->queued--;
    }
    pthread_mutex_unlock(&pool->lock);
    return job;
}

static void *work(void *of)
{
    Pool *pool = of;
    Gzip *gzip = gzip_open();
    for (Job *job = take(pool); job; job = take(pool))
        pool->run(job, gzip);
    gzip_close(gzip);
    return NULL;
}

Pool *pool_open(int threads, PoolRun *run)
{
    Pool *pool = calloc(1, sizeof *pool + (size_t)threads * sizeof(pthread_t));
    assert(pool);
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    pool->last = &pool->first;
    pool->run = run;
    pool->threads = threads;
    for (int t = 0; t < threads; t++) {
        int code = pthread_create(&pool->thread[t], NULL, work, pool);
        assert(code == 0);
    }
    return pool;
}

bool pool_add(Pool *pool, Job *job)
{
    pthread_mutex_lock(&pool->lock);
    bool fits = pool->queued < QUEUE_MAX;
    if (fits) {
        job->next = NULL;
        *pool->last = job;
        pool->last = &job->next;
        pool->queued++;
    }
    bool sleeps = pool->asleep > 0;
    pthread_mutex_unlock(&pool->lock);
    if (fits && sleeps) pthread_cond_signal(&pool->wake);
    return fits;
}

Job *pool_close(Pool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->closing = true;
    pthread_mutex_unlock(&pool->lock);
    pthread_cond_broadcast(&pool->wake);
    for (int t = 0; t < pool->threads; t++)
        pthread_join(pool->thread[t], NULL);
    Job *left = pool->first;
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
    return left;
}
