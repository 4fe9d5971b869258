#include "golden.h"

#include "memory.h"
#include "web/pages/assets.h"

#include <stdio.h>
#include <stdlib.h>

static Str without_version(Str body)
{
    Writer writer = {.arena = memory()};
    for (size_t i = 0; i < body.length; i++) {
        if (str_starts(str_from(body, i), asset_version)) {
            writer_put(&writer, S("VERSION"));
            i += asset_version.length - 1;
        } else {
            writer_char(&writer, body.text[i]);
        }
    }
    return writer_str(&writer);
}

static Str read_file(const char *path)
{
    Writer writer = {.arena = memory()};
    FILE *file = fopen(path, "rb");
    for (int c = 0; file && (c = fgetc(file)) != EOF;)
        writer_char(&writer, (char)c);
    if (file) (void)fclose(file);
    return writer_str(&writer);
}

static void write_file(const char *path, Str text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text.text, 1, text.length, file), text.length);
    assert_int_equal(fclose(file), 0);
}

void golden_check(Answer answer, const char *name, const char *file, int line)
{
    const char *path = str_z(memory(), str_format(memory(), GOLDEN "/%s", name));
    Str found = without_version(answer.body);
    const char *wish = getenv("GOLDEN");
    if (wish && str_equal(str_of(wish), S("write"))) write_file(path, found);

    Str wanted = read_file(path);
    if (str_equal(wanted, found)) return;
    while (wanted.length > 0 || found.length > 0) {
        Str was = str_cut(&wanted, '\n'), is = str_cut(&found, '\n');
        if (str_equal(was, is)) continue;
        print_error("%s was\n%.*s\nand is\n%.*s\n", name, STR(was), STR(is));
        break;
    }
    _fail(file, line);
}
