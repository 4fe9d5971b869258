#include "http/problem.h"
#include "test.h"

#include <stdio.h>

static Str written(int status, Str instance, const Complaint *complaint)
{
    Writer writer = {.arena = test_arena()};
    problem_write(&writer, status, instance, complaint);
    return writer_str(&writer);
}

TEST(a_problem_says_what_its_status_means)
{
    assert_str_equal(
        written(431, S("r-1"), NULL),
        S("{\"type\":\"about:blank\",\"title\":\"Request Header Fields Too Large\","
          "\"status\":431,\"detail\":\"The header fields are too large.\","
          "\"instance\":\"r-1\"}"));
    assert_str_equal(
        written(404, (Str){0}, &(Complaint){.detail = S("Customer not found")}),
        S("{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,"
          "\"detail\":\"Customer not found\",\"instance\":null}"));
}

TEST(a_fault_names_its_place_in_both_ways)
{
    Complaint complaint = {.detail = S("The event is not valid.")};
    complaint_add(&complaint, (Fault){S("body"), S("/details/amount"), S("Field required"),
                                      S("missing")});
    complaint_add(&complaint,
                  (Fault){S("body"), S("/list/17/a~1b~0c/007/-1"), S("m"), S("t")});
    complaint_add(&complaint,
                  (Fault){S("path"), S("customer_id"), S("m"), S("int_parsing")});
    complaint_add(&complaint,
                  (Fault){S("body"), S("17"), S("JSON decode error"), S("json_invalid")});
    complaint_add(&complaint, (Fault){S("body"), (Str){0}, S("m"), S("dict_type")});
    assert_str_equal(
        written(422, S("r"), &complaint),
        S("{\"type\":\"about:blank\",\"title\":\"Unprocessable Content\",\"status\":422,"
          "\"detail\":\"The event is not valid.\",\"instance\":\"r\",\"errors\":["
          "{\"loc\":[\"body\",\"details\",\"amount\"],\"msg\":\"Field required\","
          "\"type\":\"missing\",\"pointer\":\"/details/amount\"},"
          "{\"loc\":[\"body\",\"list\",17,\"a/b~c\",\"007\",\"-1\"],\"msg\":\"m\",\"type\":\"t\","
          "\"pointer\":\"/list/17/a~1b~0c/007/-1\"},"
          "{\"loc\":[\"path\",\"customer_id\"],\"msg\":\"m\",\"type\":\"int_parsing\","
          "\"pointer\":null},"
          "{\"loc\":[\"body\",17],\"msg\":\"JSON decode error\",\"type\":\"json_invalid\","
          "\"pointer\":null},"
          "{\"loc\":[\"body\"],\"msg\":\"m\",\"type\":\"dict_type\",\"pointer\":\"\"}]}"));
}

TEST(every_status_we_give_has_a_title_and_a_sentence)
{
    static const int given[] = {400, 403, 404, 405, 406, 408, 409, 411, 413, 414,
                                415, 417, 421, 422, 429, 431, 500, 501, 503, 505};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        assert_true(problem_title(given[i]).length > 0);
        assert_true(problem_sentence(given[i]).length > 0);
        assert_false(str_equal(problem_title(given[i]), S("Client Error")));
        assert_false(str_equal(problem_title(given[i]), S("Server Error")));
    }
    assert_str_equal(problem_title(499), S("Client Error"));
    assert_str_equal(problem_title(599), S("Server Error"));
}

TEST(an_err_stands_for_one_status)
{
    assert_int_equal(problem_status(ERR_INVALID), 422);
    assert_int_equal(problem_status(ERR_NOT_FOUND), 404);
    assert_int_equal(problem_status(ERR_CONFLICT), 409);
    assert_int_equal(problem_status(ERR_BUSY), 503);
    assert_int_equal(problem_status(ERR_STORE), 503);
}
