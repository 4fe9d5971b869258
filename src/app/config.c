#include "app/config_value.h"

#include <stdlib.h>

// --- the table -----------------------------------------------------------

#define MAPPING_MOST 32768  // bytes, as MAPPING_BYTES_MAX of web/doors/mapping.h
#define FIELD(name) offsetof(Config, name)
#define FOR_ALL                                                                            \
    (FOR_SERVE | FOR_SAMPLE | FOR_REBUILD | FOR_CHECK | FOR_IMPORT | FOR_PROVE |           \
     FOR_CARDS | FOR_ASK)

static const Setting settings[] = {
    {"--listen", "CUSTOMER_HEALTH_LISTEN", "ADDRESS:PORT", "127.0.0.1:8000",
     "Where to listen. Port 0 takes any free one.",
     "an address and a port such as 127.0.0.1:8000", parse_listen, FIELD(listen), FOR_SERVE,
     0, 0},
    {"--database", "DATABASE_URL", "ADDRESS", NULL,
     "sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/NAME. Without it, and without "
     "DB_HOST: sqlite:data/customer-health.db.",
     "the address of a database", parse_text, FIELD(database), FOR_ALL, 0, 0},
    {"--auth", "CUSTOMER_HEALTH_AUTH", "off", NULL,
     "off: whoever reaches it may do everything. To listen on an address that other "
     "machines reach, this must be said in so many words.",
     "off, and there is no other access control yet", parse_auth, FIELD(auth_off),
     FOR_SERVE, 0, 0},
    {"--currency", "CUSTOMER_HEALTH_CURRENCY", "CODE", "USD",
     "The currency in which revenue is added up.", "a currency code such as USD",
     parse_currency, FIELD(currency), FOR_SERVE | FOR_SAMPLE | FOR_IMPORT | FOR_ASK, 0, 0},
    {"--time-zone", "TIME_ZONE", "ZONE", NULL,
     "Where a day begins, as in Europe/Berlin; UTC without it. What is counted by days is "
     "counted in this zone: for another one, `customer-health rebuild` counts anew.",
     "a time zone that this system knows, such as Europe/Berlin (package tzdata)",
     parse_zone, FIELD(time_zone), FOR_ALL, 0, 0},
    {"--log", "CUSTOMER_HEALTH_LOG", "LEVEL", "notice",
     "What goes to the log: error, warning, notice, or access for every request too.",
     "one of error, warning, notice, access", parse_log, FIELD(log), FOR_ALL, 0, 0},
    {"--sample", "CUSTOMER_HEALTH_SAMPLE", NULL, NULL,
     "At the first start, fill the empty database with sample customers.", "1 or 0",
     parse_switch, FIELD(sample), FOR_SERVE, 0, 0},
    {"--event-mapping", "CUSTOMER_HEALTH_EVENT_MAPPING", "FILE", NULL,
     "A JSON document that says what the names of events mean, until another is put at "
     "/api/event-mapping.",
     "a file that can be read and says something", parse_file, FIELD(event_mapping),
     FOR_SERVE | FOR_IMPORT, 0, MAPPING_MOST},
    {"--segment-write-keys", "CUSTOMER_HEALTH_SEGMENT_WRITE_KEYS", "KEY,...", NULL,
     "The write keys of Segment's clients. Without any, every key is taken from this "
     "machine, and none from another.",
     "keys separated by commas", parse_secret, FIELD(segment_write_keys), FOR_SERVE, 0, 0},
    {"--stripe-secrets", "CUSTOMER_HEALTH_STRIPE_SECRETS", "SECRET,...", NULL,
     "The signing secrets of Stripe's webhooks, each as it is shown: whsec_...",
     "secrets separated by commas", parse_secret, FIELD(stripe_secrets), FOR_SERVE, 0, 0},
    {"--zendesk-secrets", "CUSTOMER_HEALTH_ZENDESK_SECRETS", "SECRET,...", NULL,
     "The signing secrets of Zendesk's webhooks.", "secrets separated by commas",
     parse_secret, FIELD(zendesk_secrets), FOR_SERVE, 0, 0},
    {"--intercom-secrets", "CUSTOMER_HEALTH_INTERCOM_SECRETS", "SECRET,...", NULL,
     "The client secrets of Intercom's apps.", "secrets separated by commas", parse_secret,
     FIELD(intercom_secrets), FOR_SERVE, 0, 0},
    {"--customers", NULL, "N", "60", "How many sample customers to make.",
     "a number from 1 to 1000000", parse_number, FIELD(customers), FOR_SAMPLE, 1, 1000000},
    {"--days", NULL, "N", "400", "How many days of history they have.",
     "a number from 1 to 3650", parse_number, FIELD(days), FOR_SAMPLE, 1, 3650},
    {"--events", NULL, "N", "0",
     "About how many events they have in all; 0: as many as such customers send.",
     "a number from 0 to 1000000000", parse_number, FIELD(events), FOR_SAMPLE, 0,
     1000000000},
    {"--seed", NULL, "N", "1", "Another seed makes other customers; the same, the same.",
     "a whole number", parse_number, FIELD(seed), FOR_SAMPLE, 0, INT64_MAX},
    {"PATH", NULL, NULL, NULL,
     "What to ask, as it stands behind the address of a server: "
     "/api/customers/7/health?as_of=2026-10-01.",
     "a path of the API, such as /api/customers", parse_target, FIELD(target), FOR_ASK, 0,
     0},
    {"--body", NULL, "FILE", NULL,
     "A JSON document to send with it; - is standard input. Then it is a POST.", "a file",
     parse_path, FIELD(file), FOR_ASK, 0, 0},
    {"--method", NULL, "METHOD", NULL, "Another method: PUT, PATCH or DELETE.",
     "one of GET, POST, PUT, PATCH, DELETE", parse_method, FIELD(method), FOR_ASK, 0, 0},
    {"FILE", NULL, NULL, NULL,
     "What to import: events as CSV, NDJSON or a JSON array, or customers as CSV; gzip is "
     "read too, and - is standard input.",
     "a file", parse_path, FIELD(file), FOR_IMPORT, 0, 0},
    {"--format", NULL, "FORMAT", NULL,
     "csv, ndjson or json. Without it, what the name of the file ends with.",
     "one of csv, ndjson, json", parse_format, FIELD(format), FOR_IMPORT, 0, 0},
    {"--create", NULL, "on|off", "on",
     "on: customers that nobody knows are made. off: their events wait for them.",
     "on or off", parse_choice, FIELD(create), FOR_IMPORT, 0, 0},
    {"--dry-run", NULL, NULL, NULL,
     "Read and check everything, say what would happen, and change nothing.", "1 or 0",
     parse_switch, FIELD(dry_run), FOR_IMPORT, 0, 0},
    {"--report", NULL, "FILE", NULL,
     "Write the rows that are refused to this file, as CSV: line, reason, detail, text.",
     "a file", parse_path, FIELD(report), FOR_IMPORT, 0, 0},
    {"--json", NULL, NULL, NULL, "Print it as the API gives it.", "1 or 0", parse_switch,
     FIELD(json), FOR_PROVE | FOR_CARDS, 0, 0},
    {"--scorecard", NULL, "ID", NULL,
     "The card that is put to the proof. Without it, the live ones, each for its customers.",
     "the id of a scorecard", parse_text, FIELD(scorecard), FOR_PROVE, 0, 0},
    {"--horizon", NULL, "DAYS", "90", "Within how many days somebody has to leave.",
     "a number from 14 to 365", parse_number, FIELD(horizon), FOR_PROVE, 14, 365},
    {"--stamp", NULL, "STAMP", NULL,
     "Compute this score again, as its stamp says it was made, and compare: a member of the "
     "API's `stamp`, and on the customer's page.",
     "a stamp, such as 7:2026-11-22:65:78f63cfb84664241:0.1.0:1042", parse_text,
     FIELD(stamp), FOR_CHECK, 0, 0},
    {"ACTION", NULL, NULL, NULL,
     "list, show, validate, publish or diff: what to do with the scorecards.",
     "one of list, show, validate, publish, diff", parse_action, FIELD(action), FOR_CARDS,
     0, 0},
    {"CARD", NULL, NULL, NULL,
     "Which one: its id, or a file with a document; - is standard input.",
     "an id or a file", parse_path, FIELD(card), FOR_CARDS, 0, 0},
    {"--version", NULL, "VERSION", "latest",
     "What to show: a number, or draft; latest is what it says now.",
     "a number, draft or latest", parse_version, FIELD(version), FOR_CARDS, 0, 0},
    {"--from", NULL, "VERSION", "latest", "What to compare with.",
     "a number, draft or latest", parse_version, FIELD(from), FOR_CARDS, 0, 0},
    {"--to", NULL, "VERSION", "draft",
     "What to compare, where CARD is an id; else it is the file.",
     "a number, draft or latest", parse_version, FIELD(to), FOR_CARDS, 0, 0},
    {"--author", "USER", "NAME", "customer-health", "Who publishes.", "a name", parse_text,
     FIELD(author), FOR_CARDS, 0, 0},
    {"--note", NULL, "TEXT", NULL, "What for.", "a text", parse_text, FIELD(note),
     FOR_CARDS, 0, 0},
    {"--remove", NULL, NULL, NULL, "Erase the sample customers again.", "1 or 0",
     parse_switch, FIELD(remove), FOR_SAMPLE, 0, 0},
    {NULL, "DB_HOST", NULL, NULL,
     "The host of a MySQL or MariaDB server, where no address of a database is given.",
     "the name of a host", parse_text, FIELD(db_host), FOR_ALL, 0, 0},
    {NULL, "DB_PORT", NULL, "3306", "Its port.", "a port from 1 to 65535", parse_number,
     FIELD(db_port), FOR_ALL, 1, 65535},
    {NULL, "DB_USER", NULL, "customer_health", "Who we are to it.", "the name of a user",
     parse_text, FIELD(db_user), FOR_ALL, 0, 0},
    {NULL, "DB_PASSWORD", NULL, NULL, "Our password.", "a password", parse_text,
     FIELD(db_password), FOR_ALL, 0, 0},
    {NULL, "DB_NAME", NULL, "customer_health", "The database on it.",
     "the name of a database", parse_text, FIELD(db_name), FOR_ALL, 0, 0},
    {"--help", NULL, NULL, NULL, "Say this.", "1 or 0", parse_switch, FIELD(help), FOR_ALL,
     0, 0},
};

enum { SETTINGS = sizeof settings / sizeof *settings };

// --- reading -------------------------------------------------------------

typedef struct {
    Arena *life;
    Config *config;
    Str *complaint;
} Reading;

// `from`: where the value was found, for the sentence.
static Err set(const Reading *reading, const Setting *setting, Str value, const char *from)
{
    void *field = (char *)reading->config + setting->field;
    if (setting->parse(reading->life, setting, value, field)) return OK;
    *reading->complaint = str_format(reading->life, "%s: \"%.*s\" is not %s.", from,
                                     STR(value), setting->wanted);
    return ERR_INVALID;
}

// The default, then the environment, where an empty variable counts as none.
static Err read_environment(const Reading *reading, CommandBit bit)
{
    Err err = OK;
    for (int s = 0; !err && s < SETTINGS; s++) {
        const Setting *setting = &settings[s];
        if (!(setting->commands & (int)bit)) continue;
        if (setting->standard)
            err = set(reading, setting, str_of(setting->standard), "default");
        const char *value = setting->variable ? getenv(setting->variable) : NULL;
        if (!err && value && *value)
            err = set(reading, setting, str_of(value), setting->variable);
    }
    return err;
}

static const Setting *find_flag(Str name, CommandBit bit)
{
    for (int s = 0; s < SETTINGS; s++)
        if ((settings[s].commands & (int)bit) && settings[s].flag &&
            str_equal(name, str_of(settings[s].flag)))
            return &settings[s];
    return NULL;
}

// Is it a setting that stands without a flag, and was not said yet?
static bool is_open(const Reading *reading, const Setting *setting, CommandBit bit)
{
    if (!(setting->commands & (int)bit) || !setting->flag || *setting->flag == '-')
        return false;
    const char *const *said =
        (const void *)((const char *)reading->config + setting->field);
    return !*said;
}

// What a command takes without a flag; NULL: nothing.
static const char *word_of(CommandBit bit)
{
    if (find_flag(S("PATH"), bit)) return "path";
    if (find_flag(S("CARD"), bit)) return "scorecard";
    return find_flag(S("FILE"), bit) ? "file" : NULL;
}

// What stands without a flag; ERR_NOT_FOUND where it is one, or none is taken.
static Err read_word(const Reading *reading, CommandBit bit, char ***flags)
{
    Str value = str_of(**flags);
    const char *word = word_of(bit);
    if (!word || (str_starts(value, S("-")) && value.length > 1)) return ERR_NOT_FOUND;
    ++*flags;
    for (int s = 0; s < SETTINGS; s++)
        if (is_open(reading, &settings[s], bit))
            return set(reading, &settings[s], value, settings[s].flag);
    *reading->complaint =
        str_format(reading->life, "\"%.*s\": one %s at a time.", STR(value), word);
    return ERR_INVALID;
}

// One flag with its value, "--flag value" or "--flag=value"; `**flags` moves on.
static Err read_flag(const Reading *reading, CommandBit bit, char ***flags)
{
    Err err = read_word(reading, bit, flags);
    if (err != ERR_NOT_FOUND) return err;
    Str value = str_of(*(*flags)++);
    bool joined = str_find(value, '=') >= 0;
    Str name = str_cut(&value, '=');
    const Setting *setting = find_flag(name, bit);
    if (!setting) {
        *reading->complaint =
            str_format(reading->life, "\"%.*s\" is no setting of this command: see --help.",
                       STR(name));
        return ERR_INVALID;
    }
    if (!joined && setting->value && !**flags) {
        *reading->complaint = str_format(reading->life, "%s: a value must follow: %s.",
                                         setting->flag, setting->wanted);
        return ERR_INVALID;
    }
    if (!joined) value = setting->value ? str_of(*(*flags)++) : S("1");
    return set(reading, setting, value, setting->flag);
}

// Everything but letters, digits and "-._~" as %XX.
static void write_encoded(Writer *writer, Str part)
{
    for (size_t i = 0; i < part.length; i++) {
        char c = part.text[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     (c >= '0' && c <= '9') || str_find(S("-._~"), c) >= 0;
        if (plain)
            writer_char(writer, c);
        else
            writer_format(writer, "%%%02X", (unsigned)(unsigned char)c);
    }
}

static Str mysql_address(Arena *life, const Config *config)
{
    Writer writer = {.arena = life};
    writer_put(&writer, S("mysql://"));
    write_encoded(&writer, config->db_user);
    writer_char(&writer, ':');
    write_encoded(&writer, config->db_password);
    writer_char(&writer, '@');
    writer_put(&writer, config->db_host);
    writer_char(&writer, ':');
    writer_int(&writer, config->db_port);
    writer_char(&writer, '/');
    write_encoded(&writer, config->db_name);
    return writer_str(&writer);
}

Err config_read(Arena *life, CommandBit bit, char **flags, Config *out, Str *complaint)
{
    *out = (Config){.log = LOG_NOTICE};
    const Reading reading = {life, out, complaint};
    Err err = read_environment(&reading, bit);
    while (!err && *flags)
        err = read_flag(&reading, bit, &flags);
    if (err) return err;

    if (!out->database.length)
        out->database = out->db_host.length ? mysql_address(life, out)
                                            : S("sqlite:data/customer-health.db");
    if (bit == FOR_SERVE && !out->listen.loopback && !out->auth_off) {
        *complaint = str_format(
            life,
            "--listen: other machines can reach %s, and there is no access control yet. "
            "Listen on 127.0.0.1, or say --auth=off if whoever reaches it may do everything.",
            out->listen.host);
        return ERR_INVALID;
    }
    return OK;
}

// --- explaining ----------------------------------------------------------

static void explain(Writer *writer, const Setting *setting)
{
    writer_put(writer, S("  "));
    if (setting->flag) writer_put(writer, str_of(setting->flag));
    if (setting->flag && setting->value) writer_format(writer, " %s", setting->value);
    if (setting->flag && setting->variable)
        writer_put(writer, S(", or in the environment "));
    if (setting->variable) writer_put(writer, str_of(setting->variable));
    if (setting->standard) writer_format(writer, "  (%s)", setting->standard);
    writer_char(writer, '\n');

    // The meaning, broken at spaces.
    Str rest = str_of(setting->meaning);
    size_t column = 0;
    while (rest.length) {
        Str word = str_cut(&rest, ' ');
        if (column == 0 || column + 1 + word.length > 80) {
            writer_put(writer, column == 0 ? S("      ") : S("\n      "));
            column = 6;
        } else {
            writer_char(writer, ' ');
            column++;
        }
        writer_put(writer, word);
        column += word.length;
    }
    writer_char(writer, '\n');
}

void config_explain(Writer *writer, CommandBit bit)
{
    for (int s = 0; s < SETTINGS; s++)
        if (settings[s].commands & (int)bit) explain(writer, &settings[s]);
}
