#include "web/customers/if_match.h"

#include "base/hash.h"
#include "web/refuse.h"

enum { HALF = 16 };  // hexadecimal digits

void tag_customer(Reply *reply, const Customer *customer)
{
    reply_header(reply, S("ETag"),
                 str_format(reply->arena, "\"%016llx-%016llx\"",
                            (unsigned long long)customer_print(customer),
                            (unsigned long long)hash_long(writer_str(&reply->body))));
}

static bool read_hex(Str text, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < text.length; i++) {
        ptrdiff_t digit = str_find(S("0123456789abcdef"), text.text[i]);
        if (digit < 0) return false;
        *out = *out << 4 | (uint64_t)digit;
    }
    return text.length == HALF;
}

Err read_if_match(const Request *request, Reply *reply, OnlyIf *out)
{
    Str tag = str_trim(request_header(request, S("If-Match")));
    *out = (OnlyIf){.there = tag.length > 0};
    if (tag.length == 0 || str_equal(tag, S("*"))) return OK;

    // On its way to the client a proxy that compresses may have made it a weak one.
    if (str_starts(tag, S("W/"))) tag = str_from(tag, 2);
    bool quoted = tag.length >= 2 && str_starts(tag, S("\"")) && str_ends(tag, S("\""));
    if (quoted) tag = str_until(str_from(tag, 1), tag.length - 2);
    if (!quoted || str_find(tag, '"') >= 0)
        return reply_complain(reply, HTTP_BAD_REQUEST,
                              "If-Match should be one ETag, with its quotes, or *");
    if (read_hex(str_cut(&tag, '-'), &out->print) && out->print) return OK;
    return refuse_changed(reply);
}
