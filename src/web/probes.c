#include "web/doors/senders.h"
#include "web/handlers.h"

// {"status": "pass", "checks": {...}}, as health+json clients expect.
static Json *open_probe(Reply *reply, bool pass)
{
    reply_header(reply, S("Cache-Control"), S("no-store"));
    Json *json = reply_json(reply, pass ? HTTP_OK : HTTP_UNAVAILABLE);
    json_open(json);
    json_str(json, S("status"), pass ? S("pass") : S("fail"));
    json_str(json, S("version"), S(VERSION));
    return json;
}

// GET /livez: the process answers; nothing else is asked.
Err say_alive(App *app, const Request *request, Reply *reply)
{
    Json *json = open_probe(reply, true);
    int64_t up = (request->received_at - app->started_at) / 1000;
    json_int(json, S("uptime_seconds"), up > 0 ? up : 0);
    json_close(json);
    return OK;
}

// GET /readyz and /healthz: may requests be sent here?
Err say_ready(App *app, const Request *request, Reply *reply)
{
    (void)request;
    Err err = service_ready(app->service);
    ServiceFigures figures = service_figures(app->service);

    if (err) reply_header(reply, S("Retry-After"), S("1"));
    Json *json = open_probe(reply, !err);
    json_open_object(json, S("checks"));
    json_open_object(json, S("database"));
    json_str(json, S("status"), err ? S("fail") : S("pass"));
    json_close_object(json);
    json_open_object(json, S("committer"));
    json_int(json, S("waiting"), (int64_t)figures.waiting);
    json_close_object(json);
    json_close_object(json);
    json_close(json);
    return OK;
}

static void counter(Writer *writer, const char *name, const char *help, uint64_t value)
{
    writer_format(writer,
                  "# HELP customer_health_%s %s\n# TYPE customer_health_%s counter\n"
                  "customer_health_%s %llu\n",
                  name, help, name, name, (unsigned long long)value);
}

static void gauge(Writer *writer, const char *name, const char *help, double value)
{
    writer_format(writer,
                  "# HELP customer_health_%s %s\n# TYPE customer_health_%s gauge\n"
                  "customer_health_%s ",
                  name, help, name, name);
    writer_double(writer, value);
    writer_char(writer, '\n');
}

static void write_ingested(Writer *writer, const ServiceFigures *figures)
{
    writer_put(writer, S("# HELP customer_health_events_ingested_total Events on disk.\n"
                         "# TYPE customer_health_events_ingested_total counter\n"));
    for (int door = 0; door < DOOR_COUNT; door++)
        for (int type = 0; type < EVENT_TYPE_COUNT; type++) {
            Str source = door_name(door), name = event_type_name((EventType)type);
            writer_format(writer,
                          "customer_health_events_ingested_total{source=\"%.*s\","
                          "type=\"%.*s\"} %llu\n",
                          STR(source), STR(name),
                          (unsigned long long)figures->ingested[door][type]);
        }
}

static void write_reason(Writer *writer, Str reason, uint64_t count)
{
    writer_format(writer, "customer_health_events_rejected_total{reason=\"%.*s\"} %llu\n",
                  STR(reason), (unsigned long long)count);
}

static void write_refused(Writer *writer, const ServiceFigures *figures)
{
    writer_put(writer, S("# HELP customer_health_events_rejected_total Events not stored.\n"
                         "# TYPE customer_health_events_rejected_total counter\n"));
    write_reason(writer, S("duplicate"), figures->duplicate);
    write_reason(writer, S("id_conflict"), figures->clash);
    write_reason(writer, S("busy"), figures->refused_busy);
    for (int reason = 0; reason < REASON_COUNT; reason++)
        write_reason(writer, reason_word(reason), figures->rejected[reason]);
}

static void write_ignored(Writer *writer, const App *app)
{
    writer_put(writer,
               S("# HELP customer_health_events_ignored_total What doors have no use for.\n"
                 "# TYPE customer_health_events_ignored_total counter\n"));
    for (int sender = 0; sender < SENDER_COUNT; sender++) {
        Str source = sender_name((Sender)sender);
        uint64_t count = sender_ignored_count(app, (Sender)sender);
        writer_format(writer,
                      "customer_health_events_ignored_total{source=\"%.*s\"} %llu\n",
                      STR(source), (unsigned long long)count);
    }
}

// GET /metrics, in the Prometheus text format.  No label ever names a customer.
Err write_metrics(App *app, const Request *request, Reply *reply)
{
    Writer *body =
        reply_text(reply, HTTP_OK, S("text/plain; version=0.0.4; charset=utf-8"));
    reply_header(reply, S("Cache-Control"), S("no-store"));
    ServiceFigures figures = service_figures(app->service);

    if (app->server) server_write_metrics(app->server, body);
    write_ingested(body, &figures);
    write_refused(body, &figures);
    write_ignored(body, app);
    counter(body, "commits_total", "Transactions committed.", figures.commits);
    writer_put(body,
               S("# HELP customer_health_commit_seconds_total Time spent committing.\n"
                 "# TYPE customer_health_commit_seconds_total counter\n"
                 "customer_health_commit_seconds_total "));
    writer_double(body, (double)figures.commit_nanoseconds / 1e9);
    writer_char(body, '\n');
    counter(body, "scores_computed_total", "Pictures derived anew.", figures.derived);
    gauge(body, "events_waiting", "Events waiting for the committer.",
          (double)figures.waiting);
    gauge(body, "events_unmatched", "Events waiting for a customer.",
          (double)figures.unmatched);
    gauge(body, "uptime_seconds", "Since the start.",
          (double)(request->received_at - app->started_at) / 1000);
    writer_put(body, S("# HELP customer_health_build_info Which build this is.\n"
                       "# TYPE customer_health_build_info gauge\n"
                       "customer_health_build_info{version=\"" VERSION "\"} 1\n"));
    return OK;
}
