// origin.h: may this request have come from a foreign web page?
//
// A page anywhere can make a browser send requests to this machine.  Two things give
// it away: the Host it was told to ask for (a name of its own that resolves to
// 127.0.0.1), and on writes what the browser says about where they come from.
#pragma once

#include "http/reply.h"

// ERR_INVALID with its complaint unless Host is a name of this machine: localhost,
// 127.0.0.0/8 or [::1], with any port.  No Host at all is no browser's.
MUST_USE Err origin_check_host(const Request *request, Reply *reply);

// ERR_INVALID with its complaint where a browser says that a request which changes
// something comes from a page that is not ours (Sec-Fetch-Site, Origin).
MUST_USE Err origin_check_write(const Request *request, Reply *reply);
