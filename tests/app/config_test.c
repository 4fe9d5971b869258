#include "test.h"

#include "app/config.h"

#include <stdlib.h>
#include <string.h>

static Config config;
static Str complaint;

static const char *const variables[] = {
    "CUSTOMER_HEALTH_LISTEN",
    "DATABASE_URL",
    "CUSTOMER_HEALTH_AUTH",
    "CUSTOMER_HEALTH_CURRENCY",
    "CUSTOMER_HEALTH_LOG",
    "CUSTOMER_HEALTH_SAMPLE",
    "DB_HOST",
    "DB_PORT",
    "DB_USER",
    "DB_PASSWORD",
    "DB_NAME",
};

int test_set_up(void)
{
    for (size_t v = 0; v < sizeof variables / sizeof *variables; v++)
        unsetenv(variables[v]);
    return 0;
}

// The flags are a list that ends with NULL.
#define READ(command, ...)                                                                 \
    config_read(test_arena(), command, (char *[]){__VA_ARGS__}, &config, &complaint)

#define FLAG(text)                                                                         \
    (char[])                                                                               \
    {                                                                                      \
        text                                                                               \
    }

TEST(without_a_word_it_listens_on_loopback_with_sqlite)
{
    assert_int_equal(READ(FOR_SERVE, NULL), OK);
    assert_str_equal(str_of(config.listen.host), S("127.0.0.1"));
    assert_int_equal(config.listen.port, 8000);
    assert_true(config.listen.loopback);
    assert_str_equal(config.database, S("sqlite:data/customer-health.db"));
    assert_str_equal(config.currency, S("USD"));
    assert_int_equal(config.log, LOG_NOTICE);
    assert_false(config.sample);
    assert_false(config.auth_off);
}

TEST(a_flag_goes_before_the_environment_and_that_before_the_default)
{
    setenv("CUSTOMER_HEALTH_LISTEN", "127.0.0.2:81", 1);
    assert_int_equal(READ(FOR_SERVE, NULL), OK);
    assert_str_equal(str_of(config.listen.host), S("127.0.0.2"));
    assert_int_equal(READ(FOR_SERVE, FLAG("--listen"), FLAG("127.0.0.3:82"), NULL), OK);
    assert_str_equal(str_of(config.listen.host), S("127.0.0.3"));
    assert_int_equal(READ(FOR_SERVE, FLAG("--listen=[::1]:83"), NULL), OK);
    assert_str_equal(str_of(config.listen.host), S("::1"));
    assert_int_equal(config.listen.port, 83);
    assert_true(config.listen.loopback);
    unsetenv("CUSTOMER_HEALTH_LISTEN");
}

TEST(an_empty_variable_is_none)
{
    setenv("DATABASE_URL", "", 1);
    setenv("DB_HOST", "", 1);
    setenv("CUSTOMER_HEALTH_SAMPLE", "", 1);
    assert_int_equal(READ(FOR_SERVE, NULL), OK);
    assert_str_equal(config.database, S("sqlite:data/customer-health.db"));
    unsetenv("DATABASE_URL");
    unsetenv("DB_HOST");
    unsetenv("CUSTOMER_HEALTH_SAMPLE");
}

TEST(the_parts_of_an_address_select_mysql_where_no_address_is_given)
{
    setenv("DB_HOST", "db", 1);
    assert_int_equal(READ(FOR_SERVE, NULL), OK);
    assert_str_equal(config.database,
                     S("mysql://customer_health:@db:3306/customer_health"));

    setenv("DB_PORT", "3307", 1);
    setenv("DB_USER", "us@er", 1);
    setenv("DB_PASSWORD", "p:a/s s%\xC3\xA9", 1);
    setenv("DB_NAME", "na-me_1", 1);
    assert_int_equal(READ(FOR_CHECK, NULL), OK);
    assert_str_equal(config.database,
                     S("mysql://us%40er:p%3Aa%2Fs%20s%25%C3%A9@db:3307/na-me_1"));

    setenv("DATABASE_URL", "sqlite:here.db", 1);
    assert_int_equal(READ(FOR_SERVE, NULL), OK);
    assert_str_equal(config.database, S("sqlite:here.db"));
    assert_int_equal(READ(FOR_SERVE, FLAG("--database"), FLAG("sqlite:there.db"), NULL),
                     OK);
    assert_str_equal(config.database, S("sqlite:there.db"));
    assert_int_equal(test_set_up(), 0);
}

TEST(other_machines_reach_it_only_where_that_is_said_in_so_many_words)
{
    assert_int_equal(READ(FOR_SERVE, FLAG("--listen=0.0.0.0:80"), NULL), ERR_INVALID);
    assert_true(str_find(complaint, '-') >= 0);
    assert_int_equal(READ(FOR_SERVE, FLAG("--listen=[::]:80"), NULL), ERR_INVALID);
    assert_int_equal(READ(FOR_SERVE, FLAG("--listen=10.1.2.3:80"), NULL), ERR_INVALID);
    assert_int_equal(READ(FOR_SERVE, FLAG("--listen=0.0.0.0:80"), FLAG("--auth=off"), NULL),
                     OK);
    assert_true(config.auth_off);
    assert_false(config.listen.loopback);
    assert_int_equal(READ(FOR_SERVE, FLAG("--auth=on"), NULL), ERR_INVALID);
}

TEST(what_is_no_value_is_refused_with_a_sentence)
{
    char *const flags[] = {
        FLAG("--listen=8000"),
        FLAG("--listen=127.0.0.1:x"),
        FLAG("--listen=127.0.0.1:70000"),
        FLAG("--listen=example.org:80"),
        FLAG("--listen=::1:80x"),
        FLAG("--currency=dollars"),
        FLAG("--currency=usd"),
        FLAG("--log=loud"),
        FLAG("--database="),
        FLAG("--sample=perhaps"),
        FLAG("--listen"),
        FLAG("--nothing"),
        FLAG("serve"),
    };
    for (size_t f = 0; f < sizeof flags / sizeof *flags; f++) {
        complaint = (Str){0};
        assert_int_equal(READ(FOR_SERVE, flags[f], NULL), ERR_INVALID);
        assert_true(str_ends(complaint, S(".")));
    }
    setenv("CUSTOMER_HEALTH_LOG", "loud", 1);
    assert_int_equal(READ(FOR_SERVE, NULL), ERR_INVALID);
    assert_str_equal(complaint, S("CUSTOMER_HEALTH_LOG: \"loud\" is not one of error, "
                                  "warning, notice, access."));
    unsetenv("CUSTOMER_HEALTH_LOG");
}

TEST(a_command_takes_its_own_settings_only)
{
    assert_int_equal(READ(FOR_SERVE, FLAG("--customers=3"), NULL), ERR_INVALID);
    assert_int_equal(READ(FOR_SAMPLE, FLAG("--customers"), FLAG("3"), FLAG("--days=4"),
                          FLAG("--seed=5"), FLAG("--remove"), NULL),
                     OK);
    assert_int_equal(config.customers, 3);
    assert_int_equal(config.days, 4);
    assert_int_equal(config.seed, 5);
    assert_true(config.remove);
    assert_int_equal(READ(FOR_SAMPLE, FLAG("--customers=0"), NULL), ERR_INVALID);
    assert_int_equal(READ(FOR_SAMPLE, FLAG("--listen=127.0.0.1:1"), NULL), ERR_INVALID);
}

TEST(an_import_takes_one_file_wherever_it_stands)
{
    assert_int_equal(READ(FOR_IMPORT, FLAG("--dry-run"), FLAG("a.csv"), FLAG("--report"),
                          FLAG("r.csv"), NULL),
                     OK);
    assert_str_equal(str_of(config.file), S("a.csv"));
    assert_str_equal(str_of(config.report), S("r.csv"));
    assert_true(config.dry_run);
    assert_true(config.create);
    assert_int_equal(
        READ(FOR_IMPORT, FLAG("-"), FLAG("--format=csv"), FLAG("--create=off"), NULL), OK);
    assert_str_equal(str_of(config.file), S("-"));
    assert_str_equal(config.format, S("csv"));
    assert_false(config.create);
    assert_int_equal(READ(FOR_IMPORT, FLAG("a"), FLAG("b"), NULL), ERR_INVALID);
    assert_int_equal(READ(FOR_IMPORT, FLAG("a"), FLAG("--create=maybe"), NULL),
                     ERR_INVALID);
    assert_int_equal(READ(FOR_IMPORT, FLAG("a"), FLAG("--format=xml"), NULL), ERR_INVALID);
    assert_int_equal(READ(FOR_IMPORT, FLAG("-x"), NULL), ERR_INVALID);
}

TEST(a_switch_takes_nothing_behind_it)
{
    assert_int_equal(READ(FOR_SERVE, FLAG("--sample"), FLAG("--log"), FLAG("error"), NULL),
                     OK);
    assert_true(config.sample);
    assert_int_equal(config.log, LOG_ERROR);
    setenv("CUSTOMER_HEALTH_SAMPLE", "1", 1);
    assert_int_equal(READ(FOR_SERVE, NULL), OK);
    assert_true(config.sample);
    assert_int_equal(READ(FOR_SERVE, FLAG("--sample=0"), NULL), OK);
    assert_false(config.sample);
    unsetenv("CUSTOMER_HEALTH_SAMPLE");
}

TEST(help_names_every_setting_of_a_command_and_no_other)
{
    Writer writer = {.arena = test_arena()};
    config_explain(&writer, FOR_SERVE);
    writer_char(&writer, 0);
    assert_non_null(strstr(writer.text, "--listen ADDRESS:PORT"));
    assert_non_null(strstr(writer.text, "CUSTOMER_HEALTH_LISTEN"));
    assert_non_null(strstr(writer.text, "127.0.0.1:8000"));
    assert_non_null(strstr(writer.text, "DB_PASSWORD"));
    assert_null(strstr(writer.text, "--customers"));
}
