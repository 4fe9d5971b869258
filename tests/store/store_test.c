#include "store/store.h"

#include "test.h"

TEST(an_address_of_an_unknown_kind_is_refused)
{
    static const char *const wrong[] = {
        "", "data.db", "sqlite", "postgres://a/b", "mysql:", "mysql:a/b", "SQLITE:a.db"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Store *store = NULL;
        assert_int_equal(store_open(str_of(wrong[i]), STORE_WRITER, &store), ERR_INVALID);
        assert_null(store);
    }
}

TEST(an_sqlite_address_must_name_a_file)
{
    static const char *const wrong[] = {"sqlite:", "sqlite::memory:", "sqlite:data/"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        Store *store = NULL;
        assert_int_equal(store_open(str_of(wrong[i]), STORE_WRITER, &store), ERR_INVALID);
        assert_null(store);
    }
}

TEST(nothing_is_closed_where_nothing_was_opened)
{
    store_close(NULL);
}
