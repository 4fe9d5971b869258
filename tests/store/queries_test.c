#include "test.h"

#include "base/writer.h"
#include "sqlite_place.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static Arena *own(void)
{
    static Arena arena;
    if (!arena.next) arena = arena_map((size_t)1 << 24);
    return &arena;
}

static const char *file_with(const char *text)
{
    const char *path = sqlite_fresh_path(own());
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static Str text_of(const char *path)
{
    static char text[65536];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = 0;
    fclose(file);
    return (Str){text, length};
}

static int run(Str command)
{
    int status = system(str_z(own(), command));
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

// Run the tool on two dialects, or one where `theirs` is NULL; what it has written, or
// {0} where it refuses.
static Str made_of(const char *ours, const char *theirs)
{
    const char *out = sqlite_fresh_path(own());
    Str command = str_format(own(), "%s sql %s %s %s 2>/dev/null", QUERIES_TOOL, out,
                             file_with(ours), theirs ? file_with(theirs) : "");
    return run(command) == 0 ? text_of(out) : (Str){0};
}

static void assert_refused(const char *ours, const char *theirs)
{
    assert_int_equal(made_of(ours, theirs).length, 0);
}

#define FIND "-- name: find_it\n-- It is found.\nSELECT 1;\n"
#define LOSE "-- name: lose_it\n-- It is lost.\nSELECT 2;\n"

TEST(a_query_becomes_a_name_and_a_text)
{
    Str header = made_of("-- a file of queries\n" FIND "\n-- --- more\n" LOSE, NULL);
    assert_non_null(strstr(header.text, "    FIND_IT,  // It is found.\n    LOSE_IT,"));
    assert_non_null(strstr(header.text, "    \"SELECT 1\",\n    \"SELECT 2\",\n"));
    assert_non_null(strstr(header.text, "    \"find_it\",\n    \"lose_it\",\n"));
}

TEST(quotes_stay_and_comments_go)
{
    Str header =
        made_of("-- name: q\n-- Quotes.\nSELECT '--;', \"a\\b\" -- ; why\nFROM t;", NULL);
    assert_non_null(strstr(header.text, "\"SELECT '--;', \\\"a\\\\b\\\" \\nFROM t\""));
}

TEST(dialects_that_name_the_same_queries_are_taken)
{
    assert_int_not_equal(made_of(FIND LOSE, LOSE FIND).length, 0);
}

TEST(dialects_that_do_not_name_the_same_queries_are_refused)
{
    assert_refused(FIND LOSE, FIND);
    assert_refused(FIND, FIND LOSE);
}

TEST(a_dialect_may_have_queries_of_its_own_if_it_says_so)
{
    const char *own = "-- name: fold_it, here alone\n-- It is folded.\nSELECT 3;\n";
    char both[256];
    snprintf(both, sizeof both, "%s%s", FIND, own);
    Str header = made_of(both, FIND);
    assert_non_null(strstr(header.text, "    FIND_IT,  // It is found.\n    FOLD_IT,"));
    assert_int_not_equal(made_of(FIND, both).length, 0);
    assert_refused("-- name: q, here\n-- Half said.\nSELECT 1;\n", NULL);
}

TEST(a_query_that_is_not_whole_is_refused)
{
    assert_refused("", NULL);
    assert_refused(FIND FIND, NULL);
    assert_refused("-- name: q\nSELECT 1;\n", NULL);
    assert_refused("-- name: q\n-- Nothing.\n", NULL);
    assert_refused("-- name: q\n-- Two.\nSELECT 1; SELECT 2;\n", NULL);
    assert_refused("-- name: Q-1\n-- A name.\nSELECT 1;\n", NULL);
    assert_refused("-- name: q\n-- A quote.\nSELECT 'a;\n", NULL);
}

TEST(migrations_are_numbered_without_a_gap)
{
    const char *out = sqlite_fresh_path(own()), *folder = sqlite_fresh_path(own());
    const char *file = file_with("CREATE TABLE t (a); -- why; not\n-- and\nDROP TABLE t;");
    assert_int_equal(
        run(str_format(own(), "mkdir %s && cp %s %s/0001_t.sql && cp %s %s/0003_t.sql",
                       folder, file, folder, file, folder)),
        0);
    Str one = str_format(own(), "%s migrations %s steps %s/0001_t.sql", QUERIES_TOOL, out,
                         folder);
    assert_int_equal(run(one), 0);
    assert_non_null(
        strstr(text_of(out).text, "    \"CREATE TABLE t (a)\",\n    \"DROP TABLE t\",\n"));
    assert_non_null(strstr(text_of(out).text, "    {1, \"0001_t\", statements_1},\n"));
    assert_int_not_equal(
        run(str_format(own(), "%.*s %s/0003_t.sql 2>/dev/null", STR(one), folder)), 0);
}

int test_tear_down(void)
{
    sqlite_clean();
    return 0;
}
