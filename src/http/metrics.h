// metrics.h: how many, how fast, and how did they end?
//
// One a loop, written by that loop alone and read by anybody: relaxed atomics, no
// locks.  Labels are the route's pattern, never a path, so their number is known
// when the server starts.
#pragma once

#include "http/router.h"

typedef struct Metrics Metrics;

Metrics *metrics_open(int routes);
void metrics_close(Metrics *metrics);

// A request was answered, `nanos` after its head had come.  `route`: its row's
// index, or -1 where the site has none.
void metrics_answered(Metrics *metrics, int route, int status, int64_t nanos);
void metrics_kept(Metrics *metrics);  // with a kept answer
// There are so many now, and of them so many watches.
void metrics_connections(Metrics *metrics, int open, int watchers);

// The sum over `count` of them, in the Prometheus text format.
void metrics_write(Metrics *const *metrics, int count, const Site *site, Writer *writer);
