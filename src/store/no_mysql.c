#include "base/log.h"
#include "store/backend.h"

Err mysql_open(Str address, StoreRole role, Store **out)
{
    (void)address, (void)role, (void)out;
    log_error("this program was built without MySQL: use sqlite:PATH");
    return ERR_INVALID;
}
