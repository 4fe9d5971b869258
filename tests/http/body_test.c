#include "http/body.h"
#include "test.h"

enum { HEADERS_MAX = 4 };

// What body_check says of a body of a type and a coding on a row.
typedef struct {
    Request request;
    Reply reply;
    Pair header[HEADERS_MAX];
} Asked;

static Asked asked;

static void with(const char *name, const char *value)
{
    if (!value) return;
    Pair *header = &asked.header[asked.request.headers++];
    *header = (Pair){str_of(name), str_of(value)};
}

static void begin(const char *type, const char *coding)
{
    asked = (Asked){.request = {.arena = test_arena(), .header = asked.header}};
    asked.reply = (Reply){.arena = asked.request.arena};
    with("Content-Length", "5");
    with("content-type", type);
    with("content-encoding", coding);
}

// The status, or 0 where the body is taken.
static int finish(int takes)
{
    const RouteRow row = {.takes = takes};
    Err err = body_check(&row, &asked.request, &asked.reply);
    assert_int_equal(err, asked.reply.complaint.status ? ERR_INVALID : OK);
    return asked.reply.complaint.status;
}

static int check(int takes, const char *type, const char *coding)
{
    begin(type, coding);
    return finish(takes);
}

TEST(each_type_is_known_by_its_names_in_any_case_and_with_any_parameters)
{
    static const struct {
        int takes;
        const char *name;
    } types[] = {
        {TAKES_JSON, "application/json"},
        {TAKES_JSON, "APPLICATION/JSON; charset=utf-8"},
        {TAKES_JSON, "application/vnd.example+json"},
        {TAKES_FORM, "application/x-www-form-urlencoded"},
        {TAKES_NDJSON, "application/x-ndjson"},
        {TAKES_NDJSON, "application/ndjson; charset=utf-8"},
        {TAKES_NDJSON, "application/jsonl"},
        {TAKES_NDJSON, "Application/X-JSONLines"},
        {TAKES_CSV, "text/csv; header=present; charset=UTF-8"},
        {TAKES_CLOUDEVENTS, "application/cloudevents+json; charset=UTF-8"},
        {TAKES_CLOUDEVENTS, "application/cloudevents-batch+json"},
    };
    for (size_t t = 0; t < sizeof types / sizeof *types; t++) {
        assert_int_equal(check(types[t].takes, types[t].name, NULL), 0);
        assert_int_equal(check(types[t].takes, types[t].name, "identity"), 0);
        assert_int_equal(check(TAKES_ANY, types[t].name, NULL), 0);
        bool json = types[t].takes == TAKES_JSON || types[t].takes == TAKES_CLOUDEVENTS;
        for (int other = TAKES_JSON; other <= TAKES_CLOUDEVENTS; other <<= 1)
            if (other != types[t].takes && !(json && other == TAKES_JSON))
                assert_int_equal(check(other, types[t].name, NULL), 415);
    }
}

TEST(a_row_that_takes_anything_takes_it_without_a_type_too)
{
    assert_int_equal(check(TAKES_ANY, NULL, NULL), 0);
    assert_int_equal(check(TAKES_ANY, "multipart/form-data; boundary=x", NULL), 0);
    assert_int_equal(check(TAKES_ANY | TAKES_GZIP, "\xE9", "gzip"), 0);
}

TEST(without_a_type_it_is_json)
{
    assert_int_equal(check(TAKES_JSON, NULL, NULL), 0);
    assert_int_equal(check(TAKES_NDJSON | TAKES_CSV, NULL, NULL), 415);
}

TEST(a_refusal_names_what_is_taken)
{
    assert_int_equal(check(TAKES_CSV | TAKES_GZIP | TAKES_STREAM, "text/plain", NULL), 415);
    assert_str_equal(asked.reply.complaint.detail, S("The body must be text/csv."));
    assert_int_equal(check(TAKES_JSON | TAKES_NDJSON | TAKES_CSV, "text/plain", NULL), 415);
    assert_str_equal(
        asked.reply.complaint.detail,
        S("The body must be application/json, application/x-ndjson or text/csv."));
    assert_int_equal(check(TAKES_FORM | TAKES_CLOUDEVENTS, "text/plain", NULL), 415);
    assert_str_equal(asked.reply.complaint.detail,
                     S("The body must be application/x-www-form-urlencoded or "
                       "application/cloudevents+json."));
}

TEST(gzip_is_taken_where_the_row_takes_it_and_nothing_else_is)
{
    static const char *const gzip[] = {"gzip", "GZip", "x-gzip", "X-GZIP"};
    static const char *const others[] = {"br",         "deflate",        "zstd",
                                         "gzip, gzip", "gzip, identity", "gzip;q=1"};
    for (size_t i = 0; i < sizeof gzip / sizeof *gzip; i++) {
        assert_int_equal(check(TAKES_JSON | TAKES_GZIP, NULL, gzip[i]), 0);
        assert_int_equal(body_coding(&asked.request), CODING_GZIP);
        assert_int_equal(check(TAKES_JSON, NULL, gzip[i]), 415);
        assert_str_equal(asked.reply.complaint.detail,
                         S("A compressed body is not taken here."));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_int_equal(check(TAKES_JSON, NULL, others[i]), 415);
        assert_int_equal(check(TAKES_ANY | TAKES_GZIP, NULL, others[i]), 415);
        assert_int_equal(asked.reply.headers, 1);
        assert_str_equal(asked.reply.header[0].name, S("Accept-Encoding"));
        assert_str_equal(asked.reply.header[0].value, S("gzip"));
    }
}

TEST(gzip_said_twice_is_compressed_twice)
{
    begin(NULL, "gzip");
    with("Content-Encoding", "gzip");
    assert_int_equal(finish(TAKES_JSON | TAKES_GZIP), 415);
    begin(NULL, "gzip");
    with("Content-Encoding", "identity");
    assert_int_equal(finish(TAKES_JSON | TAKES_GZIP), 0);
}

TEST(where_there_is_no_body_nobody_asks_what_it_is)
{
    begin("text/plain", "br");
    asked.header[0].value = S("0");
    assert_int_equal(finish(TAKES_NOTHING), 0);
}
