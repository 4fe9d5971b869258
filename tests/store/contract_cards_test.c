#include "backends.h"
#include "making.h"

#include "store/cards.h"

static PublishedCard version_of(const char *card, int version)
{
    return (PublishedCard){.card = str_of(card),
                           .version = version,
                           .hash = S("0f"),
                           .document = S("{\"id\":\"caf\xC3\xA9\"}"),
                           .author = S("Ada \xF0\x9F\x99\x82"),
                           .note = S("Logins count for more"),
                           .at = at(1, version)};
}

static CardDraft draft_of(const char *card, const char *document)
{
    return (CardDraft){str_of(card), str_of(document), S("Ada"), at(2, 0)};
}

static void assert_same(const PublishedCard *is, const PublishedCard *was)
{
    assert_str_equal(is->card, was->card);
    assert_int_equal(is->version, was->version);
    assert_str_equal(is->hash, was->hash);
    assert_str_equal(is->document, was->document);
    assert_str_equal(is->author, was->author);
    assert_str_equal(is->note, was->note);
    assert_int_equal(is->at, was->at);
}

TEST(what_was_published_comes_back_as_it_was)
{
    Store *store = fresh_writer();
    PublishedCard was = version_of("enterprise", 1), is;
    assert_int_equal(store_latest_card(store, test_arena(), was.card, &is), ERR_NOT_FOUND);
    assert_ok(store_publish_card(store, &was));
    assert_ok(store_latest_card(store, test_arena(), was.card, &is));
    assert_same(&is, &was);
    assert_ok(store_latest_card(open_reader(), test_arena(), was.card, &is));
    assert_same(&is, &was);
}

TEST(every_version_of_every_card_stays)
{
    Store *store = fresh_writer();
    PublishedCard was[] = {version_of("a", 1), version_of("a", 2), version_of("a", 10),
                           version_of("b", 1)};
    was[2].document = was[2].hash = (Str){0};  // withdrawn
    const int order[] = {3, 0, 1, 2};
    for (int i = 0; i < 4; i++)
        assert_ok(store_publish_card(store, &was[order[i]]));

    PublishedCard *is, latest;
    int count;
    int64_t counted;
    assert_ok(store_published_cards(store, test_arena(), &is, &count));
    assert_int_equal(count, 4);
    for (int i = 0; i < 4; i++)
        assert_same(&is[i], &was[i]);
    assert_ok(store_count_published(store, &counted));
    assert_int_equal(counted, 4);
    assert_ok(store_latest_card(store, test_arena(), S("a"), &latest));
    assert_same(&latest, &was[2]);
}

TEST(nothing_is_published_at_first)
{
    Store *store = fresh_writer();
    PublishedCard *cards;
    CardDraft *drafts;
    int count = -1;
    int64_t counted = -1;
    assert_ok(store_published_cards(store, test_arena(), &cards, &count));
    assert_int_equal(count, 0);
    assert_ok(store_count_published(store, &counted));
    assert_int_equal(counted, 0);
    assert_ok(store_drafts(store, test_arena(), &drafts, &count));
    assert_int_equal(count, 0);
}

TEST(a_version_is_never_replaced)
{
    Store *store = fresh_writer();
    PublishedCard was = version_of("a", 1), other = version_of("a", 1), is;
    CardDraft draft = draft_of("a", "{}"), kept;
    other.document = S("{\"id\":\"other\"}");
    assert_ok(store_publish_card(store, &was));
    assert_ok(store_put_draft(store, &draft));
    assert_int_equal(store_publish_card(store, &other), ERR_CONFLICT);
    assert_ok(store_latest_card(store, test_arena(), S("a"), &is));
    assert_same(&is, &was);
    assert_ok(store_draft(store, test_arena(), S("a"), &kept));
}

TEST(who_publishes_a_card_takes_its_draft_away_and_no_other)
{
    Store *store = fresh_writer();
    PublishedCard card = version_of("a", 1);
    CardDraft a = draft_of("a", "{}"), b = draft_of("b", "{}"), is;
    assert_ok(store_put_draft(store, &a));
    assert_ok(store_put_draft(store, &b));
    assert_ok(store_publish_card(store, &card));
    assert_int_equal(store_draft(store, test_arena(), S("a"), &is), ERR_NOT_FOUND);
    assert_ok(store_draft(store, test_arena(), S("b"), &is));
}

TEST(a_draft_takes_the_place_of_the_one_before)
{
    Store *store = fresh_writer();
    CardDraft first = draft_of("a", "{}"), second = draft_of("a", "{\"id\":\"a\"}"), is;
    second.author = S("Bo");
    second.at = at(3, 0);
    assert_ok(store_put_draft(store, &first));
    assert_ok(store_put_draft(store, &second));
    assert_ok(store_draft(open_reader(), test_arena(), S("a"), &is));
    assert_str_equal(is.card, S("a"));
    assert_str_equal(is.document, second.document);
    assert_str_equal(is.author, S("Bo"));
    assert_int_equal(is.at, at(3, 0));

    CardDraft *all;
    int count;
    CardDraft other = draft_of("Z", "{}");
    assert_ok(store_put_draft(store, &other));
    assert_ok(store_drafts(store, test_arena(), &all, &count));
    assert_int_equal(count, 2);
    assert_str_equal(all[0].card, S("Z"));
    assert_str_equal(all[1].document, second.document);
}

TEST(a_draft_that_is_dropped_is_gone)
{
    Store *store = fresh_writer();
    CardDraft draft = draft_of("a", "{}"), is;
    assert_int_equal(store_drop_draft(store, S("a")), ERR_NOT_FOUND);
    assert_ok(store_put_draft(store, &draft));
    assert_ok(store_drop_draft(store, S("a")));
    assert_int_equal(store_draft(store, test_arena(), S("a"), &is), ERR_NOT_FOUND);
}

TEST(the_longest_document_is_kept)
{
    static char document[CARD_DOCUMENT_MAX], id[CARD_ID_MAX], author[CARD_AUTHOR_MAX * 4];
    for (size_t i = 0; i < sizeof document; i++)
        document[i] = (char)('a' + i % 26);
    for (size_t i = 0; i < sizeof id; i++)
        id[i] = 'i';
    for (size_t i = 0; i < sizeof author; i++)
        author[i] = "\xF0\x9F\x99\x82"[i % 4];
    Store *store = fresh_writer();
    PublishedCard was = version_of("", 1), is;
    was.card = (Str){id, sizeof id};
    was.document = (Str){document, sizeof document};
    was.author = (Str){author, sizeof author};
    CardDraft draft = {was.card, was.document, was.author, at(1, 0)}, kept;
    assert_ok(store_publish_card(store, &was));
    assert_ok(store_put_draft(store, &draft));
    assert_ok(store_latest_card(store, test_arena(), was.card, &is));
    assert_same(&is, &was);
    assert_ok(store_draft(store, test_arena(), was.card, &kept));
    assert_str_equal(kept.document, was.document);
}

TEST(who_publishes_a_card_makes_every_picture_out_of_date)
{
    Store *store = fresh_writer();
    int64_t a = add_customer(store, "A"), b = add_customer(store, "B");
    append_one(store, login(a, "1", at(0, 9)));
    put_score(store, a, 60);
    PublishedCard card = version_of("a", 1);
    CustomerRow row;
    assert_ok(store_customer(store, test_arena(), a, on(0), &row));
    assert_false(row.stale);

    assert_ok(store_publish_card(store, &card));
    assert_ok(store_customer(store, test_arena(), a, on(0), &row));
    assert_true(row.stale);
    assert_ok(store_customer(store, test_arena(), b, on(0), &row));
    assert_true(row.stale);
}

// Otherwise a picture that another process makes under the old cards would stay.
TEST(a_picture_that_is_made_while_a_card_is_published_is_left_out)
{
    Store *store = fresh_writer();
    int64_t customer = add_customer(store, "A");
    append_one(store, login(customer, "1", at(0, 9)));
    StaleMark mark = only_mark(store);
    PictureRow made = picture_row(mark, 60);
    PublishedCard card = version_of("a", 1);
    CustomerRow row;
    assert_ok(store_publish_card(store, &card));
    assert_ok(store_put_pictures(store, &made, 1));
    assert_ok(store_customer(store, test_arena(), customer, on(0), &row));
    assert_true(row.stale && !row.scored);
}
