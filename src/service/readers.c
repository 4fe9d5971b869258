#include "service/readers.h"

#include "service/derive.h"

#include <assert.h>
#include <pthread.h>

struct Readers {
    const Store *writer;
    Str address;
    Reader *reader;
    int count;
    pthread_mutex_t lock;  // guards what follows
    pthread_cond_t returned;
    // Those that are not lent.  The last one given back goes out first: it is warm, and
    // what a quiet hour does not need is never opened.
    Reader **idle;
    int idles;
};

void reader_leave_room(const Reader *reader)
{
    enum { KEPT = 1 << 20 };
    arena_trim(reader->room, KEPT);
}

void readers_open(Arena *life, const Store *writer, Str address, int count, Readers **out)
{
    assert(count > 0);
    Readers *readers = arena_new(life, Readers, 1);
    readers->writer = writer;
    readers->address = address;
    readers->count = count;
    readers->reader = arena_new(life, Reader, count);
    readers->idle = arena_new(life, Reader *, count);
    for (int i = count - 1; i >= 0; i--) {
        readers->reader[i].room = arena_map(FACTS_BYTES);
        readers->idle[readers->idles++] = &readers->reader[i];
    }
    pthread_mutex_init(&readers->lock, NULL);
    pthread_cond_init(&readers->returned, NULL);
    *out = readers;
}

void readers_close(Readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    while (readers->idles < readers->count)
        pthread_cond_wait(&readers->returned, &readers->lock);
    pthread_mutex_unlock(&readers->lock);

    for (int i = 0; i < readers->count; i++) {
        store_close(readers->reader[i].store);
        arena_unmap(readers->reader[i].room);
    }
    pthread_cond_destroy(&readers->returned);
    pthread_mutex_destroy(&readers->lock);
}

static Reader *take(Readers *readers)
{
    pthread_mutex_lock(&readers->lock);
    while (readers->idles == 0)
        pthread_cond_wait(&readers->returned, &readers->lock);
    Reader *reader = readers->idle[--readers->idles];
    pthread_mutex_unlock(&readers->lock);
    return reader;
}

static void give_back(Readers *readers, Reader *reader)
{
    pthread_mutex_lock(&readers->lock);
    readers->idle[readers->idles++] = reader;
    // Both those who want one and readers_close wait here.
    pthread_cond_broadcast(&readers->returned);
    pthread_mutex_unlock(&readers->lock);
}

Err readers_lend(Readers *readers, Reader **out)
{
    *out = take(readers);
    if ((*out)->store) return OK;

    // Opened without the lock: a server may take its time.
    Err err = store_open_beside(readers->writer, readers->address, &(*out)->store);
    if (err) give_back(readers, *out);
    return err;
}

void readers_return(Readers *readers, Reader *reader, Err err)
{
    if (err == ERR_STORE) {
        store_close(reader->store);
        reader->store = NULL;
    }
    give_back(readers, reader);
}

Err readers_open_own(const Readers *readers, Reader *out)
{
    *out = (Reader){.room = arena_map(FACTS_BYTES)};
    return store_open_beside(readers->writer, readers->address, &out->store);
}

void readers_close_own(Reader *reader)
{
    store_close(reader->store);
    arena_unmap(reader->room);
}
