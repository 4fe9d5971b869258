#include "service/inside.h"

Str fate_reason(Fate fate)
{
    switch (fate) {
    case FATE_STORED:
    case FATE_DUPLICATE: break;
    case FATE_CLASH: return S("id_conflict");
    case FATE_UNMATCHED: return S("no_customer");
    case FATE_NO_ROOM: return S("too_many");
    case FATE_CROWDED: return S("crowded");
    }
    return (Str){0};
}

static Str no_room(EventType type)
{
    if (type == EVENT_FEATURE)
        return S("This customer has used features of 1,000 names, the most we keep: send "
                 "one of those names, and what varies as another detail");
    if (type == EVENT_TICKET)
        return S("This customer has 100,000 changes of tickets, the most we keep: record "
                 "further ones for another customer");
    return S("This customer has 100,000 changes of invoices, the most we keep: record "
             "further ones for another customer");
}

Str fate_sentence(Fate fate, const Event *event)
{
    switch (fate) {
    case FATE_STORED:
    case FATE_DUPLICATE: break;
    case FATE_CLASH: return S("Another event was stored under this id");
    case FATE_UNMATCHED:
        return S("No customer is called so: the event waits, and is stored when one is");
    case FATE_NO_ROOM: return no_room(event->type);
    case FATE_CROWDED:
        return S("No customer is called so, and too many events wait for theirs already: "
                 "add the customers, then send it again");
    }
    return (Str){0};
}

Rejected fate_rejected(Fate fate, const Event *event)
{
    return (Rejected){.at = event->received_at,
                      .source = event->source,
                      .reason = fate_reason(fate),
                      .detail = fate_sentence(fate, event),
                      .payload = event->details};
}

Fate fate_of(Appended outcome)
{
    if (outcome == APPEND_DUPLICATE) return FATE_DUPLICATE;
    return outcome == APPEND_CLASH ? FATE_CLASH : FATE_STORED;
}
