#include "app/commands.h"

#include "app/progress.h"
#include "service/service.h"

#include <stdio.h>

int rebuild(const Config *config)
{
    ProgressLine line = progress_begin("customers counted");
    if (rebuild_all(config->database, progress_say, &line)) {
        fprintf(stderr, "customer-health: not everything was rebuilt: see above.  What was "
                        "stays so; run it again.\n");
        return 1;
    }
    printf("Every count and every picture is made anew.\n");
    return 0;
}

int check(const Config *config)
{
    ProgressLine line = progress_begin("customers compared");
    int64_t wrong = 0;
    if (check_all(config->database, progress_say, &line, &wrong)) {
        fprintf(stderr, "customer-health: not everything could be compared: see above.\n");
        return 1;
    }
    if (wrong > 0) {
        fprintf(
            stderr,
            "customer-health: what is stored of %lld customers is not what their events "
            "say: `customer-health rebuild` makes it anew.\n",
            (long long)wrong);
        return 1;
    }
    printf("What is stored is what the events say, to the bit.\n");
    return 0;
}
