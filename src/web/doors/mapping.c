#include "web/doors/mapping.h"

#include "web/fields.h"

enum { MATCH_CHARACTERS_MAX = 200 };

// clang-format off
static const char standard[] =
    "{\"rules\": ["
    "{\"match\": \"Signed In\", \"type\": \"login\"}, "
    "{\"match\": \"User Signed In\", \"type\": \"login\"}, "
    "{\"match\": \"Sign In\", \"type\": \"login\"}, "
    "{\"match\": \"Logged In\", \"type\": \"login\"}, "
    "{\"match\": \"User Logged In\", \"type\": \"login\"}, "
    "{\"match\": \"Log In\", \"type\": \"login\"}, "
    "{\"match\": \"Login\", \"type\": \"login\"}, "
    "{\"match\": \"Session Started\", \"type\": \"login\"}, "
    "{\"match\": \"API Call*\", \"type\": \"api\", \"quantity\": \"calls_count\"}, "
    "{\"match\": \"API Request*\", \"type\": \"api\", \"quantity\": \"calls_count\"}, "
    "{\"match\": \"customer.login\", \"type\": \"login\"}, "
    "{\"match\": \"customer.feature_used\", \"type\": \"feature\", "
      "\"name\": \"feature_name\", \"quantity\": \"usage_count\"}, "
    "{\"match\": \"customer.api_calls\", \"type\": \"api\", \"quantity\": \"calls_count\"}, "
    "{\"match\": \"customer.ticket.opened\", \"type\": \"ticket\", \"status\": \"open\"}, "
    "{\"match\": \"customer.ticket.updated\", \"type\": \"ticket\"}, "
    "{\"match\": \"customer.ticket.closed\", \"type\": \"ticket\", \"status\": \"closed\"}, "
    "{\"match\": \"customer.invoice.issued\", \"type\": \"invoice\", \"status\": \"open\"}, "
    "{\"match\": \"customer.invoice.paid\", \"type\": \"invoice\", \"status\": \"paid\"}, "
    "{\"match\": \"customer.invoice.voided\", \"type\": \"invoice\", \"status\": \"void\"}, "
    "{\"match\": \"customer.churned\", \"type\": \"lifecycle\", \"status\": \"churned\"}, "
    "{\"match\": \"customer.renewed\", \"type\": \"lifecycle\", \"status\": \"active\"}], "
    "\"otherwise\": \"feature\", \"custom\": [], \"pages\": \"feature\"}";
// clang-format on

Str mapping_standard(void)
{
    return (Str){standard, sizeof standard - 1};
}

// --- reading -------------------------------------------------------------

static void fault(Fields *fields, Str name, const char *message, const char *type)
{
    field_fault(fields, name, str_of(message), str_of(type));
}

bool mapping_has_custom(const Mapping *mapping, Str name)
{
    for (int i = 0; i < mapping->customs; i++)
        if (str_equal(mapping->custom[i], name)) return true;
    return false;
}

static void read_custom(Fields *fields, Mapping *mapping)
{
    JsonValue list = json_member(fields->object, S("custom"));
    fields->known[fields->knowns++] = S("custom");
    if (json_type(list) == JSON_ABSENT) return;
    if (json_type(list) != JSON_ARRAY) {
        fault(fields, S("custom"), "Input should be a valid list", "list_type");
        return;
    }
    Str *custom = arena_new(fields->arena, Str, MAPPING_CUSTOM_MAX);
    mapping->custom = custom;
    for (JsonWalk walk = {0}; json_next(list, &walk);) {
        Str name, at = str_format(fields->arena, "custom/%zu", walk.index - 1);
        if (mapping->customs == MAPPING_CUSTOM_MAX) {
            fault(fields, at, "There should be at most 50 types", "too_long");
            return;
        }
        if (!json_get_text(walk.value, &name) || !event_type_is_free(name))
            fault(fields, at,
                  "A type of your own has 1 to 100 letters, digits, '_', '.' and '-', and "
                  "is called like none of ours",
                  "string_pattern_mismatch");
        else if (mapping_has_custom(mapping, name))
            fault(fields, at, "This type is said twice", "unique");
        else
            custom[mapping->customs++] = name;
    }
}

// What a type in a document stands for; false where it is none.
static bool read_type(const Mapping *mapping, Str type, Rule *rule)
{
    rule->means = MEANS_EVENT;
    if (str_equal(type, S("ignore"))) {
        rule->means = MEANS_NOTHING;
        return true;
    }
    if (str_equal(type, S("lifecycle"))) {
        rule->means = MEANS_LIFECYCLE;
        return true;
    }
    if (event_type_parse(type, &rule->type) && rule->type != EVENT_CUSTOM) return true;
    rule->type = EVENT_CUSTOM;
    rule->custom = type;
    return mapping_has_custom(mapping, type);
}

static void check_status(Fields *fields, const Rule *rule)
{
    TicketStatus ticket;
    InvoiceStatus invoice;
    Lifecycle lifecycle;
    bool given = rule->status.length > 0;
    if (rule->means == MEANS_LIFECYCLE) {
        if (!given)
            field_missing(fields, S("status"));
        else if (!lifecycle_parse(rule->status, &lifecycle))
            fault(fields, S("status"),
                  "Input should be 'trial', 'onboarding', 'active' or 'churned'", "enum");
        return;
    }
    if (!given) return;
    if (rule->means == MEANS_EVENT && rule->type == EVENT_TICKET) {
        if (!ticket_status_parse(rule->status, &ticket))
            fault(fields, S("status"), "Input should be 'open', 'pending' or 'closed'",
                  "enum");
    } else if (rule->means == MEANS_EVENT && rule->type == EVENT_INVOICE) {
        if (!invoice_status_parse(rule->status, &invoice))
            fault(fields, S("status"),
                  "Input should be 'open', 'paid', 'uncollectible' or 'void'", "enum");
    } else {
        fault(fields, S("status"),
              "Only a ticket, an invoice and a lifecycle have a status", "extra_forbidden");
    }
}

static void check_properties(Fields *fields, const Rule *rule)
{
    bool event = rule->means == MEANS_EVENT;
    bool counted = event && (rule->type == EVENT_FEATURE || rule->type == EVENT_API ||
                             rule->type == EVENT_CUSTOM);
    if (rule->quantity.length > 0 && !counted)
        fault(fields, S("quantity"),
              "Only a feature, an API call and a type of your own have a quantity",
              "extra_forbidden");
    if (rule->name.length > 0 && !(event && rule->type == EVENT_FEATURE))
        fault(fields, S("name"), "Only a feature has a name", "extra_forbidden");
}

static void read_rule(Fields *fields, const Mapping *mapping, Rule *rule)
{
    Str type;
    if (!field_given(fields, S("match")))
        field_missing(fields, S("match"));
    else if (field_text(fields, S("match"), MATCH_CHARACTERS_MAX, &rule->match) &&
             rule->match.length == 0)
        fault(fields, S("match"), "String should not be empty", "string_too_short");
    (void)field_text(fields, S("quantity"), MATCH_CHARACTERS_MAX, &rule->quantity);
    (void)field_text(fields, S("name"), MATCH_CHARACTERS_MAX, &rule->name);
    (void)field_text(fields, S("status"), CUSTOMER_TEXT_MAX, &rule->status);
    if (!field_given(fields, S("type"))) {
        field_missing(fields, S("type"));
    } else if (field_text(fields, S("type"), EVENT_NAME_MAX, &type)) {
        if (!read_type(mapping, type, rule))
            fault(fields, S("type"),
                  "Input should be 'login', 'feature', 'ticket', 'invoice', 'api', "
                  "'lifecycle', 'ignore' or one of \"custom\"",
                  "enum");
        else {
            check_status(fields, rule);
            check_properties(fields, rule);
        }
    }
    fields_finish(fields, true);
}

static void read_rules(Fields *fields, Mapping *mapping)
{
    JsonValue list = json_member(fields->object, S("rules"));
    fields->known[fields->knowns++] = S("rules");
    if (json_type(list) == JSON_ABSENT) return;
    if (json_type(list) != JSON_ARRAY) {
        fault(fields, S("rules"), "Input should be a valid list", "list_type");
        return;
    }
    size_t count = 0;
    for (JsonWalk walk = {0}; json_next(list, &walk);)
        count++;
    if (count > MAPPING_RULES_MAX) {
        fault(fields, S("rules"), "There should be at most 500 rules", "too_long");
        return;
    }
    Rule *rule = arena_new(fields->arena, Rule, count);
    mapping->rule = rule;
    for (JsonWalk walk = {0}; json_next(list, &walk); mapping->rules++) {
        Str at = str_format(fields->arena, "rules/%d", mapping->rules);
        Fields one = {.arena = fields->arena,
                      .complaint = fields->complaint,
                      .object = walk.value,
                      .pointer = str_format(fields->arena, "/%.*s", STR(at))};
        if (json_type(walk.value) != JSON_OBJECT)
            fault(fields, at, "Input should be a valid dictionary", "dict_type");
        else
            read_rule(&one, mapping, &rule[mapping->rules]);
    }
}

// What becomes of everything else, which has no status and no types of its own.
static void read_plain(Fields *fields, Str name, Rule *rule)
{
    static const Choice choice = {{{"feature", 7}, {"login", 5}, {"api", 3}, {"ignore", 6}},
                                  4};
    static const EventType type[] = {EVENT_FEATURE, EVENT_LOGIN, EVENT_API, EVENT_FEATURE};
    int chosen = 0;
    (void)field_choice(fields, name, &choice, &chosen);
    rule->type = type[chosen];
    rule->means = chosen == 3 ? MEANS_NOTHING : MEANS_EVENT;
}

Err mapping_read(Arena *arena, JsonValue document, Mapping *out, Complaint *complaint)
{
    Fields fields = {.arena = arena, .complaint = complaint, .object = document};
    *out = (Mapping){0};
    if (json_type(document) != JSON_OBJECT) {
        complaint_add(complaint, (Fault){.where = S("body"),
                                         .message = S("Input should be a valid dictionary"),
                                         .type = S("dict_type")});
    } else {
        read_custom(&fields, out);
        read_rules(&fields, out);
        read_plain(&fields, S("otherwise"), &out->otherwise);
        read_plain(&fields, S("pages"), &out->pages);
        fields_finish(&fields, true);
    }
    if (complaint->faults == 0) return OK;
    complaint->status = HTTP_UNPROCESSABLE;
    complaint->detail = fields_sentence(arena, complaint);
    return ERR_INVALID;
}

// --- finding -------------------------------------------------------------

// Does `text` look like `match`, where '*' stands for any text?  Where it does not go on,
// the latest '*' takes one character more.
static bool matches(Str match, Str text)
{
    size_t m = 0, t = 0, star = SIZE_MAX, taken = 0;
    while (t < text.length) {
        if (m < match.length && match.text[m] == '*') {
            star = m++;
            taken = t;
        } else if (m < match.length &&
                   str_equal_fold((Str){match.text + m, 1}, (Str){text.text + t, 1})) {
            m++;
            t++;
        } else if (star != SIZE_MAX) {
            m = star + 1;
            t = ++taken;
        } else {
            return false;
        }
    }
    while (m < match.length && match.text[m] == '*')
        m++;
    return m == match.length;
}

const Rule *mapping_find(const Mapping *mapping, Str name)
{
    for (int i = 0; i < mapping->rules; i++)
        if (matches(mapping->rule[i].match, name)) return &mapping->rule[i];
    return &mapping->otherwise;
}
