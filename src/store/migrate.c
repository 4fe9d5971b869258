#include "store/migrate.h"

#include "base/log.h"

Err migrate_check(const Migration *migrations, const Migrator *migrator, void *database,
                  int *version)
{
    Err err = migrator->version(database, version);
    if (err) return err;

    int known = 0;
    for (const Migration *m = migrations; m->number; m++)
        known = m->number;
    if (*version <= known) return OK;

    log_error("the database has schema %d and this program knows schemas up to %d: a newer "
              "customer-health has used it; run that one. Nothing was changed",
              *version, known);
    return ERR_CONFLICT;
}

Err migrate(const Migration *migrations, const Migrator *migrator, void *database)
{
    int version = 0;
    Err err = migrate_check(migrations, migrator, database, &version);
    for (const Migration *m = migrations; !err && m->number; m++)
        if (m->number > version) err = migrator->apply(database, m);
    return err;
}
