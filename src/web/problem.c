#include "http/problem.h"

#include "web/frame.h"
#include "web/handlers.h"

void draw_problem(App *app, const Request *request, Reply *reply)
{
    (void)app;
    int status = reply->complaint.status;
    Str title = problem_title(status), detail = reply->complaint.detail;
    if (status == HTTP_NOT_FOUND) {
        title = detail;
        detail = S("There is nothing under this address. What was erased is gone for good, "
                   "and its number is not given again.");
    }
    ProblemPage page = {
        .frame = frame_named(request, title, ""),
        .status = status,
        .title = title,
        .detail = detail,
        .fault = reply->complaint.fault,
        .faults = reply->complaint.faults,
        .method = request->method_name,
        .path = request->path,
        .request_id = request->id,
    };
    Html html = page_begin(reply, status);
    view_problem(&html, &page);
}
