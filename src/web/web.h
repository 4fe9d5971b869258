// web.h: what does the site consist of?
//
// The API and the pages of Customer Health: routes.c is their table of contents.
// Handlers ask the service and never the store; what they say goes out through
// json_write.h or through a view.
#pragma once

#include "http/server.h"
#include "service/service.h"
#include "web/at_work.h"

typedef struct Senders Senders;  // web/doors/senders.h

struct App {
    Service *service;
    Server *server;  // NULL where there are no sockets
    Senders *senders;
    Str currency;  // of amounts for which no other is said
    Millis started_at;
    AtWork at_work;  // Idempotency-Keys of the requests that run; made by web_site
};

// The whole site, for a server; the app must outlive it.
Site web_site(App *app);
