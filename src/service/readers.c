#include "service/readers.h"

#include <assert.h>
#include <pthread.h>

struct Readers {
    Str address;
    pthread_mutex_t lock;  // guards what follows
    pthread_cond_t returned;
    int count;
    int lent;
    // Those that are open and not lent.  The last one given back goes out first: it
    // is warm, and what a quiet hour does not need is never opened.
    Store **idle;
    int idles;
};

void readers_open(Arena *life, Str address, int count, Readers **out)
{
    assert(count > 0);
    Readers *readers = arena_new(life, Readers, 1);
    readers->address = address;
    readers->count = count;
    readers->idle = arena_new(life, Store *, count);
    pthread_mutex_init(&readers->lock, NULL);
    pthread_cond_init(&readers->returned, NULL);
    *out = readers;
}

void readers_close(Readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    while (readers->lent > 0)
        pthread_cond_wait(&readers->returned, &readers->lock);
    while (readers->idles > 0)
        store_close(readers->idle[--readers->idles]);
    pthread_mutex_unlock(&readers->lock);

    pthread_cond_destroy(&readers->returned);
    pthread_mutex_destroy(&readers->lock);
}

// A place among the lent ones, and an open connection if there is one.
static Store *take_place(Readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    while (readers->lent == readers->count)
        pthread_cond_wait(&readers->returned, &readers->lock);
    readers->lent++;
    Store *reader = readers->idles > 0 ? readers->idle[--readers->idles] : NULL;
    pthread_mutex_unlock(&readers->lock);
    return reader;
}

// Give the place back, with the connection unless it is gone.
static void leave_place(Readers *readers, Store *reader)
{
    pthread_mutex_lock(&readers->lock);
    readers->lent--;
    if (reader) readers->idle[readers->idles++] = reader;
    // Both those who want a place and readers_close wait here.
    pthread_cond_broadcast(&readers->returned);
    pthread_mutex_unlock(&readers->lock);
}

Err readers_lend(Readers *readers, Store **out)
{
    *out = take_place(readers);
    if (*out) return OK;

    // Opened without the lock: a server may take its time.
    Err err = store_open(readers->address, STORE_READER, out);
    if (err) leave_place(readers, NULL);
    return err;
}

void readers_return(Readers *readers, Store *reader, Err err)
{
    if (err == ERR_STORE) {
        store_close(reader);
        reader = NULL;
    }
    leave_place(readers, reader);
}
