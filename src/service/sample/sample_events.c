#include "service/sample/sample_events.h"

#include "model/money.h"

enum {
    RISE_BEGAN = 60,     // days ago: use began to grow
    RISE_ENDED = 15,     // days ago: it reached its level
    RISE_ADOPTED = 20,   // days ago: the last features were taken up
    GIVEN_UP = 60,       // days before leaving: all features but one are given up
    INVOICE_EVERY = 30,  // days
    INVOICE_DUE = 14,    // days after it was sent
    FEATURE_USES = 2     // a week and feature
};

static Day today_of(const SampleBatch *batch)
{
    return day_of(batch->options->now);
}

// --- how busy a day is --------------------------------------------------------

static int weekday_percent(Day day)
{
    // 1970 began on a Thursday; they average 100.
    static const int percent[] = {136, 122, 18, 12, 136, 138, 138};
    return percent[((day % 7) + 7) % 7];
}

// The holidays of summer and of the turn of the year show.
static int season_percent(Day day)
{
    static const int percent[] = {96, 100, 103, 102, 101, 100, 92, 86, 102, 105, 104, 98};
    int year, month, of_month;
    day_to_civil(day, &year, &month, &of_month);
    bool turn = (month == 12 && of_month >= 23) || (month == 1 && of_month <= 2);
    return turn ? 35 : percent[month - 1];
}

// Between two days the level moves evenly from one percentage to another.
static int slope(Day day, Day from, Day to, int before, int after)
{
    if (day <= from) return before;
    if (day >= to) return after;
    return before + (after - before) * (day - from) / (to - from);
}

static int story_percent(const Company *company, Day day, Day today)
{
    if (company->story == STORY_RISING)
        return slope(day, today - RISE_BEGAN, today - RISE_ENDED, 40, 100);
    if (company->leaves != DAY_NONE)
        return slope(day, company->leaves - company->lead, company->leaves, 100, 0);
    return 100;
}

// What a number a week comes to on this day.
static double of_the_week(const Company *company, double a_week, Day day, Day today)
{
    double percent = weekday_percent(day) * (season_percent(day) / 100.0);
    return a_week / 7 * (percent / 100) * (story_percent(company, day, today) / 100.0);
}

// A whole number that is `mean` on average, up to half as much above or below.
static int about(Dice *dice, double mean)
{
    double scattered = mean * (0.5 + dice_share(dice));
    return (int)(scattered + dice_share(dice));
}

static Millis office_hour(Dice *dice, Day day)
{
    return day_start(day) + (Millis)dice_from(dice, 7 * 3600, 19 * 3600 - 1) * 1000;
}

// --- use ----------------------------------------------------------------------

static void log_in(const Company *company, SampleBatch *batch, Dice *dice, Day day)
{
    Event event = {.type = EVENT_LOGIN, .quantity = 1, .at = office_hour(dice, day)};
    event.details = S("{}");  // not every client says who it was
    if (dice_percent(dice, 80))
        event.details = str_format(&batch->arena, "{\"user_id\":\"u-%d\"}",
                                   dice_from(dice, 1, company->users));
    sample_batch_add(batch, event);
}

static void use_feature(SampleBatch *batch, Dice *dice, Day day, int feature)
{
    static const char *const catalogue[] = {"reports", "dashboards", "exports", "alerts",
                                            "integrations"};
    const char *name = catalogue[feature];
    int uses = dice_from(dice, 1, 4);
    Event event = {.type = EVENT_FEATURE, .quantity = uses, .at = office_hour(dice, day)};
    event.name = str_of(name);
    event.details = str_format(&batch->arena,
                               "{\"feature_name\":\"%s\",\"usage_count\":%d}", name, uses);
    sample_batch_add(batch, event);
}

// Clients count their calls and send one sum a day.
static void call_api(SampleBatch *batch, Dice *dice, Day day, int calls)
{
    Event event = {.type = EVENT_API, .quantity = calls, .at = office_hour(dice, day)};
    event.details = str_format(&batch->arena, "{\"calls_count\":%d}", calls);
    sample_batch_add(batch, event);
}

static int features_in_use(const Company *company, Day day, Day today)
{
    if (company->story == STORY_RISING && day < today - RISE_ADOPTED) return 3;
    if (company->lead && day > company->leaves - GIVEN_UP) return 1;
    return company->features;
}

// By how much to multiply what a story asks for, to come to about `options->events`.
static double intensity_of(const Company *company, const SampleOptions *options)
{
    if (options->events <= 0) return 1;
    Day days = day_of(options->now) - company->first + 1;
    double a_week = company->logins + FEATURE_USES * company->features;
    double api_days = company->calls ? days * 5.0 / 7 : 0;
    double others = days / 15.0;  // invoices and tickets
    double left = options->events - api_days - others;
    return left > 0 ? left / (a_week * days / 7 + 1) : 0;
}

static void use_on(const Company *company, SampleBatch *batch, Dice *dice, Day day,
                   double intensity)
{
    Day today = today_of(batch);
    int logins = about(dice, of_the_week(company, company->logins, day, today) * intensity);
    for (int i = 0; i < logins; i++)
        log_in(company, batch, dice, day);

    double uses = of_the_week(company, FEATURE_USES, day, today) * intensity;
    for (int f = 0; f < features_in_use(company, day, today); f++)
        for (int i = about(dice, uses); i > 0; i--)
            use_feature(batch, dice, day, f);

    int calls = about(dice, of_the_week(company, company->calls, day, today));
    if (calls > 0 && weekday_percent(day) > 50) call_api(batch, dice, day, calls);
}

// --- tickets --------------------------------------------------------------------

static void change_ticket(SampleBatch *batch, int number, TicketStatus status,
                          Priority priority, Millis at)
{
    static const char *const subjects[] = {
        "Export times out",          "Sign-in with SSO fails",
        "Totals of a report differ", "Webhook arrives twice",
        "Invoice address change",    "Dashboard slow in the morning",
        "Cannot invite a user",      "Dates in the wrong time zone"};
    size_t subject = (size_t)number % (sizeof subjects / sizeof *subjects);
    Event event = {.type = EVENT_TICKET, .quantity = 1, .at = at};
    event.ticket.ticket = str_format(&batch->arena, "T-%d", number);
    event.ticket.status = status;
    event.ticket.priority = priority;
    event.details = str_format(
        &batch->arena,
        "{\"ticket_id\":\"%.*s\",\"status\":\"%.*s\",\"priority\":\"%.*s\",\"subject\":\"%s\"}",
        STR(event.ticket.ticket), STR(ticket_status_name(status)),
        STR(priority_name(priority)), subjects[subject]);
    sample_batch_add(batch, event);
}

// Sent without a word: open, of medium priority, and with no id to close it by.
static void open_bare_ticket(SampleBatch *batch, Millis at)
{
    Event event = {.type = EVENT_TICKET, .quantity = 1, .at = at, .details = S("{}")};
    event.ticket.ticket = sample_batch_id(batch);
    event.ticket.status = TICKET_OPEN;
    event.ticket.priority = PRIORITY_MEDIUM;
    sample_batch_add(batch, event);
}

static void solve_ticket(SampleBatch *batch, Dice *dice, int number, Day day)
{
    Priority priority = (Priority)dice_from(dice, PRIORITY_LOW, PRIORITY_HIGH);
    Millis opened = office_hour(dice, day);
    int days = dice_from(dice, 1, 5);
    change_ticket(batch, number, TICKET_OPEN, priority, opened);
    if (days > 1) {
        Millis asked_back = opened + dice_from(dice, 600, 20 * 3600) * (Millis)1000;
        change_ticket(batch, number, TICKET_PENDING, priority, asked_back);
    }
    change_ticket(batch, number, TICKET_CLOSED, priority, office_hour(dice, day + days));
}

// Those that pile up and are never closed.
static void pile_up(const Company *company, SampleBatch *batch, Dice *dice, int number)
{
    Day last = today_of(batch) - 1;
    if (company->leaves != DAY_NONE && company->leaves < last) last = company->leaves;
    int within = company->story == STORY_STORM ? 20 : 40;
    if (company->leaves != DAY_NONE) within = 25;
    if (company->story == STORY_FORMER) {  // all at once, when its trouble begins
        within = 2;
        last = company->leaves - company->lead + within;
    }
    for (int i = 0; i < company->open; i++) {
        Day day = last - dice_from(dice, 0, within);
        Priority priority = dice_percent(dice, 60) ? PRIORITY_HIGH : PRIORITY_MEDIUM;
        change_ticket(batch, number + i, TICKET_OPEN, priority, office_hour(dice, day));
    }
}

static void have_tickets(const Company *company, SampleBatch *batch, Dice *dice)
{
    Day last = today_of(batch);
    if (company->leaves != DAY_NONE && company->leaves < last) last = company->leaves;
    int number = 1000 + 40 * (company->index % 100);
    for (Day day = company->first; day <= last; day++) {
        if (dice_from(dice, 0, 299) >= company->tickets || weekday_percent(day) < 50)
            continue;
        if (dice_percent(dice, 8))
            open_bare_ticket(batch, office_hour(dice, day));
        else
            solve_ticket(batch, dice, number++, day);
    }
    pile_up(company, batch, dice, number);
}

// --- invoices -------------------------------------------------------------------

static void change_invoice(const Company *company, SampleBatch *batch, InvoiceDetails is,
                           Millis at)
{
    int decimals = 2;
    (void)money_decimals(company->customer.currency, &decimals);
    Writer details = {.arena = &batch->arena};
    writer_put(&details, S("{\"invoice_id\":\""));
    writer_put(&details, is.invoice);
    writer_put(&details, S("\",\"amount\":\""));
    money_write(&details, company->customer.mrr, decimals);
    writer_put(&details, S("\",\"currency\":\""));
    writer_put(&details, company->customer.currency);
    writer_put(&details, S("\",\"due_date\":\""));
    day_write(&details, is.due);
    if (is.paid != DAY_NONE) {
        writer_put(&details, S("\",\"paid_date\":\""));
        day_write(&details, is.paid);
    }
    writer_put(&details, S("\"}"));

    is.amount = company->customer.mrr;
    is.currency = company->customer.currency;
    is.status = is.paid == DAY_NONE ? INVOICE_OPEN : INVOICE_PAID;
    sample_batch_add(batch, (Event){.type = EVENT_INVOICE,
                                    .quantity = 1,
                                    .at = at,
                                    .details = writer_str(&details),
                                    .invoice = is});
}

static Day paid_on(const Company *company, Dice *dice, Day due)
{
    bool late = dice_percent(dice, company->late);
    int days = late ? dice_from(dice, 3, 25) : -dice_from(dice, 0, 9);
    if (company->leaves != DAY_NONE && due > company->leaves - company->lead)
        return DAY_NONE;
    return due + days;
}

static void have_invoices(const Company *company, SampleBatch *batch, Dice *dice)
{
    Day last = today_of(batch);
    if (company->leaves != DAY_NONE && company->leaves < last) last = company->leaves;
    int number = 1;
    for (Day sent = company->first; sent <= last; sent += INVOICE_EVERY, number++) {
        Day due = sent + INVOICE_DUE, paid = paid_on(company, dice, due);
        for (int change = 0; change < (paid == DAY_NONE ? 1 : 2); change++) {
            InvoiceDetails is = {.due = due, .paid = change ? paid : DAY_NONE};
            is.invoice =
                str_format(&batch->arena, "INV-%04d-%02d", company->index + 1, number);
            Millis at =
                day_start(change ? paid : sent) + (Millis)(change ? 10 : 6) * 3600000;
            change_invoice(company, batch, is, at);
        }
    }
}

void company_events(const Company *company, SampleBatch *batch)
{
    if (company->story == STORY_SILENT) return;
    // A row of numbers for each subject: one more ticket moves no login.
    uint64_t seed = batch->options->seed ^ ((uint64_t)(company->index + 1) << 32);
    Dice use = {seed ^ 1}, tickets = {seed ^ 2}, invoices = {seed ^ 3};

    double intensity = intensity_of(company, batch->options);
    for (Day day = company->first; day <= today_of(batch) && !batch->err; day++)
        use_on(company, batch, &use, day, intensity);
    have_tickets(company, batch, &tickets);
    have_invoices(company, batch, &invoices);
}
