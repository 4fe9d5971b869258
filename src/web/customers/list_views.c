#include "web/customers/list_in.h"
#include "web/fields.h"
#include "web/handlers.h"
#include "web/pages/list_page.h"
#include "web/params.h"
#include "web/promise.h"

static Str url_of(Arena *arena, Str query)
{
    return str_format(arena, "/api/customers%s%.*s", query.length ? "?" : "", STR(query));
}

static void write_view(Json *json, Arena *arena, const ListView *view)
{
    json_int(json, S("id"), view->id);
    json_str(json, S("name"), view->name);
    json_str(json, S("query"), view->query);
    json_str(json, S("url"), url_of(arena, view->query));
    json_time(json, S("created_at"), view->at);
}

// --- one more ------------------------------------------------------------

static Err refuse_name(Reply *reply)
{
    complaint_add(&reply->complaint,
                  (Fault){S("body"), S("/name"), S("A view of this name is there already"),
                          S("unique")});
    return reply_complain(reply, HTTP_CONFLICT, "There is another view of this name");
}

static Err refuse_addition(Write *write, Err err)
{
    if (err == ERR_CONFLICT) return refuse_name(write->reply);
    if (err != ERR_INVALID) return err;
    return reply_complain(write->reply, HTTP_CONFLICT,
                          "There are %d views already: remove one that nobody needs",
                          VIEWS_MOST);
}

static Err say_added(Write *write)
{
    const ListView *view = write->what;
    Reply *reply = write->reply;
    if (list_is_person(write->request)) {
        reply_redirect(reply, HTTP_SEE_OTHER, url_of(reply->arena, view->query));
        return OK;
    }
    reply_header(reply, S("Location"), S("/api/views"));
    Json *json = reply_json(reply, HTTP_CREATED);
    json_open(json);
    write_view(json, reply->arena, view);
    json_close(json);
    return OK;
}

// What is kept says the query in our words, whatever its order was.
static void read_query(Fields *fields, App *app, const Request *request, ListView *view)
{
    Str text = {0};
    Reply trial = {.arena = fields->arena};
    ListAsked asked;
    if (!field_text(fields, S("query"), VIEW_QUERY_MAX, &text)) text = (Str){0};
    if (list_read_text(app, request, text, &trial, &asked))
        field_fault(fields, S("query"), trial.complaint.detail, S("value_error"));
    else if (list_asks_past(&asked.query))
        field_fault(fields, S("query"), S("A list of other days cannot be kept"),
                    S("value_error"));
    view->query = list_query_text(fields->arena, &asked.query);
    if (view->query.length > VIEW_QUERY_MAX)
        field_fault(fields, S("query"), S("This is too long to be kept"),
                    S("string_too_long"));
}

static Err read_view(Write *write, Body body, ListView *view)
{
    Fields fields = {.arena = write->reply->arena,
                     .complaint = &write->reply->complaint,
                     .object = body.object,
                     .pair = body.pair,
                     .pairs = body.pairs};
    if (!field_given(&fields, S("name")))
        field_missing(&fields, S("name"));
    else if (field_text(&fields, S("name"), CUSTOMER_TEXT_MAX, &view->name) &&
             str_trim(view->name).length == 0)
        field_fault(&fields, S("name"), S("String should not be blank"),
                    S("string_too_short"));
    read_query(&fields, write->app, write->request, view);
    fields_finish(&fields, true);
    return fields_conclude(&fields);
}

// Refused at once, where a person can be told beside the field.
static Err check_name(Write *write, const ListView *view)
{
    ListView *there;
    int count;
    Err err = get_views(write->app->service, write->reply->arena, &there, &count);
    for (int v = 0; !err && v < count; v++)
        if (str_equal(there[v].name, view->name)) err = refuse_name(write->reply);
    return err;
}

// The list again, with what was typed and what is wrong with it.
static Err show_again(Write *write, const Body *typed, const ListView *view, Err err)
{
    if (err != ERR_INVALID || !list_is_person(write->request)) return err;
    ListAsked asked;
    Reply trial = {.arena = write->reply->arena};
    if (list_read_text(write->app, write->request, view->query, &trial, &asked)) return err;
    write->complete = true;
    return draw_list(write->app, write->request, write->reply, &asked, typed);
}

static Err begin_addition(Write *write)
{
    Body body = {0};
    ListView *view = arena_new(write->reply->arena, ListView, 1);
    Err err = body_read(write->request, write->reply, &body);
    if (!err) err = read_view(write, body, view);
    if (!err) err = check_name(write, view);
    if (err) return show_again(write, &body, view, err);

    write->what = view;
    write->answer = say_added;
    write->refuse = refuse_addition;
    return change_add_view(write->app->service, write->change, view);
}

// POST /api/views
Err add_view(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_addition);
}

// --- one less ------------------------------------------------------------

static Err say_removed(Write *write)
{
    const int64_t *view = write->what;
    if (list_is_person(write->request)) {
        reply_redirect(write->reply, HTTP_SEE_OTHER, S("/api/customers"));
        return OK;
    }
    Json *json = reply_json(write->reply, HTTP_OK);
    json_open(json);
    json_int(json, S("id"), *view);
    json_bool(json, S("removed"), true);
    json_close(json);
    return OK;
}

static Err refuse_removal(Write *write, Err err)
{
    if (err == ERR_NOT_FOUND) write->reply->complaint.detail = S("View not found");
    return err;
}

static Err begin_removal(Write *write)
{
    int64_t *view = arena_new(write->reply->arena, int64_t, 1);
    write->what = view;
    write->answer = say_removed;
    write->refuse = refuse_removal;
    Err err = path_number(write->request, write->reply, S("view"), S("id"), view);
    return err ? err : change_remove_view(write->app->service, write->change, *view);
}

// DELETE /api/views/:view
//
// And POST /api/views/:view/remove, for forms.
Err remove_view(App *app, const Request *request, Reply *reply)
{
    return promise_keep(app, request, reply, begin_removal);
}

// --- all of them ---------------------------------------------------------

// GET /api/views
//
// In the order in which they were kept, with how many customers each holds now.
Err list_views(App *app, const Request *request, Reply *reply)
{
    NamedLists named;
    Err err = list_read_views(app, request, reply->arena, &named);
    if (err) return err;
    Json *json = reply_json(reply, HTTP_OK);
    json_open(json);
    json_open_array(json, S("data"));
    for (int v = 0; v < named.views; v++) {
        json_open_object(json, (Str){0});
        write_view(json, reply->arena, &named.view[v]);
        json_int(json, S("customers"), named.customers[v]);
        json_close_object(json);
    }
    json_close_array(json);
    json_close(json);
    return OK;
}
