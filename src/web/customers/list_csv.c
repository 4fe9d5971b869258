#include "web/customers/list_csv.h"

#include "model/money.h"
#include "service/proving/stamp.h"

enum { PIECE_ROWS = 200 };

typedef struct {  // how far it has come
    ListOrder order;
    int64_t at;
} Sheet;

// --- cells ---------------------------------------------------------------

static bool is_formula(Str text)
{
    char c = text.length > 0 ? text.text[0] : 'a';
    return c == '=' || c == '+' || c == '-' || c == '@' || (unsigned char)c < ' ';
}

static bool needs_quotes(Str text)
{
    return str_find(text, '"') >= 0 || str_find(text, ',') >= 0 ||
           str_find(text, '\n') >= 0 || str_find(text, '\r') >= 0;
}

static void put_quoted(Writer *row, Str text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (text.text[i] == '"') writer_char(row, '"');
        writer_char(row, text.text[i]);
    }
}

// What a client said; each cell is followed by a comma.
static void put_text(Writer *row, Str text)
{
    bool quotes = needs_quotes(text);
    if (quotes) writer_char(row, '"');
    if (is_formula(text)) writer_char(row, '\'');
    put_quoted(row, text);
    if (quotes) writer_char(row, '"');
    writer_char(row, ',');
}

static void put_int(Writer *row, int64_t number)
{
    writer_int(row, number);
    writer_char(row, ',');
}

static void put_number(Writer *row, bool known, double number)
{
    if (known) writer_double(row, number);
    writer_char(row, ',');
}

static void put_day(Writer *row, Day day)
{
    if (day != DAY_NONE) day_write(row, day);
    writer_char(row, ',');
}

static void put_moment(Writer *row, Millis at)
{
    if (at != 0) millis_write(row, at);
    writer_char(row, ',');
}

static void put_amount(Writer *row, int64_t minor, Str currency)
{
    int decimals = 2;
    (void)money_decimals(currency, &decimals);
    money_write(row, minor, decimals);
    writer_char(row, ',');
}

// --- rows ----------------------------------------------------------------

static void put_names(Writer *row)
{
    writer_put(row, S("id,external_id,name,email,segment,plan,owner,lifecycle,mrr,currency,"
                      "seats,renews_on,created_at,last_seen_at,health_score,band,status,"
                      "coverage,change_7d,change_30d,scorecard,scorecard_version,"
                      "scorecard_hash,engine,watermark\r\n"));
}

static void put_health(Writer *row, const CustomerRow *customer)
{
    const Trend *trend = &customer->trend;
    bool scored = customer->scored;
    put_number(row, scored, customer->score);
    put_text(row, scored ? band_name(customer->band) : (Str){0});
    put_text(row, score_status_name(scored ? STATUS_SCORED : customer->status));
    put_number(row, true, customer->coverage);
    put_number(row, trend->has_7d, trend->change_7d);
    put_number(row, trend->has_30d, trend->change_30d);
}

// What its score was made of.
static void put_stamp(Writer *row, const Scorecard *card, int64_t watermark)
{
    put_text(row, card->id);
    put_int(row, card->version);
    put_text(row, stamp_hash(row->arena, card));
    put_text(row, stamp_engine());
    put_int(row, watermark);
}

static void put_row(Writer *row, const CustomerRow *of, int64_t watermark)
{
    const Customer *customer = &of->customer;
    put_int(row, customer->id);
    put_text(row, customer->external_id);
    put_text(row, customer->name);
    put_text(row, customer->email);
    put_text(row, customer->segment);
    put_text(row, customer->plan);
    put_text(row, customer->owner);
    put_text(row, customer->lifecycle);
    put_amount(row, customer->mrr, customer->currency);
    put_text(row, customer->currency);
    put_int(row, customer->seats);
    put_day(row, customer->renews_on);
    put_moment(row, customer->created_at);
    put_moment(row, of->picture.last_seen_at);
    put_health(row, of);
    put_stamp(row, of->card, watermark);
    row->length--;  // the last comma
    writer_put(row, S("\r\n"));
}

// --- pieces --------------------------------------------------------------

static Err begin(App *app, const Request *request, Reply *reply)
{
    ListAsked asked;
    Sheet *sheet = arena_new(reply->arena, Sheet, 1);
    Err err = list_read_text(app, request, request->query, reply, &asked);
    if (!err) err = get_list_order(app->service, reply->arena, &asked.query, &sheet->order);
    if (err) return err;
    reply->kept = sheet;
    reply_header(reply, S("Content-Disposition"),
                 S("attachment; filename=\"customers.csv\""));
    put_names(reply_text(reply, HTTP_OK, S("text/csv; charset=utf-8; header=present")));
    return OK;
}

Err write_list_csv(App *app, const Request *request, Reply *reply)
{
    Err err = reply->kept ? OK : begin(app, request, reply);
    if (err) return err;
    Sheet *sheet = reply->kept;
    const ListOrder *order = &sheet->order;
    int64_t left = order->customers - sheet->at;
    int count = left < PIECE_ROWS ? (int)left : PIECE_ROWS;

    CustomerList list;
    err = get_customers(app->service, reply->arena, order->customer + sheet->at, count,
                        &list);
    if (err) return err;
    for (int i = 0; i < list.rows; i++)
        put_row(&reply->body, &list.row[i], order->freshness.watermark);
    sheet->at += count;
    reply->more = sheet->at < order->customers;
    return OK;
}
