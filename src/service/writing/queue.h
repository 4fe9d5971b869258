// queue.h: which writes wait?
//
// First in, first out, and bounded in how many they are and how many events they bring:
// who finds it full is told at once.  Used under its owner's lock.
#pragma once

#include "service/writing/committer.h"

typedef struct {
    Write write[QUEUE_MAX];
    int first;
    int waiting;
    int weight;  // of all that wait, in events
} Queue;

// False: it is full.
bool queue_put(Queue *queue, const Write *write);

// Take those that wait longest, of a weight of at most BATCH_MAX together; returns how many
// they are.
int queue_take(Queue *queue, Write out[BATCH_MAX]);

// When the first of those that wait was accepted; 0: none waits.
int64_t queue_oldest(const Queue *queue);
