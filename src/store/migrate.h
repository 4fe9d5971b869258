// migrate.h: how does a database come to have our schema?
//
// By migrations: numbered steps that are applied in order, once each, and only
// forward.  Each dialect has its own files under migrations/, with the same numbers
// and names; tools/queries.c makes a table of them.  The table `schema_version`
// holds a row for each that has been applied.
#pragma once

#include "base/err.h"

typedef struct {
    int number;                     // 1, 2, 3, ...; 0 ends the list
    const char *name;               // "0002_customer"
    const char *const *statements;  // ends with NULL
} Migration;

typedef struct {  // what the runner asks of a backend; `database` is its own
    // The number of the last migration applied; 0 where there is no schema yet.
    Err (*version)(void *database, int *out);
    // Apply one, with its row in `schema_version`: in one transaction where the
    // database can, else so that it may be applied again after a crash.
    Err (*apply)(void *database, const Migration *migration);
} Migrator;

// Is the schema in `database` the one this program knows?  `*version` says which it
// is.  ERR_CONFLICT, with a sentence in the log: it is newer.
MUST_USE Err migrate_check(const Migration *migrations, const Migrator *migrator,
                           void *database, int *version);

// Apply what is missing.  ERR_CONFLICT as above, and then nothing was touched.
MUST_USE Err migrate(const Migration *migrations, const Migrator *migrator, void *database);
