// queries.c: turn SQL files into C.
//
//     queries sql OUT.h QUERIES.sql [OTHER.sql]
//     queries migrations OUT.h NAME 0001_first.sql 0002_second.sql ...
//
// `sql` reads blocks of a `-- name: append_event` line, a line of purpose, and one
// statement; out come `enum Query` and `sql[]`.  OTHER.sql is the other dialect: it
// must name the same queries, but for those marked `-- name: fold, here alone`.  Comments are left out of the statement.
//
// `migrations` cuts files into statements and makes a table `NAME[]` of them, in
// order; their numbers must begin with 1 and leave none out.  Comments inside a
// statement stay: SQLite keeps them, so that `.schema` explains itself.
#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 256 * 1024, QUERIES_MAX = 256, NAME_MAX_LENGTH = 64 };

static FILE *out;

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("queries: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

// The whole file into `text`, with a NUL behind it.
static void read_whole(const char *path, char text[FILE_MAX])
{
    FILE *file = fopen(path, "r");
    if (!file) fail("%s: cannot be read", path);
    size_t length = fread(text, 1, FILE_MAX, file);
    if (length == FILE_MAX) fail("%s: longer than %d bytes", path, FILE_MAX);
    text[length] = 0;
    fclose(file);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void put_literal(const char *text, const char *end)
{
    fputc('"', out);
    for (; text < end; text++) {
        if (*text == '\n') {
            fputs("\\n", out);
            continue;
        }
        if (*text == '"' || *text == '\\') fputc('\\', out);
        fputc(*text, out);
    }
    fputc('"', out);
}

static void trim(const char **from, const char **end)
{
    while (*from < *end && isspace((unsigned char)**from))
        ++*from;
    while (*from < *end && isspace((unsigned char)(*end)[-1]))
        --*end;
}

// Where the statement that begins at `text` ends: at its semicolon, which counts
// neither in quotes nor in comments, or at the end of the text.
static const char *statement_end(const char *text)
{
    for (; *text && *text != ';'; text++) {
        if (strncmp(text, "--", 2) == 0) {
            while (text[1] && text[1] != '\n')
                text++;
        } else if (*text == '\'' || *text == '"' || *text == '`') {
            const char *close = strchr(text + 1, *text);
            if (!close) fail("a quote is left open: %.40s", text);
            text = close;
        }
    }
    return text;
}

// --- sql -------------------------------------------------------------------

typedef struct {
    char name[NAME_MAX_LENGTH];
    const char *purpose, *purpose_end;
    char *text, *end;  // the statement, without comments and semicolon
    bool here_alone;   // the other dialect need not name it
} Block;

typedef struct {
    const char *path;
    char text[FILE_MAX];
    Block block[QUERIES_MAX];
    int count;
} QueryFile;

static const char head[] = "-- name:", alone[] = ", here alone";

// Take comments, the semicolon and the space around out of a block's statement.
static void clean(const QueryFile *file, Block *block)
{
    char *to = block->text, quote = 0;
    for (char *from = block->text; from < block->end; from++) {
        if (!quote && strncmp(from, "--", 2) == 0) {
            while (from + 1 < block->end && from[1] != '\n')
                from++;
            continue;
        }
        if (quote && *from == quote)
            quote = 0;
        else if (!quote && strchr("'\"`", *from))
            quote = *from;
        *to++ = *from;
    }
    *to = 0;

    const char *text = block->text, *end = statement_end(text);
    const char *rest = *end ? end + 1 : end, *rest_end = to;
    trim(&rest, &rest_end);
    if (rest < rest_end) fail("%s: %s: more than one statement", file->path, block->name);
    trim(&text, &end);
    if (text == end) fail("%s: %s: no statement", file->path, block->name);
    block->end = block->text + (end - block->text);
    block->text += text - block->text;
}

static const Block *find(const QueryFile *file, const char *name)
{
    for (int q = 0; q < file->count; q++)
        if (strcmp(file->block[q].name, name) == 0) return &file->block[q];
    return NULL;
}

static void read_name(const QueryFile *file, Block *block, const char *line)
{
    size_t length = strspn(line, "abcdefghijklmnopqrstuvwxyz0123456789_");
    const char *rest = line + length;
    block->here_alone = strncmp(rest, alone, strlen(alone)) == 0;
    if (block->here_alone) rest += strlen(alone);
    if (length == 0 || length >= NAME_MAX_LENGTH || (*rest && *rest != '\n'))
        fail("%s: a name is lower case words joined by '_': %.40s", file->path, line);
    memcpy(block->name, line, length);
    block->name[length] = 0;
    if (find(file, block->name)) fail("%s: %s is there twice", file->path, block->name);
}

// The block at `text`, which begins with its head; returns where the next begins.
static char *read_block(QueryFile *file, char *text)
{
    if (file->count == QUERIES_MAX)
        fail("%s: more than %d queries", file->path, QUERIES_MAX);
    Block *block = &file->block[file->count];
    char *line = text + strlen(head);
    read_name(file, block, line + strspn(line, " "));

    char *purpose = strchr(line, '\n');
    if (!purpose || strncmp(purpose + 1, "-- ", 3) != 0)
        fail("%s: %s: the second line says what it is for", file->path, block->name);
    block->purpose = purpose + 4;
    block->text = strchr(block->purpose, '\n');
    if (!block->text) fail("%s: %s: no statement", file->path, block->name);
    block->purpose_end = block->text;

    char *next = strstr(block->text, head);
    block->end = next ? next : block->text + strlen(block->text);
    file->count++;
    return next;
}

static void read_queries(QueryFile *file, const char *path)
{
    file->path = path;
    read_whole(path, file->text);
    char *next = strstr(file->text, head);
    while (next)
        next = read_block(file, next);
    for (int q = 0; q < file->count; q++)
        clean(file, &file->block[q]);
    if (file->count == 0) fail("%s: no queries", path);
}

static void check_same(const QueryFile *a, const QueryFile *b)
{
    for (int q = 0; q < a->count; q++)
        if (!a->block[q].here_alone && !find(b, a->block[q].name))
            fail("%s names %s, %s does not", a->path, a->block[q].name, b->path);
}

// Of lower case words joined by '_'.
static void put_upper(const char *name)
{
    for (; *name; name++)
        fputc(*name >= 'a' ? *name - 'a' + 'A' : *name, out);
}

static void write_queries(const QueryFile *file)
{
    fprintf(out, "// Made by tools/queries.c from %s.\n#pragma once\n\n",
            base_name(file->path));
    fputs("typedef enum Query {\n", out);
    for (int q = 0; q < file->count; q++) {
        const Block *block = &file->block[q];
        fputs("    ", out);
        put_upper(block->name);
        fprintf(out, ",  // %.*s\n", (int)(block->purpose_end - block->purpose),
                block->purpose);
    }
    fputs("    QUERY_COUNT,\n} Query;\n\n", out);

    fputs("__attribute__((unused)) static const char *const sql[QUERY_COUNT] = {\n", out);
    for (int q = 0; q < file->count; q++) {
        fputs("    ", out);
        put_literal(file->block[q].text, file->block[q].end);
        fputs(",\n", out);
    }
    fputs("};\n\n", out);

    fputs("__attribute__((unused)) static const char *const query_name[QUERY_COUNT] = {\n",
          out);
    for (int q = 0; q < file->count; q++)
        fprintf(out, "    \"%s\",\n", file->block[q].name);
    fputs("};\n", out);
}

static void make_queries(int files, char **paths)
{
    static QueryFile ours, theirs;
    read_queries(&ours, paths[0]);
    if (files > 1) {
        read_queries(&theirs, paths[1]);
        check_same(&ours, &theirs);
        check_same(&theirs, &ours);
    }
    write_queries(&ours);
}

// --- migrations --------------------------------------------------------------

// Behind the comment lines and the space that stand before a statement.
static const char *skip_preface(const char *text)
{
    for (;;) {
        while (isspace((unsigned char)*text))
            text++;
        if (strncmp(text, "--", 2) != 0) return text;
        text += strcspn(text, "\n");
    }
}

static void write_statements(const char *path, int number)
{
    static char file[FILE_MAX];
    read_whole(path, file);
    fprintf(out, "static const char *const statements_%d[] = {\n", number);
    int count = 0;
    for (const char *text = skip_preface(file); *text; text = skip_preface(text)) {
        const char *end = statement_end(text);
        if (!*end) fail("%s: the last statement does not end with ';'", path);
        fputs("    ", out);
        put_literal(text, end);
        fputs(",\n", out);
        text = end + 1;
        count++;
    }
    if (count == 0) fail("%s: no statements", path);
    fputs("    0,\n};\n", out);
}

// "0002_events" from "migrations/0002_events.sql"; checks its number.
static void put_title(const char *path, int number)
{
    const char *name = base_name(path), *dot = strrchr(name, '.');
    char begins[16];
    snprintf(begins, sizeof begins, "%04d_", number);
    if (strncmp(name, begins, strlen(begins)) != 0 || !dot)
        fail("%s: should be called %s....sql", path, begins);
    put_literal(name, dot);
}

static void make_migrations(const char *table, int files, char **paths)
{
    fputs("// Made by tools/queries.c from the migrations.\n#pragma once\n\n", out);
    fputs("#include \"store/migrate.h\"\n\n", out);
    for (int f = 0; f < files; f++)
        write_statements(paths[f], f + 1);
    fprintf(out, "\nstatic const Migration %s[] = {\n", table);
    for (int f = 0; f < files; f++) {
        fprintf(out, "    {%d, ", f + 1);
        put_title(paths[f], f + 1);
        fprintf(out, ", statements_%d},\n", f + 1);
    }
    fputs("    {0, 0, 0},\n};\n", out);
}

int main(int argc, char **argv)
{
    bool queries = argc >= 4 && argc <= 5 && strcmp(argv[1], "sql") == 0;
    bool migrations = argc >= 5 && strcmp(argv[1], "migrations") == 0;
    if (!queries && !migrations)
        fail("queries sql OUT FILE [OTHER] | queries migrations OUT NAME FILE...");

    out = fopen(argv[2], "w");
    if (!out) fail("%s: cannot be written", argv[2]);
    if (queries)
        make_queries(argc - 3, argv + 3);
    else
        make_migrations(argv[3], argc - 4, argv + 4);
    if (fclose(out) != 0) fail("%s: cannot be written whole", argv[2]);
    return 0;
}
