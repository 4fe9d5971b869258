#include "http/asking.h"

static Exchange *leader_of(const Exchange *exchange)
{
    Exchange *leader = exchange->loop->asking;
    while (leader &&
           (leader->version != exchange->version || !str_equal(leader->key, exchange->key)))
        leader = leader->next;
    return leader;
}

bool asking_follow(Exchange *exchange)
{
    if (exchange->version == 0) return false;
    Exchange *leader = leader_of(exchange);
    if (leader) {
        exchange->next = leader->followers;
        leader->followers = exchange;
        return true;
    }
    exchange->next = exchange->loop->asking;
    exchange->loop->asking = exchange;
    exchange->leads = true;
    return false;
}

Exchange *asking_end(Exchange *leader)
{
    if (!leader->leads) return NULL;
    Exchange **link = &leader->loop->asking;
    while (*link != leader)
        link = &(*link)->next;
    *link = leader->next;
    leader->leads = false;
    return leader->followers;
}
