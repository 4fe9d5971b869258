#include "web/events/meant.h"

#include "service/asking/lists.h"
#include "web/pages/say.h"

enum { FIT_MOST = 50, WORD_LEAST = 4 };

static Err find_fitting(App *app, Arena *arena, Str text, int most, CustomerList *out)
{
    ListQuery query = list_everybody();
    query.text = text;
    const ListPage page = {.most = most};
    return get_list(app->service, arena, &query, &page, out);
}

// --- who is meant --------------------------------------------------------

static Err refuse(Str *why, Str say)
{
    *why = say;
    return ERR_INVALID;
}

// The one that fits, or the one of those that fit whose name is just that.
static Err find_named(App *app, Arena *arena, Str text, int64_t *out, Str *why)
{
    CustomerList fits;
    Err err = find_fitting(app, arena, text, FIT_MOST, &fits);
    if (err) return err;
    int named = 0;
    for (int i = 0; i < fits.rows; i++) {
        const Customer *customer = &fits.row[i].customer;
        bool is_named = str_equal(customer->name, text);
        named += is_named;
        if (is_named || fits.total == 1) *out = customer->id;
    }
    if (fits.total == 1 || named == 1) return OK;
    if (fits.total == 0) return refuse(why, S("No customer is called so"));
    return refuse(why, str_format(arena, "%.*s are called so: write the id of one",
                                  STR(say_many(arena, fits.total, "customer"))));
}

Err meant_customer(App *app, Arena *arena, Str text, int64_t *out, Str *why)
{
    text = str_trim(text);
    Whose whose = {.value = text};
    Err err = service_find_customers(app->service, &whose, 1, out, *arena);
    if (err || *out > 0) return err;

    int64_t id;
    if (!str_int(text, &id) || id <= 0) return find_named(app, arena, text, out, why);
    whose.id = id;
    err = service_find_customers(app->service, &whose, 1, out, *arena);
    if (err || *out > 0) return err;
    return refuse(why, S("There is no customer with this id"));
}

// --- who may be meant ----------------------------------------------------

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80) != 0;
}

// The first word that may be part of a name: what many accounts are called is none.
static Str telling_word(Str name)
{
    static const char *const empty[] = {"acct",  "account", "customer", "client", "company",
                                        "group", "tenant",  "trial",    "team",   "user"};
    while (name.length > 0) {
        size_t length = 0;
        while (length < name.length && is_letter(name.text[length]))
            length++;
        Str word = str_until(name, length);
        bool tells = length >= WORD_LEAST;
        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
            tells &= !str_equal(word, str_of(empty[i]));
        if (tells) return word;
        name = str_from(name, length < name.length ? length + 1 : length);
    }
    return (Str){0};
}

Err meant_guess(App *app, Arena *arena, Str name, Str *out)
{
    *out = (Str){0};
    Str word = telling_word(name);
    if (word.length == 0) return OK;
    CustomerList fits;
    Err err = find_fitting(app, arena, word, 1, &fits);
    if (!err && fits.total == 1 && fits.rows == 1) *out = fits.row[0].customer.name;
    return err;
}
