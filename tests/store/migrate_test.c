#include "store/migrate.h"

#include "test.h"

typedef struct {  // what a database would remember
    int version;
    int applied;
    int fails_at;
} Remembered;

static Err version(void *database, int *out)
{
    *out = ((Remembered *)database)->version;
    return OK;
}

static Err apply(void *database, const Migration *migration)
{
    Remembered *remembered = database;
    if (migration->number == remembered->fails_at) return ERR_STORE;
    assert_int_equal(migration->number, remembered->version + 1);
    remembered->version = migration->number;
    remembered->applied++;
    return OK;
}

static const Migration three[] = {
    {1, "one", NULL}, {2, "two", NULL}, {3, "three", NULL}, {0}};
static const Migrator migrator = {version, apply};

TEST(what_is_missing_is_applied_in_order)
{
    Remembered remembered = {.version = 1};
    assert_int_equal(migrate(three, &migrator, &remembered), OK);
    assert_int_equal(remembered.version, 3);
    assert_int_equal(remembered.applied, 2);
    assert_int_equal(migrate(three, &migrator, &remembered), OK);
    assert_int_equal(remembered.applied, 2);
}

TEST(a_failure_stops_before_the_next_one_and_the_rest_is_applied_later)
{
    Remembered remembered = {.fails_at = 2};
    assert_int_equal(migrate(three, &migrator, &remembered), ERR_STORE);
    assert_int_equal(remembered.version, 1);
    remembered.fails_at = 0;
    assert_int_equal(migrate(three, &migrator, &remembered), OK);
    assert_int_equal(remembered.version, 3);
}

TEST(a_newer_schema_is_refused_untouched)
{
    Remembered remembered = {.version = 4};
    assert_int_equal(migrate(three, &migrator, &remembered), ERR_CONFLICT);
    assert_int_equal(remembered.applied, 0);
}
