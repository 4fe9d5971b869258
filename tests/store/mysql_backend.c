#include "backends.h"
#include "mysql_server.h"

static bool is_here(void)
{
    if (mysql_server_runs()) return true;
    print_message("# no MariaDB here: install mariadb-server-core to run these tests\n");
    return false;
}

static void clean(void)
{
    // the server and its databases go when the program ends
}

const TestBackend test_backend_mysql = {"mysql", is_here, mysql_fresh_database, clean};
