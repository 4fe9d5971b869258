#include "web/book/jobs.h"

#include "web/handlers.h"
#include "web/params.h"

Str jobs_status(const Job *job)
{
    bool stops = job->state == JOB_RUNNING && job->stopping;
    return stops ? S("cancelling") : job_state_name(job->state);
}

void jobs_write(Json *json, const Job *job)
{
    json_int(json, S("id"), job->id);
    json_str(json, S("kind"), S("validation"));
    json_str(json, S("status"), jobs_status(job));
    json_double(json, S("progress"), job->progress / 1000.0);
    json_time(json, S("started_at"), job->started_at);
    if (job->ended_at)
        json_time(json, S("ended_at"), job->ended_at);
    else
        json_null(json, S("ended_at"));
    if (job->state == JOB_CUT_OFF)
        json_str(json, S("detail"),
                 S("The program was stopped while it ran: it did not finish.  Begin it "
                   "again."));
    if (job->state == JOB_FAILED)
        json_str(json, S("detail"), S("It failed: the log says why."));
}

Str jobs_path(Arena *arena, const Job *job)
{
    return str_format(arena, "/api/jobs/%lld", (long long)job->id);
}

void jobs_location(Reply *reply, const Job *job)
{
    reply_header(reply, S("Location"), jobs_path(reply->arena, job));
}

static Err refuse_unknown(Reply *reply, Err err)
{
    if (err == ERR_NOT_FOUND)
        reply->complaint.detail = S("Job not found: only the latest one is remembered");
    return err;
}

static void say(Reply *reply, int status, const Job *job)
{
    Json *json = reply_json(reply, status);
    json_open(json);
    jobs_write(json, job);
    json_close(json);
}

// GET /api/jobs/:job
Err show_job(App *app, const Request *request, Reply *reply)
{
    int64_t id;
    Job job = {0};
    Err err = path_number(request, reply, S("job"), S("job_id"), &id);
    if (!err) err = get_job(app->service, id, &job, *reply->arena);
    if (err) return refuse_unknown(reply, err);
    say(reply, HTTP_OK, &job);
    return OK;
}

// DELETE /api/jobs/:job
//
// And POST /api/jobs/:job/cancel, for forms.  Tells it to stop, which it does within seconds; what it has found is dropped, and an
// earlier report stays.
Err stop_job(App *app, const Request *request, Reply *reply)
{
    int64_t id;
    Job job = {0};
    Err err = path_number(request, reply, S("job"), S("job_id"), &id);
    if (!err) err = cancel_job(app->service, id, &job, *reply->arena);
    if (err == ERR_CONFLICT && request->accepts == MEDIA_HTML) err = OK;
    if (err == ERR_CONFLICT && job.elsewhere)
        return reply_complain(reply, HTTP_CONFLICT,
                              "Another process runs the job: cancel it there");
    if (err == ERR_CONFLICT)
        return reply_complain(reply, HTTP_CONFLICT, "The job has ended already: it is %.*s",
                              STR(job_state_name(job.state)));
    if (err) return refuse_unknown(reply, err);
    if (request->accepts == MEDIA_HTML)
        reply_redirect(reply, HTTP_SEE_OTHER, S("/api/validation"));
    else
        say(reply, HTTP_ACCEPTED, &job);
    return OK;
}
