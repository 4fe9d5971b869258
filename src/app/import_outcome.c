#include "app/import.h"

#include "base/log.h"
#include "web/bulk/csv.h"

#include <errno.h>
#include <string.h>

// On standard error, where there is no report; and bytes of what stood there.
enum { TELL_MOST = 10, TEXT_MOST = 2048, LINE_ROOM = 16 << 10 };

Err outcome_open(const Config *config, ImportOutcome *out)
{
    *out = (ImportOutcome){0};
    if (!config->report) return OK;
    out->report = fopen(config->report, "w");
    if (out->report && fputs("line,reason,detail,text\n", out->report) >= 0) return OK;
    log_error("%s: the report cannot be written: %s", config->report, strerror(errno));
    return ERR_INVALID;
}

Err outcome_close(ImportOutcome *outcome)
{
    if (!outcome->report) return OK;
    bool failed = ferror(outcome->report) != 0;
    failed |= fclose(outcome->report) != 0;
    outcome->report = NULL;
    if (!failed) return OK;
    log_error("not all of the report could be written: is the disk full?");
    return ERR_INVALID;
}

static void report(FILE *file, const Remark *remark, Str text)
{
    char room[LINE_ROOM];
    Arena arena = {.next = room, .end = room + sizeof room};
    Writer line = {.arena = &arena};
    writer_int(&line, remark->line);
    const Str cell[] = {remark->reason, str_until(remark->detail, TEXT_MOST),
                        str_until(text, TEXT_MOST)};
    for (int c = 0; c < 3; c++) {
        writer_char(&line, ',');
        csv_write(&line, cell[c]);
    }
    writer_char(&line, '\n');
    (void)fwrite(line.text, 1, line.length, file);
}

void outcome_refuse(ImportOutcome *outcome, const Remark *remark, Str text)
{
    outcome->rejected++;
    if (outcome->report) {
        report(outcome->report, remark, text);
    } else if (outcome->told < TELL_MOST) {
        outcome->told++;
        fprintf(stderr, "line %lld: %.*s\n", (long long)remark->line, STR(remark->detail));
    }
}

void outcome_fate(ImportOutcome *outcome, const Item *item, Remark remark, Str text)
{
    if (bulk_refuses(item, &remark))
        outcome_refuse(outcome, &remark, text);
    else if (item->fate == FATE_DUPLICATE)
        outcome->duplicate++;
    else if (item->fate == FATE_UNMATCHED)
        outcome->unmatched++;
    else
        outcome->stored++;
}
