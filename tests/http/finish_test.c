#include "http/finish.h"
#include "test.h"

#include <string.h>

static Pair accepts_all = {{"Accept-Encoding", 15}, {"gzip, br", 8}};

static Answer finish_of(Arena *arena, Reply *reply)
{
    Request request = {.method = METHOD_GET, .header = &accepts_all, .headers = 1};
    Gzip *gzip = gzip_open();
    reply->arena = arena;
    Answer answer = finish_reply(arena, &request, reply, gzip);
    gzip_close(gzip);
    return answer;
}

static bool has(Arena *arena, Str lines, const char *line)
{
    return strstr(str_z(arena, lines), line) != NULL;
}

TEST(a_static_answer_may_be_cached_for_long)
{
    Arena *arena = test_arena();
    Reply reply = {.status = 200, .is_static = true, .type = S("text/css")};
    Answer answer = finish_of(arena, &reply);
    assert_true(has(arena, answer.fields,
                    "Cache-Control: public, max-age=31536000, immutable\r\n"));
    assert_false(has(arena, answer.fields, "no-cache"));
}

TEST(what_is_compressed_already_is_sent_as_it_is)
{
    Arena *arena = test_arena();
    Reply reply = {.status = 200, .type = S("text/css"), .encoding = S("br")};
    reply.body = (Writer){.arena = arena};
    memset(writer_reserve(&reply.body, 3000), 'a', 3000);
    reply.body.length = 3000;
    Answer answer = finish_of(arena, &reply);
    assert_int_equal(answer.body.length, 3000);
    assert_true(has(arena, answer.content, "Content-Encoding: br\r\n"));
    assert_false(has(arena, answer.content, "gzip"));
}

TEST(no_content_has_no_length_and_no_tag)
{
    Arena *arena = test_arena();
    Reply reply = {.status = 204};
    Answer answer = finish_of(arena, &reply);
    assert_str_equal(answer.content, S("\r\n"));
    assert_int_equal(answer.etag.length, 0);
}

TEST(a_line_break_in_a_value_begins_no_header)
{
    Arena *arena = test_arena();
    Reply reply = {.status = 303, .headers = 1};
    reply.header[0] = (Pair){S("Location"), S("/a\r\nSet-Cookie: b\0c")};
    Answer answer = finish_of(arena, &reply);
    assert_true(has(arena, answer.fields, "Location: /a  Set-Cookie: b c\r\n"));
}

TEST(the_same_body_has_the_same_tag_and_another_has_another)
{
    Arena *arena = test_arena();
    const Str bodies[] = {S("one"), S("one"), S("two")};
    Str tag[3];
    for (int b = 0; b < 3; b++) {
        Reply reply = {.status = 200, .type = S("text/plain")};
        reply.body = (Writer){.arena = arena};
        writer_put(&reply.body, bodies[b]);
        tag[b] = finish_of(arena, &reply).etag;
    }
    assert_str_equal(tag[0], tag[1]);
    assert_false(str_equal(tag[0], tag[2]));
}

TEST(a_tag_the_handler_made_is_used)
{
    Arena *arena = test_arena();
    Reply reply = {.status = 200, .type = S("text/css"), .headers = 1};
    reply.header[0] = (Pair){S("ETag"), S("\"mine\"")};
    Answer answer = finish_of(arena, &reply);
    assert_str_equal(answer.etag, S("\"mine\""));
}

TEST(a_tag_the_handler_made_is_another_one_compressed)
{
    Arena *arena = test_arena();
    Reply reply = {.status = 200, .type = S("text/css"), .headers = 1};
    reply.header[0] = (Pair){S("ETag"), S("\"mine\"")};
    reply.body = (Writer){.arena = arena};
    memset(writer_reserve(&reply.body, 3000), 'a', 3000);
    reply.body.length = 3000;
    Answer answer = finish_of(arena, &reply);
    assert_str_equal(answer.etag, S("\"mine-gz\""));
    assert_true(has(arena, answer.fields, "ETag: \"mine-gz\"\r\n"));
    assert_false(has(arena, answer.fields, "ETag: \"mine\"\r\n"));
}

TEST(the_front_says_what_becomes_of_the_connection)
{
    Arena *arena = test_arena();
    Str date = S("Mon, 23 Nov 2026 18:15:00 GMT");
    assert_str_equal(finish_front(arena, 200, date, S("id"), CONNECTION_STAYS),
                     S("HTTP/1.1 200 OK\r\nDate: Mon, 23 Nov 2026 18:15:00 GMT\r\n"
                       "X-Request-Id: id\r\n"));
    assert_true(str_ends(finish_front(arena, 404, date, S("id"), CONNECTION_ENDS),
                         S("\r\nConnection: close\r\n")));
    assert_true(str_ends(finish_front(arena, 200, date, S("id"), CONNECTION_STAYS_1_0),
                         S("\r\nConnection: keep-alive\r\n")));
}
