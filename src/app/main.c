#include "app/commands.h"

#include "base/clock.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef struct {
    const char *name;
    const char *meaning;
    Command *run;
    CommandBit bit;
    const char *words;     // what it takes without a flag
    const char *examples;  // NULL: it needs none
} CommandRow;

static const char import_examples[] =
    "  customer-health import events.csv.gz --dry-run\n"
    "      says what would happen.\n"
    "  customer-health import events.csv.gz --report refused.csv\n"
    "      stores what is right.  Run it again, after an interruption or when what was\n"
    "      refused is mended: nothing is stored twice.\n"
    "  customer-health import customers.csv\n"
    "      makes customers, or changes those that have the external_id.\n"
    "  zcat *.ndjson.gz | customer-health import - --format ndjson\n\n"
    "  external_id,type,timestamp,feature_name,usage_count,amount,due_date\n"
    "  acme,login,2026-11-20T09:30:00Z,,,,\n"
    "  acme,feature,2026-11-20T09:31:00Z,export,3,,\n"
    "  acme,invoice,2026-11-20T00:00:00Z,,,19.90,2026-12-20\n";

static const char card_examples[] =
    "  customer-health scorecards list\n"
    "  customer-health scorecards show standard > mine.json\n"
    "      a document to begin with: give it an id of its own.\n"
    "  customer-health scorecards validate mine.json\n"
    "      says every fault with its line; needs no database.\n"
    "  customer-health scorecards diff mine.json\n"
    "      what publishing it would change; exit status 2 where that is anything.\n"
    "  customer-health scorecards publish mine.json --note \"seats count\"\n"
    "      saves it as the card's draft and puts it to work, for the customers it applies\n"
    "      to.  What is at work already is not published again.\n"
    "  customer-health scorecards diff mine --from 1 --to latest\n";

static const char ask_examples[] =
    "  customer-health ask '/api/customers/7/health?as_of=2026-10-01'\n"
    "      a score of a past day, why it is so, when it falls and what would lift it.\n"
    "  customer-health ask '/api/customers/7/health/change?from=2026-09-01'\n"
    "  customer-health ask '/api/portfolio/history?step=week'\n"
    "  customer-health ask /api/scorecards/preview --body mine.json\n"
    "      who would move if this were published.\n"
    "  echo '{\"band\": \"at_risk\", \"reason\": \"Told us\", \"until\": \"2026-12-20\"}' |\n"
    "      customer-health ask /api/customers/7/overrides --body -\n";

static const CommandRow commands[] = {
    {"serve", "Serve the pages and the API.", serve, FOR_SERVE, "", NULL},
    {"import", "Read events or customers from a file.", import, FOR_IMPORT, "FILE ",
     import_examples},
    {"sample", "Fill the database with sample customers, or erase them.", make_sample,
     FOR_SAMPLE, "", NULL},
    {"rebuild", "Count every event anew, and make every picture anew.", rebuild,
     FOR_REBUILD, "", NULL},
    {"scorecards", "List, show, check, publish or compare scorecards.", scorecards,
     FOR_CARDS, "ACTION [CARD] ", card_examples},
    {"prove", "Say how well the score told who would leave, in plain lines or with --json.",
     prove, FOR_PROVE, "", NULL},
    {"ask", "Say what the API answers, with a server or without.", ask, FOR_ASK, "PATH ",
     ask_examples},
    {"check", "Compare what is stored with what the events say.", check, FOR_CHECK, "",
     NULL},
};

enum { COMMANDS = sizeof commands / sizeof *commands, LIFE_BYTES = 1 << 20 };

static int help(FILE *file)
{
    fprintf(file, "Customer Health: how healthy is each customer, and why?\n\n"
                  "Usage: customer-health COMMAND [SETTING ...]\n\n");
    for (int c = 0; c < COMMANDS; c++)
        fprintf(file, "  %-10s %s\n", commands[c].name, commands[c].meaning);
    fprintf(file,
            "  %-10s %s\n\n"
            "`customer-health COMMAND --help` explains the settings of a command.\n",
            "version", "Say which version this is.");
    return file == stdout ? 0 : 1;
}

static int help_command(Arena *life, const CommandRow *command)
{
    Writer writer = {.arena = life};
    config_explain(&writer, command->bit);
    printf("%s\n\nUsage: customer-health %s %s[SETTING ...]\n\n%.*s", command->meaning,
           command->name, command->words, STR(writer_str(&writer)));
    if (command->examples) printf("\nFor example:\n%s", command->examples);
    return 0;
}

static int run(Arena *life, const CommandRow *command, char **flags)
{
    Config config;
    Str complaint = {0};
    if (config_read(life, command->bit, flags, &config, &complaint)) {
        fprintf(stderr, "customer-health: %.*s\n", STR(complaint));
        return 1;
    }
    if (config.help) return help_command(life, command);
    log_upto(config.log);
    clock_set_zone(config.time_zone.zone);
    return command->run(&config);
}

int main(int argc, char **argv)
{
    umask(077);                // what we write is nobody else's business
    signal(SIGPIPE, SIG_IGN);  // a client that leaves is no reason to stop
    if (argc < 2) return help(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) return help(stdout);
    if (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0) {
        printf("customer-health %s\n%s\n", VERSION, LIBRARIES);
        return 0;
    }

    Arena life = arena_map(LIFE_BYTES);
    for (int c = 0; c < COMMANDS; c++)
        if (strcmp(argv[1], commands[c].name) == 0)
            return run(&life, &commands[c], argv + 2);
    fprintf(stderr, "customer-health: there is no command \"%s\": see --help.\n", argv[1]);
    return 1;
}
