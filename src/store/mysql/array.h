// array.h: how do many rows of values reach MariaDB?
//
// As one array for a statement that was prepared for a single row: a third cheaper than
// a statement with as many rows, and of any length.  MySQL takes none.
#pragma once

#include "store/mysql/session.h"

// For a query of a `/* rows */` line that answers nothing.
MUST_USE Err session_run_arrays(Session *session, Query which, Filled filled);
