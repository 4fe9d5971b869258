#include "web/pages/assets.h"

#include "web/handlers.h"

const Asset *asset_find(Str name)
{
    for (int i = 0; i < asset_count; i++)
        if (str_equal(asset_table[i].name, name)) return &asset_table[i];
    return NULL;
}

static bool accepts(Str codings, Str coding)
{
    while (codings.length > 0) {
        Str parameters = str_cut(&codings, ',');
        Str name = str_trim(str_cut(&parameters, ';'));
        Str quality = str_trim(parameters);
        bool refused = str_equal(quality, S("q=0")) || str_starts(quality, S("q=0.0"));
        if (str_equal_fold(name, coding)) return !refused;
    }
    return false;
}

static AssetBytes best_form(const Asset *asset, Str codings, Str *encoding)
{
    *encoding = (Str){0};
    if (asset->brotli.byte && accepts(codings, S("br"))) {
        *encoding = S("br");
        return asset->brotli;
    }
    if (asset->gzip.byte && accepts(codings, S("gzip"))) {
        *encoding = S("gzip");
        return asset->gzip;
    }
    return asset->plain;
}

// GET /static/VERSION/NAME, and /static/NAME for those who do not know the version.
Err give_static(App *app, const Request *request, Reply *reply)
{
    (void)app;
    Str name = request_path_value(request, S("*"));
    if (str_find(name, '/') >= 0) {
        Str version = str_cut(&name, '/');
        reply->is_static = str_equal(version, asset_version);
    }
    const Asset *asset = asset_find(name);
    if (!asset) return ERR_NOT_FOUND;

    AssetBytes bytes =
        best_form(asset, request_header(request, S("Accept-Encoding")), &reply->encoding);
    Writer *body = reply_text(reply, HTTP_OK, asset->media);
    writer_put(body, (Str){(const char *)bytes.byte, bytes.length});
    return OK;
}
