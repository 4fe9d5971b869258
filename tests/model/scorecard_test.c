#include "model/scorecard.h"
#include "test.h"

TEST(a_shipped_card_is_found_by_its_id)
{
    assert_ptr_equal(scorecard_find(S("standard")), scorecard_standard());
    assert_ptr_equal(scorecard_find(S("original")), scorecard_original());
    assert_null(scorecard_find(S("Standard")));
    assert_null(scorecard_find((Str){0}));
}

TEST(the_weights_of_a_card_add_up_to_one)
{
    const Scorecard *cards[] = {scorecard_standard(), scorecard_original()};
    for (int c = 0; c < 2; c++) {
        double sum = 0;
        for (int f = 0; f < cards[c]->factors; f++)
            sum += cards[c]->factor[f].weight;
        assert_true(sum == 1);
    }
}

TEST(both_cards_name_their_factors_as_the_first_implementation_did)
{
    static const char *const ids[] = {"login_score", "feature_score", "ticket_score",
                                      "invoice_payment_score", "api_score"};
    for (int f = 0; f < 5; f++) {
        assert_str_equal(scorecard_standard()->factor[f].id, str_of(ids[f]));
        assert_str_equal(scorecard_original()->factor[f].id, str_of(ids[f]));
    }
}

TEST(the_lower_edge_of_a_band_belongs_to_it)
{
    const Scorecard *card = scorecard_standard();
    assert_int_equal(band_of(card, 100), BAND_HEALTHY);
    assert_int_equal(band_of(card, 75), BAND_HEALTHY);
    assert_int_equal(band_of(card, 74.999), BAND_STABLE);
    assert_int_equal(band_of(card, 60), BAND_STABLE);
    assert_int_equal(band_of(card, 59.999), BAND_AT_RISK);
    assert_int_equal(band_of(card, 40), BAND_AT_RISK);
    assert_int_equal(band_of(card, 39.999), BAND_CRITICAL);
    assert_int_equal(band_of(card, 0), BAND_CRITICAL);
}

TEST(every_band_has_its_name)
{
    assert_str_equal(band_name(BAND_CRITICAL), S("critical"));
    assert_str_equal(band_name(BAND_AT_RISK), S("at_risk"));
    assert_str_equal(band_name(BAND_STABLE), S("stable"));
    assert_str_equal(band_name(BAND_HEALTHY), S("healthy"));
}
