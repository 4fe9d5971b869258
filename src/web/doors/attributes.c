#include "web/doors/attributes.h"

#include "base/json_write.h"
#include "web/fields.h"

JsonValue traits_read(Arena *arena, const Customer *customer)
{
    JsonValue traits = {0};
    JsonFault fault;
    if (json_read(arena, customer->traits, &traits, &fault)) return (JsonValue){0};
    return traits;
}

// --- the rest, among the traits ------------------------------------------

typedef struct {
    JsonValue old;
    JsonValue new;
    const Fields *taken;  // members of `new` that are attributes; NULL: none
    Str name;             // or one value, as JSON
    Str value;
} Merge;

static bool is_taken(const Merge *merge, Str name)
{
    for (int i = 0; merge->taken && i < merge->taken->knowns; i++)
        if (str_equal(merge->taken->known[i], name)) return true;
    return false;
}

// What was known and is not said anew, then what is said.  An attribute that is said is
// taken out of the traits, where it may have been kept while it was no such value.
static Str merged(Arena *arena, const Merge *merge)
{
    Writer writer = {.arena = arena};
    Json json = {.to = &writer};
    json_open(&json);
    for (JsonWalk walk = {0}; json_next(merge->old, &walk);)
        if (json_type(json_member(merge->new, walk.name)) == JSON_ABSENT &&
            !str_equal(walk.name, merge->name))
            json_raw(&json, walk.name, json_text_of(arena, walk.value));
    for (JsonWalk walk = {0}; json_next(merge->new, &walk);)
        if (!is_taken(merge, walk.name) && json_type(walk.value) != JSON_NULL)
            json_raw(&json, walk.name, json_text_of(arena, walk.value));
    if (merge->value.length) json_raw(&json, merge->name, merge->value);
    json_close(&json);
    return writer_str(&writer);
}

bool traits_put(Arena *arena, Customer *customer, Str name, Str value)
{
    const Merge merge = {.old = traits_read(arena, customer), .name = name, .value = value};
    Str traits = merged(arena, &merge);
    if (traits.length > CUSTOMER_TRAITS_MAX) return false;
    customer->traits = traits;
    return true;
}

// --- attributes ----------------------------------------------------------

// A reader that did not like what it saw leaves it to the traits.
static void keep_if(Fields *fields, bool taken)
{
    if (!taken) fields->knowns--;
}

static void take_name(Fields *fields, Str *out)
{
    Str name;
    bool taken = field_text(fields, S("name"), CUSTOMER_NAME_MAX, &name);
    if (taken && str_trim(name).length > 0) *out = name;
    keep_if(fields, taken);
}

static void take_text(Fields *fields, Str name, Str *out)
{
    Str text;
    bool taken = field_text(fields, name, CUSTOMER_TEXT_MAX, &text);
    if (taken) *out = text;
    keep_if(fields, taken);
}

static void take_lifecycle(Fields *fields, Str *out)
{
    Str name;
    Lifecycle lifecycle;
    bool taken = field_text(fields, S("lifecycle"), CUSTOMER_TEXT_MAX, &name);
    bool known = taken && lifecycle_parse(name, &lifecycle);
    if (known) *out = name;
    keep_if(fields, known);
}

static void take_attributes(Fields *fields, Customer *customer)
{
    take_name(fields, &customer->name);
    take_text(fields, S("email"), &customer->email);
    take_text(fields, S("segment"), &customer->segment);
    take_text(fields, S("plan"), &customer->plan);
    take_text(fields, S("owner"), &customer->owner);
    take_lifecycle(fields, &customer->lifecycle);
    keep_if(fields, field_currency(fields, S("currency"), &customer->currency));
    keep_if(fields, field_money(fields, S("mrr"), customer->currency, &customer->mrr));
    keep_if(fields, field_count(fields, S("seats"), 0, &customer->seats));
    keep_if(fields, field_day(fields, S("renews_on"), &customer->renews_on));
}

static bool same_texts(const Customer *a, const Customer *b)
{
    return str_equal(a->name, b->name) && str_equal(a->email, b->email) &&
           str_equal(a->segment, b->segment) && str_equal(a->plan, b->plan) &&
           str_equal(a->owner, b->owner) && str_equal(a->lifecycle, b->lifecycle) &&
           str_equal(a->currency, b->currency) && str_equal(a->traits, b->traits);
}

static bool same(const Customer *a, const Customer *b)
{
    return same_texts(a, b) && a->mrr == b->mrr && a->seats == b->seats &&
           a->renews_on == b->renews_on;
}

bool edit_traits(void *context, Arena *arena, Customer *customer)
{
    const JsonValue *said = context;
    Customer before = *customer;
    Complaint complaint = {.status = 0};
    Fields fields = {.arena = arena, .complaint = &complaint, .object = *said};
    take_attributes(&fields, customer);

    const Merge merge = {
        .old = traits_read(arena, customer), .new = *said, .taken = &fields};
    Str traits = merged(arena, &merge);
    if (traits.length <= CUSTOMER_TRAITS_MAX) customer->traits = traits;
    return !same(&before, customer);
}

// --- lifecycle -----------------------------------------------------------

bool edit_lifecycle(void *context, Arena *arena, Customer *customer)
{
    const LifecycleSaid *said = context;
    JsonValue known = json_member(traits_read(arena, customer), S("lifecycle_since"));
    Str text;
    Millis at;
    if (json_get_text(known, &text) && millis_parse(text, &at)) {
        if (said->at < at) return false;
        bool later = said->at > at || str_compare(said->lifecycle, customer->lifecycle) > 0;
        if (!later) return false;
    }
    Writer since = {.arena = arena};
    Json json = {.to = &since};
    json_time(&json, (Str){0}, said->at);
    customer->lifecycle = said->lifecycle;
    (void)traits_put(arena, customer, S("lifecycle_since"), writer_str(&since));
    return true;
}
