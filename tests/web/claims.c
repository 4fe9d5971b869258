#include "claims.h"

#include "memory.h"

static Str unescaped(Str text)
{
    Writer out = {.arena = memory()};
    while (text.length > 0) {
        writer_char(&out, text.text[0]);
        text = str_from(text, str_starts(text, S("&amp;")) ? 5 : 1);
    }
    return writer_str(&out);
}

static void follow(Str url, Str customers)
{
    Answer list = get(str_z(memory(), unescaped(url)));
    assert_int_equal(list.status, 200);
    assert_holds(list,
                 str_z(memory(), str_format(memory(), "\"total\":%.*s,", STR(customers))));
}

int follow_claims(Answer page)
{
    const Str href = S("href=\""), claim = S("\" data-customers=\"");
    int claims = 0;
    for (Str rest = page.body; rest.length > 0; rest = str_from(rest, 1)) {
        if (!str_starts(rest, href)) continue;
        Str tail = str_from(rest, href.length), url = str_cut(&tail, '"');
        tail = str_from(rest, href.length + url.length);
        if (!str_starts(tail, claim)) continue;
        tail = str_from(tail, claim.length);
        follow(url, str_cut(&tail, '"'));
        claims++;
    }
    return claims;
}
