#include "web/bulk/tally.h"

#include <stdlib.h>

struct Refusal {
    Refusal *before;
    Remark remark;
};

// Of addresses, not of memory: the system lends that when it is needed.
enum { TALLY_BYTES = TALLY_MOST * (sizeof(Refusal) + 2 * TALLY_TEXT_MAX + 64) };

Tally tally_new(Arena *arena)
{
    char *room = arena_grow(arena, NULL, 0, TALLY_BYTES);
    return (Tally){.memory = {.next = room, .end = room + TALLY_BYTES}};
}

// At most so many bytes, and whole characters.
static Str shortened(Str text)
{
    size_t length = text.length < TALLY_TEXT_MAX ? text.length : TALLY_TEXT_MAX;
    while (length < text.length && length > 0 &&
           ((unsigned char)text.text[length] & 0xC0) == 0x80)
        length--;
    return str_until(text, length);
}

void tally_refuse(Tally *tally, const Remark *remark)
{
    tally->rejected++;
    if (tally->refusals == TALLY_MOST) return;
    Arena *memory = &tally->memory;
    Refusal *refusal = arena_new(memory, Refusal, 1);
    *refusal = (Refusal){tally->refusal, *remark};
    refusal->remark.pointer = str_copy(memory, shortened(remark->pointer));
    refusal->remark.detail = str_copy(memory, shortened(remark->detail));
    tally->refusal = refusal;
    tally->refusals++;
}

void tally_fate(Tally *tally, const Item *item, Remark remark)
{
    if (bulk_refuses(item, &remark))
        tally_refuse(tally, &remark);
    else if (item->fate == FATE_DUPLICATE)
        tally->duplicate++;
    else if (item->fate == FATE_UNMATCHED)
        tally->unmatched++;
    else
        tally->accepted++;
}

int64_t tally_stored(const Tally *tally)
{
    return tally->accepted + tally->duplicate + tally->unmatched;
}

static int compare(const void *a, const void *b)
{
    const Refusal *const *left = a, *const *right = b;
    int64_t a_stood = (*left)->remark.index, b_stood = (*right)->remark.index;
    return (a_stood > b_stood) - (a_stood < b_stood);
}

// Those found while reading stand before those that were found when they were stored.
static Refusal **in_order(const Tally *tally, Arena *arena)
{
    Refusal **refusal = arena_new(arena, Refusal *, tally->refusals + 1);
    int count = 0;
    for (Refusal *at = tally->refusal; at; at = at->before)
        refusal[count++] = at;
    qsort(refusal, (size_t)count, sizeof *refusal, compare);
    return refusal;
}

static void write_remark(Json *json, const Remark *remark)
{
    json_open_object(json, (Str){0});
    json_int(json, S("index"), remark->index);
    json_int(json, S("line"), remark->line);
    json_str_or_null(json, S("pointer"), remark->pointer);
    json_str(json, S("detail"), remark->detail);
    json_str(json, S("reason"), remark->reason);
    json_close_object(json);
}

void tally_write(Json *json, const Tally *tally, size_t room)
{
    Arena scratch = tally->memory;
    Refusal **refusal = in_order(tally, &scratch);
    json_int(json, S("accepted"), tally->accepted);
    json_int(json, S("duplicate"), tally->duplicate);
    json_int(json, S("unmatched"), tally->unmatched);
    json_open_array(json, S("rejected"));
    for (int i = 0; i < tally->refusals && json->to->length < room; i++)
        write_remark(json, &refusal[i]->remark);
    json_close_array(json);
    json_int(json, S("rejected_total"), tally->rejected);
}
