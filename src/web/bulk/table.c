#include "web/bulk/table.h"

#include <string.h>

#define EVENTS_WANTED                                                                      \
    "a table of events has the columns type and customer_id (or external_id), and may "    \
    "have timestamp, event_id, source and details: feature_name, usage_count, "            \
    "calls_count, ticket_id, status, priority, subject, amount, currency, due_date, "      \
    "paid_date, invoice_id, user_id, or names of your own"

#define CUSTOMERS_WANTED                                                                   \
    "a table of customers has the columns external_id and name, and may have email, "      \
    "segment, plan, owner, mrr, currency, seats, lifecycle and renews_on"

// Where among the first `count` columns it stands, or -1.
static int place_of(const Table *table, Str name, int count)
{
    for (int i = 0; i < count; i++)
        if (str_equal(table->name[i], name)) return i;
    return -1;
}

static bool has(const Table *table, Str name)
{
    return place_of(table, name, table->columns) >= 0;
}

static Err refuse(Arena *arena, const Table *table, const char *fault, Str *why)
{
    Writer text = {.arena = arena};
    for (int i = 0; i < table->columns; i++)
        writer_format(&text, "%s%.*s", i ? ", " : "The first row, \"",
                      STR(str_until(table->name[i], 60)));
    bool customers = table->kind == TABLE_CUSTOMERS;
    writer_format(&text, "\", %s: %s", fault, customers ? CUSTOMERS_WANTED : EVENTS_WANTED);
    *why = writer_str(&text);
    return ERR_INVALID;
}

static Err check(Arena *arena, const Table *table, Str *why)
{
    for (int i = 0; i < table->columns; i++) {
        Str name = table->name[i];
        if (name.length == 0 || !str_is_utf8(name))
            return refuse(arena, table, "has a column without a name", why);
        if (place_of(table, name, i) >= 0)
            return refuse(arena, table, "names a column twice", why);
    }
    if (table->kind == TABLE_CUSTOMERS && !has(table, S("external_id")))
        return refuse(arena, table, "has no external_id", why);
    if (table->kind == TABLE_CUSTOMERS) return OK;
    if (!has(table, S("type"))) return refuse(arena, table, "has no type", why);
    if (!has(table, S("customer_id")) && !has(table, S("external_id")))
        return refuse(arena, table, "has neither customer_id nor external_id", why);
    return OK;
}

static char *copy_of(Arena *arena, Str text)
{
    char *copy = arena_new(arena, char, text.length + 1);
    if (text.length) memcpy(copy, text.text, text.length);
    return copy;
}

Err table_head(Arena *arena, Str row, Table *out, Str *why)
{
    *out = (Table){0};
    int count = csv_cells(copy_of(arena, row), row.length, out->name, CSV_COLUMNS_MAX);
    out->columns = count < CSV_COLUMNS_MAX ? count : CSV_COLUMNS_MAX;
    for (int i = 0; i < out->columns; i++)
        out->name[i] = str_trim(out->name[i]);
    for (int i = 0; i < out->columns; i++)
        out->about[i] = str_equal(out->name[i], S("customer_id")) ||
                        str_equal(out->name[i], S("external_id")) ||
                        str_equal(out->name[i], S("source"));
    out->kind =
        has(out, S("name")) && !has(out, S("type")) ? TABLE_CUSTOMERS : TABLE_EVENTS;
    if (count > CSV_COLUMNS_MAX)
        return refuse(arena, out, "has more than 100 columns", why);
    return check(arena, out, why);
}

Err table_row(Arena *arena, const Table *table, Str row, Row *out, Fault *fault)
{
    Str cell[CSV_COLUMNS_MAX];
    out->abouts = out->rests = 0;
    if (!str_is_utf8(row)) {
        *fault = (Fault){.message = S("The row is not UTF-8"), .type = S("csv_invalid")};
        return ERR_INVALID;
    }
    int count = csv_cells(copy_of(arena, row), row.length, cell, table->columns);
    if (count != table->columns) {
        *fault = (Fault){
            .message = str_format(arena, "The row has %d cells, and the first row has %d",
                                  count, table->columns),
            .type = S("csv_invalid")};
        return ERR_INVALID;
    }
    for (int i = 0; i < count; i++) {
        if (cell[i].length == 0) continue;
        const Pair pair = {table->name[i], cell[i]};
        if (table->about[i] && table->kind == TABLE_EVENTS)
            out->about[out->abouts++] = pair;
        else
            out->rest[out->rests++] = pair;
    }
    return OK;
}
