#include "web/form.h"

Str form_last_part(Str name, char at)
{
    while (str_find(name, at) >= 0)
        (void)str_cut(&name, at);
    return name;
}

Str form_typed(const Body *typed, Str name)
{
    Str value = {0};
    for (int i = 0; typed && i < typed->pairs; i++)
        if (str_equal(typed->pair[i].name, name)) value = typed->pair[i].value;
    return value;
}

Str form_fault(const Complaint *complaint, Str name)
{
    for (int i = 0; i < complaint->faults; i++)
        if (str_equal(form_last_part(complaint->fault[i].pointer, '/'), name))
            return complaint->fault[i].message;
    return (Str){0};
}
