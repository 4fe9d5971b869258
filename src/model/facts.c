#include "model/facts.h"

static int compare_span(const Span *span, EventType type, Str name)
{
    if (span->type != type) return span->type < type ? -1 : 1;
    return str_compare(span->name, name);
}

int facts_span(const Facts *facts, EventType type, Str name)
{
    int low = 0, high = facts->spans;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (compare_span(&facts->span[middle], type, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < facts->spans && compare_span(&facts->span[low], type, name) == 0;
    return found ? low : -1;
}

Day facts_since(const Facts *facts, Day day)
{
    Day since = facts->customer ? day_of(facts->customer->created_at) : DAY_NONE;
    for (int s = 0; s < facts->spans; s++) {
        Day first = facts->span[s].first;
        if (first <= day && (since == DAY_NONE || first < since)) since = first;
    }
    return since;
}

bool facts_onboarding(const Facts *facts)
{
    return facts->customer && str_equal(facts->customer->lifecycle, S("onboarding"));
}

static void cut_daily(const Facts *facts, Day day, Facts *out)
{
    out->daily = facts->daily;
    while (out->dailies < facts->dailies && facts->daily[out->dailies].day <= day)
        out->dailies++;
}

// What lies before the daily counts begin is older than any window: there the first day
// stands for the last one.
static void cut_spans(Arena *arena, const Facts *facts, Day day, Facts *out)
{
    Span *span = arena_new(arena, Span, facts->spans);
    for (int i = 0; i < facts->spans; i++) {
        if (facts->span[i].first > day) continue;
        span[out->spans] = facts->span[i];
        if (facts->span[i].last > day) span[out->spans].last = span[out->spans].first;
        out->spans++;
    }
    out->span = span;
    for (int i = 0; i < out->dailies; i++) {
        int s = facts_span(out, out->daily[i].type, out->daily[i].name);
        if (s >= 0 && out->daily[i].day > span[s].last) span[s].last = out->daily[i].day;
    }
    for (int s = 0; s < out->spans; s++)
        if (day_of(span[s].last_at) > day) span[s].last_at = day_start(span[s].last);
}

static void cut_tickets(Arena *arena, const Facts *facts, Day day, Facts *out)
{
    TicketChange *ticket = arena_new(arena, TicketChange, facts->tickets);
    for (int i = 0; i < facts->tickets; i++)
        if (day_of(facts->ticket[i].at) <= day) ticket[out->tickets++] = facts->ticket[i];
    out->ticket = ticket;
}

static void cut_invoices(Arena *arena, const Facts *facts, Day day, Facts *out)
{
    InvoiceChange *invoice = arena_new(arena, InvoiceChange, facts->invoices);
    for (int i = 0; i < facts->invoices; i++)
        if (day_of(facts->invoice[i].at) <= day)
            invoice[out->invoices++] = facts->invoice[i];
    out->invoice = invoice;
}

Facts facts_until(Arena *arena, const Facts *facts, Day day)
{
    Facts out = {.customer = facts->customer, .from = facts->from};
    cut_daily(facts, day, &out);
    cut_spans(arena, facts, day, &out);
    cut_tickets(arena, facts, day, &out);
    cut_invoices(arena, facts, day, &out);
    return out;
}
