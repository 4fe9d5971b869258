#include "http/reply.h"
#include "test.h"

#include <string.h>

TEST(an_answer_in_json_is_written_as_it_goes)
{
    Reply reply = {.arena = test_arena()};
    Json *json = reply_json(&reply, HTTP_CREATED);
    json_open(json);
    json_int(json, S("customer_id"), 7);
    json_close(json);
    assert_int_equal(reply.status, 201);
    assert_str_equal(reply.type, S("application/json"));
    assert_str_equal(writer_str(&reply.body), S("{\"customer_id\":7}"));
}

TEST(an_answer_that_begins_anew_forgets_the_first)
{
    Reply reply = {.arena = test_arena()};
    json_open(reply_json(&reply, HTTP_OK));
    writer_put(reply_text(&reply, HTTP_NOT_FOUND, S("text/plain")), S("no"));
    assert_int_equal(reply.status, 404);
    assert_str_equal(reply.type, S("text/plain"));
    assert_str_equal(writer_str(&reply.body), S("no"));
    Json *json = reply_json(&reply, HTTP_OK);
    json_open(json);
    json_close(json);
    assert_str_equal(writer_str(&reply.body), S("{}"));
}

TEST(a_redirect_names_where_to_go)
{
    Reply reply = {.arena = test_arena()};
    reply_redirect(&reply, HTTP_SEE_OTHER, S("/api/dashboard"));
    assert_int_equal(reply.status, 303);
    assert_int_equal(reply.type.length, 0);
    assert_int_equal(reply.headers, 1);
    assert_str_equal(reply.header[0].name, S("Location"));
    assert_str_equal(reply.header[0].value, S("/api/dashboard"));
}

TEST(a_complaint_is_a_sentence_and_a_status)
{
    Reply reply = {.arena = test_arena()};
    assert_int_equal(
        reply_complain(&reply, 400, "Unknown event type: %.*s", STR(S("sing"))),
        ERR_INVALID);
    assert_int_equal(reply.complaint.status, 400);
    assert_str_equal(reply.complaint.detail, S("Unknown event type: sing"));
}

TEST(faults_beyond_the_most_are_left_out)
{
    Complaint complaint = {0};
    for (int i = 0; i < FAULTS_MAX + 5; i++)
        complaint_add(&complaint, (Fault){.where = S("body")});
    assert_int_equal(complaint.faults, FAULTS_MAX);
}
