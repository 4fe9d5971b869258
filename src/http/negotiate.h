// negotiate.h: which of our answers does the client want most?
//
// RFC 9110, 12.5.1.  Of what the route gives, the type with the highest q wins; of
// equals the one that was named more exactly, then the one named first, and where
// the client has no wish ("*/*", or nothing said) the one the route prefers.
#pragma once

#include "http/request.h"

// `gives` is bits of 1 << Media.  MEDIA_NONE: the client accepts none of them.
Media negotiate(const Request *request, int gives, Media prefers);

// "text/html"
const char *media_name(Media media);
