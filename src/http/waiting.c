#include "http/waiting.h"

#include "http/connection.h"

void waiting_leave(Connection *connection)
{
    Waiting *list = &connection->loop->waiting[connection->stage];
    if (connection->older) connection->older->newer = connection->newer;
    if (connection->newer) connection->newer->older = connection->older;
    if (list->oldest == connection) list->oldest = connection->newer;
    if (list->newest == connection) list->newest = connection->older;
}

void waiting_join(Connection *connection, Stage stage)
{
    Waiting *list = &connection->loop->waiting[stage];
    connection->stage = stage;
    connection->since = loop_now();
    connection->newer = NULL;
    connection->older = list->newest;
    if (list->newest) list->newest->newer = connection;
    if (!list->oldest) list->oldest = connection;
    list->newest = connection;
}

void waiting_enter(Connection *connection, Stage stage)
{
    waiting_leave(connection);
    waiting_join(connection, stage);
}
