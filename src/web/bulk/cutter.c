#include "web/bulk/cutter.h"

#include <string.h>

// Where in a stream of JSON.
enum {
    JSON_START,  // nothing but white space came
    JSON_GAP,    // between two values
    JSON_VALUE,  // in one
    JSON_AFTER,  // the array is closed
    JSON_OVER,   // what follows is of no interest
};

// Where in a row.
enum {
    ROW_CELL,    // at the beginning of a cell
    ROW_PLAIN,   // in one without quotes
    ROW_QUOTED,  // in one with
    ROW_CLOSED,  // behind a quote in it: it ends, or the quote is doubled
    ROW_RETURN,  // behind that, a carriage return: the row ends
    ROW_BROKEN,  // behind it, something else
};

Cutter cutter_new(Arena *arena, CutBy by)
{
    return (Cutter){.by = by, .line = 1, .kept = arena_grow(arena, NULL, 0, CUT_MAX)};
}

void cutter_feed(Cutter *cutter, Str piece, bool more)
{
    cutter->piece = piece;
    cutter->more = more;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static Str trim(Str text)
{
    while (text.length && is_white(text.text[0]))
        text = str_from(text, 1);
    while (text.length && is_white(text.text[text.length - 1]))
        text.length--;
    return text;
}

// --- one way of cutting each ---------------------------------------------

// What a scan found: how many bytes at the front of the piece are the item's, how many
// are done with, and whether the item ends there.
typedef struct {
    size_t length;
    size_t used;
    bool ends;
} Scan;

static Scan scan_line(Cutter *cutter)
{
    const Str piece = cutter->piece;
    ptrdiff_t end = str_find(piece, '\n');
    if (end < 0) return (Scan){piece.length, piece.length, false};
    cutter->line++;
    return (Scan){(size_t)end, (size_t)end + 1, true};
}

static int row_step(int state, char c)
{
    switch (state) {
    case ROW_CELL:
    case ROW_PLAIN:
        if (c == ',') return ROW_CELL;
        return c == '"' && state == ROW_CELL ? ROW_QUOTED : ROW_PLAIN;
    case ROW_QUOTED: return c == '"' ? ROW_CLOSED : ROW_QUOTED;
    case ROW_CLOSED:
        if (c == '"') return ROW_QUOTED;
        if (c == ',') return ROW_CELL;
        return c == '\r' ? ROW_RETURN : ROW_BROKEN;
    default: return ROW_BROKEN;
    }
}

// A row without quotes is a line; of others each byte is looked at.
static Scan scan_row(Cutter *cutter)
{
    const Str piece = cutter->piece;
    if (cutter->length == 0) {
        ptrdiff_t end = str_find(piece, '\n');
        if (end >= 0 && str_find(str_until(piece, (size_t)end), '"') < 0)
            return scan_line(cutter);
    }
    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.text[i];
        cutter->line += c == '\n';
        if (c == '\n' && cutter->state != ROW_QUOTED) return (Scan){i, i + 1, true};
        cutter->state = row_step(cutter->state, c);
    }
    return (Scan){piece.length, piece.length, false};
}

static void in_text_step(Cutter *cutter, char c)
{
    if (cutter->escaped)
        cutter->escaped = false;
    else if (c == '\\')
        cutter->escaped = true;
    else if (c == '"')
        cutter->in_text = false;
}

// In an array a value ends before the comma or bracket on its own level.
static Scan scan_item(Cutter *cutter)
{
    const Str piece = cutter->piece;
    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.text[i];
        cutter->line += c == '\n';
        if (cutter->in_text) {
            in_text_step(cutter, c);
        } else if (c == '"') {
            cutter->in_text = true;
        } else if (c == '{' || c == '[') {
            cutter->depth++;
        } else if (cutter->depth > 0) {
            cutter->depth -= c == '}' || c == ']';
        } else if (c == ',' || c == ']') {
            cutter->follows = c == ',';
            cutter->state = c == ',' ? JSON_GAP : JSON_AFTER;
            return (Scan){i, i + 1, true};
        }
    }
    return (Scan){piece.length, piece.length, false};
}

// Without one it ends with its last bracket, or where there is white space behind it.
static Scan scan_value(Cutter *cutter)
{
    const Str piece = cutter->piece;
    cutter->state = JSON_GAP;
    for (size_t i = 0; i < piece.length; i++) {
        char c = piece.text[i];
        bool closes = false;
        if (cutter->in_text) {
            in_text_step(cutter, c);
        } else if (c == '"') {
            cutter->in_text = true;
        } else if (c == '{' || c == '[') {
            cutter->depth++;
        } else if (cutter->depth > 0) {
            cutter->depth -= c == '}' || c == ']';
            closes = cutter->depth == 0;
        } else if (is_white(c)) {
            return (Scan){i, i, true};
        }
        cutter->line += c == '\n';
        if (closes) return (Scan){i + 1, i + 1, true};
    }
    cutter->state = JSON_VALUE;
    return (Scan){piece.length, piece.length, false};
}

static Scan scan(Cutter *cutter)
{
    switch (cutter->by) {
    case CUT_LINES: return scan_line(cutter);
    case CUT_ROWS: return scan_row(cutter);
    case CUT_VALUES: break;
    }
    return cutter->in_array ? scan_item(cutter) : scan_value(cutter);
}

// --- between items -------------------------------------------------------

// The mark of byte order, which may come in pieces too.  Where it is another beginning,
// what was taken for it belongs to the first item.
static void skip_mark(Cutter *cutter)
{
    static const char mark[] = "\xEF\xBB\xBF";
    while (cutter->marks < 3 && cutter->piece.length &&
           cutter->piece.text[0] == mark[cutter->marks]) {
        cutter->piece = str_from(cutter->piece, 1);
        cutter->marks++;
    }
    bool is_over = cutter->piece.length || !cutter->more;
    if (cutter->marks < 3 && !is_over) return;
    if (cutter->marks > 0 && cutter->marks < 3) {
        cutter->length = cutter->keeps = (size_t)cutter->marks;
        memcpy(cutter->kept, mark, cutter->keeps);
        cutter->began = cutter->line;
        cutter->state = cutter->by == CUT_VALUES ? JSON_VALUE : ROW_PLAIN;
    }
    cutter->marks = -1;
}

// What stands between values: white space, and the array's own brackets.
static void skip_gap(Cutter *cutter)
{
    while (cutter->piece.length) {
        char c = cutter->piece.text[0];
        bool opens = cutter->state == JSON_START && c == '[';
        bool closes =
            cutter->state == JSON_GAP && cutter->in_array && !cutter->follows && c == ']';
        if (!is_white(c) && !opens && !closes) return;
        if (opens) cutter->in_array = true;
        if (opens) cutter->state = JSON_GAP;
        if (closes) cutter->state = JSON_AFTER;
        cutter->line += c == '\n';
        cutter->piece = str_from(cutter->piece, 1);
    }
}

// Is there an item at work, or one that begins here?
static bool begin(Cutter *cutter)
{
    if (cutter->marks >= 0) skip_mark(cutter);
    bool at_work = cutter->by == CUT_VALUES ? cutter->state == JSON_VALUE : cutter->length;
    if (at_work) return cutter->piece.length > 0;

    if (cutter->by == CUT_VALUES) skip_gap(cutter);
    if (cutter->state == JSON_OVER && cutter->by == CUT_VALUES) cutter->piece = (Str){0};
    if (cutter->piece.length == 0) return false;
    cutter->began = cutter->line;
    cutter->keeps = 0;
    bool is_value = cutter->by == CUT_VALUES && cutter->state != JSON_AFTER;
    if (is_value) cutter->state = JSON_VALUE;
    return true;
}

// --- giving --------------------------------------------------------------

// What came of the item so far, as far as it is kept.
static Str gather(Cutter *cutter, Str part, bool ends)
{
    cutter->length += part.length;
    if (ends && cutter->keeps == 0) return str_until(part, CUT_MAX);

    Str fits = str_until(part, CUT_MAX - cutter->keeps);
    if (fits.length) memcpy(cutter->kept + cutter->keeps, fits.text, fits.length);
    cutter->keeps += fits.length;
    return (Str){cutter->kept, cutter->keeps};
}

// False: it was a blank line.
static bool give(Cutter *cutter, Str text, CutFault fault, Cut *out)
{
    Str shown = trim(text);
    bool blank = shown.length == 0 && cutter->by != CUT_VALUES;
    if (cutter->by == CUT_ROWS) {
        shown = text;
        if (str_ends(shown, S("\r"))) shown.length--;
    }
    if (!fault && cutter->length > CUT_MAX) fault = CUT_TOO_LONG;
    *out = (Cut){shown, cutter->index, cutter->began, fault};
    cutter->length = 0;
    cutter->depth = 0;
    cutter->in_text = cutter->escaped = false;
    if (blank && fault != CUT_TOO_LONG) return false;
    cutter->index++;
    return true;
}

static bool give_row(Cutter *cutter, Str text, Cut *out)
{
    CutFault fault = CUT_WHOLE;
    if (cutter->state == ROW_BROKEN) fault = CUT_QUOTE;
    if (cutter->state == ROW_QUOTED) fault = CUT_UNCLOSED;
    cutter->state = ROW_CELL;
    return give(cutter, text, fault, out);
}

// The stream has ended: so has the item at work, whether it is whole or not.
static bool give_last(Cutter *cutter, Cut *out)
{
    const Str text = {cutter->kept, cutter->keeps};
    if (cutter->by == CUT_LINES)
        return cutter->length > 0 && give(cutter, text, CUT_WHOLE, out);
    if (cutter->by == CUT_ROWS) return cutter->length > 0 && give_row(cutter, text, out);

    int state = cutter->state;
    bool unclosed = cutter->in_array || cutter->in_text || cutter->depth > 0;
    cutter->state = JSON_OVER;
    if (state == JSON_VALUE)
        return give(cutter, text, unclosed ? CUT_UNCLOSED : CUT_WHOLE, out);
    if (state != JSON_GAP || !cutter->in_array) return false;
    cutter->began = cutter->line;
    return give(cutter, (Str){0}, CUT_UNCLOSED, out);
}

bool cutter_next(Cutter *cutter, Cut *out)
{
    while (begin(cutter)) {
        if (cutter->by == CUT_VALUES && cutter->state == JSON_AFTER) {
            cutter->state = JSON_OVER;
            return give(cutter, (Str){0}, CUT_TRAILING, out);
        }
        const Scan found = scan(cutter);
        Str text = gather(cutter, str_until(cutter->piece, found.length), found.ends);
        cutter->piece = str_from(cutter->piece, found.used);
        if (!found.ends) break;
        if (cutter->by == CUT_ROWS ? give_row(cutter, text, out)
                                   : give(cutter, text, CUT_WHOLE, out))
            return true;
    }
    return !cutter->more && cutter->piece.length == 0 && give_last(cutter, out);
}
