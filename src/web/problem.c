#include "http/problem.h"

#include "web/body.h"
#include "web/handlers.h"
#include "web/pages/frame.h"

// What a form held goes into one that sends it again, so that nothing typed is lost.
static void keep_typed(const Request *request, Reply *reply, ProblemPage *page)
{
    const Complaint complaint = reply->complaint;
    Body body;
    if (request->method == METHOD_GET || request->method == METHOD_HEAD) {
        page->again = request->target;
        return;
    }
    if (body_is_form(request) && !body_read(request, reply, &body)) {
        page->typed = body.pair;
        page->typeds = body.pairs;
    }
    reply->complaint = complaint;
}

void draw_problem(App *app, const Request *request, Reply *reply)
{
    (void)app;
    int status = reply->complaint.status;
    ProblemPage page = {
        .status = status,
        .title = problem_title(status),
        .detail = reply->complaint.detail,
        .fault = reply->complaint.fault,
        .faults = reply->complaint.faults,
        .method = request->method_name,
        .path = request->path,
        .request_id = request->id,
    };
    if (status == HTTP_NOT_FOUND) {
        page.title = reply->complaint.detail;
        page.detail = S("There is nothing under this address. What was erased is gone for "
                        "good, and its number is not given again.");
    }
    if (status == HTTP_UNAVAILABLE) keep_typed(request, reply, &page);
    page.frame = frame_named(request, page.title, "");
    Html html = page_begin(reply, status);
    view_problem(&html, &page);
}
