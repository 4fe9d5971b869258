#include "web/book/validation.h"

#include "http/html.h"
#include "service/cards/scorecards.h"
#include "web/body.h"
#include "web/book/jobs.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/keyed.h"
#include "web/pages/notices.h"
#include "web/pages/validation_page.h"
#include "web/params.h"

// --- begin one ---------------------------------------------------------------------

static Err read_wish(App *app, const Request *request, Reply *reply, ValidationWish *out)
{
    Body body = {0};
    Err err = request->body.length ? body_read(request, reply, &body) : OK;
    if (err) return err;
    Fields fields = {.arena = reply->arena,
                     .complaint = &reply->complaint,
                     .object = body.object,
                     .pair = body.pair,
                     .pairs = body.pairs};
    int64_t horizon = HORIZON_DEFAULT;
    *out = (ValidationWish){0};
    (void)field_text(&fields, S("scorecard"), CUSTOMER_TEXT_MAX, &out->scorecard);
    (void)field_number(&fields, S("horizon_days"), &horizon);
    if (horizon < HORIZON_LEAST || horizon > HORIZON_MOST)
        field_fault(&fields, S("horizon_days"), S("Input should be from 14 to 365"),
                    S("out_of_range"));
    out->horizon = (int)horizon;
    if (out->scorecard.length && !service_scorecard(app->service, out->scorecard))
        field_fault(&fields, S("scorecard"),
                    S("There is no such scorecard: GET /api/scorecards lists them"),
                    S("enum"));
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static void say_begun(Reply *reply, const Job *job)
{
    jobs_location(reply, job);
    Json *json = reply_json(reply, HTTP_ACCEPTED);
    json_open(json);
    jobs_write(json, job);
    json_close(json);
}

static Err keep_begun(Keyed *keyed, const Job *job)
{
    const Reply *reply = keyed->reply;
    const KeptAnswer answer = {.status = reply->status,
                               .type = reply->type,
                               .location = jobs_path(reply->arena, job),
                               .body = writer_str(&reply->body)};
    return keyed_keep(keyed, &answer);
}

// Where the page is on which one sees it come.
static Str page_of(Arena *arena, const ValidationWish *wish)
{
    if (wish->scorecard.length == 0 || wish->document.length > 0)
        return S("/api/validation");
    return str_format(arena, "/api/validation?scorecard=%.*s",
                      STR(url_part(arena, wish->scorecard)));
}

// A browser sees on the page what runs, whether it has just begun or not.
static Err answer_begun(const Request *request, Reply *reply, const ValidationWish *wish,
                        Err err, const Job *job)
{
    if (request->accepts == MEDIA_HTML && (!err || err == ERR_CONFLICT)) {
        reply_redirect(reply, HTTP_SEE_OTHER, page_of(reply->arena, wish));
        return OK;
    }
    if (err == ERR_CONFLICT)
        return reply_complain(reply, HTTP_CONFLICT,
                              "A proof is running already: wait for /api/jobs/%lld, or "
                              "DELETE it",
                              (long long)job->id);
    if (err == ERR_INVALID)
        return reply_complain(reply, HTTP_CONFLICT,
                              "The scorecards at work would measure more than 64 different "
                              "things together: let some measure the same");
    if (!err) say_begun(reply, job);
    return err;
}

Err validation_begin(App *app, const Request *request, Reply *reply, ReadWish *read)
{
    ValidationWish wish;
    Keyed *keyed = NULL;
    Job job = {0};
    Err err = keyed_whole(app, request, reply, &keyed);
    if (!err && keyed && keyed->is_kept) return keyed_answer(keyed);
    if (!err) err = read(app, request, reply, &wish);
    if (err) return err;
    err = start_validation(app->service, &wish, &job, *reply->arena);
    err = answer_begun(request, reply, &wish, err, &job);
    if (err || !keyed) return err;
    reply_park(reply);
    err = keep_begun(keyed, &job);
    if (err) reply_done(reply, err);
    return OK;
}

// POST /api/validation
//
// Begins to prove the score on the whole book: 202, with the job.  One that runs already
// is left alone: 409.
Err begin_validation(App *app, const Request *request, Reply *reply)
{
    return validation_begin(app, request, reply, read_wish);
}

// --- what came of it ------------------------------------------------------------------

void validation_write(Json *json, const Validation *validation, bool beside)
{
    if (validation->job.id > 0) {
        json_open_object(json, S("job"));
        jobs_write(json, &validation->job);
        json_close_object(json);
    } else {
        json_null(json, S("job"));
    }
    if (validation->report.length)
        json_raw(json, S("report"), validation->report);
    else
        json_null(json, S("report"));
    if (!beside) return;
    if (validation->live.length)
        json_raw(json, S("live"), validation->live);
    else
        json_null(json, S("live"));
}

// The card that is asked for, or the one that was not published; empty: the live ones.
static Err read_scorecard(App *app, const Request *request, Reply *reply, Str *out)
{
    *out = (Str){0};
    bool asked = request_query(request, S("scorecard"), out) && out->length > 0;
    if (!asked || str_equal(*out, S(VALIDATION_PREVIEW)) ||
        service_scorecard(app->service, *out))
        return OK;
    *out = (Str){0};
    return query_fault(reply, S("scorecard"),
                       S("There is no such scorecard: GET /api/scorecards lists them"),
                       S("enum"));
}

static Err read_gap(const Request *request, Reply *reply, int *out)
{
    static const int gaps[] = {0, 14, 30, 60};
    Str text;
    int64_t days;
    *out = 0;
    if (!request_query(request, S("gap"), &text) || text.length == 0) return OK;
    bool is_number = str_int(text, &days);
    for (size_t g = 0; is_number && g < sizeof gaps / sizeof *gaps; g++) {
        if (days != gaps[g]) continue;
        *out = gaps[g];
        return OK;
    }
    return query_fault(reply, S("gap"), S("Input should be 0, 14, 30 or 60"), S("enum"));
}

// Of those who left; what a page lists.
static Err read_who(const Request *request, Reply *reply, Str *out)
{
    Str text;
    *out = (Str){0};
    if (!request_query(request, S("who"), &text) || text.length == 0) return OK;
    if (!is_leaver_word(text))
        return query_fault(reply, S("who"),
                           S("Input should be 'left', 'warned', 'later' or 'never'"),
                           S("enum"));
    *out = text;
    return OK;
}

static Err read_asked(App *app, const Request *request, Reply *reply, ValidationAsked *out)
{
    Err err = notice_or_refuse(request, read_gap(request, reply, &out->gap));
    if (!err)
        err =
            notice_or_refuse(request, read_scorecard(app, request, reply, &out->scorecard));
    if (err || request->accepts != MEDIA_HTML) return err;
    return notice_or_refuse(request, read_who(request, reply, &out->who));
}

// GET /api/validation
//
// The latest report of the live cards, or of `scorecard`, and the job that ran last.  A page
// where a browser asks.
Err show_validation(App *app, const Request *request, Reply *reply)
{
    ValidationAsked asked;
    Validation validation;
    Err err = read_asked(app, request, reply, &asked);
    if (!err)
        err = get_validation(app->service, reply->arena, asked.scorecard, &validation);
    if (err) return err;
    if (request->accepts == MEDIA_HTML)
        return draw_validation(app, request, reply, &asked, &validation);
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    validation_write(json, &validation, asked.scorecard.length > 0);
    json_close(json);
    return OK;
}

// GET /proof
Err go_to_proof(__attribute__((unused)) App *app,
                __attribute__((unused)) const Request *request, Reply *reply)
{
    reply_redirect(reply, HTTP_TEMPORARY_REDIRECT, S("/api/validation"));
    return OK;
}
