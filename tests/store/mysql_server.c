#include "mysql_server.h"

#include "base/writer.h"
#include "store/mysql/address.h"

#include <errno.h>
#include <fcntl.h>
#include <mysql.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { START_TRIES = 600, START_PAUSE_US = 50000 };

static struct {
    bool tried, runs, own;
    Address address;
    MYSQL *admin;
    pid_t owner;  // the process that started it; its children leave it alone
    pid_t server;
    char folder[64];
    char database[64];  // the one last made
    int made;
    int lifeline;  // closed by the system when we end
} server;

static char memory[16384];

// A process that outlives us by a moment: waits until we have ended, by whichever
// way, and removes the folder.
static void post_guard(void)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    pid_t guard = fork();
    assert_true(guard >= 0);
    if (guard > 0) {
        close(ends[0]);
        server.lifeline = ends[1];
        return;
    }
    setsid();
    for (int fd = 0; fd < 256; fd++)  // nobody shall wait for our output
        if (fd != ends[0]) close(fd);
    char end;
    while (read(ends[0], &end, 1) < 0 && errno == EINTR)
        continue;
    usleep(100000);  // the server, which ends with us, may still be writing
    execl("/bin/rm", "rm", "-rf", server.folder, NULL);
    _exit(1);
}

static const char *find_program(const char *name, char path[256])
{
    static const char *const folders[] = {"/usr/sbin", "/usr/bin", "/usr/local/sbin",
                                          "/usr/local/bin", "/usr/libexec"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        snprintf(path, 256, "%s/%s", folders[i], name);
        if (access(path, X_OK) == 0) return path;
    }
    return NULL;
}

// In the child: what it says goes to a file in the folder, and it ends with us.
static void become(const char *program, const char *const arguments[])
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != server.owner) _exit(1);
    char path[128];
    snprintf(path, sizeof path, "%s/log", server.folder);
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (log < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0) _exit(1);
    union {
        const char *const *ours;
        char *const *of_execv;  // which changes nothing, but says so only in words
    } list = {arguments};
    execv(program, list.of_execv);
    _exit(1);
}

// Temporary tables stay in its folder: a MariaDB that starts removes whatever lies in the
// folder it shares with others, and one that misses such a table ends with a fault.
static const char *own_folder(void)
{
    static char text[sizeof "--tmpdir=" + sizeof server.folder];
    snprintf(text, sizeof text, "--tmpdir=%s", server.folder);
    return text;
}

static pid_t start(const char *program, const char *const arguments[])
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) become(program, arguments);
    return child;
}

static bool make_tables(void)
{
    char path[256], datadir[128], user[32];
    const char *program = find_program("mariadb-install-db", path);
    if (!program) return false;
    snprintf(datadir, sizeof datadir, "--datadir=%s/data", server.folder);
    snprintf(user, sizeof user, geteuid() == 0 ? "--user=root" : "--skip-test-db");
    const char *arguments[] = {path,
                               "--no-defaults",
                               "--auth-root-authentication-method=normal",
                               "--skip-test-db",
                               "--skip-name-resolve",
                               "--innodb-log-file-size=4M",
                               own_folder(),
                               datadir,
                               user,
                               NULL};
    int status;
    pid_t child = start(program, arguments);
    return waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

static bool connect_admin(void)
{
    const Address *to = &server.address;
    server.admin = mysql_init(NULL);
    assert_non_null(server.admin);
    mysql_options(server.admin, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(server.admin, to->host, to->user, to->password, NULL, to->port,
                           to->socket, 0))
        return true;
    mysql_close(server.admin);
    server.admin = NULL;
    return false;
}

static bool await_answer(void)
{
    for (int i = 0; i < START_TRIES; i++) {
        if (connect_admin()) return true;
        if (server.own && waitpid(server.server, NULL, WNOHANG) != 0) return false;
        usleep(START_PAUSE_US);
    }
    return false;
}

static bool start_own(void)
{
    char path[256], datadir[128], socket[128], pid_file[128];
    if (!find_program("mariadbd", path)) return false;
    snprintf(datadir, sizeof datadir, "--datadir=%s/data", server.folder);
    snprintf(socket, sizeof socket, "--socket=%s/socket", server.folder);
    snprintf(pid_file, sizeof pid_file, "--pid-file=%s/pid", server.folder);
    const char *arguments[] = {path,
                               "--no-defaults",
                               "--skip-networking",
                               "--skip-name-resolve",
                               "--innodb-log-file-size=4M",
                               "--innodb-buffer-pool-size=32M",
                               "--innodb-flush-log-at-trx-commit=1",
                               "--performance-schema=OFF",
                               "--character-set-server=latin1",  // what we need, we ask for
                               "--sql-mode=",
                               own_folder(),
                               datadir,
                               socket,
                               pid_file,
                               geteuid() == 0 ? "--user=root" : NULL,
                               NULL};
    server.server = start(path, arguments);
    return await_answer();
}

static bool set_up_own(void)
{
    char path[256];
    if (!find_program("mariadbd", path)) return false;
    snprintf(server.folder, sizeof server.folder, "/tmp/customer-health-XXXXXX");
    if (!mkdtemp(server.folder)) return false;
    server.owner = getpid();
    post_guard();

    server.own = true;
    server.address = (Address){.user = "root", .password = "", .host = "localhost"};
    Arena arena = {memory, memory + sizeof memory};
    server.address.socket = str_format(&arena, "%s/socket%c", server.folder, '\0').text;
    return make_tables() && start_own();
}

static bool set_up_given(const char *address)
{
    const char *complaint;
    Arena arena = {memory, memory + sizeof memory};
    Str rest = str_of(address);
    if (str_starts(rest, S("mysql://"))) rest = str_from(rest, sizeof "mysql://" - 1);
    // It may name no database: we make our own.
    if (str_ends(rest, S("/"))) rest = str_format(&arena, "%.*sany", STR(rest));
    if (address_parse(&arena, rest, &server.address, &complaint)) {
        fail_msg("CUSTOMER_HEALTH_TEST_MYSQL is not an address: %s", complaint);
    }
    server.owner = getpid();
    return await_answer();
}

static void drop_made(void)
{
    char statement[128];
    for (int i = 1; i <= server.made && server.admin; i++) {
        snprintf(statement, sizeof statement, "DROP DATABASE IF EXISTS health_test_%d_%d",
                 (int)server.owner, i);
        (void)mysql_query(server.admin, statement);
    }
}

static void tear_down(void)
{
    if (getpid() != server.owner) return;
    if (!server.own) drop_made();
    if (server.admin) mysql_close(server.admin);
    server.admin = NULL;
    if (server.own && server.server > 0) {
        kill(server.server, SIGKILL);  // the folder goes, so nothing needs to be saved
        waitpid(server.server, NULL, 0);
    }
}

bool mysql_server_runs(void)
{
    if (server.tried) return server.runs;
    server.tried = true;
    const char *given = getenv("CUSTOMER_HEALTH_TEST_MYSQL");
    server.runs = given && *given ? set_up_given(given) : set_up_own();
    atexit(tear_down);
    if (given && *given && !server.runs)
        fail_msg("CUSTOMER_HEALTH_TEST_MYSQL: the server does not answer");
    return server.runs;
}

void mysql_server_need(void)
{
    if (mysql_server_runs()) return;
    print_message("# no MariaDB here: install mariadb-server-core to run this test\n");
    skip();
}

void mysql_server_need_own(void)
{
    mysql_server_need();
    if (server.own) return;
    print_message("# the server given is not ours to stop\n");
    skip();
}

void mysql_server_run(const char *statement)
{
    if (mysql_query(server.admin, statement))
        fail_msg("%s: %s", statement, mysql_error(server.admin));
    MYSQL_RES *rows = mysql_store_result(server.admin);
    if (rows) mysql_free_result(rows);
}

const char *mysql_server_database(void)
{
    return server.database;
}

void mysql_server_load(const char *path)
{
    static char text[262144];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    mysql_set_server_option(server.admin, MYSQL_OPTION_MULTI_STATEMENTS_ON);
    assert_int_equal(mysql_real_query(server.admin, text, length), 0);
    int more = 0;
    while (more == 0) {
        MYSQL_RES *rows = mysql_store_result(server.admin);
        if (rows) mysql_free_result(rows);
        more = mysql_next_result(server.admin);
    }
    if (more > 0) fail_msg("%s: %s", path, mysql_error(server.admin));
    mysql_set_server_option(server.admin, MYSQL_OPTION_MULTI_STATEMENTS_OFF);
}

// `SHOW PROCESSLIST` begins with Id, User, Host, db on all servers.
int mysql_server_disconnect(void)
{
    int closed = 0;
    unsigned long ours = mysql_thread_id(server.admin);
    Arena start = arena_map((size_t)1 << 20), arena = start;
    Str list = mysql_server_list(&arena, "SHOW PROCESSLIST");
    while (list.length) {
        Str line = str_cut(&list, '\n');
        int64_t id = 0;
        assert_true(str_int(str_cut(&line, '\t'), &id));
        (void)str_cut(&line, '\t');
        (void)str_cut(&line, '\t');
        bool same = str_equal(str_cut(&line, '\t'), str_of(server.database));
        if (!same || id == (int64_t)ours) continue;
        mysql_server_run(str_z(&arena, str_format(&arena, "KILL %d", (int)id)));
        closed++;
    }
    arena_unmap(start);
    return closed;
}

Str mysql_server_list(Arena *arena, const char *question)
{
    Writer writer = {.arena = arena};
    if (mysql_query(server.admin, question))
        fail_msg("%s: %s", question, mysql_error(server.admin));
    MYSQL_RES *rows = mysql_store_result(server.admin);
    assert_non_null(rows);
    for (MYSQL_ROW row = mysql_fetch_row(rows); row; row = mysql_fetch_row(rows)) {
        for (unsigned i = 0; i < mysql_num_fields(rows); i++) {
            if (i) writer_char(&writer, '\t');
            for (const char *c = row[i] ? row[i] : "NULL"; *c; c++)
                writer_char(&writer, *c == '\n' ? ' ' : *c);
        }
        writer_char(&writer, '\n');
    }
    mysql_free_result(rows);
    return writer_str(&writer);
}

int64_t mysql_server_ask(const char *question)
{
    int64_t number = 0;
    Arena arena = *test_arena();
    Str answer = mysql_server_list(&arena, question);
    assert_true(str_int(str_cut(&answer, '\n'), &number));
    return number;
}

Str mysql_address_as(Arena *arena, Str address, Str login)
{
    Str rest = address;
    (void)str_cut(&rest, '@');
    return str_format(arena, "mysql://%.*s@%.*s", STR(login), STR(rest));
}

static void write_encoded(Writer *writer, const char *text)
{
    for (; *text; text++)
        writer_format(writer, "%%%02X", (unsigned)(unsigned char)*text);
}

Str mysql_fresh_database(Arena *arena)
{
    char statement[160];
    snprintf(server.database, sizeof server.database, "health_test_%d_%d",
             (int)server.owner, ++server.made);
    snprintf(statement, sizeof statement, "CREATE DATABASE %s", server.database);
    mysql_server_run(statement);
    assert_int_equal(mysql_select_db(server.admin, server.database), 0);

    Writer writer = {.arena = arena};
    writer_put(&writer, S("mysql://"));
    write_encoded(&writer, server.address.user);
    writer_char(&writer, ':');
    write_encoded(&writer, server.address.password);
    writer_format(&writer, "@%s:%u/%s", server.address.host,
                  server.address.port ? server.address.port : 3306, server.database);
    if (server.address.socket) {
        writer_put(&writer, S("?socket="));
        write_encoded(&writer, server.address.socket);
    }
    return writer_str(&writer);
}

void mysql_server_signal(int signal)
{
    assert_true(server.own && server.server > 0);
    assert_int_equal(kill(server.server, signal), 0);
}

void mysql_server_wait(void)
{
    assert_int_equal(waitpid(server.server, NULL, 0), server.server);
    server.server = 0;
    mysql_close(server.admin);
    server.admin = NULL;
}

void mysql_server_start(void)
{
    assert_true(start_own());
    if (server.made) mysql_select_db(server.admin, server.database);
}
