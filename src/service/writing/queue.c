#include "service/writing/queue.h"

bool queue_put(Queue *queue, const Write *write)
{
    if (queue->waiting == QUEUE_MAX) return false;
    if (queue->weight + write->weight > QUEUE_EVENTS_MAX) return false;

    queue->write[(queue->first + queue->waiting++) % QUEUE_MAX] = *write;
    queue->weight += write->weight;
    return true;
}

int queue_take(Queue *queue, Write out[BATCH_MAX])
{
    int taken = 0, weight = 0;
    while (queue->waiting > 0) {
        const Write *next = &queue->write[queue->first];
        if (weight + next->weight > BATCH_MAX) break;
        weight += next->weight;
        out[taken++] = *next;
        queue->first = (queue->first + 1) % QUEUE_MAX;
        queue->waiting--;
    }
    queue->weight -= weight;
    return taken;
}

int64_t queue_oldest(const Queue *queue)
{
    return queue->waiting > 0 ? queue->write[queue->first].accepted_at : 0;
}
