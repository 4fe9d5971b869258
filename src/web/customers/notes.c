#include "service/writing/said.h"
#include "web/customers/said.h"
#include "web/handlers.h"
#include "web/refuse.h"

enum { NOTE_TEXT_MAX = 4000 };  // characters

static void write_note(Json *json, const CustomerNote *note)
{
    json_int(json, S("id"), note->id);
    json_int(json, S("customer_id"), note->customer);
    json_str(json, S("text"), note->text);
    json_str(json, S("author"), note->author);
    json_time(json, S("created_at"), note->at);
}

// --- one more ------------------------------------------------------------

static Err say_added(Write *write)
{
    const CustomerNote *note = write->what;
    if (said_show(write, note->customer)) return OK;
    said_location(write->reply, note->customer, "notes");
    Json *json = reply_json(write->reply, HTTP_CREATED);
    json_open(json);
    write_note(json, note);
    json_close(json);
    return OK;
}

static Err read_note(Reply *reply, Body body, CustomerNote *out)
{
    Fields fields = said_fields(reply, body);
    if (!field_given(&fields, S("text")))
        field_missing(&fields, S("text"));
    else if (field_text(&fields, S("text"), NOTE_TEXT_MAX, &out->text) &&
             str_trim(out->text).length == 0)
        field_fault(&fields, S("text"), S("String should not be blank"),
                    S("string_too_short"));
    said_author(&fields, &out->author);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

static Err begin_addition(Write *write)
{
    Body body = {0};
    CustomerNote *note = arena_new(write->reply->arena, CustomerNote, 1);
    Err err = said_begin(write, &body, &note->customer);
    if (!err) err = read_note(write->reply, body, note);
    if (err) return said_again(write, note->customer, &body, err);

    write->what = note;
    write->answer = say_added;
    return change_add_note(write->app->service, write->change, note);
}

// POST /api/customers/:customer/notes
Err add_note(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_addition);
}

// --- one less ------------------------------------------------------------

static Err begin_removal(Write *write)
{
    Err err = said_begin_taking_back(
        write, (TakingBack){.done = "removed", .absent = "Note not found"});
    const TakingBack *back = write->what;
    return err ? err
               : change_remove_note(write->app->service, write->change, back->customer,
                                    back->id);
}

// DELETE /api/customers/:customer/notes/:said
//
// And POST /api/customers/:customer/notes/:said/remove, for forms.
Err remove_note(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_removal);
}

// --- all of them ---------------------------------------------------------

// GET /api/customers/:customer/notes
//
// The latest first.
Err list_notes(App *app, const Request *request, Reply *reply)
{
    NotePage page;
    SaidQuery query = {.list = "notes"};
    Err err = said_query(request, reply, &query);
    if (err) return err;
    const CustomerNote after = {.id = query.after, .customer = query.customer};
    err = get_notes(app->service, reply->arena, &after, query.limit, &page);
    if (err == ERR_NOT_FOUND) return refuse_absent(app, request, reply, query.customer);
    if (err) return err;

    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int i = 0; i < page.rows; i++) {
        json_open_object(json, (Str){0});
        write_note(json, &page.row[i]);
        json_close_object(json);
    }
    json_close_array(json);
    said_close_list(reply, &query, page.has_more,
                    page.rows ? page.row[page.rows - 1].id : 0);
    json_close(json);
    reply->keep = true;
    return OK;
}
