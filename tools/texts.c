// texts.c: turn text files into C.
//
//     texts TO.h NAME FILE...
//
// Makes `static const Str NAME[]`, the files in the order given.
#include <stdio.h>
#include <stdlib.h>

static _Noreturn void stop(const char *what)
{
    (void)fprintf(stderr, "texts: cannot use %s\n", what);
    exit(1);
}

static void write_text(FILE *to, int number, const char *path)
{
    FILE *from = fopen(path, "rb");
    if (!from) stop(path);
    (void)fprintf(to, "static const char text_%d[] = {", number);
    for (int c, i = 0; (c = fgetc(from)) != EOF; i++) {
        if (c > 0x7e) stop(path);
        (void)fprintf(to, "%s%d,", i % 20 == 0 ? "\n    " : " ", c);
    }
    (void)fputs("\n};\n\n", to);
    (void)fclose(from);
}

int main(int argc, char **argv)
{
    if (argc < 4) stop("fewer than three arguments: texts TO.h NAME FILE...");
    FILE *to = fopen(argv[1], "wb");
    if (!to) stop(argv[1]);
    (void)fputs("// Made by tools/texts.c.\n#pragma once\n\n#include \"base/str.h\"\n\n",
                to);
    for (int file = 3; file < argc; file++)
        write_text(to, file - 3, argv[file]);
    (void)fprintf(to, "static const Str %s[] = {\n", argv[2]);
    for (int file = 3; file < argc; file++)
        (void)fprintf(to, "    {text_%d, sizeof text_%d},\n", file - 3, file - 3);
    (void)fputs("};\n", to);
    return fclose(to) == 0 ? 0 : 1;
}
