#include "app/courier.h"

#include <curl/curl.h>

enum { TIMEOUT_S = 300, ANSWER_MOST = 8 << 20 };

struct Courier {
    CURL *curl;
    const char *socket;
};

static size_t receive(const char *bytes, size_t size, size_t count, void *context)
{
    Writer *answer = context;
    size_t length = size * count;
    if (answer->length + length > ANSWER_MOST) return 0;
    writer_put(answer, (Str){bytes, length});
    return length;
}

Err courier_open(Arena *life, const char *socket, Courier **out)
{
    Courier *courier = arena_new(life, Courier, 1);
    courier->socket = socket;
    if (curl_global_init(CURL_GLOBAL_NOTHING) != CURLE_OK) return ERR_NOT_FOUND;
    courier->curl = curl_easy_init();
    if (!courier->curl) return ERR_NOT_FOUND;
    *out = courier;

    int status = 0;
    char room[4096];
    Arena arena = {.next = room, .end = room + sizeof room};
    Writer answer = {.arena = &arena, .text = room, .room = sizeof room};
    const Errand knock = {.method = "GET", .target = "/livez"};
    Err err = courier_send(courier, &knock, &answer, &status);
    if (!err && status == 200) return OK;
    courier_close(courier);
    return ERR_NOT_FOUND;
}

void courier_close(Courier *courier)
{
    curl_easy_cleanup(courier->curl);
    curl_global_cleanup();
}

Err courier_send(Courier *courier, const Errand *errand, Writer *answer, int *status)
{
    CURL *curl = courier->curl;
    struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    char address[2048], type[128];
    long code = 0;

    snprintf(address, sizeof address, "http://localhost%s", errand->target);
    snprintf(type, sizeof type, "Content-Type: %s", errand->type ? errand->type : "");
    if (errand->type) headers = curl_slist_append(headers, type);
    headers = curl_slist_append(headers, "Expect:");

    curl_easy_reset(curl);  // the connection stays
    curl_easy_setopt(curl, CURLOPT_URL, address);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, courier->socket);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)TIMEOUT_S);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    if (errand->type) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, errand->body.text);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)errand->body.length);
    }
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, errand->method);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    CURLcode result = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
    curl_slist_free_all(headers);
    *status = (int)code;
    return result == CURLE_OK ? OK : ERR_BUSY;
}
