#include "store/mysql/address.h"

#include "test.h"

static Address parsed(const char *text)
{
    Address address;
    const char *complaint;
    assert_int_equal(address_parse(test_arena(), str_of(text), &address, &complaint), OK);
    assert_null(complaint);
    return address;
}

static void refused(const char *text)
{
    Address address;
    const char *complaint;
    assert_int_equal(address_parse(test_arena(), str_of(text), &address, &complaint),
                     ERR_INVALID);
    assert_non_null(complaint);
}

TEST(an_address_names_user_password_host_port_and_database)
{
    Address address = parsed("ann:secret@db.example:3307/health");
    assert_string_equal(address.user, "ann");
    assert_string_equal(address.password, "secret");
    assert_string_equal(address.host, "db.example");
    assert_int_equal(address.port, 3307);
    assert_string_equal(address.name, "health");
    assert_null(address.socket);
}

TEST(without_a_port_it_is_the_usual_one)
{
    assert_int_equal(parsed("ann:secret@db/health").port, 3306);
    assert_int_equal(parsed("ann@[::1]/health").port, 3306);
}

TEST(a_password_may_hold_anything)
{
    assert_string_equal(parsed("a:p%40s%2Fs%3aw%25@db/h").password, "p@s/s:w%");
    assert_string_equal(parsed("a:p@ss:w@db/h").password, "p@ss:w");
    assert_string_equal(parsed("a@db/h").password, "");
}

TEST(an_ipv6_address_stands_in_brackets)
{
    Address address = parsed("ann@[2001:db8::1]:3307/health");
    assert_string_equal(address.host, "2001:db8::1");
    assert_int_equal(address.port, 3307);
}

TEST(of_several_servers_the_first_is_used)
{
    Address address = parsed("ann:secret@one:3307,two:3308,three/health");
    assert_string_equal(address.host, "one");
    assert_int_equal(address.port, 3307);
    assert_string_equal(address.name, "health");
}

TEST(a_socket_needs_no_host)
{
    Address address = parsed("ann@/health?socket=/run/my%20sql.sock");
    assert_string_equal(address.socket, "/run/my sql.sock");
    assert_string_equal(address.name, "health");
}

TEST(what_is_no_address_is_refused_with_a_reason)
{
    refused("");
    refused("db/health");
    refused("ann@db");
    refused("ann@db/");
    refused("ann@/health");
    refused(":secret@db/health");
    refused("ann@db:/health/");
    refused("ann@db:0/health");
    refused("ann@db:65536/health");
    refused("ann@db:x/health");
    refused("ann@[::1/health");
    refused("ann@[::1]x/health");
    refused("ann:%zz@db/health");
    refused("ann:%4@db/health");
    refused("ann:a%00b@db/health");
    refused("ann@db/health?tls=off");
    refused("ann@db/health?socket=");
}
