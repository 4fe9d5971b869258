#include "app/commands.h"

#include "app/progress.h"
#include "base/clock.h"
#include "service/sample/sample.h"

#include <stdio.h>

static int remove_all(Store *writer)
{
    if (sample_remove(writer)) {
        fprintf(stderr, "customer-health: not all sample customers are erased: see above.  "
                        "Run it again.\n");
        return 1;
    }
    printf("The sample customers are erased.\n");
    return 0;
}

static int events_each(const Config *config)
{
    if (config->events == 0) return 0;
    int64_t each = config->events / config->customers;
    return each > 0 ? (int)each : 1;
}

// As many as the book can do with.
static int formers(const Config *config)
{
    int64_t most = config->customers * 2 / 3;
    return most < SAMPLE_FORMER ? (int)most : SAMPLE_FORMER;
}

static int fill(Store *writer, const Config *config)
{
    const SampleOptions options = {.customers = (int)config->customers,
                                   .former = formers(config),
                                   .days = (int)config->days,
                                   .seed = (uint64_t)config->seed,
                                   .now = clock_now(),
                                   .events = events_each(config),
                                   .currency = config->currency};
    ProgressLine line = progress_begin("sample customers");
    Err err = sample_fill(writer, &options, progress_say, &line);
    if (err == ERR_CONFLICT)
        fprintf(stderr, "customer-health: this database has customers of its own: choose "
                        "another with --database.\n");
    else if (err)
        fprintf(stderr, "customer-health: the sample is not complete: see above.  Run it "
                        "again.\n");
    else
        printf("The sample customers are there.\n");
    return err ? 1 : 0;
}

// A writer makes the database where there is none; a reader says so, and there is
// nothing to take out of it then.
static Err open_writer(const Config *config, Store **out)
{
    if (config->remove) {
        Store *reader = NULL;
        Err err = store_open(config->database, STORE_READER, &reader);
        if (err) return err;
        store_close(reader);
    }
    return service_open_writer(config->database, 0, out);
}

int make_sample(const Config *config)
{
    Store *writer = NULL;
    if (open_writer(config, &writer)) return 1;
    int status = config->remove ? remove_all(writer) : fill(writer, config);
    store_close(writer);
    return status;
}
