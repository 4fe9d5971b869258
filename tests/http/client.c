#include "client.h"

#include "base/writer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { PATIENCE_SECONDS = 5 };

static int patient_socket(int family)
{
    struct timeval patience = {.tv_sec = PATIENCE_SECONDS};
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return fd;
}

int client_socket(void)
{
    return patient_socket(AF_INET);
}

void client_connect_socket(int socket, int port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(socket, (struct sockaddr *)&address, sizeof address), 0);
}

int client_connect(int port)
{
    int fd = client_socket();
    client_connect_socket(fd, port);
    return fd;
}

int client_connect_at(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = patient_socket(AF_UNIX);
    assert_true(strlen(path) < sizeof address.sun_path);
    memcpy(address.sun_path, path, strlen(path));
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

void client_kill(int socket)
{
    struct linger reset = {.l_onoff = 1};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    close(socket);
}

// recv that a signal does not end: libuv's rings send some of their own.
static ssize_t receive(int socket, void *to, size_t size, int flags)
{
    ssize_t length;
    do {
        length = recv(socket, to, size, flags);
    } while (length < 0 && errno == EINTR);
    return length;
}

void client_send(int socket, Str bytes)
{
    while (bytes.length) {
        ssize_t sent = send(socket, bytes.text, bytes.length, MSG_NOSIGNAL);
        if (sent <= 0) return;  // the server has closed: the test sees it when it reads
        bytes = str_from(bytes, (size_t)sent);
    }
}

static ptrdiff_t find_text(Str all, Str what)
{
    for (size_t i = 0; i + what.length <= all.length; i++)
        if (memcmp(all.text + i, what.text, what.length) == 0) return (ptrdiff_t)i;
    return -1;
}

Str heard_field(const Heard *heard, Str name)
{
    Str rest = heard->head;
    while (rest.length) {
        Str line = str_cut(&rest, '\n');
        Str field = str_cut(&line, ':');
        if (str_equal_fold(field, name)) {
            if (str_ends(line, S("\r"))) line.length--;
            return str_trim(line);
        }
    }
    return (Str){0};
}

// Byte for byte, so that nothing of the next answer is taken.
static Str read_head(Arena *arena, int socket)
{
    Writer writer = {.arena = arena};
    char c;
    while (receive(socket, &c, 1, 0) == 1) {
        writer_char(&writer, c);
        if (str_ends(writer_str(&writer), S("\r\n\r\n"))) return writer_str(&writer);
    }
    return (Str){0};
}

Str client_hear_until(Arena *arena, int socket, Str end)
{
    Writer writer = {.arena = arena};
    char c;
    while (!str_ends(writer_str(&writer), end) && receive(socket, &c, 1, 0) == 1)
        writer_char(&writer, c);
    return writer_str(&writer);
}

Heard client_hear(Arena *arena, int socket, bool has_body)
{
    Heard heard = {.head = read_head(arena, socket)};
    int64_t status = 0, length = 0;
    if (heard.head.length == 0) return heard;
    assert_true(str_starts(heard.head, S("HTTP/1.1 ")));
    assert_true(str_int(str_until(str_from(heard.head, 9), 3), &status));
    heard.status = (int)status;
    Str said = heard_field(&heard, S("Content-Length"));
    if (!has_body || !said.length) return heard;
    assert_true(str_int(said, &length));
    char *body = arena_new(arena, char, length + 1);
    for (int64_t got = 0, more; got < length; got += more) {
        more = receive(socket, body + got, (size_t)(length - got), 0);
        assert_true(more > 0);
    }
    heard.body = (Str){body, (size_t)length};
    return heard;
}

Heard client_ask(Arena *arena, int socket, Str request)
{
    client_send(socket, request);
    return client_hear(arena, socket, !str_starts(request, S("HEAD ")));
}

Str client_hear_all(Arena *arena, int socket)
{
    Writer writer = {.arena = arena};
    for (;;) {
        char *to = writer_reserve(&writer, 4096);
        ssize_t length = receive(socket, to, 4096, 0);
        if (length <= 0) return writer_str(&writer);
        writer.length += (size_t)length;
    }
}

bool client_sees_end(int socket)
{
    char c;
    return receive(socket, &c, 1, 0) == 0;
}

int answers_in(Str all)
{
    int count = 0;
    for (ptrdiff_t at; (at = find_text(all, S("HTTP/1.1 "))) >= 0;) {
        all = str_from(all, (size_t)at + sizeof "HTTP/1.1 " - 1);
        count += all.length && all.text[0] >= '1' && all.text[0] <= '5';
    }
    return count;
}
