#include "web/bulk/csv.h"

// The cell in quotes that begins at `at`, with doubled ones made one; `*at` is behind it.
static Str quoted_cell(char *row, size_t length, size_t *at)
{
    size_t from = *at + 1, to = from, i = from;
    for (; i < length; i++) {
        bool doubled = row[i] == '"' && i + 1 < length && row[i + 1] == '"';
        if (row[i] == '"' && !doubled) break;
        i += doubled;
        row[to++] = row[i];
    }
    *at = i < length ? i + 1 : length;
    return (Str){row + from, to - from};
}

int csv_cells(char *row, size_t length, Str *cell, int most)
{
    int count = 0;
    for (size_t at = 0;; at++) {
        Str found;
        if (at < length && row[at] == '"') {
            found = quoted_cell(row, length, &at);
            while (at < length && row[at] != ',')
                at++;
        } else {
            size_t from = at;
            while (at < length && row[at] != ',')
                at++;
            found = (Str){row + from, at - from};
        }
        if (count < most) cell[count] = found;
        count++;
        if (at >= length) return count;
    }
}

static bool is_formula(Str cell)
{
    return cell.length > 0 && str_find(S("=+-@\t\r"), cell.text[0]) >= 0;
}

void csv_write(Writer *writer, Str cell)
{
    bool quotes = is_formula(cell);
    for (size_t i = 0; !quotes && i < cell.length; i++)
        quotes = str_find(S(",\"\r\n"), cell.text[i]) >= 0;
    if (quotes) writer_char(writer, '"');
    if (is_formula(cell)) writer_char(writer, '\'');
    for (size_t i = 0; i < cell.length; i++) {
        if (cell.text[i] == '"') writer_char(writer, '"');
        writer_char(writer, cell.text[i]);
    }
    if (quotes) writer_char(writer, '"');
}
