#include "http/local.h"

#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 128 };

static int new_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

// A socket that nobody listens at refuses the call.
static bool somebody_listens(const struct sockaddr_un *address)
{
    int caller = new_socket();
    bool refused =
        connect(caller, (const struct sockaddr *)address, sizeof *address) != 0 &&
        errno == ECONNREFUSED;
    if (caller >= 0) close(caller);
    return !refused;
}

static bool is_socket(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 && S_ISSOCK(status.st_mode);
}

// Nobody can connect before listen, and by then the file is ours alone.
static bool listen_at(int socket, const struct sockaddr_un *address)
{
    if (bind(socket, (const struct sockaddr *)address, sizeof *address) != 0) return false;
    if (chmod(address->sun_path, S_IRUSR | S_IWUSR) == 0 && listen(socket, BACKLOG) == 0)
        return true;
    int why = errno;
    unlink(address->sun_path);
    errno = why;
    return false;
}

Err local_open(const char *path, int *out)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) {
        log_error("%s is too long for a socket: choose a path of less than %zu bytes.",
                  path, sizeof address.sun_path);
        return ERR_INVALID;
    }
    memcpy(address.sun_path, path, strlen(path));
    if (is_socket(path)) {
        if (somebody_listens(&address)) {
            log_error("Another server listens at %s: stop it, or choose another path.",
                      path);
            return ERR_CONFLICT;
        }
        unlink(path);
    }
    *out = new_socket();
    if (*out >= 0 && listen_at(*out, &address)) return OK;
    log_error("Cannot listen at %s: %s.", path, strerror(errno));
    if (*out >= 0) close(*out);
    return ERR_INVALID;
}
