#include "reference.h"

#include "test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MOST = 1 << 17, NUMBERS_MOST = 8192 };

static char *line_of(Arena *arena, const char *name)
{
    FILE *file = fopen(CASES "/proof/reference.txt", "r");
    assert_non_null(file);
    char *line = arena_new(arena, char, LINE_MOST);
    size_t length = strlen(name);
    bool found = false;
    while (!found && fgets(line, LINE_MOST, file))
        found = strncmp(line, name, length) == 0 && line[length] == ' ';
    fclose(file);
    if (!found) fail_msg("%s is not in reference.txt", name);
    return line + length;
}

int reference(Arena *arena, const char *name, double **out)
{
    *out = arena_new(arena, double, NUMBERS_MOST);
    int count = 0;
    char *rest = line_of(arena, name);
    for (char *end; count < NUMBERS_MOST; rest = end) {
        double number = strtod(rest, &end);
        if (end == rest) return count;
        (*out)[count++] = number;
    }
    return count;
}

int reference_ints(Arena *arena, const char *name, int **out)
{
    double *number;
    int count = reference(arena, name, &number);
    *out = arena_new(arena, int, count);
    for (int i = 0; i < count; i++)
        (*out)[i] = (int)number[i];
    return count;
}

double reference_one(Arena *arena, const char *name)
{
    double *number;
    assert_int_equal(reference(arena, name, &number), 1);
    return number[0];
}

Cases reference_cases(Arena *arena)
{
    int *customer, *left, *band;
    double *score;
    int rows = reference_ints(arena, "cases.customer", &customer);
    assert_int_equal(reference_ints(arena, "cases.left", &left), rows);
    assert_int_equal(reference_ints(arena, "cases.band", &band), rows);
    assert_int_equal(reference(arena, "cases.score", &score), rows);
    Case *row = arena_new(arena, Case, rows);
    for (int i = 0; i < rows; i++)
        row[i] = (Case){.customer = customer[i],
                        .band = band[i],
                        .score = score[i],
                        .left = left[i] == 1};
    return cases_of(arena, row, rows, (int)reference_one(arena, "cases.customers"));
}

int reference_lives(Arena *arena, Life **out)
{
    int *days, *left, *group;
    int lives = reference_ints(arena, "life.days", &days);
    assert_int_equal(reference_ints(arena, "life.left", &left), lives);
    assert_int_equal(reference_ints(arena, "life.group", &group), lives);
    *out = arena_new(arena, Life, lives);
    for (int i = 0; i < lives; i++)
        (*out)[i] = (Life){.days = days[i], .left = left[i] == 1, .group = group[i]};
    return lives;
}

void test_close(double is, double expected, const char *file, int line)
{
    if (fabs(is - expected) <= 1e-9) return;
    print_error("%.17g is not %.17g\n", is, expected);
    _fail(file, line);
}
