// views.c: turn an HTML view into a C function.
//
//     views FROM.html TO.c
//
//     %%  first line: the C signature of the view
//     %   a line of C
//     {{expression}}  a value, escaped as its type asks
//
// Anything else is HTML and is written as it stands.  #line leads every message of
// the C compiler back to the view.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 4000 };  // a C string literal may have 4,095 characters

typedef struct {
    const char *path;
    int line;
    FILE *in;
    FILE *out;
} View;

static _Noreturn void refuse(const View *view, const char *why)
{
    (void)fprintf(stderr, "%s:%d: %s\n", view->path, view->line, why);
    exit(1);
}

static void put_literal(FILE *out, const char *text, size_t length)
{
    if (length == 0) return;
    (void)fprintf(out, "    html_put(html, MARKUP(\"");
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n') {
            (void)fprintf(out, "\\n");
            continue;
        }
        if (strchr("\"\\", text[i])) (void)fputc('\\', out);
        (void)fputc(text[i], out);
    }
    (void)fprintf(out, "\"));\n");
}

static void put_html(const View *view, const char *line)
{
    const char *open = strstr(line, "{{");
    while (open) {
        const char *close = strstr(open, "}}");
        if (!close) refuse(view, "this {{ is not closed on its line");
        put_literal(view->out, line, (size_t)(open - line));
        (void)fprintf(view->out, "    html_put(html, %.*s);\n", (int)(close - open - 2),
                      open + 2);
        line = close + 2;
        open = strstr(line, "{{");
    }
    put_literal(view->out, line, strlen(line));
}

static void compile_line(const View *view, const char *line)
{
    int is_signature = strncmp(line, "%%", 2) == 0;
    if (view->line == 1 && !is_signature)
        refuse(view, "a view begins with its signature: %% void view_NAME(...)");
    if (view->line > 1 && is_signature)
        refuse(view, "only the first line of a view is a signature");

    (void)fprintf(view->out, "#line %d \"%s\"\n", view->line, view->path);
    if (is_signature)
        (void)fprintf(view->out, "%s{\n", line + 2);
    else if (line[0] == '%')
        (void)fprintf(view->out, "%s", line + 1);
    else
        put_html(view, line);
}

static void compile(View *view)
{
    char line[LINE_MAX_BYTES];
    static const char *const known[] = {"views",       "views_cards",  "views_compare",
                                        "views_draft", "views_events", "views_list",
                                        "views_past",  "views_sources"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        (void)fprintf(view->out, "#include \"web/pages/%s.h\"\n", known[i]);
    while (fgets(line, sizeof line, view->in)) {
        view->line++;
        if (!strchr(line, '\n'))
            refuse(view, "this line is too long, or the last one open");
        compile_line(view, line);
    }
    if (view->line == 0) refuse(view, "the view is empty");
    (void)fprintf(view->out, "}\n");
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        (void)fprintf(stderr, "usage: views FROM.html TO.c\n");
        return 1;
    }
    View view = {.path = argv[1], .in = fopen(argv[1], "r"), .out = fopen(argv[2], "w")};
    if (!view.in || !view.out) {
        perror(view.in ? argv[2] : argv[1]);
        return 1;
    }
    compile(&view);
    (void)fclose(view.in);
    return fclose(view.out) == 0 ? 0 : 1;
}
