#include "store/mysql/session.h"

#include "base/log.h"
#include "base/random.h"
#include "store/mysql/trouble.h"
#include "store/mysql/verbs.h"

#include <errmsg.h>
#include <mysql.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    CONNECT_SECONDS = 5,
    ANSWER_SECONDS = 30,   // longer than any statement waits for a lock
    QUESTION_SECONDS = 6,  // and than a reader's statement may take
    TRIES_MAX = 5,
    PAUSE_MS = 20,  // before the second try; twice as long before each further one
};

// --- connections

static void set_options(const Session *session, MYSQL *link)
{
    const unsigned connect = CONNECT_SECONDS;
    const unsigned answer =
        session->role == STORE_READER ? QUESTION_SECONDS : ANSWER_SECONDS;
    mysql_options(link, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
    mysql_options(link, MYSQL_OPT_READ_TIMEOUT, &answer);
    mysql_options(link, MYSQL_OPT_WRITE_TIMEOUT, &answer);
    mysql_options(link, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    // Without it "localhost" would mean a socket, wherever the port points to.
    const unsigned tcp = MYSQL_PROTOCOL_TCP;
    if (!session->address.socket) mysql_options(link, MYSQL_OPT_PROTOCOL, &tcp);
}

// What a reader asks is given up after five seconds; the two have each their own
// word for it.
static int set_reader(MYSQL *link)
{
    if (mysql_query(link, "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return 1;
    if (mariadb_connection(link))
        return mysql_query(link, "SET SESSION max_statement_time = 5");
    return mysql_query(link, "SET SESSION max_execution_time = 5000");
}

// What we rely on is asked for, and not left to the server's configuration.
static Err set_session(Session *session)
{
    MYSQL *link = session->link;
    int failed =
        mysql_query(link, "SET NAMES utf8mb4 COLLATE utf8mb4_bin") ||
        mysql_query(link, "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,"
                          "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'") ||
        mysql_query(link, "SET SESSION autocommit = 1, innodb_lock_wait_timeout = 10, "
                          "lock_wait_timeout = 10");
    if (!failed && session->role == STORE_WRITER)
        failed =
            mysql_query(link, "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
    if (!failed && session->role == STORE_READER) failed = set_reader(link);
    if (!failed) return OK;
    return session_failed(session, "setting up the connection", mysql_errno(link),
                          mysql_error(link));
}

static Err refused(Session *session, MYSQL *link)
{
    const Address *to = &session->address;
    Trouble trouble = trouble_of(mysql_errno(link));
    if (trouble == TROUBLE_REFUSED) {
        log_error(
            "MySQL at %s does not let us in: %s. Check the user, the password and the "
            "name of the database in the address",
            to->socket ? to->socket : to->host, mysql_error(link));
        return ERR_INVALID;
    }
    if (!session->silent)
        log_warning(
            "MySQL at %s, port %u, does not answer: %s. Trying again when it is needed",
            to->socket ? to->socket : to->host, to->port, mysql_error(link));
    session->silent = true;
    return ERR_BUSY;
}

Err session_connect(Session *session)
{
    const Address *to = &session->address;
    MYSQL *link = mysql_init(NULL);
    if (!link) return ERR_BUSY;
    set_options(session, link);
    if (!mysql_real_connect(link, to->host, to->user, to->password, to->name, to->port,
                            to->socket, 0)) {
        Err err = refused(session, link);
        mysql_close(link);
        return err;
    }
    session->link = link;
    unsigned long extended = 0;
    mariadb_get_infov(link, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &extended);
    session->takes_arrays = extended & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32);
    if (session->silent) log_notice("MySQL answers again");
    session->silent = false;
    return set_session(session);
}

void session_disconnect(Session *session)
{
    if (session->link) mysql_close(session->link);
    session->link = NULL;
    session_forget(session);
}

Err session_ready(Session *session)
{
    if (session->link) return OK;
    Err err = session_connect(session);
    if (!err) err = session_prepare(session);
    if (!err) return OK;
    session_disconnect(session);
    return ERR_BUSY;  // whatever it is, it was in order when we were opened
}

Err session_failed(Session *session, const char *doing, unsigned code, const char *message)
{
    switch (trouble_of(code)) {
    case TROUBLE_LOST:
        log_warning("MySQL, while %s: %s", doing, message);
        session_disconnect(session);
        return ERR_BUSY;
    case TROUBLE_AGAIN: return ERR_BUSY;
    case TROUBLE_FULL:
        log_error("MySQL, while %s: %s. Is there room left on its disk? Nothing was stored",
                  doing, message);
        return ERR_BUSY;
    case TROUBLE_SLOW:
        log_warning("MySQL, while %s: given up, it took too long", doing);
        return ERR_BUSY;
    case TROUBLE_TAKEN: return ERR_CONFLICT;
    case TROUBLE_REFUSED:
    case TROUBLE_OTHER: break;
    }
    log_error("MySQL, while %s: %s (%u)", doing, message, code);
    return ERR_STORE;
}

// --- transactions

static Err say(Session *session, Query which)
{
    if (mysql_query(session->link, sql[which]) == 0) return OK;
    return session_failed(session, query_name[which], mysql_errno(session->link),
                          mysql_error(session->link));
}

// A snapshot is one of REPEATABLE READ; the writer's transactions are otherwise not.
static Err say_begin(Session *session, Query which)
{
    MYSQL *link = session->link;
    if (which == BEGIN_READ && session->role == STORE_WRITER &&
        mysql_query(link, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        return session_failed(session, query_name[which], mysql_errno(link),
                              mysql_error(link));
    return say(session, which);
}

// An idle connection that the server has closed shows itself only now: and nothing
// has happened yet, so that a new one is as good.
static Err begin(Session *session, Query which)
{
    Err err = session_ready(session);
    if (err) return err;
    err = say_begin(session, which);
    if (err && !session->link) {
        err = session_ready(session);
        if (!err) err = say_begin(session, which);
    }
    session->in_transaction = !err;
    return err;
}

static Err end_of(Session *session, const char *doing, int failed)
{
    if (!failed) return OK;
    return session_failed(session, doing, mysql_errno(session->link),
                          mysql_error(session->link));
}

Err session_set_mark(Session *session)
{
    if (!session->link) return ERR_BUSY;
    return end_of(session, "setting a mark", mysql_query(session->link, "SAVEPOINT mark"));
}

Err session_back_to_mark(Session *session)
{
    if (!session->link) return ERR_BUSY;
    return end_of(session, "going back to a mark",
                  mysql_query(session->link, "ROLLBACK TO SAVEPOINT mark"));
}

static Err commit(Session *session)
{
    Err err = say(session, COMMIT);
    session->in_transaction = session->in_transaction && err;
    session->in_doubt = session->in_doubt || err;
    return err;
}

// Undo everything since the beginning, and say why.
static Err roll_back(Session *session, Err why)
{
    bool there = session->in_transaction && session->link;
    if (there && say(session, ROLL_BACK) != OK) session_disconnect(session);
    session->in_transaction = false;
    session->received_since = 0;  // what was read may have been our own
    return why;
}

// Long enough for the other one to finish, and not the same for two that collided.
static void pause_before(int next_try)
{
    long longest = (long)PAUSE_MS << (next_try - 2);
    long ms = longest / 2 + (long)(random_bits() % (uint64_t)longest);
    struct timespec length = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&length, NULL);
}

Err session_write(Session *session, Work *work, void *what)
{
    if (session->together) return work(session, what);
    session->in_doubt = false;
    for (int next_try = 2;; next_try++) {
        Err err = begin(session, BEGIN_WRITE);
        if (err) return err;
        err = work(session, what);
        if (!err) err = commit(session);
        if (!err) return OK;
        (void)roll_back(session, err);
        if (err != ERR_BUSY) return err;
        if (next_try > TRIES_MAX) break;
        pause_before(next_try);
    }
    log_warning("MySQL: gave up writing after %d tries: another process was in the way, or "
                "the connection was lost, each time",
                TRIES_MAX);
    return ERR_BUSY;
}

Err session_read(Session *session, Work *work, void *what)
{
    if (session->together) return work(session, what);
    for (int next_try = 2;; next_try++) {
        Err err = begin(session, BEGIN_READ);
        if (err) return err;
        err = work(session, what);
        if (!err) err = say(session, COMMIT);
        session->in_transaction = session->in_transaction && err;
        if (!err) return OK;
        bool lost = session->link == NULL;
        (void)roll_back(session, err);
        if (!lost || next_try > 2) return err;
    }
}

// --- several verbs at once

enum { MARK_BYTES = 40 };

typedef struct {
    StoreWork *work;
    void *context;
    char name[MARK_BYTES];  // of our note, the same as long as we are open
    char mark[MARK_BYTES];  // what it says once this has been done
} Together;

// Has it been done by a COMMIT of ours that got no answer?  Where that one is still at
// it, we wait for it here.
static Err find_mark(Session *session, const Together *together, bool *done)
{
    Rows rows;
    Err err = session_ask_one(session, HOLD_NOTE,
                              VALUES(value_text(str_of(together->name))), &rows);
    if (err) return err == ERR_NOT_FOUND ? OK : err;
    char room[MARK_BYTES];
    Arena scratch = {room, room + sizeof room};
    *done = str_equal(row_text(&scratch, &rows, 0), str_of(together->mark));
    rows_leave(&rows);
    return OK;
}

// What the work has noted when it was done is still so: it is not done again.  Where it
// was not, nothing of it was, and its verbs need not look.
static Err work_together(Session *session, void *what)
{
    const Together *together = what;
    bool done = false;
    Err err = session->in_doubt ? find_mark(session, together, &done) : OK;
    if (err || done) return err;

    session->in_doubt = false;
    session->together = true;
    err = together->work(&session->store, together->context);
    session->together = false;
    if (err) return err;
    return session_run(
        session, PUT_NOTE,
        VALUES(value_text(str_of(together->name)), value_text(str_of(together->mark))));
}

Err session_together(Store *store, StoreWork *work, void *context)
{
    Session *session = (Session *)store;
    Together together = {.work = work, .context = context};
    snprintf(together.name, MARK_BYTES, "done by %016llx",
             (unsigned long long)session->own);
    snprintf(together.mark, MARK_BYTES, "%016llx", (unsigned long long)random_bits());
    Err err = session_write(session, work_together, &together);
    session->append_in_doubt = err && (session->append_in_doubt || session->in_doubt);
    return err;
}
