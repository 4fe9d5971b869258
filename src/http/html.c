#include "http/html.h"

// How a character is written that means something in HTML, inside an attribute, or
// may not stand in a page at all; {0}: as it is.
static Str entity_of(char c)
{
    switch (c) {
    case '&': return S("&amp;");
    case '<': return S("&lt;");
    case '>': return S("&gt;");
    case '"': return S("&quot;");
    case '\'': return S("&#39;");
    case '\t':
    case '\n':
    case '\r': return (Str){0};
    default: return (unsigned char)c < ' ' || c == 0x7F ? S("\xEF\xBF\xBD") : (Str){0};
    }
}

void html_text(Html *html, Str text)
{
    size_t plain = 0;
    for (size_t i = 0; i < text.length; i++) {
        Str entity = entity_of(text.text[i]);
        if (!entity.length) continue;
        writer_put(html->to, str_from(str_until(text, i), plain));
        writer_put(html->to, entity);
        plain = i + 1;
    }
    writer_put(html->to, str_from(text, plain));
}

void html_int(Html *html, int number)
{
    writer_int(html->to, number);
}

void html_int64(Html *html, int64_t number)
{
    writer_int(html->to, number);
}

void html_double(Html *html, double number)
{
    writer_double(html->to, number);
}

void html_markup(Html *html, Markup markup)
{
    writer_put(html->to, (Str){markup.text, markup.length});
}
