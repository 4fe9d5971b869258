#include "http/metrics.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>

// Statuses we answer with; those that are not listed share the last column.
static const int statuses[] = {
    HTTP_OK,
    HTTP_CREATED,
    HTTP_ACCEPTED,
    HTTP_NO_CONTENT,
    HTTP_SEE_OTHER,
    HTTP_NOT_MODIFIED,
    HTTP_TEMPORARY_REDIRECT,
    HTTP_BAD_REQUEST,
    HTTP_UNAUTHORIZED,
    HTTP_FORBIDDEN,
    HTTP_NOT_FOUND,
    HTTP_METHOD_NOT_ALLOWED,
    HTTP_NOT_ACCEPTABLE,
    HTTP_REQUEST_TIMEOUT,
    HTTP_CONFLICT,
    HTTP_CONTENT_TOO_LARGE,
    HTTP_UNSUPPORTED_MEDIA_TYPE,
    HTTP_UNPROCESSABLE,
    HTTP_INTERNAL_ERROR,
    HTTP_UNAVAILABLE,
};

// Upper edges of the histogram; beyond the last one is infinity.
static const int64_t edges_micros[] = {500, 1000, 5000, 20000, 100000, 500000, 2500000};

enum {
    STATUSES = sizeof statuses / sizeof *statuses,
    EDGES = sizeof edges_micros / sizeof *edges_micros,
};

typedef _Atomic uint64_t Counter;

typedef struct {
    Counter status[STATUSES + 1];
} Row;

struct Metrics {
    Counter within[EDGES + 1];
    Counter nanos;
    Counter kept;
    Counter connections;
    Counter watchers;
    int routes;
    Row row[];  // one a route, and one for requests that found none
};

Metrics *metrics_open(int routes)
{
    Metrics *metrics = calloc(1, sizeof *metrics + ((size_t)routes + 1) * sizeof(Row));
    assert(metrics);
    metrics->routes = routes;
    return metrics;
}

void metrics_close(Metrics *metrics)
{
    free(metrics);
}

static uint64_t read_counter(const Counter *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

// Only one thread adds, so it need not be one instruction.
static void add(Counter *counter, uint64_t more)
{
    uint64_t sum = read_counter(counter) + more;
    atomic_store_explicit(counter, sum, memory_order_relaxed);
}

void metrics_answered(Metrics *metrics, int route, int status, int64_t nanos)
{
    int s = 0, e = 0;
    while (s < STATUSES && statuses[s] != status)
        s++;
    while (e < EDGES && nanos > edges_micros[e] * 1000)
        e++;
    add(&metrics->row[route < 0 ? metrics->routes : route].status[s], 1);
    add(&metrics->within[e], 1);
    add(&metrics->nanos, (uint64_t)nanos);
}

void metrics_kept(Metrics *metrics)
{
    add(&metrics->kept, 1);
}

void metrics_connections(Metrics *metrics, int open, int watchers)
{
    atomic_store_explicit(&metrics->connections, (uint64_t)open, memory_order_relaxed);
    atomic_store_explicit(&metrics->watchers, (uint64_t)watchers, memory_order_relaxed);
}

// Writing them

static const char *method_name(Method method)
{
    static const char *const names[METHOD_COUNT] = {
        [METHOD_GET] = "GET",         [METHOD_HEAD] = "HEAD",   [METHOD_POST] = "POST",
        [METHOD_PUT] = "PUT",         [METHOD_PATCH] = "PATCH", [METHOD_DELETE] = "DELETE",
        [METHOD_OPTIONS] = "OPTIONS",
    };
    return method < METHOD_COUNT ? names[method] : "other";
}

static void write_row(Metrics *const *metrics, int count, const Site *site, int row,
                      Writer *writer)
{
    bool has_route = row < site->routes;
    for (int s = 0; s <= STATUSES; s++) {
        uint64_t sum = 0;
        for (int m = 0; m < count; m++)
            sum += read_counter(&metrics[m]->row[row].status[s]);
        if (sum == 0) continue;
        writer_format(writer,
                      "customer_health_http_requests_total{method=\"%s\",route=\"%s\","
                      "status=\"%d\"} %llu\n",
                      has_route ? method_name(site->route[row].method) : "other",
                      has_route ? site->route[row].path : "none",
                      s < STATUSES ? statuses[s] : 0, (unsigned long long)sum);
    }
}

static void write_histogram(Metrics *const *metrics, int count, Writer *writer)
{
    uint64_t below = 0, nanos = 0;
    for (int m = 0; m < count; m++)
        nanos += read_counter(&metrics[m]->nanos);
    for (int e = 0; e <= EDGES; e++) {
        for (int m = 0; m < count; m++)
            below += read_counter(&metrics[m]->within[e]);
        writer_put(writer, S("customer_health_http_request_seconds_bucket{le=\""));
        if (e < EDGES) writer_double(writer, (double)edges_micros[e] / 1e6);
        if (e == EDGES) writer_put(writer, S("+Inf"));
        writer_format(writer, "\"} %llu\n", (unsigned long long)below);
    }
    writer_put(writer, S("customer_health_http_request_seconds_sum "));
    writer_format(writer, "%.6f", (double)nanos / 1e9);
    writer_format(writer, "\ncustomer_health_http_request_seconds_count %llu\n",
                  (unsigned long long)below);
}

static void write_head(Writer *writer, const char *name, const char *type, const char *help)
{
    writer_format(writer, "# HELP customer_health_http_%s %s\n", name, help);
    writer_format(writer, "# TYPE customer_health_http_%s %s\n", name, type);
}

void metrics_write(Metrics *const *metrics, int count, const Site *site, Writer *writer)
{
    uint64_t kept = 0, connections = 0, watchers = 0;
    for (int m = 0; m < count; m++) {
        kept += read_counter(&metrics[m]->kept);
        connections += read_counter(&metrics[m]->connections);
        watchers += read_counter(&metrics[m]->watchers);
    }
    write_head(writer, "requests_total", "counter", "Requests answered.");
    for (int row = 0; row <= site->routes; row++)
        write_row(metrics, count, site, row, writer);
    write_head(writer, "request_seconds", "histogram", "From the head to the answer.");
    write_histogram(metrics, count, writer);
    write_head(writer, "connections", "gauge", "Open connections.");
    writer_format(writer, "customer_health_http_connections %llu\n",
                  (unsigned long long)connections);
    write_head(writer, "watchers", "gauge", "Connections that listen for news.");
    writer_format(writer, "customer_health_http_watchers %llu\n",
                  (unsigned long long)watchers);
    write_head(writer, "kept_answers_total", "counter", "Requests given a kept answer.");
    writer_format(writer, "customer_health_http_kept_answers_total %llu\n",
                  (unsigned long long)kept);
}
