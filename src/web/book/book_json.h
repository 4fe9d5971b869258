// book_json.h: where the book comes from and where it is going, in JSON
#pragma once

#include "base/json_write.h"
#include "service/service.h"

// `change_30d`, `trend`, `renewals`, `slipping`, `next_drops` and `segments`, into an
// object that is open; money with so many decimals.
void write_book(Json *json, const Dashboard *dashboard, int decimals);
