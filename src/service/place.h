// place.h: in which time zone does this database count its days?
//
// Daily counts, spans and pictures are made of days, and a day is one of a zone.  So the
// database notes the zone they were made in, and is not opened in another; `rebuild`
// counts them anew.  While that is not done it is opened by nobody else.
//
// For the files of this room only.
#pragma once

#include "store/store.h"

// Does the installation's zone (clock.h) agree with what is stored?  A database that holds
// nobody takes it on.  ERR_CONFLICT, with a sentence that says what to do.
MUST_USE Err place_agree(Store *store);

// All will be counted anew in the installation's zone, if it was made in another; and now
// it is.
MUST_USE Err place_leave(Store *store);
MUST_USE Err place_arrive(Store *store);
