#include "service/writing/news.h"
#include "web/handlers.h"

enum {
    DATA = GIVES_JSON,
    PAGE = GIVES_JSON | GIVES_HTML,
    MANY = TAKES_JSON | TAKES_NDJSON | TAKES_CSV | TAKES_GZIP | TAKES_STREAM,
};

// clang-format off
static const RouteRow routes[] = {
    // pages, and the same as data
    ROUTE(METHOD_GET,  "/",                                WHO_READER, WHERE_LOOP, 0,    MEDIA_HTML, TAKES_NOTHING, go_home),
    ROUTE(METHOD_GET,  "/api/dashboard",                   WHO_READER, WHERE_POOL, PAGE, MEDIA_HTML, TAKES_NOTHING, show_dashboard),
    ROUTE(METHOD_GET,  "/api/customers",                   WHO_READER, WHERE_POOL, PAGE | GIVES_CSV, MEDIA_JSON, TAKES_NOTHING, list_customers),
    ROUTE(METHOD_POST, "/api/customers",                   WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, create_customer),
    ROUTE(METHOD_POST, "/api/customers/owner",             WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, change_owners),
    ROUTE(METHOD_GET,  "/api/views",                       WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_views),
    ROUTE(METHOD_POST, "/api/views",                       WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, add_view),
    ROUTE(METHOD_DELETE, "/api/views/:view",               WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, remove_view),
    ROUTE(METHOD_POST, "/api/views/:view/remove",          WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_FORM, remove_view),
    ROUTE(METHOD_GET,  "/api/customers/:customer",         WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, show_customer),
    ROUTE(METHOD_PATCH, "/api/customers/:customer",        WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, patch_customer),
    ROUTE(METHOD_DELETE, "/api/customers/:customer",       WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, erase_customer),
    ROUTE(METHOD_PUT,  "/api/customers/by-external-id/:external_id", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, put_customer),
    ROUTE(METHOD_POST, "/api/customers/:customer/aliases", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, add_alias),
    ROUTE(METHOD_DELETE, "/api/customers/:customer/aliases", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, remove_alias),
    ROUTE(METHOD_POST, "/api/customers/:customer/merge",   WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, merge_customers),
    ROUTE(METHOD_GET,  "/api/customers/:customer/health",  WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, show_health),
    ROUTE(METHOD_GET,  "/api/customers/:customer/health/history", WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_history),
    ROUTE(METHOD_GET,  "/api/customers/:customer/health/change",  WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_change),
    ROUTE(METHOD_GET,  "/api/customers/:customer/events",  WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, list_events),
    ROUTE(METHOD_GET,  "/api/portfolio",                   WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_book),
    ROUTE(METHOD_GET,  "/api/portfolio/history",           WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_book_days),
    ROUTE(METHOD_GET,  "/api/segments",                    WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_segments),
    ROUTE(METHOD_GET,  "/api/stream",                      WHO_READER, WHERE_WATCH, 0,   MEDIA_JSON, TAKES_NOTHING, listen_to_news),
    ROUTE(METHOD_GET,  "/api/compare",                     WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, show_compare),

    // what people say of customers
    ROUTE(METHOD_GET,  "/api/customers/:customer/notes", WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_notes),
    ROUTE(METHOD_POST, "/api/customers/:customer/notes", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, add_note),
    ROUTE(METHOD_DELETE, "/api/customers/:customer/notes/:said", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, remove_note),
    ROUTE(METHOD_POST, "/api/customers/:customer/notes/:said/remove", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_FORM, remove_note),
    ROUTE(METHOD_GET,  "/api/customers/:customer/overrides", WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_overrides),
    ROUTE(METHOD_POST, "/api/customers/:customer/overrides", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, add_override),
    ROUTE(METHOD_DELETE, "/api/customers/:customer/overrides/:said", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, end_override),
    ROUTE(METHOD_POST, "/api/customers/:customer/overrides/:said/end", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_FORM, end_override),
    ROUTE(METHOD_GET,  "/api/customers/:customer/outcomes", WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_outcomes),
    ROUTE(METHOD_POST, "/api/customers/:customer/outcomes", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, add_outcome),
    ROUTE(METHOD_DELETE, "/api/customers/:customer/outcomes/:said", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, remove_outcome),
    ROUTE(METHOD_POST, "/api/customers/:customer/outcomes/:said/remove", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_FORM, remove_outcome),

    // did the score tell the truth?
    ROUTE(METHOD_GET,  "/proof",                           WHO_READER, WHERE_LOOP, 0,    MEDIA_HTML, TAKES_NOTHING, go_to_proof),
    ROUTE(METHOD_GET,  "/api/validation",                  WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, show_validation),
    ROUTE(METHOD_POST, "/api/validation",                  WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, begin_validation),
    ROUTE(METHOD_GET,  "/api/jobs/:job",                   WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_job),
    ROUTE(METHOD_DELETE, "/api/jobs/:job",                 WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, stop_job),
    ROUTE(METHOD_POST, "/api/jobs/:job/cancel",            WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_FORM, stop_job),

    // what customers did
    ROUTE(METHOD_POST, "/api/customers/:customer/events",  WHO_SENDER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, record_event),
    ROUTE(METHOD_DELETE, "/api/customers/:customer/events/:event", WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, void_event),
    ROUTE(METHOD_POST, "/api/events",                      WHO_SENDER, WHERE_POOL, DATA, MEDIA_JSON, MANY, record_many),
    ROUTE(METHOD_GET,  "/api/events/rejected",             WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_rejected),
    ROUTE(METHOD_GET,  "/api/events/unmatched",            WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_unmatched),
    ROUTE(METHOD_POST, "/api/events/unmatched/:unmatched/assign", WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, assign_unmatched),
    ROUTE(METHOD_GET,  "/api/sources",                     WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, show_sources),

    // the same, in the words of others; and what those mean
    ROUTE(METHOD_POST, "/v1/:call",                        WHO_SENDER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_ANY | TAKES_GZIP, take_segment),
    ROUTE(METHOD_POST, "/api/cloudevents",                 WHO_SENDER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_ANY | TAKES_GZIP, take_cloudevents),
    ROUTE(METHOD_POST, "/api/webhooks/stripe",             WHO_SENDER, WHERE_POOL, 0,    MEDIA_JSON, TAKES_ANY, take_stripe),
    ROUTE(METHOD_POST, "/api/webhooks/zendesk",            WHO_SENDER, WHERE_POOL, 0,    MEDIA_JSON, TAKES_ANY, take_zendesk),
    ROUTE(METHOD_POST, "/api/webhooks/intercom",           WHO_SENDER, WHERE_POOL, 0,    MEDIA_JSON, TAKES_ANY, take_intercom),
    ROUTE(METHOD_GET,  "/api/event-mapping",               WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_mapping),
    ROUTE(METHOD_PUT,  "/api/event-mapping",               WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, put_mapping),

    // what makes a score
    ROUTE(METHOD_GET,  "/api/scorecards",                  WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, list_scorecards),
    ROUTE(METHOD_POST, "/api/scorecards",                  WHO_WRITER, WHERE_POOL, GIVES_HTML, MEDIA_HTML, TAKES_FORM, make_scorecard),
    ROUTE(METHOD_GET,  "/api/scorecards/:card",            WHO_READER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_NOTHING, show_scorecard),
    ROUTE(METHOD_PUT,  "/api/scorecards/:card",            WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, put_scorecard),
    ROUTE(METHOD_DELETE, "/api/scorecards/:card",          WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, drop_scorecard_draft),
    ROUTE(METHOD_GET,  "/api/scorecards/:card/versions",   WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, list_versions),
    ROUTE(METHOD_GET,  "/api/scorecards/:card/versions/:version", WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_version),
    ROUTE(METHOD_GET,  "/api/scorecards/:card/diff",       WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_NOTHING, show_difference),
    ROUTE(METHOD_POST, "/api/scorecards/preview",          WHO_READER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, preview_scorecard),
    ROUTE(METHOD_POST, "/api/scorecards/preview/proof",    WHO_WRITER, WHERE_POOL, DATA, MEDIA_JSON, TAKES_JSON, prove_preview),
    ROUTE(METHOD_POST, "/api/scorecards/:card/publish",    WHO_WRITER, WHERE_POOL, PAGE, MEDIA_JSON, TAKES_JSON | TAKES_FORM, publish_scorecard),
    ROUTE(METHOD_GET,  "/api/scorecards/:card/draft",      WHO_READER, WHERE_POOL, GIVES_HTML, MEDIA_HTML, TAKES_NOTHING, show_draft),
    ROUTE(METHOD_POST, "/api/scorecards/:card/draft",      WHO_WRITER, WHERE_POOL, GIVES_HTML, MEDIA_HTML, TAKES_FORM, change_draft),

    // for machines that watch (whether we are ready is asked of the database), and for browsers
    ROUTE(METHOD_GET,  "/livez",    WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING, say_alive),
    ROUTE(METHOD_GET,  "/readyz",   WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING, say_ready),
    ROUTE(METHOD_GET,  "/healthz",  WHO_ANYONE, WHERE_POOL, 0, MEDIA_JSON, TAKES_NOTHING, say_ready),
    ROUTE(METHOD_GET,  "/metrics",  WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING, write_metrics),
    ROUTE(METHOD_GET,  "/static/*", WHO_ANYONE, WHERE_LOOP, 0, MEDIA_JSON, TAKES_NOTHING, give_static),
};
// clang-format on

static uint64_t version_of(App *app)
{
    return service_version(app->service);
}

static uint64_t news_of(App *app)
{
    return service_news(app->service);
}

Site web_site(App *app)
{
    at_work_open(&app->at_work);
    return (Site){
        .route = routes,
        .routes = (int)(sizeof routes / sizeof *routes),
        .app = app,
        .version = version_of,
        .news = news_of,
        .draw_problem = draw_problem,
        .check_host = true,
    };
}
