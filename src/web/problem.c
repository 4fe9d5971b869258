#include "http/problem.h"

#include "web/frame.h"
#include "web/handlers.h"

void draw_problem(App *app, const Request *request, Reply *reply)
{
    (void)app;
    int status = reply->complaint.status;
    ProblemPage page = {
        .frame = frame_named(request, problem_title(status), ""),
        .status = status,
        .title = problem_title(status),
        .detail = reply->complaint.detail,
        .fault = reply->complaint.fault,
        .faults = reply->complaint.faults,
        .method = request->method_name,
        .path = request->path,
        .request_id = request->id,
    };
    Html html = page_begin(reply, status);
    view_problem(&html, &page);
}
