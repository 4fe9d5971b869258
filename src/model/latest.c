#include "model/latest.h"

int ticket_end(const Facts *facts, int i)
{
    Str ticket = facts->ticket[i].is.ticket;
    while (i < facts->tickets && str_equal(facts->ticket[i].is.ticket, ticket))
        i++;
    return i;
}

int invoice_end(const Facts *facts, int i)
{
    Str invoice = facts->invoice[i].is.invoice;
    while (i < facts->invoices && str_equal(facts->invoice[i].is.invoice, invoice))
        i++;
    return i;
}

bool ticket_wins(const TicketChange *a, const TicketChange *b)
{
    if (a->at != b->at) return a->at > b->at;
    if (a->is.status != b->is.status) return a->is.status > b->is.status;
    if (a->is.priority != b->is.priority) return a->is.priority > b->is.priority;
    return str_compare(a->event, b->event) > 0;
}

bool invoice_wins(const InvoiceChange *a, const InvoiceChange *b)
{
    if (a->at != b->at) return a->at > b->at;
    if (a->is.status != b->is.status) return a->is.status > b->is.status;
    if (a->is.paid != b->is.paid) return a->is.paid > b->is.paid;
    if (a->is.due != b->is.due) return a->is.due > b->is.due;
    if (a->is.amount != b->is.amount) return a->is.amount > b->is.amount;
    int order = str_compare(a->is.currency, b->is.currency);
    return order ? order > 0 : str_compare(a->event, b->event) > 0;
}

Day invoice_paid_on(const InvoiceChange *invoice)
{
    if (invoice->is.paid != DAY_NONE) return invoice->is.paid;
    return invoice->is.status == INVOICE_PAID ? day_of(invoice->at) : DAY_NONE;
}
