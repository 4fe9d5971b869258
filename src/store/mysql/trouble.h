// trouble.h: what does it mean for us that the server says so?
//
// The codes of MySQL, MariaDB, Galera and Group Replication, sorted by what can be
// done about them.
#pragma once

typedef enum {
    TROUBLE_OTHER,   // a defect, or a server in need of its operator
    TROUBLE_LOST,    // the connection is of no more use; another may be
    TROUBLE_AGAIN,   // the transaction is; the same once more may well succeed
    TROUBLE_FULL,    // there is no room left on the server's disk
    TROUBLE_SLOW,    // a question took longer than it may
    TROUBLE_TAKEN,   // a unique key is taken
    TROUBLE_REFUSED  // the address is wrong: user, password or database
} Trouble;

Trouble trouble_of(unsigned code);
