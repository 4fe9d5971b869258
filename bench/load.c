#include "load.h"

#include "base/clock.h"
#include "base/random.h"

#include <string.h>

enum { CUSTOMER_DIGITS = 9, MOMENT_LENGTH = 20 };

uint64_t dice_throw(uint64_t *dice)
{
    *dice ^= *dice << 13;
    *dice ^= *dice >> 7;
    *dice ^= *dice << 17;
    return *dice;
}

static void put_hex(char *to, uint64_t bits, int digits)
{
    for (int d = digits - 1; d >= 0; d--, bits >>= 4)
        to[d] = "0123456789abcdef"[bits & 0xF];
}

void uuid_put(char *to, Millis now, bool is_random, uint64_t *dice)
{
    uint64_t high = dice_throw(dice), low = dice_throw(dice);
    uint64_t time = is_random ? dice_throw(dice) : (uint64_t)now;
    put_hex(to, time >> 16, 8);
    to[8] = '-';
    put_hex(to + 9, time, 4);
    to[13] = '-';
    put_hex(to + 14, (is_random ? 0x4000 : 0x7000) | (high & 0xFFF), 4);
    to[18] = '-';
    put_hex(to + 19, 0x8000 | (high >> 12 & 0x3FFF), 4);
    to[23] = '-';
    put_hex(to + 24, low, 12);
}

// A number with spaces before it, as JSON allows, or with noughts.
static void put_number(char *to, int64_t number, char before)
{
    memset(to, before, CUSTOMER_DIGITS);
    for (int d = CUSTOMER_DIGITS - 1; d >= 0 && number > 0; d--, number /= 10)
        to[d] = "0123456789"[number % 10];
}

static Str line_of(Arena *arena, const Load *load)
{
    Writer writer = {.arena = arena};
    writer_put(&writer, load->external ? S("{\"external_id\":\"c-000000000\"")
                                       : S("{\"customer_id\":000000000"));
    writer_put(&writer, S(",\"type\":\"login\""));
    if (load->days) writer_put(&writer, S(",\"timestamp\":\"2026-11-20T09:30:00Z\""));
    if (load->ids) {
        writer_put(&writer, S(",\"event_id\":\""));
        writer_reserve(&writer, UUID_LENGTH);
        memset(writer.text + writer.length, '0', UUID_LENGTH);
        writer.length += UUID_LENGTH;
        writer_put(&writer, S("\""));
    }
    writer_put(&writer, S("}\n"));
    return writer_str(&writer);
}

// Where in the line the text that follows `name` begins.
static size_t place_behind(const char *line, const char *name)
{
    const char *found = strstr(line, name);
    return found ? (size_t)(found - line) + strlen(name) : 0;
}

Body body_new(Arena *arena, const Load *load)
{
    Str line = line_of(arena, load);
    Body body = {.load = load, .random = random_bits() | 1, .width = line.length};
    body.length = line.length * (size_t)load->batch;
    body.text = arena_new(arena, char, body.length);
    for (int64_t l = 0; l < load->batch; l++)
        memcpy(body.text + (size_t)l * line.length, line.text, line.length);
    const char *text = str_z(arena, line);
    body.customer = place_behind(text, load->external ? "\"c-" : "_id\":");
    body.id = place_behind(text, "\"event_id\":\"");
    body.moment = place_behind(text, "\"timestamp\":\"");
    return body;
}

static void put_moment(char *to, Millis now, Body *body)
{
    char room[512];
    Arena arena = {room, room + sizeof room};
    Writer writer = {.arena = &arena};
    uint64_t seconds = (uint64_t)body->load->days * 86400;
    millis_write(&writer,
                 (now / 1000 - (Millis)(dice_throw(&body->random) % seconds)) * 1000);
    memcpy(to, writer.text, MOMENT_LENGTH);
}

void body_change(Body *body)
{
    const Load *load = body->load;
    Millis now = clock_now();
    for (int64_t l = 0; l < load->batch; l++) {
        char *line = body->text + (size_t)l * body->width;
        int64_t customer = (int64_t)(dice_throw(&body->random) % (uint64_t)load->customers);
        put_number(line + body->customer, load->first + customer,
                   load->external ? '0' : ' ');
        if (body->id)
            uuid_put(line + body->id, now, load->ids == IDS_RANDOM, &body->random);
        if (body->moment) put_moment(line + body->moment, now, body);
    }
}
