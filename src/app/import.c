#include "app/import.h"

#include "app/commands.h"
#include "app/progress.h"
#include "app/repeats.h"
#include "app/source.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "web/doors/mapping.h"

enum { LIFE_BYTES = 64 << 20 };

typedef struct {
    const Config *config;
    BulkOptions options;
    Source *source;
    Bulk *bulk;
    Taker *taker;
    ImportOutcome outcome;
    Repeats *repeats;
    uint64_t head;  // a hash of the first row of a table; 0: it has not come
    int64_t rows;
} Import;

// --- what it is ----------------------------------------------------------

static bool format_of(const Config *config, BulkFormat *out)
{
    Str name = str_of(config->file);
    if (str_ends(name, S(".gz"))) name = str_until(name, name.length - 3);
    bool said = config->format.length > 0;
    Str format = said ? config->format : name;
    *out = BULK_NDJSON;
    if (str_ends(format, S("ndjson")) || str_ends(format, S(".jsonl"))) return true;
    *out = BULK_JSON;
    if (str_ends(format, S("json"))) return true;
    *out = BULK_CSV;
    return str_ends(format, S("csv"));
}

static uint64_t hash_of_head(const Table *table)
{
    uint64_t hash = HASH_START;
    for (int i = 0; i < table->columns; i++)
        hash = hash_str(hash, table->name[i]);
    return hash;
}

// "row-0e8a1c2f30-1f0c...", and "...-2" for the third of its kind.  What a row is called
// hangs on its own bytes and no other row's, nor on where it stands: so a file that has
// grown, or of which a row was mended or taken out, is imported again and nothing doubles.
// The time comes first, for ids that come in their order are quickly found again.
static Str id_of_row(void *context, Arena *arena, const Cut *cut, Millis at)
{
    Import *import = context;
    if (!import->head) import->head = hash_of_head(bulk_table(import->bulk));
    uint64_t print = hash_str(import->head, cut->text);
    int64_t before = repeats_count(import->repeats, print);
    long long seconds = (at - utc_day_start(DAY_FIRST)) / 1000;
    Writer id = {.arena = arena};
    writer_format(&id, "row-%010llx-%016llx", seconds, (unsigned long long)print);
    if (before > 0) writer_format(&id, "-%lld", (long long)before);
    return writer_str(&id);
}

// --- reading -------------------------------------------------------------

static Err take_row(Import *import, BulkStep step, const BulkItem *row)
{
    if (step == BULK_HEADLESS) {
        fprintf(stderr, "customer-health: %.*s.\n", STR(row->remark.detail));
        return ERR_INVALID;
    }
    import->rows++;
    if (step != BULK_REFUSED) return import->taker->take(import->taker, step, row);
    outcome_refuse(&import->outcome, &row->remark, row->text);
    return OK;
}

// A row that is refused leaves nothing of its texts behind.
static Err read_rows(Import *import)
{
    Err err = OK;
    while (!err) {
        BulkItem row;
        Arena *arena = import->taker->room(import->taker);
        Arena before = *arena;
        BulkStep step = bulk_next(import->bulk, arena, &row);
        if (step == BULK_MORE) return OK;
        err = take_row(import, step, &row);
        if (step == BULK_REFUSED) *arena = before;
    }
    return err;
}

static Err read_file(Import *import)
{
    ProgressLine line = progress_begin("rows");
    Err err = OK;
    for (bool more = true; !err && more;) {
        Str piece;
        err = source_read(import->source, &piece, &more);
        if (err) break;
        bulk_feed(import->bulk, piece, more, clock_now());
        err = read_rows(import);
        progress_bar(&line, import->rows, source_done(import->source),
                     source_size(import->source));
    }
    if (!err) err = import->taker->finish(import->taker);
    progress_end(&line);
    return err;
}

// --- saying --------------------------------------------------------------

static void say(const char *what, int64_t count)
{
    if (count > 0) printf(", %lld %s", (long long)count, what);
}

static void conclude(const Import *import)
{
    const ImportOutcome *outcome = &import->outcome;
    const Config *config = import->config;
    printf("Rows read: %lld", (long long)import->rows);
    if (config->dry_run) {
        say("to be stored, unless they are there already", outcome->stored);
        say(config->create ? "to be stored for customers to be made"
                           : "to wait for their customer",
            outcome->unmatched);
        say("to be made or changed", outcome->customers);
    } else {
        say("stored", outcome->stored);
        say("there already", outcome->duplicate);
        say("waiting for their customer", outcome->unmatched);
        say("made or changed", outcome->customers);
    }
    say("refused", outcome->rejected);
    printf(".\n");
    if (outcome->rejected > 0 && config->report)
        printf("%s says which rows were refused, and why.\n", config->report);
    else if (outcome->rejected > outcome->told)
        printf("With --report FILE every row that is refused is told.\n");
}

// --- the command ---------------------------------------------------------

static Err open_taker(Arena *life, const Config *config, Import *import)
{
    if (config->dry_run) return take_dry(life, config, &import->outcome, &import->taker);
    Err err = take_remote(life, config, &import->outcome, &import->taker);
    if (err != ERR_NOT_FOUND) return err;
    return take_local(life, config, &import->outcome, &import->taker);
}

// The mapping that was put, or else the one in a file.
static Err read_mapping(Arena *life, Import *import, Mapping *out)
{
    Str text = import->config->event_mapping;
    JsonValue document;
    JsonFault fault;
    Complaint complaint = {.status = 0};
    *out = (Mapping){0};
    Err err = import->taker->mapping(import->taker, life, &text);
    if (err && err != ERR_NOT_FOUND) return err;
    if (!text.length) return OK;
    if (json_read(life, text, &document, &fault) ||
        mapping_read(life, document, out, &complaint)) {
        fprintf(stderr, "customer-health: the event mapping: %.*s%.*s.\n", STR(fault.why),
                STR(complaint.detail));
        return ERR_INVALID;
    }
    return OK;
}

// Types of the installation's own: those that the mapping names, and that cards count.
static Err read_own_types(Arena *life, Import *import)
{
    Mapping *mapping = arena_new(life, Mapping, 1);
    TypeList *counted = arena_new(life, TypeList, 1);
    Err err = read_mapping(life, import, mapping);
    if (!err) err = import->taker->types(import->taker, life, counted);
    if (err) return err;
    Str *name = arena_new(life, Str, mapping->customs + counted->names);
    int names = 0;
    for (int i = 0; i < mapping->customs; i++)
        name[names++] = mapping->custom[i];
    for (int i = 0; i < counted->names; i++)
        name[names++] = counted->name[i];
    import->options.own = (OwnTypes){name, names};
    return OK;
}

static Err run(Arena *life, Import *import)
{
    Err err = open_taker(life, import->config, import);
    if (err) return err;
    err = read_own_types(life, import);
    if (!err) err = read_file(import);
    import->taker->close(import->taker);
    if (import->rows > 0) conclude(import);
    if (!err && import->rows == 0) {
        fprintf(stderr, "customer-health: there is nothing in %s.\n", import->config->file);
        return ERR_INVALID;
    }
    return err;
}

int import(const Config *config)
{
    Arena life = arena_map(LIFE_BYTES);
    Import import = {.config = config,
                     .options = {.source = S("api"),
                                 .currency = config->currency,
                                 .create = config->create,
                                 .id = id_of_row}};
    import.options.context = &import;
    if (!config->file || !format_of(config, &import.options.format)) {
        fprintf(stderr, "customer-health: %s.\n",
                config->file ? "say what the file is: --format csv, ndjson or json"
                             : "say which file to import, or - for standard input");
        return 1;
    }
    import.repeats = repeats_new(&life);
    import.bulk = bulk_new(&life, &import.options);
    Err err = source_open(&life, config->file, &import.source);
    if (err) return 1;
    err = outcome_open(config, &import.outcome);
    if (!err) err = run(&life, &import);
    source_close(import.source);
    if (outcome_close(&import.outcome)) return 1;
    return err || import.outcome.rejected > 0;
}
