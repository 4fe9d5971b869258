#include "http/negotiate.h"

enum { Q_FULL = 1000 };  // q counts in thousandths

// One range of an Accept field ("text/*;q=0.5").
typedef struct {
    Str type;
    Str subtype;
    int q;
    int place;  // among the ranges of the request
} Range;

// How well a client likes a type; better is more in the first that differs.
typedef struct {
    int q;
    int exactness;  // 0: not named at all; 1 "*/*", 2 "text/*", 3 "text/html"
    int place;
} Liking;

// "0.5" in thousandths; what we cannot read takes nothing from the type.
static int read_q(Str text)
{
    Str whole = str_cut(&text, '.');
    if (str_equal(whole, S("1"))) return Q_FULL;
    if (!str_equal(whole, S("0")) || text.length > 3) return Q_FULL;
    int q = 0, unit = 100;
    for (size_t i = 0; i < text.length; i++, unit /= 10) {
        if (text.text[i] < '0' || text.text[i] > '9') return Q_FULL;
        q += (text.text[i] - '0') * unit;
    }
    return q;
}

static Range read_range(Str text, int place)
{
    Str rest = text, type = str_trim(str_cut(&rest, ';'));
    Range range = {.q = Q_FULL, .place = place};
    range.type = str_cut(&type, '/');
    range.subtype = type;
    while (rest.length) {
        Str value = str_trim(str_cut(&rest, ';')), name = str_trim(str_cut(&value, '='));
        if (str_equal_fold(name, S("q"))) range.q = read_q(str_trim(value));
    }
    return range;
}

static bool is_any(Str part)
{
    return str_equal(part, S("*"));
}

static int exactness_for(const Range *range, Media media)
{
    static const struct {
        const char *type, *subtype;
    } name[MEDIA_COUNT] = {
        [MEDIA_JSON] = {"application", "json"},
        [MEDIA_HTML] = {"text", "html"},
        [MEDIA_CSV] = {"text", "csv"},
    };
    if (is_any(range->type)) return is_any(range->subtype) ? 1 : 0;
    if (!str_equal_fold(range->type, str_of(name[media].type))) return 0;
    if (is_any(range->subtype)) return 2;
    if (str_equal_fold(range->subtype, str_of(name[media].subtype))) return 3;
    // Who takes our problems takes the JSON they are written in.
    bool problem = str_equal_fold(range->subtype, S("problem+json"));
    return media == MEDIA_JSON && problem ? 3 : 0;
}

// The most exact range that names a type decides, and of equals the first.
static void weigh(const Range *range, Liking *liking)
{
    for (Media media = 0; media < MEDIA_COUNT; media++) {
        int exactness = exactness_for(range, media);
        if (exactness > liking[media].exactness)
            liking[media] = (Liking){range->q, exactness, range->place};
    }
}

// Returns how many ranges the request named.
static int weigh_all(const Request *request, Liking *liking)
{
    int place = 0;
    for (int i = 0; i < request->headers; i++) {
        if (!str_equal_fold(request->header[i].name, S("Accept"))) continue;
        for (Str rest = request->header[i].value; rest.length;) {
            Range range = read_range(str_cut(&rest, ','), place);
            if (!range.type.length) continue;
            weigh(&range, liking);
            place++;
        }
    }
    return place;
}

static bool is_better(const Liking *a, const Liking *b)
{
    if (a->q != b->q) return a->q > b->q;
    if (a->exactness != b->exactness) return a->exactness > b->exactness;
    return a->place < b->place;
}

Media negotiate(const Request *request, int gives, Media prefers)
{
    Liking liking[MEDIA_COUNT] = {0};
    if (weigh_all(request, liking) == 0)
        for (Media media = 0; media < MEDIA_COUNT; media++)
            liking[media] = (Liking){Q_FULL, 1, 0};

    Media best = MEDIA_NONE;
    for (Media media = 0; media < MEDIA_COUNT; media++) {
        if (!(gives & 1 << media) || liking[media].q == 0) continue;
        bool wins = best == MEDIA_NONE || is_better(&liking[media], &liking[best]);
        bool ties = !wins && !is_better(&liking[best], &liking[media]);
        if (wins || (ties && media == prefers)) best = media;
    }
    return best;
}

const char *media_name(Media media)
{
    static const char *const name[MEDIA_COUNT] = {
        [MEDIA_JSON] = "application/json",
        [MEDIA_HTML] = "text/html",
        [MEDIA_CSV] = "text/csv",
    };
    return name[media];
}
