#include "service/proving/report.h"

#include "model/words.h"

static void count_of(Writer *writer, int64_t count, const char *one, const char *many)
{
    words_count(writer, count);
    words_put(writer, " ");
    words_put(writer, count == 1 ? one : many);
}

static void customers(Writer *writer, int64_t count)
{
    count_of(writer, count, "customer", "customers");
}

// --- the first line -----------------------------------------------------------------

void report_say_first(Writer *writer, const Proof *proof)
{
    const Leads *leads = &proof->leads;
    if (leads->customers == 0) {
        words_put(writer, "Nobody is known to have left, so there is nothing to prove the "
                          "score with yet.");
        return;
    }
    words_put(writer, "Of ");
    customers(writer, leads->customers);
    words_put(writer, " who left, ");
    words_count(writer, leads->warned);
    words_put(writer, leads->warned == 1 ? " was" : " were");
    words_put(writer, " at risk 30 days before.");
}

// "1 in 4", "7 in 10".
static void one_in(Writer *writer, int64_t part, int64_t whole)
{
    if (part == 0 || part == whole) {
        words_put(writer, part ? "all of them" : "none of them");
        return;
    }
    int64_t in = (2 * whole + part) / (2 * part);
    if (2 * part <= whole)
        writer_format(writer, "1 in %lld", (long long)in);
    else
        writer_format(writer, "%lld in 10", (long long)((20 * part + whole) / (2 * whole)));
}

void report_say_months(Writer *writer, const Proof *proof)
{
    const Gap *gap = &proof->gap[0];
    int64_t flagged = 0, left = 0;
    for (int b = 0; b <= BAND_AT_RISK; b++) {
        flagged += gap->flag[b].cases;
        left += gap->flag[b].left;
    }
    if (flagged == 0) return;
    words_put(writer, "Of ");
    count_of(writer, flagged, "customer-month", "customer-months");
    words_put(writer, " at risk or critical, ");
    words_count(writer, left);
    words_put(writer, " (");
    one_in(writer, left, flagged);
    words_put(writer, left == 1 ? ") was" : ") were");
    writer_format(writer, " followed by leaving within %d days.",
                  proof->evidence->question.horizon);
}

// --- other weights ----------------------------------------------------------------------

void report_say_weights(Writer *writer, const Proof *proof)
{
    const Gap *gap = &proof->gap[0];
    if (proof->evidence->judges.count > 1) {
        words_put(writer, "Weights are those of one scorecard: none are suggested for "
                          "several together.");
        return;
    }
    if (!gap->weights.known || !gap->gain.interval.known) {
        writer_format(writer, "No weights are suggested: that takes %d customers who left.",
                      LEAST_LEFT);
        return;
    }
    const Interval *by = &gap->gain.interval;
    words_put(writer, proof_is_better(proof)
                          ? "Better than now on customers they were not found from: "
                          : "No better than now on customers they were not found from: ");
    writer_format(writer,
                  "the AUC changes by %+.3f, between %+.3f and %+.3f in 99 of 100 draws.",
                  gap->gain.value, by->low, by->high);
}

// --- what to read with care --------------------------------------------------------------------

static void warn(Json *json, Str code, const Writer *text)
{
    json_open_object(json, (Str){0});
    json_str(json, S("code"), code);
    json_str(json, S("text"), writer_str(text));
    json_close_object(json);
}

static void warn_of_few(Json *json, const Proof *proof, Arena scratch)
{
    const Gap *gap = &proof->gap[0];
    Writer text = {.arena = &scratch};
    if (gap->customers_left >= FEW_LEFT) return;
    customers(&text, gap->customers_left);
    if (gap->customers_left < LEAST_LEFT) {
        writer_format(
            &text,
            " left within %d days of a day on which they were judged.  With fewer "
            "than %d there is no AUC, no lift, no calibration and no weights.",
            proof->evidence->question.horizon, LEAST_LEFT);
        warn(json, S("too_few_left"), &text);
    } else {
        words_put(&text, " who left are few");
        if (gap->auc.known && gap->auc.interval.known)
            writer_format(
                &text,
                ": the interval of the AUC is %.2f wide, and a smaller difference "
                "between two cards proves nothing",
                gap->auc.interval.high - gap->auc.interval.low);
        words_put(&text, ".");
        warn(json, S("few_left"), &text);
    }
}

static void warn_of_missed(Json *json, const Leads *leads, Arena scratch)
{
    int missed = leads->later + leads->never;
    if (missed == 0) return;
    Writer text = {.arena = &scratch};
    customers(&text, missed);
    writer_format(
        &text, " who left %s not flagged in time: %d less than %d days before, %d never.",
        missed == 1 ? "was" : "were", leads->later, LEAD_WARNED, leads->never);
    warn(json, S("not_flagged"), &text);
}

static void warn_of_arrival(Json *json, const Proved *proved, Arena scratch)
{
    Writer text = {.arena = &scratch};
    if (proved->too_many_late) {
        words_put(&text,
                  "So many events came late that they are counted from their own time "
                  "on, not from the day on which they came.");
        warn(json, S("arrival_unknown"), &text);
    } else if (proved->known_from != DAY_NONE &&
               proved->known_from > proved->proof->evidence->question.first) {
        words_put(&text, "Before ");
        day_write_words(&text, proved->known_from);
        int year, month, day;
        day_to_civil(proved->known_from, &year, &month, &day);
        writer_format(&text,
                      " %d it is not known when events came: there they count from "
                      "their own time on.",
                      year);
        warn(json, S("arrival_unknown"), &text);
    }
}

static void warn_always(Json *json, const Proof *proof, Arena scratch)
{
    Writer months = {.arena = &scratch};
    words_put(&months, "A customer counts once a month.  Intervals come from drawing whole "
                       "customers again, for the months of one say much the same.");
    if (proof->gap[0].cases.rows > 0) warn(json, S("customer_months"), &months);
    Writer acting = {.arena = &scratch};
    words_put(&acting, "Acting changes the outcome: a customer that was saved by a call "
                       "counts here as a false alarm.");
    warn(json, S("acting"), &acting);
}

static void warn_of_time(Json *json, const Proof *proof, Arena scratch)
{
    if (proof->first != DAY_NONE) return;
    Writer text = {.arena = &scratch};
    writer_format(
        &text,
        "No first day of a month can be followed for %d days yet, with %d days of "
        "events before it.",
        proof->evidence->question.horizon, PROVE_WARM_UP);
    warn(json, S("too_short"), &text);
}

void report_warn(Json *json, const Proved *proved)
{
    enum { WORDS = 4096 };
    char room[WORDS];
    const Arena words = {.next = room, .end = room + WORDS};
    json_open_array(json, S("warnings"));
    warn_of_time(json, proved->proof, words);
    warn_of_few(json, proved->proof, words);
    warn_of_missed(json, &proved->proof->leads, words);
    warn_of_arrival(json, proved, words);
    warn_always(json, proved->proof, words);
    json_close_array(json);
}
