// money.h: how much is that, to the last cent?
//
// Money is an integer of minor units (cents, yen, fils) of its currency, so that
// sums are exact and come out the same in any order.  How many decimals a currency
// has is said by ISO 4217.
//
// Pure: no floating point anywhere.
#pragma once

#include "base/writer.h"

// How many decimals a currency has: 0 for JPY, 3 for KWD, 2 for all that are not
// listed.  False for what is not three capital letters.
bool money_decimals(Str currency, int *out);

// The minor units that a JSON number says ("19.90", "1e2"), exactly: false where it
// is negative or malformed, has a digit beyond the currency's decimals ("19.999";
// zeros are none), or does not fit.
bool money_parse(Str number, int decimals, int64_t *out);

// Minor units as decimal text, with all decimals of the currency: "19.90".
void money_write(Writer *writer, int64_t minor, int decimals);
