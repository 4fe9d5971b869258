#include "http/request.h"
#include "test.h"

TEST(a_header_is_found_by_its_name_in_any_case)
{
    const Pair header[] = {
        {S("Host"), S("a")}, {S("X-Request-Id"), S("7")}, {S("host"), S("b")}};
    Request request = {.header = header, .headers = 3};
    assert_str_equal(request_header(&request, S("HOST")), S("a"));
    assert_str_equal(request_header(&request, S("x-request-id")), S("7"));
    assert_int_equal(request_header(&request, S("Hos")).length, 0);
}

TEST(a_cookie_is_found_among_all_that_were_sent)
{
    const Pair header[] = {{S("Cookie"), S("session=abc=; theme=dark;bad; =x")},
                           {S("cookie"), S(" other=1;  session=late")}};
    Request request = {.header = header, .headers = 2};
    assert_str_equal(request_cookie(&request, S("session")), S("abc="));
    assert_str_equal(request_cookie(&request, S("theme")), S("dark"));
    assert_str_equal(request_cookie(&request, S("other")), S("1"));
    assert_int_equal(request_cookie(&request, S("sess")).length, 0);
    assert_int_equal(request_cookie(&request, S("bad")).length, 0);
}

TEST(a_body_type_has_no_parameters_and_is_lower_case)
{
    const Pair header[] = {{S("Content-Type"), S("Application/JSON ; charset=UTF-8")}};
    Request request = {.header = header, .headers = 1, .arena = test_arena()};
    assert_str_equal(request_body_type(&request), S("application/json"));
    request.headers = 0;
    assert_int_equal(request_body_type(&request).length, 0);
}

TEST(a_path_value_is_found_by_its_name)
{
    Request request = {.path_values = 1};
    request.path_value[0] = (Pair){S("customer"), S("7")};
    assert_str_equal(request_path_value(&request, S("customer")), S("7"));
    assert_int_equal(request_path_value(&request, S("event")).length, 0);
}
