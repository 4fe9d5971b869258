#include "client.h"
#include "http/reply.h"
#include "site.h"

#include <unistd.h>

static Running server;

int test_set_up(void)
{
    site_start(&server, site_options());
    return 0;
}

int test_tear_down(void)
{
    site_stop(&server);
    return 0;
}

typedef struct {
    const char *what;
    Str bytes;
    int status;
} Malformed;

#define BYTES(literal)                                                                     \
    {                                                                                      \
        literal, sizeof(literal) - 1                                                       \
    }
#define GET "GET /loop HTTP/1.1\r\n"
#define POST "POST /echo HTTP/1.1\r\nHost: x\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"
#define NEXT "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"

// Each is followed by a well-formed request for /smuggled on the same connection.
static const Malformed malformed[] = {
    // the request line
    {"no target", BYTES("GET HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"HTTP/0.9", BYTES("GET /loop\r\n"), 400},
    {"a lonely word", BYTES("hello\r\n\r\n"), 400},
    {"two spaces before the target", BYTES("GET  /loop HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"two spaces before the version", BYTES("GET /loop  HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a space behind the version", BYTES("GET /loop HTTP/1.1 \r\nHost: x\r\n\r\n"), 400},
    {"a space in front", BYTES(" GET /loop HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a tab between", BYTES("GET\t/loop\tHTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a space in the target", BYTES("GET /lo op HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a version of two digits", BYTES("GET /loop HTTP/1.10\r\nHost: x\r\n\r\n"), 400},
    {"a lower-case version", BYTES("GET /loop http/1.1\r\nHost: x\r\n\r\n"), 400},
    {"another protocol", BYTES("GET /loop ICY/1.1\r\nHost: x\r\n\r\n"), 400},
    {"HTTP/2.0", BYTES("GET /loop HTTP/2.0\r\nHost: x\r\n\r\n"), 505},
    {"HTTP/1.2", BYTES("GET /loop HTTP/1.2\r\nHost: x\r\n\r\n"), 505},
    {"HTTP/0.9, spelt out", BYTES("GET /loop HTTP/0.9\r\nHost: x\r\n\r\n"), 505},
    {"the preface of HTTP/2", BYTES("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505},
    {"an unknown method", BYTES("BREW /loop HTTP/1.1\r\nHost: x\r\n\r\n"), 501},
    {"a lower-case method", BYTES("get /loop HTTP/1.1\r\nHost: x\r\n\r\n"), 501},
    {"a method with a colon", BYTES("GE:T /loop HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a target without slash", BYTES("GET loop HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"an asterisk for GET", BYTES("GET * HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"CONNECT", BYTES("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a fragment", BYTES("GET /loop#top HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"bytes above 7F in the target", BYTES("GET /caf\xC3\xA9 HTTP/1.1\r\nHost: x\r\n\r\n"),
     400},
    {"a NUL in the target", BYTES("GET /lo\0op HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"a broken escape", BYTES("GET /lo%2 HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"an escaped NUL", BYTES("GET /lo%00op HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    {"another host in the target", BYTES("GET http://y/loop HTTP/1.1\r\nHost: x\r\n\r\n"),
     400},
    {"two empty lines in front", BYTES("\r\n\r\nGET /loop HTTP/1.1\r\nHost: x\r\n\r\n"),
     400},
    {"TLS", BYTES("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"), 400},
    // line ends and control characters
    {"bare LF everywhere", BYTES("GET /loop HTTP/1.1\nHost: x\n\n"), 400},
    {"bare LF behind a field", BYTES(GET "Host: x\nA: b\r\n\r\n"), 400},
    {"bare LF for the empty line", BYTES(GET "Host: x\r\n\n"), 400},
    {"a bare CR in a field", BYTES(GET "Host: x\r\nA: b\rc: d\r\n\r\n"), 400},
    {"a bare CR behind a field", BYTES(GET "Host: x\rA: b\r\n\r\n"), 400},
    {"CR CR LF", BYTES(GET "Host: x\r\r\n\r\n"), 400},
    {"a NUL in a value", BYTES(GET "Host: x\r\nA: b\0c\r\n\r\n"), 400},
    {"a NUL in a name", BYTES(GET "Host: x\r\nA\0: b\r\n\r\n"), 400},
    {"a bell in a value", BYTES(GET "Host: x\r\nA: \a\r\n\r\n"), 400},
    {"DEL in a value", BYTES(GET "Host: x\r\nA: \x7F\r\n\r\n"), 400},
    {"ESC in the target", BYTES("GET /\x1B[2J HTTP/1.1\r\nHost: x\r\n\r\n"), 400},
    // fields
    {"a space before the colon", BYTES(GET "Host : x\r\n\r\n"), 400},
    {"a tab before the colon", BYTES(GET "Host: x\r\nA\t: b\r\n\r\n"), 400},
    {"a space in a name", BYTES(GET "Host: x\r\nA b: c\r\n\r\n"), 400},
    {"no colon", BYTES(GET "Host: x\r\nA\r\n\r\n"), 400},
    {"no name", BYTES(GET "Host: x\r\n: b\r\n\r\n"), 400},
    {"a folded line", BYTES(GET "Host: x\r\nA: b\r\n c\r\n\r\n"), 400},
    {"a line folded by a tab", BYTES(GET "Host: x\r\nA: b\r\n\tc\r\n\r\n"), 400},
    {"a first field that is folded", BYTES(GET " Host: x\r\n\r\n"), 400},
    {"a letter above 7F in a name", BYTES(GET "Host: x\r\nA\xE9: b\r\n\r\n"), 400},
    {"parentheses in a name", BYTES(GET "Host: x\r\n(A): b\r\n\r\n"), 400},
    // Host
    {"no Host", BYTES(GET "\r\n"), 400},
    {"two Hosts", BYTES(GET "Host: x\r\nHost: y\r\n\r\n"), 400},
    {"the same Host twice", BYTES(GET "Host: x\r\nHost: x\r\n\r\n"), 400},
    {"two Hosts in 1.0", BYTES("GET /loop HTTP/1.0\r\nHost: x\r\nHost: y\r\n\r\n"), 400},
    {"an empty Host", BYTES(GET "Host:\r\n\r\n"), 400},
    {"a Host with a path", BYTES(GET "Host: x/y\r\n\r\n"), 400},
    {"a Host with a user", BYTES(GET "Host: a@x\r\n\r\n"), 400},
    {"a list of Hosts", BYTES(GET "Host: x, y\r\n\r\n"), 400},
    {"a port that is no number", BYTES(GET "Host: x:8o\r\n\r\n"), 400},
    {"two ports", BYTES(GET "Host: x:80:81\r\n\r\n"), 400},
    {"half an IPv6 address", BYTES(GET "Host: [::1\r\n\r\n"), 400},
    // lengths
    {"a length with a plus", BYTES(POST "Content-Length: +2\r\n\r\nab"), 400},
    {"a negative length", BYTES(POST "Content-Length: -2\r\n\r\nab"), 400},
    {"an empty length", BYTES(POST "Content-Length:\r\n\r\nab"), 400},
    {"a length with a space inside", BYTES(POST "Content-Length: 2 0\r\n\r\nab"), 400},
    {"a length in hexadecimal", BYTES(POST "Content-Length: 0x2\r\n\r\nab"), 400},
    {"a fractional length", BYTES(POST "Content-Length: 2.0\r\n\r\nab"), 400},
    {"a list of lengths", BYTES(POST "Content-Length: 2, 2\r\n\r\nab"), 400},
    {"two lengths", BYTES(POST "Content-Length: 2\r\nContent-Length: 3\r\n\r\nab"), 400},
    {"the same length twice",
     BYTES(POST "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"), 400},
    {"a length that overflows 64 bits",
     BYTES(POST "Content-Length: 18446744073709551618\r\n\r\nab"), 400},
    {"a length with a letter", BYTES(POST "Content-Length: 2a\r\n\r\nab"), 400},
    // transfer codings
    {"a length and chunks",
     BYTES(POST "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"chunks and a length",
     BYTES(POST "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n"), 400},
    {"chunked twice",
     BYTES(POST
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     400},
    {"chunked, chunked", BYTES(POST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
     400},
    {"gzip, chunked", BYTES(POST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"), 400},
    {"chunked, identity",
     BYTES(POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"), 400},
    {"identity", BYTES(POST "Transfer-Encoding: identity\r\n\r\n"), 400},
    {"xchunked", BYTES(POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), 400},
    {"a quoted coding", BYTES(POST "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n"), 400},
    {"a vertical tab before chunked",
     BYTES(POST "Transfer-Encoding: \x0B"
                "chunked\r\n\r\n0\r\n\r\n"),
     400},
    {"an empty coding", BYTES(POST "Transfer-Encoding:\r\n\r\n"), 400},
    {"a coding in 1.0",
     BYTES("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400},
    {"a coding on a GET beside a length",
     BYTES(GET
           "Host: x\r\nContent-Length: 35\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
     400},
    // chunks
    {"a chunk size that is no number", BYTES(CHUNKED "z\r\nab\r\n0\r\n\r\n"), 400},
    {"a negative chunk size", BYTES(CHUNKED "-2\r\nab\r\n0\r\n\r\n"), 400},
    {"a chunk size with 0x", BYTES(CHUNKED "0x2\r\nab\r\n0\r\n\r\n"), 400},
    {"a space before a chunk size", BYTES(CHUNKED " 2\r\nab\r\n0\r\n\r\n"), 400},
    {"a space behind a chunk size", BYTES(CHUNKED "2 \r\nab\r\n0\r\n\r\n"), 400},
    {"no chunk size", BYTES(CHUNKED "\r\nab\r\n0\r\n\r\n"), 400},
    {"a chunk size that overflows", BYTES(CHUNKED "10000000000000002\r\nab\r\n0\r\n\r\n"),
     400},
    {"a chunk longer than it says", BYTES(CHUNKED "2\r\nabc\r\n0\r\n\r\n"), 400},
    {"a chunk shorter than it says", BYTES(CHUNKED "4\r\nab\r\n0\r\n\r\n" NEXT), 400},
    {"bare LF behind a chunk size", BYTES(CHUNKED "2\nab\r\n0\r\n\r\n"), 400},
    {"bare LF behind a chunk", BYTES(CHUNKED "2\r\nab\n0\r\n\r\n"), 400},
    {"bare CR behind a chunk size", BYTES(CHUNKED "2\rab\r\n0\r\n\r\n"), 400},
    {"bare LF in an extension", BYTES(CHUNKED "2;a\nb\r\nab\r\n0\r\n\r\n"), 400},
    {"a NUL in an extension", BYTES(CHUNKED "2;a\0\r\nab\r\n0\r\n\r\n"), 400},
    {"bare LF behind the last chunk", BYTES(CHUNKED "2\r\nab\r\n0\n\n"), 400},
    {"a trailer with a bare LF", BYTES(CHUNKED "0\r\nA: b\nC: d\r\n\r\n"), 400},
    {"a trailer with a space before the colon", BYTES(CHUNKED "0\r\nA : b\r\n\r\n"), 400},
    {"a trailer with a NUL", BYTES(CHUNKED "0\r\nA: \0\r\n\r\n"), 400},
    {"a length in a trailer", BYTES(CHUNKED "0\r\nContent-Length: 9\r\n\r\n"), 400},
    {"a folded trailer", BYTES(CHUNKED "0\r\nA: b\r\n c\r\n\r\n"), 400},
    {"an expectation nobody knows", BYTES(GET "Host: x\r\nExpect: tea\r\n\r\n"), 417},
};

static void show(const Malformed *row, Str heard)
{
    print_error("%s: %.*s\n", row->what, (int)(heard.length < 60 ? heard.length : 60),
                heard.text ? heard.text : "");
}

TEST(each_malformed_request_is_refused_once_and_what_follows_it_is_not_heard)
{
    int wrong = 0;
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        const Malformed *row = &malformed[i];
        Arena *arena = test_arena();
        int socket = client_connect(server.port);
        client_send(socket, row->bytes);
        client_send(socket, S(NEXT NEXT));
        Str all = client_hear_all(arena, socket);
        close(socket);

        Heard heard = {.head = all};
        int64_t status = 0;
        bool good = str_starts(all, S("HTTP/1.1 ")) && answers_in(all) == 1 &&
                    str_int(str_until(str_from(all, 9), 3), &status) &&
                    status == row->status &&
                    str_equal(heard_field(&heard, S("Connection")), S("close"));
        if (!good) show(row, all);
        wrong += !good;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(atomic_load(&server.app.smuggled), 0);
}

TEST(the_same_bytes_one_at_a_time_are_refused_too)
{
    int wrong = 0;
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        const Malformed *row = &malformed[i];
        int socket = client_connect(server.port);
        for (size_t b = 0; b < row->bytes.length; b++)
            client_send(socket, str_until(str_from(row->bytes, b), 1));
        client_send(socket, S(NEXT));
        Str all = client_hear_all(test_arena(), socket);
        close(socket);
        int64_t status = 0;
        bool good = answers_in(all) == 1 &&
                    str_int(str_until(str_from(all, 9), 3), &status) &&
                    status == row->status;
        if (!good) show(row, all);
        wrong += !good;
    }
    assert_int_equal(wrong, 0);
    assert_int_equal(atomic_load(&server.app.smuggled), 0);
}

typedef struct {
    Str bytes;
    int status;
    Str body;
} WellFormed;

static const WellFormed well_formed[] = {
    {BYTES(GET "Host: x\r\n\r\n"), 200, BYTES("hello")},
    {BYTES("\r\n" GET "Host: x\r\n\r\n"), 200, BYTES("hello")},
    {BYTES(GET "Host: [::1]:8000\r\n\r\n"), 200, BYTES("hello")},
    {BYTES(GET "hOsT:x:80\r\n\r\n"), 200, BYTES("hello")},
    {BYTES(GET "Host: \t x \t\r\nEmpty:\r\nAfter: y\r\n\r\n"), 200, BYTES("hello")},
    {BYTES("GET http://x/loop HTTP/1.1\r\nHost: x\r\n\r\n"), 200, BYTES("hello")},
    {BYTES("GET /l%6Fop?a=|&b=%2F HTTP/1.1\r\nHost: x\r\n\r\n"), 200, BYTES("hello")},
    {BYTES(GET "Host: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"), 200,
     BYTES("hello")},
    {BYTES("GET /said HTTP/1.1\r\nHost: x\r\nSaid: \xE9vt 2\r\n\r\n"), 200,
     BYTES("\xE9vt 2")},
    {BYTES("GET /said HTTP/1.1\r\nHost: x\r\nSaid:\x80 \x85\x9F\xA0\xFF\r\n\r\n"), 200,
     BYTES("\x80 \x85\x9F\xA0\xFF")},
    {BYTES(GET "Host: x\r\nContent-Length: 0\r\n\r\n"), 200, BYTES("hello")},
    {BYTES(POST "Content-Length: 2\r\n\r\nab"), 200, BYTES("ab")},
    {BYTES(POST "Content-Length: 002\r\n\r\nab"), 200, BYTES("ab")},
    {BYTES(POST
           "Transfer-Encoding: Chunked\r\n\r\n2\r\nab\r\n00A\r\n0123456789\r\n0\r\n\r\n"),
     200, BYTES("ab0123456789")},
    {BYTES(CHUNKED "2;a=b;c=\"d\"\r\nab\r\n0\r\nHost: y\r\nSum: 9\r\n\r\n"), 200,
     BYTES("ab")},
    {BYTES("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"), 204, {0}},
};

TEST(well_formed_requests_are_answered_and_the_next_one_is_too)
{
    for (size_t i = 0; i < sizeof well_formed / sizeof *well_formed; i++) {
        const WellFormed *row = &well_formed[i];
        Arena *arena = test_arena();
        int socket = client_connect(server.port);
        client_send(socket, row->bytes);
        client_send(socket, S(GET "Host: x\r\n\r\n"));
        Heard heard = client_hear(arena, socket, true);
        if (heard.status != row->status) print_error("%.*s\n", STR(row->bytes));
        assert_int_equal(heard.status, row->status);
        assert_str_equal(heard.body, row->body);
        assert_int_equal(client_hear(arena, socket, true).status, 200);
        close(socket);
    }
}

TEST(a_refusal_is_a_problem_with_an_id)
{
    Arena *arena = test_arena();
    int socket = client_connect(server.port);
    Heard heard = client_ask(arena, socket, S(GET "\r\n"));
    assert_int_equal(heard.status, 400);
    assert_str_equal(heard_field(&heard, S("Content-Type")), S("application/problem+json"));
    assert_true(heard_field(&heard, S("X-Request-Id")).length > 0);
    assert_true(client_sees_end(socket));
    close(socket);
}
