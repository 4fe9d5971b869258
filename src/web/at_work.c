#include "web/at_work.h"

#include <assert.h>
#include <string.h>

void at_work_open(AtWork *at_work)
{
    pthread_mutex_init(&at_work->lock, NULL);
    at_work->count = 0;
}

// The place of a name, or -1.
static int find(const AtWork *at_work, Str name)
{
    assert(name.length == AT_WORK_NAME);
    for (int i = 0; i < at_work->count; i++)
        if (memcmp(at_work->name[i], name.text, AT_WORK_NAME) == 0) return i;
    return -1;
}

Err at_work_take(AtWork *at_work, Str name)
{
    pthread_mutex_lock(&at_work->lock);
    Err err = OK;
    if (find(at_work, name) >= 0)
        err = ERR_CONFLICT;
    else if (at_work->count == AT_WORK_MOST)
        err = ERR_BUSY;
    else
        memcpy(at_work->name[at_work->count++], name.text, AT_WORK_NAME);
    pthread_mutex_unlock(&at_work->lock);
    return err;
}

void at_work_put_back(AtWork *at_work, Str name)
{
    pthread_mutex_lock(&at_work->lock);
    int place = find(at_work, name);
    assert(place >= 0);
    memmove(at_work->name[place], at_work->name[--at_work->count], AT_WORK_NAME);
    pthread_mutex_unlock(&at_work->lock);
}
