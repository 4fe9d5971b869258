#include "web/at_work.h"

#include "memory.h"

#include "base/writer.h"

static AtWork at_work;

static Str name_of(int number)
{
    Str digits = str_format(memory(), "%064d", number);
    return digits;
}

TEST(a_name_is_taken_once)
{
    at_work_open(&at_work);
    assert_int_equal(at_work_take(&at_work, name_of(1)), OK);
    assert_int_equal(at_work_take(&at_work, name_of(2)), OK);
    assert_int_equal(at_work_take(&at_work, name_of(1)), ERR_CONFLICT);
    at_work_put_back(&at_work, name_of(1));
    assert_int_equal(at_work_take(&at_work, name_of(1)), OK);
    assert_int_equal(at_work_take(&at_work, name_of(2)), ERR_CONFLICT);
}

TEST(there_are_so_many_places_and_each_is_free_again)
{
    at_work_open(&at_work);
    for (int i = 0; i < AT_WORK_MOST; i++)
        assert_int_equal(at_work_take(&at_work, name_of(i)), OK);
    assert_int_equal(at_work_take(&at_work, name_of(AT_WORK_MOST)), ERR_BUSY);
    for (int i = 0; i < AT_WORK_MOST; i += 2)
        at_work_put_back(&at_work, name_of(i));
    assert_int_equal(at_work_take(&at_work, name_of(1)), ERR_CONFLICT);
    for (int i = 0; i < AT_WORK_MOST; i += 2)
        assert_int_equal(at_work_take(&at_work, name_of(i)), OK);
    assert_int_equal(at_work_take(&at_work, name_of(AT_WORK_MOST)), ERR_BUSY);
}
