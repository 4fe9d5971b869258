#include "web/customers/customer_in.h"

#include "base/json_write.h"
#include "web/fields.h"

static bool read_name(Fields *fields, Customer *customer)
{
    if (!field_text(fields, S("name"), CUSTOMER_NAME_MAX, &customer->name)) return false;
    if (str_trim(customer->name).length > 0) return true;
    field_fault(fields, S("name"), S("String should not be blank"), S("string_too_short"));
    return false;
}

static bool read_lifecycle(Fields *fields, Str *out)
{
    Choice choice = {.words = LIFECYCLE_COUNT};
    for (int i = 0; i < LIFECYCLE_COUNT; i++)
        choice.word[i] = lifecycle_name((Lifecycle)i);
    int chosen;
    if (!field_choice(fields, S("lifecycle"), &choice, &chosen)) return false;
    *out = choice.word[chosen];
    return true;
}

// All but the name and the amount; the bits of what was said.
static unsigned read_attributes(Fields *fields, Customer *customer)
{
    const struct {
        unsigned bit;
        Str name;
        Str *text;
    } texts[] = {
        {PATCH_EMAIL, S("email"), &customer->email},
        {PATCH_SEGMENT, S("segment"), &customer->segment},
        {PATCH_PLAN, S("plan"), &customer->plan},
        {PATCH_OWNER, S("owner"), &customer->owner},
    };
    unsigned said = 0;
    if (field_id(fields, S("external_id"), &customer->external_id))
        said |= PATCH_EXTERNAL_ID;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (field_text(fields, texts[i].name, CUSTOMER_TEXT_MAX, texts[i].text))
            said |= texts[i].bit;
    if (read_lifecycle(fields, &customer->lifecycle)) said |= PATCH_LIFECYCLE;
    if (field_currency(fields, S("currency"), &customer->currency)) said |= PATCH_CURRENCY;
    if (field_money(fields, S("mrr"), customer->currency, &customer->mrr))
        said |= PATCH_MRR;
    if (field_count(fields, S("seats"), 0, &customer->seats)) said |= PATCH_SEATS;
    if (field_day(fields, S("renews_on"), &customer->renews_on)) said |= PATCH_RENEWS_ON;
    if (field_object(fields, S("traits"), CUSTOMER_TRAITS_MAX, &customer->traits))
        said |= PATCH_TRAITS;
    return said;
}

static void refuse_ours(Fields *fields)
{
    const Str ours[] = {S("id"), S("created_at"), S("last_seen_at"), S("health")};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (!field_given(fields, ours[i])) continue;
        field_fault(fields, ours[i], S("This is set by the server and cannot be given"),
                    S("extra_forbidden"));
        fields->known[fields->knowns++] = ours[i];
    }
}

// What a row says beside what is known of customers are traits.
static void keep_rest(Fields *fields, Customer *customer)
{
    Writer text = {.arena = fields->arena};
    Json json = {.to = &text};
    json_open(&json);
    for (int i = 0; i < fields->pairs; i++)
        if (!field_known(fields, fields->pair[i].name))
            json_str(&json, fields->pair[i].name, fields->pair[i].value);
    json_close(&json);
    customer->traits = writer_str(&text);
    if (text.length > CUSTOMER_TRAITS_MAX)
        field_fault(fields, S("traits"), S("Object should have at most 16384 bytes"),
                    S("too_long"));
}

static Fields fields_of(Arena *arena, Body body, Complaint *complaint)
{
    return (Fields){.arena = arena,
                    .complaint = complaint,
                    .object = body.object,
                    .pair = body.pair,
                    .pairs = body.pairs};
}

// A customer of whom nothing is said; what is then its lifecycle is not known here.
static Customer nobody(Str currency)
{
    return (Customer){.currency = currency, .renews_on = DAY_NONE, .traits = S("{}")};
}

Err customer_read(Arena *arena, Body body, Str currency, Customer *customer,
                  Complaint *complaint)
{
    Fields fields = fields_of(arena, body, complaint);
    *customer = nobody(currency);
    if (field_given(&fields, S("name")))
        (void)read_name(&fields, customer);
    else
        field_missing(&fields, S("name"));
    (void)read_attributes(&fields, customer);
    refuse_ours(&fields);
    if (body.is_row) keep_rest(&fields, customer);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

// --- what changes --------------------------------------------------------

static unsigned read_nulls(Fields *fields)
{
    static const struct {
        const char *name;
        unsigned bit;      // that is put as `nobody` has it; or
        const char *type;  // what is missing in a null
    } attribute[] = {
        {"external_id", PATCH_EXTERNAL_ID, NULL},
        {"name", 0, "string_type"},
        {"email", PATCH_EMAIL, NULL},
        {"segment", PATCH_SEGMENT, NULL},
        {"plan", PATCH_PLAN, NULL},
        {"owner", PATCH_OWNER, NULL},
        {"lifecycle", 0, "string_type"},
        {"currency", 0, "string_type"},
        {"mrr", 0, "decimal_type"},
        {"seats", 0, "int_type"},
        {"renews_on", PATCH_RENEWS_ON, NULL},
        {"traits", PATCH_TRAITS, NULL},
    };
    unsigned cleared = 0;
    for (size_t i = 0; i < sizeof attribute / sizeof *attribute; i++) {
        Str name = str_of(attribute[i].name);
        if (!field_null(fields, name)) continue;
        cleared |= attribute[i].bit;
        if (!attribute[i].bit)
            field_fault(fields, name, S("This cannot be empty, so not null"),
                        str_of(attribute[i].type));
    }
    return cleared;
}

// An amount is in its currency: the two change together.
static void join_currency(Fields *fields, const Customer *now, CustomerPatch *patch)
{
    if (patch->fields & PATCH_MRR) patch->fields |= PATCH_CURRENCY;
    bool alone = patch->fields & PATCH_CURRENCY && !(patch->fields & PATCH_MRR);
    if (alone && now->mrr != 0 && !str_equal(patch->values.currency, now->currency))
        field_fault(fields, S("mrr"), S("Say what it is in the new currency"),
                    S("missing"));
}

Err customer_patch_read(Arena *arena, Body body, const Customer *now, CustomerPatch *patch,
                        Complaint *complaint)
{
    Fields fields = fields_of(arena, body, complaint);
    patch->values = nobody(now->currency);
    patch->fields = read_nulls(&fields);
    if (read_name(&fields, &patch->values)) patch->fields |= PATCH_NAME;
    patch->fields |= read_attributes(&fields, &patch->values);
    join_currency(&fields, now, patch);
    refuse_ours(&fields);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}
