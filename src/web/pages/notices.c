#include "web/pages/notices.h"

Err notice_or_refuse(const Request *request, Err err)
{
    return err == ERR_INVALID && request->accepts == MEDIA_HTML ? OK : err;
}

Notices notices_of(Arena *arena, const Complaint *complaint)
{
    Notices notices = {0};
    for (int f = 0; f < complaint->faults && notices.count < NOTICES_MAX; f++) {
        const Fault *fault = &complaint->fault[f];
        if (str_equal(fault->where, S("query")))
            notices.text[notices.count++] =
                str_format(arena, "\xe2\x80\x9c%.*s\xe2\x80\x9d is ignored: %.*s.",
                           STR(fault->pointer), STR(fault->message));
    }
    if (complaint->faults == 0 && complaint->detail.length > 0)
        notices.text[notices.count++] =
            S("The page that was asked for is of another list: this is the first one.");
    return notices;
}
