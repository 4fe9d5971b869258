#include "base/json_read.h"
#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

// The files of the JSON Parsing Test Suite (Nicolas Seriot) are not ours to carry:
// where CUSTOMER_HEALTH_JSON_SUITE names the folder, each of them is tried.
enum { FILE_MAX = 1 << 20 };

static bool find_suite(const char **folder)
{
    *folder = getenv("CUSTOMER_HEALTH_JSON_SUITE");
    return *folder && **folder;
}

// Both are well-formed; that a member stands twice is ours to refuse.
static bool is_stricter_here(Str name)
{
    return str_starts(name, S("y_object_duplicated_key"));
}

static Err read_file(const char *folder, const char *name, JsonFault *fault)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    Arena *arena = test_arena();
    char *bytes = arena_new(arena, char, FILE_MAX);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    JsonValue value;
    return json_read(arena, (Str){bytes, size}, &value, fault);
}

// Try each file whose name begins with `kind`; how many there are, and how many of
// them are not as `wanted`.
static int count_wrong(const char *folder, Str kind, Err wanted, int *files)
{
    int wrong = 0;
    DIR *suite = opendir(folder);
    assert_non_null(suite);
    for (struct dirent *entry; (entry = readdir(suite));) {
        Str name = str_of(entry->d_name);
        if (!str_starts(name, kind)) continue;
        JsonFault fault;
        Err err = read_file(folder, entry->d_name, &fault);
        ++*files;
        if (err == (is_stricter_here(name) ? ERR_INVALID : wanted)) continue;
        print_error("%s: %s %.*s\n", entry->d_name, err ? "refused:" : "read",
                    STR(fault.why));
        wrong++;
    }
    closedir(suite);
    return wrong;
}

TEST(every_file_of_the_json_suite_that_must_be_read_is)
{
    const char *folder;
    int files = 0;
    if (!find_suite(&folder)) skip();
    assert_int_equal(count_wrong(folder, S("y_"), OK, &files), 0);
    assert_true(files > 90);
}

TEST(every_file_of_the_json_suite_that_must_be_refused_is)
{
    const char *folder;
    int files = 0;
    if (!find_suite(&folder)) skip();
    assert_int_equal(count_wrong(folder, S("n_"), ERR_INVALID, &files), 0);
    assert_true(files > 180);
}

TEST(every_other_file_of_the_json_suite_is_read_or_refused)
{
    const char *folder;
    int files = 0;
    if (!find_suite(&folder)) skip();
    (void)count_wrong(folder, S("i_"), OK, &files);
    assert_true(files > 30);
}
